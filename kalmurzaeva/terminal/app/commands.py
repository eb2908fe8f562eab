"""The verbs of the game itself, which need a disk or a screen: SAVE, RESTORE, TRANSCRIPT, OPTIONS, the pages behind the function keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.story import Command
from kalmurzaeva.parser.line import step
from kalmurzaeva.session.saves import SaveError, Slot, valid_name
from kalmurzaeva.session.saves.names import bare, key
from kalmurzaeva.terminal.app import about, afterwards, options, saved_games
from kalmurzaeva.terminal.app.help import lesson
from kalmurzaeva.terminal.screen.interface import Key, page_of

if TYPE_CHECKING:
    from kalmurzaeva.terminal.app.loop import PlayLoop

_TRANSCRIPT = re.compile(r"\s*(?:transcript|script)\s+(on|off|.*\S)\s*", re.IGNORECASE)
_RETURN = re.compile(r"\s*(?:return|go back)\s+to\s+(?:turn\s+)?#?([0-9]{1,6})\s*[.!]?\s*", re.IGNORECASE)
_NAMED = re.compile(
    r"\b(?:save|restore|load|resume)(?:\s+(?:the\s+)?game)?(?:\s+(?:as|under|to|from))?\s+(\S.*?)"
    r"(?:,?\s+please)?\s*(?:[.;!?]+(?=\s|$)|,?\s+then\b|$)",
    re.IGNORECASE,
)
# Options that change how the page looks.
_LOOKS = frozenset(("palette", "background", "measure", "centred"))
_NOTHING_CHANGED = "Nothing was changed."
# Session verbs that show a list: its heading, and what makes its lines.
_LISTS: dict[str, tuple[str, Callable[[PlayLoop], Sequence[str]]]] = {
    "saves": ("Saved games", lambda game: saved_games.lines(game.store, game.session.story)),
    "options": ("Options", lambda game: options.lines(game.options, tuple(game.palettes), game.screen.heeds)),
    "about": ("About this game", lambda game: about.about(game.session.story)),
    "version": ("About this game", lambda game: about.about(game.session.story)),
    "credits": ("Credits", lambda game: about.credits_of(game.session.story)),
    "map": ("Where you have been", lambda game: saved_games.road(game.session)),
}


def own_command(game: PlayLoop, line: str) -> bool:
    """Carries out a line that is for the terminal alone: a setting, or a transcript with a name. Returns whether it was one."""
    setting = options.parse_command(line, tuple(game.palettes))
    if setting:
        set_option(game, *setting)
        return True
    if afterwards.own_command(game, line):
        return True
    returning = _RETURN.fullmatch(line)
    if returning:
        return_to(game, int(returning[1]))
        return True
    transcript = _TRANSCRIPT.fullmatch(line)
    if transcript:
        name = transcript[1]
        if (name.lower() == "off") is bool(game.transcript) or name.lower() not in ("on", "off"):
            toggle_transcript(game, "" if name.lower() in ("on", "off") else clean(name))
        else:
            game.screen.say(
                "The transcript is being written." if game.transcript else "No transcript is being written."
            )
        return True
    return False


def carry_out(game: PlayLoop, command: Command, line: str) -> None:
    """A session verb that a line asked for."""
    verb, name = command.verb, _spelled(command.topic, line)
    if verb == "quit":
        game.leave()
    elif verb == "save":
        save(game, name)
    elif verb == "restore":
        restore(game, name)
    elif verb in _LISTS:
        heading, lines = _LISTS[verb]
        game.screen.notes(heading, lines(game))
    elif verb == "transcript":
        toggle_transcript(game, "")
    elif verb == "help":
        page(game, Key.HELP)
    elif verb == "history":
        page(game, Key.SO_FAR)
    elif verb == "verbose":
        game.screen.say("Places are always described in full when you enter them. LOOK describes them again.")
    else:
        game.screen.say(f"{verb.upper()} has nothing to do here.")


def page(game: PlayLoop, pressed: Key) -> None:
    """What a function key shows."""
    if pressed is Key.HELP:
        game.screen.notes(
            "How to play", lesson(game.session, game.seen, keys=game.options.plain == "off" and game.asks)
        )
    elif pressed is Key.SO_FAR:
        from kalmurzaeva.session.history import outline

        game.screen.tree("The story so far", outline(game.session))
        if game.session.entries:
            game.screen.say("RETURN TO and a turn's number goes to it; the place that you leave stays in the tree.")
    elif pressed is Key.CARRIED:
        _carried(game)


def _carried(game: PlayLoop) -> None:
    """What INVENTORY and SCORE would answer, without the turn that asking takes."""
    session = game.session
    for verb in ("inventory", "score"):
        _, beat = step(session.story, session.state, Command(verb))
        first = next((block.source for block in beat.blocks), None)
        blocks = tuple(block for block in beat.blocks if block.source == first)
        shown = page_of(session.story, evolve(beat, blocks=blocks, choices=(), ending=None, outcome="meta"), game.act)
        game.screen.show(shown, game.status())


def _spelled(topic: str | None, line: str) -> str:
    """A name as it was typed, not as the parser folds it: `save Ночь` is called Ночь."""
    found = _NAMED.search(clean(line)) if topic else None
    return found[1].strip(" ,\"'“”„«»‘’") if found else topic or ""


# ── Options ────────────────────────────────────────────────────────────────────────────────────────────────────


def set_option(game: PlayLoop, name: str, value: str) -> None:
    """Sets an option from now on, and for the evenings to come."""
    if name not in game.screen.heeds:
        game.screen.say(f"{name.upper()} is for the terminal, and changes nothing here. OPTIONS lists what can be set.")
        return
    if not value:
        game.screen.say(
            f"{name.upper()} is {getattr(game.options, name)}: {options.TABLE[name][1]}. It takes {options.takes(name, tuple(game.palettes))}."
        )
        return
    if not options.allowed(name, value, tuple(game.palettes)):
        game.screen.say(f"{name.upper()} takes {options.takes(name, tuple(game.palettes))}.")
        return
    before = game.options
    game.options = game.options._replace(**{name: value})
    if game.options.plain != before.plain:
        game.screen.close()
        game.screen = game.screens(game.options)
        game.screen.palettes = game.palettes
    game.screen.options = game.options
    kept = ""
    try:
        # Only this one: the others stand in the file as the player set them, whatever this evening was started with.
        options.keep(options.options_file(), name, value)
    except OSError as error:
        kept = f" It could not be kept for the next evening ({error.strerror})."
    game.screen.say(f"{name.upper()} is {value} now.{kept}")
    if name in _LOOKS and game.screen.has_menu:
        game.press(Key.REDRAW)


# ── Saves ──────────────────────────────────────────────────────────────────────────────────────────────────────


def may_restart(game: PlayLoop) -> bool:
    """Whether the player, asked, does want to begin again."""
    if game.session.cursor is None:
        game.screen.say("This is the beginning.")
        return False
    if game.confirmed("Begin again from the first page? REDO would bring you back here."):
        return True
    if not game.over:
        game.screen.say(_NOTHING_CHANGED)
    return False


def save(game: PlayLoop, name: str) -> None:
    """SAVE, with a name or without."""
    if not name:
        game.autosave()
        if game.slot is None:
            where = "A game begun in the middle is not saved by itself."
        elif game.saved_at is None:
            where = "The game could not be saved."
        else:
            where = f"Saved at {game.saved_at:%H:%M}, as after every turn."
        game.screen.say(f"{where} SAVE and a name keeps a copy: SAVE BEFORE SUPPER.")
        return
    try:
        name = game.store.name(name)
        taken = next((slot for slot in game.store.slots() if slot.name == name), None)
        question = f'There is already a saved game "{name}": {saved_games.where(taken)}. Replace it?' if taken else ""
        is_own = game.slot is not None and name == game.store.name(game.slot)
        if taken and not is_own and not game.confirmed(question):
            if not game.over:
                game.screen.say(_NOTHING_CHANGED)
            return
        # Where nobody was asked, nobody has said that it may go.
        asked = {"replace": game.asks} if taken and not is_own else {}
        before = game.store.save(name, game.session, **asked)
        if before:
            game.screen.say(f'The game that was called "{name}" is kept as "{before}".')
    except SaveError as error:
        game.screen.say(str(error))
        return
    game.kept = game.session.entries
    game.screen.say(f'Saved as "{name}". RESTORE {saved_games.shouted(name)} comes back to this page.')


def restore(game: PlayLoop, name: str) -> None:
    """RESTORE, with a name or a number, or without either: then it asks which."""
    try:
        slots = game.store.slots(game.session.story)
        name = saved_games.numbered(slots, name) or name or asked_which(game, slots)
        if not name:
            return
        opened = game.store.open(_unaccented(slots, game.store.name(name)), game.session.story)
        kept = None if game.session.entries is game.kept else saved_games.keep(game.store, game.session)
    except SaveError as error:
        game.screen.say(str(error))
        return
    if opened.notice:
        game.screen.say(opened.notice)
    remark = f' The game you were in is kept as "{kept}".' if kept else ""
    game.screen.say(f'Here is "{name}".{remark}')
    game.play_on(opened.session, f"restored {name}")
    game.kept = opened.session.entries
    game.show(opened.session.beat)


def _unaccented(slots: Sequence[Slot], name: str) -> str:
    """The name; where no saved game has it, that of the only one that is called so but for accents."""
    alike = [slot.name for slot in slots if bare(slot.name) == bare(name)]
    return alike[0] if len(alike) == 1 and all(key(slot.name) != key(name) for slot in slots) else name


def asked_which(game: PlayLoop, slots: Sequence[Slot]) -> str:
    """The saved game that the player, asked, wants; "" for none. A line that names none is read as the next command."""
    game.screen.notes("Saved games", saved_games.numbered_lines(slots))
    if not slots:
        return ""
    if not game.asks:
        game.screen.say("RESTORE and a name, or its number, opens one.")
        return ""
    picks = [f"{slot.name}: {slot.problem or saved_games.where(slot)}" for slot in slots]
    typed = game.answer("which one? ", picks)
    if typed is None:
        return ""
    said = clean(typed).strip(" .")
    name = saved_games.numbered(slots, said) or next((slot.name for slot in slots if bare(slot.name) == bare(said)), "")
    if said and not name:
        game.wait(*typed.split("\n"))
        return ""
    game.screen.echo(name)
    if not name:
        game.screen.say(_NOTHING_CHANGED)
    return name


def return_to(game: PlayLoop, number: int) -> None:
    """To any turn of this playthrough. The place that is left stays in its tree."""
    if not 0 <= number <= len(game.session.entries):
        game.screen.say(f"This playthrough has turns 0 to {len(game.session.entries)}. HISTORY shows them.")
        return
    session, beat = game.session.go_to(game.session.entries[number - 1] if number else None)
    game.play_on(session, f"returned to turn {number}")
    game.autosave()
    game.show(beat)


# ── Transcripts ────────────────────────────────────────────────────────────────────────────────────────────────


def toggle_transcript(game: PlayLoop, name: str) -> None:
    """TRANSCRIPT: begins one in the folder of saved games, or ends the one that is being written."""
    from kalmurzaeva.session.transcript_pages import SUFFIXES
    from kalmurzaeva.terminal.app.transcript_writer import TranscriptWriter, written_down

    if game.transcript:
        path = game.transcript.path
        game.transcribe(lambda transcript: transcript.close())
        if game.transcript:
            game.screen.say(f"The transcript ends here: {path}")
        game.transcript = None
        return
    try:
        written, suffix = Path(name), Path(name).suffix.lower()
        suffix = suffix if suffix in SUFFIXES else ".txt"
        stem = valid_name(name[: -len(suffix)] if written.suffix.lower() == suffix else name) if name else ""
        stem = stem or f"transcript-{datetime.now():%Y%m%d-%H%M%S}"
        if game.screen.give(f"{stem}{suffix}", written_down(game.session, suffix)):
            game.screen.say(f"Everything up to here is in {stem}{suffix}.")
            return
        path = game.store.folder / f"{stem}{suffix}"
        game.transcript = TranscriptWriter.begun(path, game.session, game.origin)
    except SaveError:
        game.screen.say("That cannot be the name of a file. TRANSCRIPT alone chooses one.")
        return
    except FileExistsError:
        game.screen.say(f"There is already a file {path}. Choose another name.")
        return
    except OSError as error:
        game.screen.say(f"{path} cannot be written ({error.strerror}). Name another file with --transcript FILE.")
        return
    game.screen.say(
        f"Everything from the first page on is being written to {path}. TRANSCRIPT again ends it; a line that begins with * is a note of yours in it."
    )
