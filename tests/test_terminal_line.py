"""The line itself: the real widgets, with a pipe as the keyboard."""

from __future__ import annotations

from threading import Thread

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.input import line as line_module
from kalmurzaeva.terminal.input.line import Line
from kalmurzaeva.terminal.input.typed_lines import MOST_LINES, TypedLines
from kalmurzaeva.terminal.screen.interface import Key, LinePreview, Status
from kalmurzaeva.terminal.screen.layout import PageLayout
from kalmurzaeva.terminal.screen.palettes import Palette


class Known:
    """An aid that knows three things."""

    def drawn(self, leave):
        pass

    def preview(self, line: str) -> LinePreview:
        if line == "boom":
            raise RuntimeError("an aid must not cost the player the line")
        return LinePreview(f"read {line}")

    def completions(self, before: str) -> list[tuple[str, int]]:
        word = before.rsplit(" ", maxsplit=1)[-1]
        return [(name, len(word)) for name in ("bench", "board", "bell") if name.startswith(word)]


@pytest.fixture
def keyboard(tmp_path, monkeypatch):
    monkeypatch.setattr(line_module, "history_file", lambda: tmp_path / "typed")
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


FIRST, KNOWN = Options(), Known()


def asked(keyboard, typed: str, line: Line | None = None, options: Options = FIRST, aid: Known | None = KNOWN):
    """What the line gives when this is typed."""
    line = line or Line("truecolor", output=DummyOutput())
    line.dress(PageLayout(76, 2, Palette()), options)
    keyboard.send_text(typed)
    return line.ask(Status(), "", aid)


def test_a_line_is_what_was_typed(keyboard):
    assert asked(keyboard, "ask Даша about plié\r") == "ask Даша about plié"


def test_ctrl_c_clears_the_line_and_nothing_else(keyboard):
    assert asked(keyboard, "x mirror\x03look\r") == "look"
    assert asked(keyboard, "\x03\x03look\r") == "look"


def test_ctrl_d_leaves_also_with_a_line_half_typed(keyboard):
    assert asked(keyboard, "\x04") is None
    assert asked(keyboard, "x mir\x04") is None


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("\x1bOP", Key.HELP),
        ("\x1b[11~", Key.HELP),
        ("\x1bOQ", Key.CARRIED),
        ("\x1bOR", Key.SO_FAR),
        ("\x13", Key.SAVE),
        ("\x1a", Key.UNDO),
        ("\x0c", Key.REDRAW),
    ],
)
def test_a_key_is_pressed_and_the_half_typed_line_is_still_there(keyboard, typed, key):
    line = Line(None, output=DummyOutput())
    assert asked(keyboard, f"x mir{typed}", line) is key
    assert asked(keyboard, "ror\r", line) == "x mirror"


@pytest.mark.parametrize("letter", ["я", "Я", "z"])
@pytest.mark.parametrize("lock", [5, 69])
def test_control_keys_work_under_a_cyrillic_layout(keyboard, letter, lock):
    """As terminals report them that say which key it was."""
    assert asked(keyboard, f"\x1b[{ord(letter)};{lock}u") is Key.UNDO
    assert asked(keyboard, f"\x1b[27;{lock};{ord(letter)}~") is Key.UNDO


def test_ctrl_c_and_ctrl_d_under_a_cyrillic_layout(keyboard):
    assert asked(keyboard, "x mirror\x1b[1089;5ulook\r") == "look"
    assert asked(keyboard, "\x1b[1089::99;5ulook\r") == "look"
    assert asked(keyboard, "\x1b[1074;5u") is None


# ── Pasting and typing ahead ───────────────────────────────────────────────────────────────────────────────────


def test_ten_pasted_lines_are_ten_lines_and_the_last_unfinished_one_waits(keyboard):
    line = Line(None, output=DummyOutput())
    pasted = "\n".join(f"x {number}" for number in range(10)) + "\nlo"
    assert asked(keyboard, f"\x1b[200~{pasted}\x1b[201~", line) == "\n".join(f"x {number}" for number in range(10))
    assert asked(keyboard, "ok\r", line) == "look"


