"""`kalmurzaeva check`: what is wrong with a story that can be played.

Takes a story, seen from above (`survey`). Gives problems: of paths and state (`path_rules`), of words (`word_rules`), of who is there (`presence_rules`), of what is known when (`fact_rules`).
Only `witness` plays: what it has seen is asked of the survey. Must not change a story.
"""
