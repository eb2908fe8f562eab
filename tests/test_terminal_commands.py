"""The verbs of the game itself, on a screen that only writes down what it is told."""

from __future__ import annotations

import errno
from collections.abc import Sequence

import pytest

from kalmurzaeva import Session, load_story, step
from kalmurzaeva.session import tree
from kalmurzaeva.session.history import Row
from kalmurzaeva.session.saves import AUTOSAVE, SaveError, Store
from kalmurzaeva.session.saves import store as store_module
from kalmurzaeva.terminal.app import options as options_module
from kalmurzaeva.terminal.app.loop import PlayLoop
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.app.transcript_writer import TranscriptWriter
from kalmurzaeva.terminal.screen.interface import Aid, Key, Page, Status
from tests.small import STORY
from tests.terminals import write_story


class Notebook:
    """A screen that writes down what it is told, and answers with the lines it was given."""

    has_menu = False
    heeds = options_module.TABLE

    def __init__(self, *answers: str | Key | None) -> None:
        self.options = Options()
        self.answers = list(answers)
        self.written: list[str] = []

    def title(self, title: str, about: Sequence[str] = (), done: int = 0) -> None:
        self.written.append(title)

    def show(self, page: Page, status: Status) -> None:
        self.written += [paragraph for scene in page.scenes for block in scene.blocks for paragraph in block.paragraphs]

    def say(self, text: str) -> None:
        self.written.append(text)

    def notes(self, heading: str, lines: Sequence[str]) -> None:
        self.written += [heading, *lines]

    def tree(self, heading: str, rows: Sequence[Row]) -> None:
        self.written += [heading, *(f"{'  ' * row.depth}{row.number} {row.words}" for row in rows)]

    def ask(
        self, status: Status, prompt: str = "", aid: Aid | None = None, picks: Sequence[str] = ()
    ) -> str | Key | None:
        return self.answers.pop(0) if self.answers else None

    def echo(self, line: str, taken: str = "") -> None:
        self.written.append(f"> {line}. {taken}" if taken else f"> {line}")

    def give(self, name: str, text: str) -> bool:
        return False

    def close(self) -> None:
        self.written.append("closed")

    @property
    def text(self) -> str:
        return "\n".join(self.written)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    return load_story(write_story(tmp_path_factory.mktemp("story")))


@pytest.fixture
def play(story, tmp_path, monkeypatch):
    """Plays lines as somebody at a keyboard, and gives the game and what was written."""
    monkeypatch.setattr(options_module, "options_file", lambda: tmp_path / "options.toml")

    def play_(*answers: str | Key | None, store: Store | None = None) -> tuple[PlayLoop, str]:
        screen = Notebook(*answers)
        game = PlayLoop(
            screen,
            Session.new(story, 7),
            store or Store(tmp_path / "saves"),
            AUTOSAVE,
            True,
            Options(),
            lambda _: screen,
        )
        game.play()
        return game, screen.text

    return play_


# ── Names ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("save tea", "tea"),
        ("Save Before the Casting", "Before the Casting"),
        ("save as Ночь в студии", "Ночь в студии"),
        ("please save game as 'tea time'.", "tea time"),
        ("save tea, please", "tea"),
        ("save tea. look", "tea"),
        ("look then save Tea Two", "Tea Two"),
        ("save plié 2", "plié 2"),
    ],
)
def test_a_saved_game_is_called_what_was_typed(play, tmp_path, line, name):
    play(line)
    assert (tmp_path / "saves" / f"{name}.json").exists()


@pytest.mark.parametrize("line", ["save ../evil", "save a/b", "save /etc/x", "save con", "save " + "a" * 80])
def test_a_name_that_is_no_name_is_refused_in_a_sentence(play, tmp_path, line):
    _, text = play(line, "x bench")
    assert "Saved as" not in text
    assert not list(tmp_path.glob("*.json"))
    assert "A bench of oak" in text


# ── Nothing is lost ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("answer", ["no", "n", "нет", "", "perhaps"])
def test_a_saved_game_is_replaced_only_after_yes(play, story, answer):
    game, text = play("x bench", "save tea", "go on", "save tea", answer)
    assert "There is already a saved game" in text
    assert "Nothing was changed." in text
    assert game.store.load("tea", story).state.node == "hall"


