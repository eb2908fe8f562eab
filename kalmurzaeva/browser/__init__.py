"""The same evening in a browser: `site` writes a folder of static files, in which Pyodide runs the game's own loop on a page.

Takes the loop, the options and the pages of `terminal`, and a line at a time from the page. Gives HTML made by words (`markup`), and saves as the
terminal's. Must not know what a turn means, nor fetch anything while it is played.
"""
