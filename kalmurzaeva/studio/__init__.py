"""For authors: a story checked (`checks`), explored (`exploration`), drawn (`map`) and replayed (`replay`), with the same `step` that plays it.

Takes a story. Gives problems, figures and pictures. Must not change a story, nor know the terminal's screens.
"""
