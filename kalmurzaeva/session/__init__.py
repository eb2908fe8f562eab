"""A playthrough: the tree of its turns (`tree`), its transcript (`transcripts`), and its saved games (`saves`).

Takes typed lines and Commands. Gives the state and the beat after each, UNDO, REDO, RESTART, and a journal that can be replayed.
Must not know a screen. Only `saves` touches a disk or a clock.
"""
