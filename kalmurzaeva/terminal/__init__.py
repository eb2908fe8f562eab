"""The terminal: shows beats and asks for lines. Everything a player sees is here, and no rule of the story.

`play` is the command and opens a game, `game` is the loop and the verbs that need a disk or a screen. A `Screen` (`screen`) has two forms:
`plain` writes words and nothing else, for pipes, screen readers and dumb terminals; `stage` sets type with rich (`panels`, `palettes`) and
asks with prompt_toolkit (`line`).
"""