@pytest.mark.parametrize("answer", ["yes", "y", "YES.", "да"])
def test_after_yes_it_is_replaced(play, story, answer):
    game, _ = play("x bench", "save tea", "go on", "save tea", answer)
    assert game.store.load("tea", story).state.node == "studio"


def test_restart_is_asked_about_and_redo_comes_back(play):
    game, text = play("go on", "restart", "yes")
    assert "Begin again from the first page?" in text
    assert game.session.state.node == "hall"
    game, _ = play("go on", "restart", "yes", "redo")
    assert game.session.state.node == "studio"
    game, text = play("go on", "restart", "no")
    assert game.session.state.node == "studio"


def test_restart_at_the_beginning_asks_nothing(play):
    _, text = play("restart")
    assert "This is the beginning." in text


def test_a_key_at_a_question_is_no_answer(play):
    game, _ = play("go on", "restart", Key.HELP, Key.UNDO, "yes")
    assert game.session.state.node == "hall"


def test_a_line_that_is_no_answer_is_the_next_command(play):
    game, text = play("go on", "restart", "go back")
    assert "Nothing was changed." in text
    assert game.session.state.node == "hall"
    assert game.session.state.turn == 2


def test_restoring_keeps_the_game_that_is_left(play, story):
    game, text = play("save tea", "go on", "restore TEA")
    assert 'kept as "earlier"' in text
    assert game.session.state.node == "hall"
    assert game.store.load("earlier", story).state.node == "studio"


def test_a_game_that_is_kept_already_is_not_kept_again(play):
    game, text = play("x bench", "save tea", "restore tea", "restore tea")
    assert "kept as" not in text
    assert {slot.name for slot in game.store.slots()} == {"autosave", "tea"}


def test_restoring_what_there_is_not_changes_nothing(play):
    game, text = play("go on", "restore nothing like it")
    assert "There is no saved game" in text
    assert game.session.state.node == "studio"


@pytest.mark.parametrize("answer", ["2", "#2", "TEA", "tea."])
def test_restore_alone_asks_which_by_number_or_name(play, answer):
    game, text = play("save tea", "go on", "look", "restore", answer)
    assert "2\ttea: The Hall" in text
    assert game.session.state.node == "hall"


def test_restore_alone_can_be_left_and_a_line_that_names_no_game_is_the_next_command(play):
    game, text = play("save tea", "go on", "restore", Key.HELP, "", "go back")
    assert "Nothing was changed." in text
    assert [game.session.state.node, game.session.state.turn] == ["hall", 2]


def test_a_game_is_restored_by_its_number_unless_one_is_called_so(play):
    game, _ = play("save tea", "go on", "look", "restore 2")
    assert game.session.state.node == "hall"
    game, _ = play("go on", "save 2", "go back", "look", "restore 2")
    assert game.session.state.node == "studio"


class Full(Store):
    """A disk that is full."""

    def save(self, name, session, *, replace=None):
        raise SaveError("The disk is full.")


def test_a_full_disk_is_said_once_and_again_at_the_end(play, tmp_path):
    _, text = play("x bench", "x ladder", "go on", "save tea", store=Full(tmp_path))
    assert text.count("goes on unsaved") == 1
    assert "This game could not be saved." in text
    assert "Vera Andreyevna" in text


def test_a_game_that_is_nearly_too_long_is_said_once_before_it_is(play, monkeypatch):
    monkeypatch.setattr(store_module, "MOST_ENTRIES", 10)
    _, text = play(*["x bench"] * 9)
    assert "nearly as long" not in text
    _, text = play(*["x bench"] * 12)
    assert text.count("nearly as long as a saved game can be: 100%") == 1
    assert text.index("nearly as long") < text.index("grown too long to be saved")
    assert "This game could not be saved." in text


def test_a_note_that_is_cut_is_said(play):
    game, text = play("* short", "* " + "n" * 3000)
    assert "Noted, the first 1000 characters of it." in text
    assert [len(note) for note in game.session.notes] == [5, 1000]


class FullTranscript:
    """A transcript on a disk that is full."""

    path = "evening.txt"

    def turn(self, *_):
        raise OSError(28, "No space left on device")

    go_on_from = close = turn


