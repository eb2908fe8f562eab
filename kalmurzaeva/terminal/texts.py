"""What the game says of itself: help, about, credits, and the words around saving."""

from __future__ import annotations

from kalmurzaeva import __version__

HELP = (
    "You are reading a story in which you say what Sofia does. Type it in English and press Enter.",
    "LOOK shows the place again. EXAMINE something looks closer; X is short for it. What the text names, you can examine.",
    "ASK somebody ABOUT something, TELL somebody ABOUT something, TALK TO somebody. TOPICS says what Sofia could raise.",
    "A choice is taken by its number, or by its words.",
    "REMEMBER something goes back to it. KEEP takes into the body how somebody moves; SCORE says what you have kept.",
    "WAIT lets time pass. EXITS says where you could go.",
    "UNDO takes back a turn, as many as you like, and REDO does it over. AGAIN repeats. WHY explains a refusal.",
    "The game is saved after every turn. SAVE name keeps a copy, RESTORE name goes back to it, SAVES lists them.",
    "TRANSCRIPT writes the evening to a file. OPTIONS says what can be set. RESTART begins again, QUIT leaves.",
)

ABOUT = (
    "Kalmurzaeva's Odyssey is a story about a dancer, read and played in a terminal.",
    f"Version {__version__}. Everything you read is in the folder story/, in plain text; you may change it.",
    "CREDITS says whose work it stands on.",
)

CREDITS = (
    "The notation of the story files is Twee 3, of the Interactive Fiction Technology Foundation, and ink, of inkle.",
    "The parser has learned from TADS, from adv3Lite and from Dialog.",
    "rich and prompt_toolkit set the type and take the line; RapidFuzz reads slips of the hand; attrs, filelock and platformdirs hold it up.",
    "The steps are Agrippina Vaganova's. She counted in eights.",
)

HINTS = (
    "Look closer at what the text names, and ask whoever is here about it. TOPICS, EXITS and LOOK say what there is."
)
