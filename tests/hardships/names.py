"""Names of saved games as people spell them: capitals, composed and decomposed accents, quotes, spaces. However a name is spelt it is one game, and
none is written over; what is no name is refused, and nothing outside the folder is touched."""

from __future__ import annotations

import os
import random
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

from kalmurzaeva.session.saves import SaveError, Store
from tests.hardships import Report
from tests.small import STORY, played

GAMES = (played(["examine tape"]), played(["examine tape", "wait"]))
NAMES = (
    "tea", "before supper", "plié", "Ночь в студии", "ёлка", "İstanbul", "ılık", "straße", "ΣΊΣΥΦΟΣ", "o'clock", "the \"end\"", "Å", "ﬁn", "№ 4",
    "tea 2", "a.b", "Dasha's", "100 %", "кофе с молоком", "ǆ", "ŉ", "é" * 30,
)  # fmt: skip
SPELT: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    str.title,
    str.swapcase,
    str.casefold,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: unicodedata.normalize("NFC", name),
    lambda name: f"“{name}”",
    lambda name: f"'{name}'",
    lambda name: f"  {name.replace(' ', '   ')} ",
    lambda name: name.replace("'", "’"),
)
HOSTILE = (
    "", " ", ".", "..", "../evil", "a/b", "a\\b", "/etc/passwd", "con", "NUL.txt", "a\0b", "a\nb", "\x1b[2J", ".hidden", "~root", "x" * 61, "C:", "a|b",
    "\u202egame", "\u200b", "tea.", "\ud800", "ж" * 200,
)  # fmt: skip


def run(times: int = 400, seed: int = 0) -> Report:
    """So many names, each saved twice in two spellings, and tried in a third."""
    chance = random.Random(seed)
    report = Report()
    for _ in range(times):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "in" / "saves"
            if chance.random() < 0.2:
                _refused(Store(folder), chance.choice(HOSTILE), report, Path(temporary))
            else:
                name = chance.choice(NAMES)
                _one_game(Store(folder), name, [_spell(name, chance) for _ in range(2)], report)
    return report


def _spell(name: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(SPELT)(name)
    return name


def _one_game(store: Store, name: str, spelt: list[str], report: Report) -> None:
    what = f"{name!r}, {spelt[0]!r}, {spelt[1]!r}"
    try:
        store.save(name, GAMES[0])
        # As another evening would, or somebody who answers no.
        kept = Store(store.folder).save(spelt[0], GAMES[1], replace=False)
        again = Store(store.folder).load(spelt[1], STORY)
    except SaveError as error:
        is_name = all(char.isprintable() for char in "".join(spelt)) and "/" not in name and '"' not in name
        report.expect(not is_name, f"{what}: {error}")
        report.tally["refused in a sentence"] += 1
        return
    report.expect(again.to_json() == GAMES[1].to_json(), f"{what}: another game is found")
    report.expect(
        kept is not None and store.load(kept, STORY).to_json() == GAMES[0].to_json(), f"{what}: a game is written over"
    )
    report.expect(len(store.slots()) == 2, f"{what}: {[slot.name for slot in store.slots()]}")
    report.tally["one game, and the one before is kept"] += 1


def _refused(store: Store, name: str, report: Report, top: Path) -> None:
    try:
        store.save(name, GAMES[0])
        report.expect(False, f"{name!r} is taken for a name")
    except SaveError as error:
        report.expect("\x1b" not in str(error), f"{name!r}: {error!r}")
        report.tally["hostile, refused in a sentence"] += 1
    except Exception as error:
        report.expect(False, f"{name!r}: {type(error).__name__} {error}")
    found = [path for path, _, files in os.walk(top) if files]
    report.expect(not found, f"{name!r}: something was written in {found}")
