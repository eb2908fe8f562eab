"""What is shown. `interface` says what a game needs of a screen; `plain` writes words and nothing else, for pipes, screen readers and dumb
terminals; `rich_screen` sets type with rich (`panels`, `palettes`, `layout`) and stops where a page is longer than the screen (`paging`).

Takes pages: words and numbers. Gives them on standard output. Must not know a story, a state or a session.
"""
