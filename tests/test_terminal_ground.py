"""The ground that a terminal says it has, however it says it, and whether every word can be read on it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalmurzaeva.terminal.input.ground import PATIENCE, Ground, can_be_asked, colour_of
from kalmurzaeva.terminal.screen import contrast
from tests.terminals import QUESTION, WHAT_IT_IS, Terminal, said
from tests.test_terminal_palettes import DARK, LIGHT


def word_colours(terminal: Terminal) -> set[tuple[str, str]]:
    """The colours that letters and digits have on the screen, each with the ground under it."""
    return {
        (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)
        for row in terminal.screen.buffer.values()
        for cell in row.values()
        if cell.data.strip() and cell.data.isalnum()
    }


# ── What it says ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("rgb:1e1e/1e1e/1e1e", "#1e1e1e"),
        ("rgb:ffff/FFFF/ffff", "#ffffff"),
        ("rgb:1/8/f", "#1188ff"),
        ("rgb:1e/20/22", "#1e2022"),
        ("rgba:0000/2b2b/3636/ffff", "#002b36"),
        ("#fdf6e3", "#fdf6e3"),
        ("#fdfd00000000", "#fd0000"),
        ("rgb:1e1e/1e1e", ""),
        ("midnight", ""),
        ("", ""),
    ],
)
def test_a_colour_is_read_however_it_is_written(written, colour):
    assert colour_of(written) == colour


@given(st.text(max_size=40))
def test_any_other_answer_is_no_colour(written):
    assert re.fullmatch(r"(#[0-9a-f]{6})?", colour_of(written))


_TYPED = ("", "look\r", "\x1b[A", "\x1bOP", "ъ", "x", "1\r")


@given(
    st.lists(st.sampled_from(_TYPED), min_size=3, max_size=3),
    st.sampled_from(["\x07", "\x1b\\"]),
    st.booleans(),
    st.lists(st.integers(1, 40), max_size=6),
)
def test_what_is_typed_before_between_and_after_is_kept_wherever_the_answer_is_cut(typed, end, answers, cuts):
    before, between, after = typed
    colour = f"\x1b]11;rgb:3030/0a0a/2424{end}" if answers else ""
    whole = f"{before}{colour}{between}\x1b[?64;1;2c{after}"
    ground = Ground(lambda: 0.0)
    ground.ask(lambda _data: None)
    pieces = [whole[a:b] for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), len(whole)], strict=True)]
    assert "".join(map(ground.typed_in, pieces)) == before + between + after
    assert ground.colour == ("#300a24" if answers else "")
    assert not ground.is_awaited


def test_nothing_is_held_back_for_long_or_from_a_terminal_that_was_not_asked():
    assert Ground().typed_in("\x1b") == "\x1b"
    now = [0.0]
    ground = Ground(lambda: now[0])
    ground.ask(lambda _data: None)
    assert not ground.typed_in("\x1b]11;rgb:")
    now[0] = 60.0
    assert ground.typed_in("x") == "\x1b]11;rgb:x"
    assert ground.typed_in("\x1b]11;?") == "\x1b]11;?"


@pytest.mark.parametrize(
    ("variables", "asked"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "tmux-256color"}, True),
        ({"TERM": "xterm"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, False),
        ({"TERM": "eterm-256color"}, False),
        ({"TERM": "xterm-256color", "INSIDE_EMACS": "29.1,vterm"}, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({}, False),
    ],
)
def test_a_terminal_that_could_not_use_the_answer_or_would_print_the_question_is_not_asked(variables, asked):
    assert can_be_asked(variables) is asked


# ── In a terminal ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "grounds"),
    [
        *(
            ([said(colour) + WHAT_IT_IS], (colour,))
            for colour in ("#1e1e1e", "#2e3440", "#ffffff", "#fbf1c7", "#585858")
        ),
        ([b"\x1b]11;rgb:fd", b"fd/f6f6/e3", b"e3\x07\x1b", b"[?6", b"2;22c"], ("#fdf6e3",)),
        ([WHAT_IT_IS], (*DARK, *LIGHT)),
        ([b"\x1b]11;midnight\x07" + WHAT_IT_IS], (*DARK, *LIGHT)),
        ([], (*DARK, *LIGHT)),
    ],
)
@pytest.mark.parametrize("depth", ["truecolor", ""])
def test_every_word_can_be_read_on_the_ground_that_a_terminal_has(start, answers, grounds, depth):
    """On the title, the first page, letters, notices, calendars, choices, what is typed, a question, the help, MORE and the last page."""
    terminal = start(answers=list(answers), COLORTERM=depth, TERM="xterm-256color")
    terminal.wait_for_prompt()
    colours = word_colours(terminal)
    for line in ("x letter", "x calendar", "x programme", "x menu", "wait", "history"):
        terminal.enter(line)
        colours |= word_colours(terminal)
    terminal.type("x ben")
    terminal.settle(0.1)
    colours |= word_colours(terminal)
    terminal.press("c-c", "f1")
    terminal.settle(0.1)
    colours |= word_colours(terminal)
    known = len(grounds) == 1
    for fore, behind in colours:
        assert known or fore == "default", f"{fore} on an unknown ground"
        for ground in grounds if fore != "default" else ():
            assert behind == "default"
            assert contrast.contrast(contrast.rgb(f"#{fore}"), contrast.rgb(ground)) >= contrast.WORDS, (fore, ground)
    assert (len(colours) > 2) is known


def test_what_is_typed_before_the_answer_comes_is_the_first_line(start):
    terminal = start(answers=[b"x ben", said("#1e1e1e"), b"ch\r", WHAT_IT_IS, b"x boa"])
    terminal.wait_for("A bench of oak. Four people could sit on it, and three do.")
    terminal.wait_for(lambda seen: seen.typed.startswith("x boa"))


def test_keys_that_are_no_letters_are_kept_too(start):
    terminal = start(answers=[b"x bench\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x7fl", WHAT_IT_IS])
    terminal.wait_for(lambda seen: seen.typed == "xlbench")


def test_an_answer_that_comes_late_is_not_typed_and_is_heeded(start):
    terminal = start(answers=[])
    terminal.wait_for_prompt()
    terminal.type("x ")
    for piece in (b"\x1b]11;rgb:1e1e/1e", b"1e/1e1e\x1b", b"\\\x1b[?62", b";22c"):
        terminal.type(piece)
        terminal.settle(0.05)
    terminal.type("bench")
    terminal.wait_for(lambda seen: seen.typed.startswith("x bench"))
    terminal.press("enter")
    terminal.wait_for("A bench of oak.")
    assert len(word_colours(terminal)) > 1


def test_a_terminal_that_says_nothing_is_waited_for_no_longer_than_it_was_promised(start):
    """Counted between the title, which waits, and the question."""
    terminal = start(answers=[])
    while QUESTION not in terminal.raw:
        terminal.settle(0.01)
    asked = time.monotonic()
    terminal.wait_for("A L L")
    assert time.monotonic() - asked < PATIENCE + 2


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        (("--plain",), {}),
        ((), {"COLORFGBG": "15;0"}),
        ((), {"TERM": "linux", "COLORTERM": ""}),
        ((), {"TERM": "dumb"}),
        ((), {"NO_COLOR": "1"}),
    ],
)
def test_who_need_not_be_asked_is_not(start, arguments, variables):
    terminal = start(*arguments, answers=[], **variables)
    terminal.wait_for("Four people" if "Four people" in terminal.words else "The Hall")
    assert b"\x1b]11" not in terminal.raw
    assert b"\x1b[c" not in terminal.raw
