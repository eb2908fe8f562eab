"""After an ending: which it was, how many are found on this machine, the way back to a decision, and the programme.

A *found* ending is kept by story in `.endings` in the folder of saved games: a list of ids. A damaged file counts as none.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from kalmurzaeva.session import programme as pages
from kalmurzaeva.session.decisions import Decision, decisions, foremost
from kalmurzaeva.session.saves.files import Flaw, read_bytes, reason, replace

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.loop import PlayLoop

_PROGRAMME = re.compile(
    r"\s*program(?:me)?(\s+(?:file|(?:(?:as|in)\s+)?html))?(?:\s+(\S.*?))?\s*[.!]?\s*", re.IGNORECASE
)
# What PROGRAMME FILE writes where no name is given.
_FILE = "programme.html"
_BACK = re.compile(r"\s*back(?:(?:\s+to)?\s+(\d{1,3})|\s+to)\s*[.!]?\s*", re.IGNORECASE)


def own_command(game: PlayLoop, line: str) -> bool:
    """Carries out PROGRAMME, BACK TO 3 and BACK TO. Returns whether the line was one."""
    back = _BACK.fullmatch(line)
    if back and game.session.beat.ending:
        if back[1]:
            go_back(game, int(back[1]))
        else:
            show_decisions(game)
        return True
    if back and back[1]:
        game.screen.say(
            "BACK TO is for after an ending. Until then UNDO takes back a turn, and HISTORY lists the scenes."
        )
        return True
    asked = _PROGRAMME.fullmatch(line)
    if asked and (game.session.story.programmes or game.session.beat.ending):
        show_programme(game, asked[2] or (_free_name() if asked[1] else ""))
        return True
    return False


def announce(game: PlayLoop) -> None:
    """What stands under an ending, which the page has named."""
    story, session = game.session.story, game.session
    possible = pages.endings_of(story)
    found = note(found_file(game), session.beat.ending or "", keep=game.slot is not None) & possible
    lines = [
        f"Endings found on this machine: {len(found)} of {len(possible)}.",
        "UNDO\ttakes back the last turn",
    ]
    decided = decisions(session)
    first = foremost(decided)
    lines += [_way_back(at, decided[at]) for at in first]
    if len(decided) > len(first):
        lines.append(f"BACK TO\tall {len(decided)} decisions that one can go back to")
    lines += [
        "RESTART\tbegins again",
        "PROGRAMME\tthe evening as a page; PROGRAMME FILE keeps it, or PROGRAMME and a name",
        "QUIT\tleaves",
    ]
    game.screen.notes("", lines)


def _way_back(at: int, decision: Decision) -> str:
    return f"BACK TO {at + 1}\t{decision.words}" + (f" ({decision.place})" if decision.place else "")


def show_decisions(game: PlayLoop) -> None:
    """BACK TO: everything that one can go back to, by number."""
    game.screen.notes("", [_way_back(at, decision) for at, decision in enumerate(decisions(game.session))])


def go_back(game: PlayLoop, number: int) -> None:
    """BACK TO 3: to where a decision was taken. REDO goes forward again."""
    decided = decisions(game.session)
    if not 1 <= number <= len(decided):
        game.screen.say(f"BACK TO takes a number from 1 to {len(decided)}." if decided else "Nothing was decided yet.")
        return
    session, beat = game.session.back_to(decided[number - 1].entry)
    if session is game.session:
        game.show(beat)
        return
    game.play_on(session, f"back to {decided[number - 1].words}")
    game.autosave()
    game.show(game.session.beat)


# ── Endings found ──────────────────────────────────────────────────────────────────────────────────────────────


def found_file(game: PlayLoop) -> Path:
    """Where the endings found are kept."""
    name = re.sub(r"[^0-9a-z-]", "", game.session.story.ifid.lower())[:60] or "other"
    return game.store.folder / ".endings" / f"{name}.json"


def note(path: Path, ending: str, *, keep: bool = True) -> frozenset[str]:
    """The endings found, with this one, which is kept where the disk allows it."""
    found = read_found(path)
    if ending in found:
        return found
    found |= {ending}
    if keep:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, json.dumps(sorted(found)))
        except OSError:
            pass  # a count is no reason to trouble anybody at an ending
    return found


def read_found(path: Path) -> frozenset[str]:
    """The endings that a file names; none where it is missing or damaged."""
    try:
        data = json.loads(read_bytes(path).decode("utf-8"))
    except (Flaw, ValueError, RecursionError):
        return frozenset()
    return frozenset(one for one in data if isinstance(one, str)) if isinstance(data, list) else frozenset()


# ── The programme ──────────────────────────────────────────────────────────────────────────────────────────────


def _free_name() -> str:
    names = (_FILE, *(_FILE.replace(".", f" {number}.") for number in range(2, 100)))
    return next((name for name in names if not Path(name).exists()), _FILE)


def show_programme(game: PlayLoop, name: str) -> None:
    """PROGRAMME on the screen, or in a file; never over one that this evening did not write."""
    page = pages.programme(game.session)
    if not name:
        game.screen.notes(page.title, page.lines)
        return
    path = Path(name).expanduser()
    text = page.html if path.suffix.lower() in (".html", ".htm") else page.text
    if game.screen.give(path.name, text):
        game.screen.say(f"The programme is in {path.name}.")
        return
    try:
        if path.absolute() in game.written:
            replace(path, text)
        else:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except FileExistsError:
        game.screen.say(f"There is already a file {path}. Choose another name.")
        return
    except (OSError, ValueError, RuntimeError) as error:
        game.screen.say(f"{path} cannot be written ({reason(error)}). Choose another name.")
        return
    game.written.add(path.absolute())
    game.screen.say(f"The programme is in {path}.")
