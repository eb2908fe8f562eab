"""The terminal: shows beats and asks for lines. Everything a player sees is here, and no rule of a story.

`app` begins a game and runs it, `screen` shows a page, `input` asks for a line and helps with it.
Takes a Session. Gives text on a screen and lines from a keyboard. Must not know how a story is written or who answers a command.
"""