def test_a_paste_goes_where_the_line_was(keyboard):
    assert asked(keyboard, "x \x1b[200~mirror\r\nlook\r\n\x1b[201~") == "x mirror\nlook"


def test_a_pasted_word_is_only_put_in(keyboard):
    assert asked(keyboard, "x \x1b[200~mirror\x1b[201~s\r") == "x mirrors"


def test_a_paste_without_end_is_cut(keyboard):
    # A pipe holds only so much before somebody reads.
    Thread(target=keyboard.send_text, args=(f"\x1b[200~{'a' * 300_000}\x1b[201~\r",), daemon=True).start()
    assert len(asked(keyboard, "") or "") == 64 * 1024


def test_what_is_typed_ahead_is_not_lost(keyboard):
    line = Line(None, output=DummyOutput())
    assert asked(keyboard, "look\rx mirror\rwa", line) == "look"
    assert asked(keyboard, "", line) == "x mirror"
    assert asked(keyboard, "it\r", line) == "wait"


@pytest.mark.parametrize("typed", [" ", "\r", "\x1b[B", "\x03", "\x1b[6~"])
def test_more_goes_on_at_a_key(keyboard, typed):
    line = Line(None, output=DummyOutput())
    keyboard.send_text(typed)
    assert line.more("more") == ""


def test_a_letter_typed_at_more_begins_the_next_line(keyboard):
    line = Line(None, output=DummyOutput())
    keyboard.send_text("x mirror\r")
    line.begin(line.more("more") or "")
    assert asked(keyboard, "", line) == "x mirror"


def test_ctrl_d_leaves_at_more(keyboard):
    keyboard.send_text("\x04")
    assert Line(None, output=DummyOutput()).more("more") is None


# ── Help while typing ──────────────────────────────────────────────────────────────────────────────────────────


def test_tab_puts_in_the_first_and_then_the_next(keyboard):
    assert asked(keyboard, "x b\t\r") == "x bench"
    assert asked(keyboard, "x b\t\t\r") == "x board"
    assert asked(keyboard, "x b\t\t\t\t\r") == "x bench"
    assert asked(keyboard, "x b\t\x1b[Z\r") == "x bell"
    assert asked(keyboard, "x bo\t and wait\r") == "x board and wait"


def test_tab_where_nothing_fits_does_nothing(keyboard):
    assert asked(keyboard, "x q\t\r") == "x q"


def test_completion_can_be_turned_off(keyboard):
    assert asked(keyboard, "x b\t\r", options=Options(completion="off")) == "x b"


def test_an_aid_that_fails_does_not_cost_the_line(keyboard):
    assert asked(keyboard, "boom\r") == "boom"


def test_the_right_arrow_takes_what_was_typed_before(keyboard):
    line = Line(None, output=DummyOutput())
    assert asked(keyboard, "examine the radiator\r", line) == "examine the radiator"
    # A suggestion is looked for while the keyboard rests.
    line.dress(PageLayout(76, 2, Palette()), Options())
    line._buffer.on_suggestion_set += lambda _: keyboard.send_text("\x1b[C\r")
    keyboard.send_text("exam")
    assert line.ask(Status(), "", Known()) == "examine the radiator"


def test_the_up_arrow_brings_back_what_was_typed_on_earlier_evenings(keyboard):
    asked(keyboard, "examine the radiator\r")
    assert asked(keyboard, "\x1b[A\r", Line(None, output=DummyOutput())) == "examine the radiator"


def test_an_answer_to_a_question_is_not_kept_as_a_line(keyboard):
    asked(keyboard, "yes\r", aid=None)
    assert asked(keyboard, "\x1b[A\r") == ""