@pytest.mark.parametrize("line", ["x bench", "restore tea", "return to 1", "transcript", "quit"])
def test_a_full_disk_under_a_transcript_ends_the_transcript_and_not_the_game(play, monkeypatch, line):
    monkeypatch.setattr(
        PlayLoop, "show", lambda game, *args, show=PlayLoop.show: (_begin_full(game), show(game, *args))[1]
    )
    game, text = play("save tea", "x ladder", line, "x bench")
    assert (
        text.count("The transcript ends here: evening.txt cannot be written any more (No space left on device).") == 1
    )
    assert game.transcript is None
    assert line == "quit" or "A bench of oak" in text


def test_a_transcript_that_could_not_begin_leaves_no_file_in_the_way(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(TranscriptWriter, "_write", full)
        with pytest.raises(OSError, match="No space"):
            TranscriptWriter.begun(tmp_path / "tea.txt", Session.new(STORY, 1))
    TranscriptWriter.begun(tmp_path / "tea.txt", Session.new(STORY, 1)).close()
    assert (tmp_path / "tea.txt").read_text(encoding="utf-8").startswith("seed: 1")


def _begin_full(game: PlayLoop) -> None:
    if game.session.entries and not getattr(game.screen, "began", False):
        game.screen.began = True
        game.transcript = FullTranscript()


# ── Keys and pages ─────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_carried_is_shown_and_costs_no_turn(play):
    game, text = play(Key.CARRIED, Key.CARRIED)
    assert text.count("You have a bitten sushka.") == 2
    assert game.session.state.turn == 0
    assert not game.session.entries


def test_the_story_so_far_has_the_places_and_what_was_done_there(play):
    _, text = play("x bench", "1", "go back", Key.SO_FAR)
    assert (
        "0 The Hall, before eight\n  1 x bench\n  2 go on\n2 Studio Four, ten to eight\n  3 go back\n3 The Hall, before eight\n"
        "  3 You are here." in text
    )


def test_undo_is_a_key(play):
    game, text = play("go on", Key.UNDO)
    assert "Taken back: go on." in text
    assert game.session.state.node == "hall"


def test_the_last_page_can_be_shown_again(play):
    _, text = play("x bench", Key.REDRAW)
    assert text.count("A bench of oak") == 2


def test_pasted_lines_are_carried_out_one_after_the_other(play):
    game, text = play("x bench\nx ladder\n\ngo on")
    assert [line for line in text.splitlines() if line.startswith("> ")] == ["> x bench", "> x ladder", "> ", "> go on"]
    assert game.session.state.turn == 3


# ── Options and transcripts ────────────────────────────────────────────────────────────────────────────────────


def test_an_option_is_set_for_this_evening_and_the_next(play, tmp_path):
    game, text = play("set measure 60", "centred on", "set centred", "measure 999", "set measure 999")
    assert (game.options.measure, game.options.centred) == ("60", "on")
    assert options_module.load(tmp_path / "options.toml") == game.options
    assert "CENTRED is on" in text
    assert "MEASURE takes a number from 30 to 76." in text


def test_an_option_that_cannot_be_kept_is_set_all_the_same(play, tmp_path):
    (tmp_path / "options.toml").mkdir()
    game, text = play("slow on")
    assert game.options.slow == "performances"
    assert "could not be kept" in text


def test_every_option_is_listed(play):
    _, text = play("options")
    assert all(f"{name.upper()} " in text for name in options_module.TABLE)


def test_a_transcript_begun_in_the_middle_has_the_beginning(play, tmp_path):
    play(
        "x bench",
        "transcript My Evening",
        "transcript",
        "transcript on",
        "transcript off",
        "transcript off",
        "x ladder",
    )
    text = (tmp_path / "saves" / "My Evening.txt").read_text(encoding="utf-8")
    assert text.startswith("seed: 7\n")
    assert "> x bench" in text
    assert "> x ladder" not in text


def test_a_transcript_is_never_written_over_and_no_path(play, tmp_path):
    (tmp_path / "saves").mkdir()
    (tmp_path / "saves" / "mine.txt").write_text("mine")
    _, text = play("transcript mine", "transcript ../../evil")
    assert "There is already a file" in text
    assert "cannot be the name of a file" in text
    assert (tmp_path / "saves" / "mine.txt").read_text() == "mine"


def test_a_line_is_played_once(play, monkeypatch):
    """RESTART asks first, and is known from the beat of the line itself."""
    played = []
    monkeypatch.setattr(tree, "step", lambda story, state, line, *more: played.append(line) or step(story, state, line))
    play("go on", "restart", "yes", "look")
    assert played == ["go on", "restart", "look"]
