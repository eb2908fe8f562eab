"""Typed words to Commands, and the `step` that takes a typed line (`line`).

Takes a line, a View and what was last said. Gives a Command, a question, or a remark that says what the trouble was (`results`). `verdict` ranks
what a clause could mean; `choices` compares it with the listed choices, as far as both can be of the same (`agreement`), `nouns` and `topics` find what its words name, `spelling` mends slips,
`rephrased` puts in plainer words what has them; `candidates` gathers what a line could mean, as far as it can matter, `here` prefers the thing that stands there to what a word means, `decisions` says what a line must say before anything is decided by it (and `stated` what only says how things are), `asking` what is shown and asked,
`touched` finds the one choice to ask about, `nearest` those that a line comes near to in meaning, `leaving` the ways on for who says that they go, `several` reads lines of several wishes, `together` says which of several sentences are answered, and `again` those that speak of the one before; `owned` calls what is somebody's by its own name, `placing` and `asked_of_a_piece` hear what is said to a piece that is made and asked of it, `remarks` says what was not understood, `phrasing` spells a Command as somebody would type it.
Must not know how a block is performed: it asks `engine.dispatch` who would answer, and changes nothing.
"""
