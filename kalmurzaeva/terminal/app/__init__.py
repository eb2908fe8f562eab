"""A game on a screen, from the command line to the last line typed.

`play` is the command, `launch` finds the slot and the session, `loop` asks, enters, saves and shows, `commands` are the verbs that need a disk or a screen,
`menu` asks which game it is to be. Takes the arguments of a command line. Gives an exit code. Must not know how text is set or keys are read.
"""
