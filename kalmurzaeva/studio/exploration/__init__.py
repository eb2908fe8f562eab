"""`kalmurzaeva explore`: a story played by itself, many times (`workers`, `playthrough`, `players`) or every way there is (`search`), and what that says of it
(`tally`, `measures`, `report`).

Takes a story and a seed. Gives the same figures for the same seed, on any number of cores. Must not judge words that nobody was shown.
"""