# ── Earlier evenings ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_history_of_anything_at_all_is_read(tmp_path):
    path = tmp_path / "typed"
    path.write_bytes(b"look\n\xff\xfe\x00\n\x1b[31mred\n\n" + "Даша\n".encode())
    assert TypedLines(path).lines()[-1] == "Даша"
    assert not any("\x1b" in line for line in TypedLines(path).lines())


def test_a_history_that_cannot_be_written_is_forgotten(tmp_path):
    (tmp_path / "file").write_text("")
    evenings = TypedLines(tmp_path / "file" / "typed")
    evenings.add("look")
    assert evenings.lines() == []


def test_a_history_does_not_grow_for_ever(tmp_path):
    path = tmp_path / "typed"
    path.write_text("".join(f"examine thing number {number}\n" for number in range(20_000)), encoding="utf-8")
    kept = TypedLines(path).lines()
    assert len(kept) == MOST_LINES
    assert kept[-1] == "examine thing number 19999"
    assert len(path.read_text(encoding="utf-8").splitlines()) == MOST_LINES


def test_the_same_line_twice_is_kept_once_and_on_one_line(tmp_path):
    evenings = TypedLines(tmp_path / "typed")
    for line in ("look", "look", "x\nmirror", "\x1b[2J"):
        evenings.add(line)
    assert (tmp_path / "typed").read_text(encoding="utf-8") == "look\nx mirror\n[2J\n"


# ── One of several ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        ("\x1b[B\r", "1"),
        ("\x1b[B\x1b[B\r", "2"),
        ("\x1b[B\x1b[A\r", "3"),
        ("\x1b[A\r", "3"),
        ("2\x1b[B\x1b[B\r", "1"),
        ("tea\r", "tea"),
        ("\r", ""),
    ],
)
def test_the_arrow_keys_go_through_what_there_is_to_pick(keyboard, typed, picked):
    line = Line("truecolor", output=DummyOutput())
    line.dress(PageLayout(76, 2, Palette()), FIRST)
    keyboard.send_text(typed)
    assert line.ask(Status(), "which one? ", None, picks=("tea: here", "two: there", "three: away")) == picked


def test_what_is_picked_stands_below_its_number(keyboard):
    line = Line("truecolor", output=DummyOutput())
    line.dress(PageLayout(76, 2, Palette()), FIRST)
    shown = []
    line._app.after_render += lambda _: shown.append("".join(piece[1] for piece in line._second_row()).strip())
    keyboard.send_text("\x1b[B\x1b[B\r")
    line.ask(Status(), "which one? ", None, picks=("tea: here", "two: there"))
    assert "Up and Down" in shown[0]
    assert shown[-1] == "two: there"


# ── A paste that never ends ────────────────────────────────────────────────────────────────────────────────────


def test_an_unclosed_paste_is_left_with_ctrl_d_or_dropped_with_ctrl_c(keyboard):
    paste = "\x1b[200~x bench\rx lad"
    for typed, given in (
        ([paste, "\x04"], None),
        ([paste, "\x03", "look\r"], "look"),
        ([paste, "x\x04\x04"], None),
        ([paste + "\x04"], None),
        ([paste, "\x03look\r"], "look"),
    ):
        line = Line("truecolor", output=DummyOutput())
        line.dress(PageLayout(76, 2, Palette()), FIRST)
        line._app.after_render += _sender(keyboard, *typed)
        assert line.ask(Status(), "", KNOWN) == given


def _sender(keyboard, *pieces):
    """Types one piece after the other, each after the one before was read."""
    left = list(pieces)

    def send(app) -> None:
        if left:
            keyboard.send_text(left.pop(0))
            app.loop.call_later(0.05, app.invalidate)

    return send


def test_a_paste_that_holds_ctrl_d_among_other_things_is_a_paste(keyboard):
    assert asked(keyboard, "\x1b[200~a\x04b\x1b[201~\r") == "a\x04b"
