"""What the game says of itself."""

from __future__ import annotations

from kalmurzaeva import __version__

ABOUT = (
    "Kalmurzaeva's Odyssey is a story about a dancer, read and played in a terminal.",
    f"This is version {__version__}. All that you read is in the folder story/, in plain text, and may be changed.",
    "CREDITS says whose work it stands on.",
)

CREDITS = (
    "The story files are Twee 3, as the Interactive Fiction Technology Foundation describes it; their varying text is ink's, by inkle.",
    "The parser has learned from adv3Lite and from Dialog.",
    "rich sets the type and prompt_toolkit takes the line. RapidFuzz reads slips of the hand. attrs, filelock and platformdirs hold it up.",
    "The steps are Agrippina Vaganova's.",
)
