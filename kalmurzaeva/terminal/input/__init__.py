"""What is typed. `line` asks for it with prompt_toolkit (`keys`, `typed_lines`), `completion` says how it would be read and what Tab could make of it, out of
what the player has seen (`seen_words`), `tty` keeps the terminal quiet between two lines.

Takes keys. Gives a line, or a key that is a command. Must not carry anything out.
"""
