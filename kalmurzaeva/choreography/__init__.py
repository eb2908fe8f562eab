"""The piece: a frozen value (`piece`), its pure edits (`edits`), and its pure reading (`reading`).

Takes gestures, movements and materials by their names. Gives the piece as it is after an edit, and what anybody who counts could see in it; the
reading depends on the piece and the company, and on nothing else. Must not know of stories, turns and words.
"""
