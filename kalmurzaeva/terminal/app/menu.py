"""The opening menu: which game is it to be?

Enter goes on where the player was. So does any line that is no answer to the menu, which is then carried out, so that nobody has to learn it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kalmurzaeva.grammar.lexicon import fold
from kalmurzaeva.session.saves import SaveError, Slot
from kalmurzaeva.session.tree import Session
from kalmurzaeva.terminal.app import about, commands, options, saved_games
from kalmurzaeva.terminal.app.verification import random_seed
from kalmurzaeva.terminal.screen.interface import Key

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.loop import PlayLoop

_WORDS = {
    "continue": "1", "c": "1", "resume": "1", "go on": "1",
    "new": "2", "new game": "2", "begin": "2", "begin again": "2", "restart": "2",
    "saves": "3", "saved games": "3", "other saves": "3", "restore": "3", "load": "3",
    "options": "4", "settings": "4",
    "credits": "5", "about": "5",
    "quit": "q", "q": "q", "exit": "q",
}  # fmt: skip


def open_menu(game: PlayLoop) -> None:
    """Asks until a game is chosen, or the evening is over."""
    others = _others(game)
    _show(game, others)
    while True:
        line = game.screen.ask(game.status()._replace(act="", place="Enter goes on where you were", hour="", saved=""))
        if line is None:
            game.over = True
            return
        if isinstance(line, Key):
            game.press(line)
            continue
        said = fold(" ".join(line.strip(" .!").split()))
        if _answered(game, _WORDS.get(said, said), line, others):
            return


def _answered(game: PlayLoop, answer: str, line: str, others: list[Slot]) -> bool:
    """Carries out one answer. Returns whether the menu is done with."""
    if answer in ("", "1"):
        return True
    if answer == "q":
        game.over = True
    elif answer == "2":
        game.screen.echo(line)
        return _begin(game)
    elif answer == "3":
        game.screen.echo(line)
        listed = [f"RESTORE {slot.name.upper()}\t{slot.problem or saved_games.where(slot)}" for slot in others]
        game.screen.notes("Other saved games", listed or ["There are none."])
    elif answer == "4":
        game.screen.echo(line)
        game.screen.notes("Options", options.lines(game.options, tuple(game.palettes), game.screen.heeds))
    elif answer == "5":
        story = game.session.story
        game.screen.echo(line)
        game.screen.notes("Credits", (*about.about(story)[:-1], *about.credits_of(story)))
    elif options.parse_command(line, tuple(game.palettes)):
        commands.own_command(game, line)
    else:
        # A command already: the game goes on with it.
        game.wait(line)
        return True
    return game.over


def _begin(game: PlayLoop) -> bool:
    """A new game. The one before is kept under another name."""
    try:
        kept = saved_games.keep(game.store, game.session)
    except SaveError as error:
        game.screen.say(f"{error} So no new game was begun over the old one.")
        return False
    if kept:
        game.screen.say(f'The game before is kept as "{kept}".')
    game.play_on(Session.new(game.session.story, random_seed()))
    return True


def _others(game: PlayLoop) -> list[Slot]:
    try:
        return [slot for slot in game.store.slots(game.session.story) if slot.name != game.slot]
    except SaveError:
        return []


def _show(game: PlayLoop, others: list[Slot]) -> None:
    status = game.status()
    where = dict.fromkeys(part for part in (status.act, status.place, status.hour) if part)
    lines = ["1\tContinue", f"\t{', '.join(where)}"]
    slot = _slot(game)
    if slot:
        game.saved_at = slot.saved
        lines.append(f"\tsaved {saved_games.when(slot.saved)}")
        lines += [f"\t{slot.excerpt}"] if slot.excerpt else []
    lines += ["2\tNew game", "3\tOther saved games", "4\tOptions", "5\tCredits"]
    if others:
        lines[-3] += f" ({len(others)})"
    game.screen.notes("", lines)


def _slot(game: PlayLoop) -> Slot | None:
    try:
        return game.store.slot(game.slot) if game.slot else None
    except SaveError:
        return None
