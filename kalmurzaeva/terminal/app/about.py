"""What the game says of itself."""

from __future__ import annotations

from kalmurzaeva import __version__
from kalmurzaeva.model.story import Story

# After what the story says of itself.
_PROGRAM = (
    f"This is version {__version__}. All that you read is in the folder story/, in plain text, and may be changed.",
    "CREDITS says whose work it stands on.",
)
_CREDITS = (
    "The story files are Twee 3, as the Interactive Fiction Technology Foundation describes it; their varying text is ink's, by inkle.",
    "The parser has learned from adv3Lite and from Dialog.",
    "In a terminal rich sets the type and prompt_toolkit takes the line; in a browser all of it runs in Pyodide. RapidFuzz reads slips of the hand. attrs, filelock and platformdirs hold it up.",
)


def about(story: Story) -> tuple[str, ...]:
    """What ABOUT shows."""
    return (*(_labelled(story.about) or (f"{story.title} is a story, read and played in plain English.",)), *_PROGRAM)


def _labelled(lines: tuple[str, ...]) -> tuple[str, ...]:
    """What a story says of itself, `length: …` and `content-note: …` with their labels in words."""
    labels = {"length": "Length", "content-note": "Content"}
    return tuple(
        f"{labels[key]}: {rest.strip()}"
        if (key := line.partition(":")[0]) in labels and (rest := line.partition(":")[2])
        else line
        for line in lines
    )


def credits_of(story: Story) -> tuple[str, ...]:
    """What CREDITS shows."""
    return (*_CREDITS, *story.credits)
