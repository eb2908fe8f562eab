"""English: what the words of a line are, and which patterns of words the verbs have. One for another language would stand beside it.

Takes text, and nouns with their names. Gives folded words (`lexicon`), a verb and its slots (`table`, `patterns`, and by the words they want, `pattern_index`), what a noun phrase can mean (`vocabulary`), and what was said in the mouth of whoever hears it (`turned`).
Must not know the state of a game: which things are in scope, and who would answer, is told by whoever asks.
"""
