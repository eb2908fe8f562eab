"""The values of the program, frozen: a story, a state, a command, a beat, a problem. Everything else takes them and gives them.

Takes nothing but plain values, and `choreography`, which is one. Gives `story` (what a story is made of, and what one turn returns), `state` (where one game is, and its JSON),
`problems` (what can be wrong with a story), `markup` (italic and bold inside texts), `traversal` (walking a story).
Must not know how a story is written, who answers a command, or that there is a terminal.
"""
