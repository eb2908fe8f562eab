"""What `kalmurzaeva saves …` does: each command takes a store, the story (None where it is broken) and its arguments, and returns an exit
code and the lines to print. 0 is done, 1 a save that is wrong or missing, 2 wrong usage; lines of 1 and 2 belong on standard error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Story
from kalmurzaeva.session.saves import files
from kalmurzaeva.session.saves.documents import check_story, session_of
from kalmurzaeva.session.saves.files import Flaw, MissingError, SaveError
from kalmurzaeva.session.saves.names import valid_name
from kalmurzaeva.session.saves.store import Slot, Store

Result = tuple[int, list[str]]
Run = Callable[[Store, Story | None, Sequence[str]], Result]


def run(store: Store, story: Story | None, args: Sequence[str]) -> Result:
    """One command with its arguments, e.g. `["rename", "tea", "casting"]`; none is `list`. Never raises SaveError; no line holds control
    characters."""
    code, lines = _run(store, story, args)
    return code, [clean(line) for line in lines]


def _run(store: Store, story: Story | None, args: Sequence[str]) -> Result:
    name, *rest = args or ["list"]
    if name not in COMMANDS:
        return 2, [f'There is no command "saves {name}".', *usage()]
    command, arguments, _ = COMMANDS[name]
    least = sum(not argument.startswith("[") for argument in arguments.split())
    if not least <= len(rest) <= len(arguments.split()):
        return 2, [f"Use it so: kalmurzaeva saves {name} {arguments}".rstrip()]
    try:
        return command(store, story, rest)
    except SaveError as error:
        return 1, [str(error)]


def usage() -> list[str]:
    """The commands, a line each."""
    return [f"  saves {f'{name} {arguments}':<24}{help_}".rstrip() for name, (_, arguments, help_) in COMMANDS.items()]


def list_(store: Store, story: Story | None, _args: Sequence[str] = ()) -> Result:
    """All slots, newest first."""
    slots = store.slots(story)
    if not slots:
        return 0, [f"There are no saved games in {store.folder}."]
    width = max(len(slot.name) for slot in slots)
    return 0, [_row(slot, width) for slot in slots]


def _row(slot: Slot, width: int) -> str:
    if slot.problem and not slot.place:
        return f"{slot.name:<{width}}  {slot.problem}"
    where = ", ".join(part for part in (slot.place, slot.hour) if part)
    row = f"{slot.name:<{width}}  {slot.saved:%Y-%m-%d %H:%M}  turn {slot.turn:<5} {where}"
    return f"{row}  [{slot.problem}]" if slot.problem else row


def show(store: Store, story: Story | None, args: Sequence[str]) -> Result:
    """One slot at length. A slot that cannot be restored is shown, and is an error."""
    slot = store.slot(args[0], story)
    facts = {
        "name": slot.name,
        "saved": f"{slot.saved:%Y-%m-%d %H:%M:%S}",
        "act": slot.act,
        "place": slot.place,
        "hour": slot.hour,
        "turn": str(slot.turn),
        "last read": slot.excerpt,
        "file": str(slot.path),
        "problem": slot.problem or "",
    }
    return (1 if slot.problem else 0), [f"{name + ':':<11}{value}" for name, value in facts.items() if value]


def verify(store: Store, story: Story | None, args: Sequence[str] = ()) -> Result:
    """Reads one slot, or all, as RESTORE would. An error where one cannot be restored whole."""
    names = [store.name(args[0])] if args else [slot.name for slot in store.slots()]
    if not names:
        return 0, [f"There are no saved games in {store.folder}."]
    results = [_verified(store, story, name) for name in names]
    lines = [line for _, line in results]
    if story is None:
        lines.append("The story itself cannot be read now, so only the files were verified, not whether it takes them.")
    return max(code for code, _ in results), lines


def _verified(store: Store, story: Story | None, name: str) -> tuple[int, str]:
    try:
        if story is None:
            slot = store.slot(name)
            return (1, slot.problem) if slot.problem else (0, f'The saved game "{name}" is whole.')
        opened = store.open(name, story)
    except SaveError as error:
        return 1, str(error)
    if opened.notice:
        return 1, opened.notice
    return 0, f'The saved game "{name}" is whole, at turn {opened.session.state.turn}.'


def rename(store: Store, _story: Story | None, args: Sequence[str]) -> Result:
    """Gives a slot another name."""
    store.rename(args[0], args[1])
    return 0, [f'"{valid_name(args[0])}" is now "{valid_name(args[1])}".']


def delete(store: Store, _story: Story | None, args: Sequence[str]) -> Result:
    """Removes a slot."""
    store.delete(args[0])
    return 0, [f'The saved game "{valid_name(args[0])}" is deleted.']


def export(store: Store, _story: Story | None, args: Sequence[str]) -> Result:
    """Copies a slot to a file of its own, which must not be there yet."""
    name, target = store.name(args[0]), Path(args[1])
    path = store.path(name)
    try:
        data = files.read_bytes(path)
        files.unsealed(data)
    except files.Absent as flaw:
        raise MissingError(f'There is no saved game "{name}" to export.') from flaw
    except Flaw as flaw:
        raise SaveError(f'The saved game "{name}" {flaw}. It was not exported.') from flaw
    if target.is_dir():
        target = target / path.name
    if os.path.lexists(target):
        raise SaveError(f"There is already a file {target}. Choose another name for the export.")
    try:
        files.replace(target, data)
    except (OSError, ValueError) as error:
        raise SaveError(f"{target} cannot be written ({files.reason(error)}). Choose another place.") from error
    return 0, [f'The saved game "{name}" is now also in {target}.']


def import_(store: Store, story: Story | None, args: Sequence[str]) -> Result:
    """Copies a file into a free slot, by default one named as the file is. What could not be restored is refused."""
    source = Path(args[0])
    name = store.name(args[1] if len(args) > 1 else source.name.removesuffix(".json"))
    try:
        data = files.read_bytes(source)
        document = files.unsealed(data)
        if story is not None:
            check_story(document, story)
            session_of(document, story)
    except files.Absent as flaw:
        raise SaveError(f"There is no file {source}. Say which file holds the saved game.") from flaw
    except Flaw as flaw:
        raise SaveError(f"The file {source} {flaw}. It was not imported.") from flaw
    if story is None:
        raise SaveError(
            "The story cannot be read now, so a saved game cannot be verified and is not imported. Mend the story first: check."
        )
    store.add(name, data)
    return 0, [f'The saved game "{name}" is imported. Play on with --save "{name}", or RESTORE {name.upper()}.']


COMMANDS: dict[str, tuple[Run, str, str]] = {
    "list": (list_, "", "all saved games, newest first"),
    "show": (show, "NAME", "one of them at length"),
    "verify": (verify, "[NAME]", "whether they can be restored"),
    "rename": (rename, "OLD NEW", "another name for one"),
    "delete": (delete, "NAME", "removes one"),
    "export": (export, "NAME FILE", "copies one to a file"),
    "import": (import_, "FILE [NAME]", "copies one from a file"),
}
