"""Forged saves: sealed as ours are, and holding anything at all; and honest ones with bytes changed, cut off or doubled. Each is refused with a
sentence, or is a game that can be played, told and saved; a damaged one is never taken for what was not saved."""

from __future__ import annotations

import random
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from attrs import frozen

from kalmurzaeva import Session, Story, offers
from kalmurzaeva.session.history import outline
from kalmurzaeva.session.programme import programme
from kalmurzaeva.session.saves import SaveError, Store, files
from tests.benchmarks.saves import road
from tests.conftest import shipped_story
from tests.hardships import Report
from tests.small import STORY, played

_HOSTILE = "\x1b[2J\x1b]0;a\x07\u202e\ud800"
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 7, 2**31, 2**63, 10**40, 1.5, float("nan"), "", "hall", "nina", "window", "nowhere", "kept", _HOSTILE, "x" * 5000,
    [], {}, [[]], [None], {"": {}}, [0, [["look"]], "", ""], [1, 2, 3], {"pins": ["a", "b"]},
)  # fmt: skip
LINES = (
    "look",
    "undo",
    "redo",
    "again",
    "x it",
    "1",
    "ask her about pins",
    "undo 3",
    "recap",
    "notes",
    "restart",
    "redo",
)


def run(times: int = 4200, seed: int = 0) -> Report:
    """Half forged, half damaged; every fourth of the story that ships."""
    chance = random.Random(seed)
    report = Report()
    shipped = shipped_story()
    games = {
        STORY: [played(["examine tape", "look behind the curtain", "undo", "keep pins", "ask nina about pins", "* note", "ask", "restart", "look"]),
                played(["examine tape", "look"] * 60)],
        shipped: [road(shipped, turns, turns) for turns in (20, 90)],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        for number in range(times):
            story = shipped if number % 4 == 0 else STORY
            game = chance.choice(games[story])
            store = Store(Path(temporary) / f"{number}")
            store.save("game", game)
            trial = _Trial(store, story, game, chance, report, number)
            (trial.forge if number % 2 else trial.damage)()
    return report


@frozen
class _Trial:
    """One save, and what is done to it."""

    store: Store
    story: Story
    game: Session
    chance: random.Random
    report: Report
    number: int

    def forge(self) -> None:
        document = files.unsealed(self.store.path("game").read_bytes())
        for _ in range(self.chance.randint(1, 3)):
            holder, key = _place(document, self.chance)
            if self.chance.random() < 0.2 and isinstance(holder, dict):
                del holder[key]
            elif self.chance.random() < 0.3 and isinstance(holder, list) and len(holder) > 1:
                holder[key] = deepcopy(holder[self.chance.randrange(len(holder))])
            else:
                holder[key] = deepcopy(self.chance.choice(_VALUES))
        try:
            self.store.path("game").write_bytes(files.sealed(document))
            opened = Store(self.store.folder).open("game", self.story)
        except SaveError as error:
            self.report.expect("\x1b" not in str(error), f"{self.number}: {error!r}")
            self.report.tally["forged: refused in a sentence"] += 1
            return
        except Exception as error:
            self.report.expect(False, f"{self.number}: opening it, {type(error).__name__} {error}")
            return
        try:
            _play(opened.session, self.story, self.store)
            self.report.tally["forged: is a game"] += 1
        except Exception as error:
            self.report.expect(False, f"{self.number}: playing it, {type(error).__name__} {error}")

    def damage(self) -> None:
        self.store.save("game", self.game)
        path = self.store.path("game")
        data = bytearray(path.read_bytes())
        at, end = sorted(self.chance.randrange(len(data) + 1) for _ in range(2))
        kind = self.chance.choice(("flipped", "cut off", "taken out", "doubled", "zeroed"))
        if kind == "flipped":
            data[min(at, len(data) - 1)] ^= 1 << self.chance.randrange(8)
        elif kind == "cut off":
            del data[at:]
        elif kind == "taken out":
            del data[at:end]
        elif kind == "doubled":
            data[at:at] = data[at:end]
        else:
            data[at:end] = bytes(end - at)
        path.write_bytes(data)
        whole = self.game.to_json()
        try:
            opened = Store(self.store.folder).open("game", self.story)
            self.report.expect(
                opened.session.to_json() == whole,
                f"{self.number}, {kind}: it opens as what was never saved ({at}, {end})",
            )
            self.report.tally["damaged: the generation before" if opened.notice else "damaged: means the same"] += 1
        except SaveError as error:
            self.report.expect(False, f"{self.number}, {kind}: the generation before is not offered ({error})")
        except Exception as error:
            self.report.expect(False, f"{self.number}, {kind}: {type(error).__name__} {error}")


def _place(document: dict[str, Any], chance: random.Random) -> tuple[Any, Any]:
    """A random place in the document, as deep as one likes, in the session more often than not."""
    holder: Any = document
    key: Any = "session" if "session" in document and chance.random() < 0.9 else chance.choice(sorted(document))
    while isinstance(holder[key], (dict, list)) and holder[key] and chance.random() < 0.85:
        holder = holder[key]
        key = chance.choice(sorted(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
    return holder, key


def _play(session: Session, story: Story, store: Store) -> None:
    shown = [session.beat.text, session.losses]
    for line in LINES:
        session, beat = session.enter(line)
        shown += [beat.text, *(choice.words for choice in beat.choices)]
    shown += [row.words for row in outline(session)]
    shown.append(programme(session).text)
    assert not any(char in text for text in shown for char in "\x1b\x07\u202e"), "a control character is shown"
    offers(story, session.state)
    store.save("again", session)
    assert Store(store.folder).open("again", story).session.to_json() == session.to_json()
