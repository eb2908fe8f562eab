"""Typed words to Commands, in three pure stages: words (`lexicon`), verb grammar (`grammar`), things in scope (`scope`, `resolution`).

`understanding.parse` runs them for a player's line; `headers` runs the same stages for a block's header in a story file.
"""
