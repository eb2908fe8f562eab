"""What a game needs of a screen, whichever it is.

A *status* is where the player is, as the last row of the screen says it. A *page* is what one turn shows, cut into *scenes*, the pieces of one act,
with the choices it lists. All of it is words and numbers, so that a page can be kept, and a screen needs nothing of the engine. A *key* is
pressed instead of typed: F1 is `Key.HELP`. An *aid* helps with the line while it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen.palettes import Grounds

if TYPE_CHECKING:
    from kalmurzaeva.model.story import Beat, Choice, Notation, Shown, Story
    from kalmurzaeva.session.history import Row


class Status(NamedTuple):
    """Act, palette, place and hour now, and when the game was last saved, all in words."""

    act: str = ""
    palette: str = ""
    place: str = ""
    hour: str = ""
    saved: str = ""


class Piece(NamedTuple):
    """Something shown: `kind` is place, prose, a form such as letter, notation, answer, correction, question. Paragraphs hold the marks of italic and
    bold (see `model.markup`)."""

    kind: str
    paragraphs: tuple[str, ...]
    title: str = ""
    hour: str = ""
    notation: Notation | None = None


class Heading(NamedTuple):
    """How an act is announced, and the palette it is shown in."""

    number: str
    title: str
    palette: str


class ListedChoice(NamedTuple):
    """A choice as it is listed. `reason` is set where it is closed."""

    number: int
    words: str
    reason: str | None = None


class Scene(NamedTuple):
    """Pieces of one act. `opens` is whether the act begins here; `slow` whether it is a performance."""

    act: Heading | None
    opens: bool
    slow: bool
    blocks: tuple[Piece, ...]


class Page(NamedTuple):
    """What one turn shows. `ending` is what the ending is called that it shows; `listed` whether the choices are to be listed: they are others
    than before, or asked for."""

    scenes: tuple[Scene, ...]
    choices: tuple[ListedChoice, ...] = ()
    ending: str | None = None
    listed: bool = True


class Key(Enum):
    """What can be pressed instead of typed, and what happens instead: `RESIZED`, which a screen deals with itself."""

    HELP = "F1"
    CARRIED = "F2"
    SO_FAR = "F3"
    SAVE = "Ctrl-S"
    UNDO = "Ctrl-Z"
    REDRAW = "Ctrl-L"
    RESIZED = ""


class LinePreview(NamedTuple):
    """How a line would be read: the words after `→`, and the words of the line that nobody here knows."""

    words: str = ""
    unknown: frozenset[str] = frozenset()


class Aid(Protocol):
    """Help with a line while it is typed. All of it knows only what the player has seen."""

    def drawn(self, leave: Callable[[], None]) -> None:
        """The prompt stands on the screen. `leave` ends it without a line, from any thread."""

    def preview(self, line: str) -> LinePreview:
        """How a line would be read if it were entered now."""

    def completions(self, before: str) -> list[tuple[str, int]]:
        """What could stand at the end of a line: words, and how many characters of the line they replace."""


class Screen(Protocol):
    """Something that shows text and asks for a line. `has_menu` is whether an opening menu suits it, `heeds` the options that change anything on
    it."""

    options: Options
    heeds: Collection[str]
    palettes: Mapping[str, Grounds]
    has_menu: bool

    def title(self, title: str, about: Sequence[str] = (), done: int = 0) -> None:
        """The title of the game, before anything else, and what is to be known before one begins: how long it is, what it touches. `done` is how
        far the game is that goes on, in per cent."""

    def show(self, page: Page, status: Status) -> None:
        """What a turn shows."""

    def say(self, text: str) -> None:
        """A remark of the game's own, one paragraph."""

    def notes(self, heading: str, lines: Sequence[str]) -> None:
        """A page of the game's own: help, a list. Each line is a paragraph."""

    def tree(self, heading: str, rows: Sequence[Row]) -> None:
        """The tree of a playthrough."""

    def ask(
        self, status: Status, prompt: str = "", aid: Aid | None = None, picks: Sequence[str] = ()
    ) -> str | Key | None:
        """One typed line, without its end, or a key; None when there will be no more. `prompt` is for a question of the game's own, `picks` what
        its numbers from 1 on stand for, where the arrow keys can go through them."""

    def echo(self, line: str, taken: str = "") -> None:
        """A line that is being carried out. `taken` are the words of the choice whose number it is."""

    def give(self, name: str, text: str) -> bool:
        """Hands the player a file, and returns True; False where the player has a disk, to which it can be written."""

    def close(self) -> None:
        """The end of the evening."""


def arrives_at_an_ending(story: Story, beat: Beat) -> bool:
    """Whether a beat shows an ending, and not a remark that is made after one."""
    nodes = (story.nodes.get(block.source or "") for block in beat.blocks)
    return beat.ending is not None and any(node is not None and node.ends == beat.ending for node in nodes)


def page_of(
    story: Story,
    beat: Beat,
    before: str | None,
    listed: tuple[Choice, ...] = (),
    visits: Mapping[str, int] | None = None,
) -> Page:
    """A beat cut into scenes. `before` is the act that was on the screen, or None where there was none; `listed` the choices that were listed
    last; `visits` how often each node has been entered by the end of the beat: an act to which the story only returns is not announced again. What an
    ending is called is for whoever knows it to add."""
    scenes: list[Scene] = []
    act, opens, slow = before, False, False
    blocks: list[Shown] = []
    for block in beat.blocks:
        node = story.nodes[block.source] if block.source is not None and block.source in story.nodes else None
        if node is not None and (node.act != act or ("performance" in node.tags) is not slow):
            if blocks:
                scenes.append(_scene(story, act, opens, slow, blocks))
            opens = before is not None and node.act != act and beat.outcome != "meta"
            opens = opens and _is_first(story, node.act, beat, visits or {})
            act, slow, blocks = node.act, "performance" in node.tags, []
        blocks.append(block)
    scenes.append(_scene(story, act, opens, slow, blocks))
    again = beat.outcome == "unknown" or any(block.kind == "place" for block in beat.blocks)
    choices = tuple(ListedChoice(choice.number, choice.words, choice.reason) for choice in beat.choices)
    return Page(tuple(scenes), choices, None, again or beat.choices != listed)


def _is_first(story: Story, act: str | None, beat: Beat, visits: Mapping[str, int]) -> bool:
    """Whether an act was entered by this beat and never before it."""
    nodes = {name for name, node in story.nodes.items() if node.act == act}
    here = sum(block.kind == "place" and block.source in nodes for block in beat.blocks)
    return sum(visits.get(name, 0) for name in nodes) <= here


def _scene(story: Story, name: str | None, opens: bool, slow: bool, blocks: list[Shown]) -> Scene:
    act = story.acts.get(name or "")
    # An act without a number is not announced: the frame comes and goes quietly.
    heading = Heading(act.number, act.title, act.palette) if act else None
    pieces = tuple(Piece(block.kind, block.paragraphs, block.title, block.hour, block.notation) for block in blocks)
    return Scene(heading, bool(opens and act and act.number), slow, pieces)
