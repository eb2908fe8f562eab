"""The game in a real terminal: every trap that players of terminal games are known to have fallen into."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.terminals import PAGES, Terminal


def saved(tmp_path: Path, name: str = "autosave") -> dict:
    return json.loads((tmp_path / "saves" / f"{name}.json").read_text(encoding="utf-8"))


def foot(terminal: Terminal) -> str:
    return terminal.lines[-1]


# ── The screen ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_game_begins_with_its_title_a_place_and_a_prompt_at_the_foot(start):
    terminal = start()
    terminal.wait_for_prompt()
    assert "A L L   T H E   F O R M S" in terminal.text
    assert "│ The Hall" in terminal.text
    assert "3  stay  (closed: The doors are locked until eight.)" in terminal.text
    assert terminal.prompt_row == 37
    assert "The Wings · The Hall · before eight" in foot(terminal)


def test_the_dots_under_the_title_say_how_far_the_story_is(start):
    terminal = start()
    terminal.wait_for_prompt()
    assert "● ○ ○ ○ ○ ○ ○ ○ ○ ○ ○" in terminal.text
    terminal.enter("1")
    terminal.press("c-d")
    terminal.wait_for_end()
    terminal = start()
    terminal.wait_for_prompt()
    assert "● ● ● ● ○ ○ ○ ○ ○ ○ ○" in terminal.text
    terminal.press("enter")
    terminal.wait_for("│ Studio Four")
    terminal.enter("end it")
    terminal.press("c-d")
    terminal.wait_for_end()
    terminal = start()
    terminal.wait_for("● ● ● ● ● ● ● ● ● ● ●")
    terminal = start("--new")
    terminal.wait_for("● ○")


def test_in_a_low_window_the_title_leaves_room_for_the_first_page(start):
    terminal = start(rows=24)
    terminal.wait_for_prompt()
    assert "more" not in terminal.text
    at = next(row for row, line in enumerate(terminal.lines) if "A L L" in line)
    assert "●" in terminal.lines[at + 1]
    assert "╭" in terminal.lines[at + 3]
    assert "3  stay" in terminal.text


def test_brackets_in_the_story_and_in_a_line_are_brackets(start):
    terminal = start()
    terminal.enter("x [bold]bench[/bold]")
    assert "[Brackets] are brackets, and [bold]so is this[/bold]." in terminal.words
    assert "› x [bold]bench[/bold]" in terminal.text


def test_the_terminal_is_never_asked_where_its_cursor_is(start):
    """Many do not answer, and what they answer lands in the line."""
    terminal = start()
    terminal.enter("x bench")
    assert b"\x1b[6n" not in terminal.raw
    assert b"CPR" not in terminal.raw


def test_each_act_has_its_colours(start):
    terminal = start(COLORFGBG="15;0")
    terminal.wait_for_prompt()
    wings = {cell.fg for cell in terminal.screen.buffer[37].values()}
    terminal.enter("1")
    terminal.wait_for("Studio Four")
    barre = {cell.fg for cell in terminal.screen.buffer[37].values()}
    assert (wings | barre) - (wings & barre)
    assert "B A R R E" in terminal.text


@pytest.mark.parametrize(
    ("variables", "colours"),
    [
        ({"COLORTERM": "truecolor"}, rb"\x1b\[[\d;]*38;2;"),
        ({"COLORTERM": "", "TERM": "xterm-256color"}, rb"\x1b\[[\d;]*38;5;"),
        ({"COLORTERM": "", "TERM": "xterm"}, rb"\x1b\[(?:\d;)*(?:3|9)\d[;m]"),
    ],
)
def test_colours_are_those_that_the_terminal_has(start, variables, colours):
    terminal = start(**variables)
    terminal.wait_for_prompt()
    assert re.search(colours, terminal.raw)
    assert (b"38;2;" in terminal.raw) is (variables["COLORTERM"] == "truecolor")


def test_no_color_takes_all_colour_and_leaves_all_meaning(start):
    terminal = start(NO_COLOR="1")
    terminal.enter("x letter")
    colours = {(cell.fg, cell.bg) for row in terminal.screen.buffer.values() for cell in row.values()}
    assert colours == {("default", "default")}
    assert "┌─ From Nina" in terminal.text
    assert "1  go on" in terminal.text


@pytest.mark.parametrize(("columns", "rows"), [(40, 24), (80, 24), (200, 60), (24, 12)])
def test_it_can_be_read_at_any_size(start, columns, rows):
    terminal = start(columns=columns, rows=rows)
    for _ in range(PAGES):
        terminal.wait_for(lambda seen: seen.prompt_row is not None or "more" in seen.text)
        if terminal.prompt_row is not None:
            break
        terminal.turn_page()
    assert terminal.prompt_row is not None
    frames = [line for line in terminal.lines if line.startswith(("╭", "╰", "│"))]
    assert len({len(line) for line in frames if line[-1:] in "╮╯│"}) <= 1
    text = [line for line in terminal.lines[:-3] if not line.startswith(("╭", "╰", "│"))]
    assert max(len(line.strip()) for line in text) <= 76


def test_a_terminal_that_does_not_say_how_large_it_is_is_taken_for_an_ordinary_one(start):
    terminal = start(columns=0, rows=0)
    terminal.wait_for_prompt()
    assert "2  go to the boiler house" in terminal.text
    assert len(next(line for line in terminal.lines if line.startswith("╭"))) == 80


def test_wide_and_cyrillic_letters_stand_straight(start):
    terminal = start()
    terminal.enter("x wall")
    assert "中文字符" in terminal.text.replace(" ", "")
    terminal.enter("go to the boiler house")
    terminal.wait_for("Котельная № 4")
    top, row, bottom = (next(line for line in terminal.lines if line.startswith(sign)) for sign in "╭│╰")
    # The emulator gives a wide letter two cells, the second of them empty.
    assert len(top) == len(bottom) == cell_len(row) == 80


def test_a_terminal_without_line_drawing_gets_ascii(start):
    terminal = start(PYTHONUTF8="0", PYTHONIOENCODING="ascii", LANG="C", LC_ALL="C")
    terminal.enter("go to the boiler house")
    terminal.wait_for("Kotel")
    assert terminal.raw.isascii()
    assert "+--" in terminal.text
    terminal.press("c-d")
    assert terminal.wait_for_end() == 0


@pytest.mark.parametrize(("columns", "again"), [(120, False), (40, True)])
def test_choices_that_still_stand_can_be_read_without_asking(start, columns, again):
    """In one row under the line where they fit there, listed again where they do not."""
    terminal = start(columns=columns)
    terminal.enter("x bench")
    terminal.wait_for("A bench of oak")
    terminal.wait_for_prompt()
    last = terminal.text.rpartition("A bench of oak")[2]
    assert "stay" in last
    assert ("3  stay" in last) is again


# ── The line ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_prompt_reads_along(start):
    terminal = start()
    terminal.wait_for_prompt()
    terminal.type("could you look at the bench")
    terminal.wait_for("→ examine the bench")


def test_cyrillic_and_accents_are_typed_and_shown(start):
    terminal = start()
    terminal.enter("say Даша, äbi, plié")
    assert "› say Даша, äbi, plié" in terminal.text


def test_ctrl_c_clears_the_line_and_is_neither_yes_nor_no(start, tmp_path):
    terminal = start()
    terminal.wait_for_prompt()
    terminal.type("x mirror")
    terminal.wait_for("x mirror")
    terminal.press("c-c")
    terminal.wait_for("x mirror", gone=True)
    terminal.enter("x bench")
    terminal.type("restart\r")
    terminal.wait_for("Begin again from the first page?")
    terminal.wait_for("yes or no:")
    terminal.press("c-c", "c-c", "c-c")
    terminal.type("no\r")
    terminal.wait_for("Nothing was changed.")
    assert saved(tmp_path)["turn"] == 1
    terminal.press("c-d")
    assert terminal.wait_for_end() == 0


@pytest.mark.parametrize("where", ["the line", "a question", "MORE", "the menu"])
def test_ctrl_d_saves_and_leaves_at_every_prompt(start, tmp_path, where):
    terminal = start()
    terminal.enter("x bench")
    if where == "a question":
        terminal.type("restart\r")
        terminal.wait_for("yes or no:")
    elif where == "MORE":
        terminal.type("read book\r")
        terminal.wait_for("── more ──")
    elif where == "the menu":
        terminal.press("c-d")
        terminal.wait_for_end()
        terminal = start()
        terminal.wait_for("Continue")
        terminal.wait_for_prompt()
    else:
        terminal.type("half a li")
        terminal.wait_for("half a li")
    terminal.press("c-d")
    assert terminal.wait_for_end() == 0
    assert saved(tmp_path)["turn"] >= 1


def test_a_line_that_answers_no_question_is_the_next_command(start):
    terminal = start()
    terminal.enter("x bench")
    terminal.type("restart\r")
    terminal.wait_for("yes or no:")
    terminal.type("x ladder\r")
    terminal.wait_for("It goes up.")
    assert "Nothing was changed." in terminal.words


@pytest.mark.parametrize(("begins", "ends"), [("\x1b[200~", "\x1b[201~"), ("", "")], ids=["bracketed", "bare"])
def test_ten_pasted_lines_are_ten_turns(start, tmp_path, begins, ends):
    terminal = start("--new")
    terminal.wait_for_prompt()
    terminal.type(begins + "x bench\r" * 10 + ends)
    while saved_turn(tmp_path) < 10:
        terminal.wait_for(lambda seen: "── more ──" in seen.text or saved_turn(tmp_path) == 10)
        if "── more ──" in terminal.text:
            terminal.turn_page()
    assert saved_turn(tmp_path) == 10


def saved_turn(tmp_path: Path) -> int:
    path = tmp_path / "saves" / "autosave.json"
    return saved(tmp_path)["turn"] if path.exists() else 0


def test_tab_leaves_no_empty_rows_and_the_foot_stays_where_it_is(start):
    terminal = start()
    terminal.wait_for_prompt()
    before = terminal.prompt_row
    terminal.type("examine \t")
    terminal.wait_for(lambda seen: "bench" in seen.lines[before + 1])
    assert terminal.prompt_row == before
    assert "The Wings" in foot(terminal)
    assert all(terminal.lines[before - 4 : before - 1])


def test_the_keys_do_what_the_help_says(start):
    terminal = start()
    terminal.enter("x bench")
    terminal.type("x mir")
    terminal.wait_for("x mir")
    terminal.press("f1")
    terminal.wait_for("How to play")
    terminal.wait_for("EXAMINE BENCH")
    terminal.wait_for(lambda seen: seen.lines[seen.prompt_row or 0] == "› x mir")
    terminal.press("f3")
    terminal.wait_for("The story so far")
    terminal.press("f2")
    terminal.wait_for("You have a bitten sushka.")
    terminal.press("c-c", "c-z")
    terminal.wait_for("Taken back: x bench.")
    terminal.press("c-s")
    terminal.wait_for("Saved at")


def test_a_saved_game_is_picked_by_keyboard(start):
    terminal = start()
    terminal.enter("save tea")
    terminal.enter("go on")
    terminal.enter("x radiator")
    terminal.type("restore\r")
    terminal.wait_for("which one?")
    terminal.wait_for("Up and Down go through them")
    terminal.press("down", "down")
    terminal.wait_for("tea: The Hall")
    terminal.press("enter")
    terminal.wait_for('Here is "tea"')
    terminal.type("restore\r")
    terminal.wait_for("which one?")
    terminal.type("\x1b")
    terminal.wait_for("Nothing was changed.")
    terminal.wait_for_prompt()
    terminal.press("f3")
    terminal.wait_for("You are here.")


def test_the_mouse_presses_what_stands_in_the_last_row_where_that_was_asked_for(start):
    terminal = start()
    terminal.wait_for_prompt()
    assert b"\x1b[?1000h" not in terminal.raw, "until then the wheel and the selection are the terminal's own"
    terminal.enter("mouse on")
    column, row = foot(terminal).index("F1") + 1, terminal.screen.lines
    terminal.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
    terminal.wait_for("How to play")


def test_ctrl_z_and_ctrl_s_between_two_lines_do_not_stop_the_game(start):
    terminal = start()
    terminal.wait_for_prompt()
    terminal.type("x bench\r\x1a\x13x ladder\r")
    terminal.wait_for("It goes up.")


def test_control_keys_of_a_cyrillic_layout(start):
    terminal = start()
    terminal.enter("x bench")
    terminal.type("x mirror\x1b[1089;5u")
    terminal.type("\x1b[1103;5u")
    terminal.wait_for("Taken back: x bench.")
    terminal.type("\x1b[1074;5u")
    assert terminal.wait_for_end() == 0


# ── MORE ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_page_of_a_long_passage_is_on_the_screen_once(start):
    """Between two keys nothing scrolls away that was not there to be read."""
    terminal = start(rows=24)
    while (
        terminal.wait_for(lambda seen: seen.prompt_row is not None or "more" in seen.text)
        and terminal.prompt_row is None
    ):
        terminal.turn_page()
    terminal.type("read book\r")
    seen: set[str] = set()
    while True:
        terminal.wait_for(lambda now: "── more ──" in now.text or ("torn" in now.text and now.prompt_row is not None))
        seen |= set(re.findall(r"Page (\d+)\.", terminal.text))
        if "── more ──" not in terminal.text:
            break
        terminal.turn_page()
    assert seen == {str(page) for page in range(1, PAGES + 1)}


def test_what_is_typed_at_more_is_the_next_line(start):
    terminal = start()
    terminal.enter("x bench")
    terminal.type("read book\r")
    terminal.wait_for("── more ──")
    terminal.type("x ladder\r")
    terminal.wait_for("It goes up.")


def test_more_can_be_turned_off_and_stays_off(start):
    terminal = start()
    terminal.enter("more off")
    terminal.enter("read book")
    terminal.wait_for("The last page is torn.")
    terminal.press("c-d")
    terminal.wait_for_end()
    terminal = start("--new")
    terminal.enter("read book")
    terminal.wait_for("The last page is torn.")


# ── The window ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("columns", "rows"), [(60, 40), (120, 40), (80, 20), (80, 60), (40, 15)])
def test_resizing_does_not_smear_the_line(start, columns, rows):
    terminal = start()
    terminal.wait_for_prompt()
    terminal.type("x ben")
    terminal.wait_for("x ben")
    terminal.resize(columns, rows)
    terminal.type("ch")
    terminal.wait_for(lambda seen: seen.prompt_row is not None and seen.lines[seen.prompt_row] == "› x bench")
    assert terminal.text.count("› x ben") == 1
    terminal.press("enter")
    terminal.wait_for("Four people could sit")


def test_after_a_resize_the_page_stands_whole_and_what_was_typed_with_it(start):
    terminal = start()
    terminal.wait_for_prompt()
    terminal.type("x ben")
    terminal.wait_for("x ben")
    before = terminal.raw.count(b"A hall with")
    terminal.resize(60, 40)
    terminal.wait_for(lambda seen: terminal.raw.count(b"A hall with") == before + 1)
    terminal.wait_for(lambda seen: seen.prompt_row is not None and seen.lines[seen.prompt_row] == "› x ben")
    assert all(len(line) <= 60 for line in terminal.text.splitlines())


@pytest.mark.parametrize("columns", [44, 110])
def test_after_a_resize_at_more_the_passage_stands_whole_from_its_beginning(start, columns):
    terminal = start(rows=20)
    terminal.enter("x bench")
    terminal.type("read book\r")
    terminal.wait_for("more ──")
    before = terminal.raw.count(b"Page 1.")
    terminal.resize(columns, 20)
    terminal.wait_for(lambda seen: seen.raw.count(b"Page 1.") == before + 1 and "more ──" in seen.text)
    assert all(len(line) <= columns for line in terminal.lines)
    terminal.press("space")
    terminal.wait_for("Page 9")


def test_after_a_resize_what_else_stands_there_is_set_anew_too(start):
    """A page of the game's own, and what a question is about."""
    terminal = start(columns=100)
    terminal.enter("x bench")
    terminal.press("f1")
    terminal.wait_for("How to play")
    terminal.resize(50, 40)
    terminal.wait_for(lambda seen: seen.raw.count(b"How to play") == 2 and seen.prompt_row is not None)
    assert all(len(line) <= 50 for line in terminal.lines)
    assert "A bench of oak" in terminal.words
    terminal.type("restart\r")
    terminal.wait_for("yes or no:")
    terminal.resize(90, 40)
    terminal.wait_for(lambda seen: seen.raw.count(b"Begin again from the first page?") == 2)
    terminal.wait_for(lambda seen: seen.lines[seen.screen.cursor.y].strip() == "yes or no:")
    terminal.type("no\r")
    terminal.wait_for("Nothing was changed.")


def test_in_a_narrow_window_the_last_row_still_names_the_help(start):
    terminal = start(columns=40)
    terminal.enter("2")
    terminal.wait_for(lambda seen: re.fullmatch(r"  Котельная № 4 +F1 help   saved \d\d:\d\d", foot(seen)))


def test_no_row_ends_in_spaces_that_a_narrower_window_would_wrap(start):
    terminal = start("--width", "60", columns=100)
    terminal.enter("x letter")
    printed = re.sub(rb"\x1b\[[\d;?]*[A-Za-z]", b"", terminal.raw).split(b"A hall with")[1].split(b"\n")
    rows = [row.rstrip(b"\r") for row in printed if re.match(rb"  [1-3A-Z\xe2]", row)]
    assert len(rows) > 8
    assert [row for row in rows if row.endswith(b" ") and "·".encode() not in row] == []


def test_closing_the_window_loses_nothing_and_leaves_the_terminal_as_it_was(start, tmp_path):
    terminal = start()
    terminal.enter("x bench")
    terminal.hang_up()
    assert saved(tmp_path)["turn"] == 1
    terminal = start()
    terminal.wait_for("Continue")


@pytest.mark.parametrize("arguments", [(), ("--plain",)], ids=["rich", "plain"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_game_that_is_ended_leaves_the_terminal_as_it_was(start, arguments, number):
    terminal = start(*arguments)
    terminal.wait_for_prompt()
    assert not terminal.echoes
    terminal.kill(number)
    assert terminal.exit_code == -number
    assert terminal.echoes


# ── LineHistory ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_killed_game_goes_on_where_it_was(start, tmp_path):
    terminal = start()
    terminal.enter("1")
    terminal.wait_for("Studio Four")
    terminal.wait_for(lambda _: saved_turn(tmp_path) == 1)
    terminal.kill()
    terminal = start()
    terminal.wait_for("Continue")
    terminal.wait_for_prompt()
    assert "I Barre, Studio Four, ten to eight" in terminal.words
    assert "Vera Andreyevna considers this a coincidence." in terminal.words
    terminal.press("enter")
    terminal.wait_for("│ Studio Four")


def test_a_turn_that_is_being_read_is_saved_already(start, tmp_path):
    terminal = start()
    terminal.wait_for_prompt()
    terminal.type("read book\r")
    terminal.wait_for("── more ──")
    terminal.kill()
    assert saved_turn(tmp_path) == 1


def test_a_command_typed_at_the_menu_goes_on_and_is_carried_out(start):
    terminal = start()
    terminal.enter("x bench")
    terminal.press("c-d")
    terminal.wait_for_end()
    terminal = start()
    terminal.wait_for("Continue")
    terminal.enter("x ladder")
    terminal.wait_for("It goes up.")


def test_a_new_game_from_the_menu_keeps_the_one_before(start, tmp_path):
    terminal = start()
    terminal.enter("x bench")
    terminal.press("c-d")
    terminal.wait_for_end()
    terminal = start()
    terminal.wait_for("Continue")
    terminal.enter("2")
    terminal.wait_for('The game before is kept as "earlier".')
    assert saved(tmp_path, "earlier")["turn"] == 1


def test_two_games_on_one_slot_are_one_too_many(start):
    first = start()
    first.wait_for_prompt()
    second = start()
    assert second.wait_for_end() == 1
    assert "Another game" in second.words
    assert "Traceback" not in second.text


def test_an_option_is_kept_and_plain_can_be_chosen_in_play(start):
    terminal = start()
    terminal.enter("set palette barre")
    terminal.wait_for("PALETTE is barre now.")
    terminal.type("plain on\r")
    terminal.wait_for("PLAIN is on now.")
    before = len(terminal.raw)
    terminal.type("x bench\r")
    terminal.wait_for("Four people could sit")
    assert b"\x1b" not in terminal.raw[before:]
    terminal.wait_for_prompt()
    terminal.press("c-d")
    terminal.wait_for_end()
    terminal = start()
    terminal.wait_for("Four people could sit")
    assert b"\x1b" not in terminal.raw


# ── Plain, on a terminal ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("arguments", "term"), [(("--plain",), "xterm-256color"), ((), "dumb"), ((), "")])
def test_plain_only_ever_adds_words(start, arguments, term):
    """No frames, no movement, no echo but the terminal's own: new text is last."""
    terminal = start(*arguments, TERM=term)
    terminal.wait_for_prompt()
    terminal.type("x letter\r")
    terminal.wait_for("End of the letter.")
    assert "Letter: From Nina" in terminal.text
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", terminal.raw)
    assert not set("╭╮╰╯│─┌┐└┘").intersection(terminal.raw.decode())
    assert terminal.raw.count(b"x letter") == 1
    terminal.wait_for_prompt()
    terminal.press("c-d")
    assert terminal.wait_for_end() == 0


def test_in_plain_a_line_is_edited_recalled_and_completed(start):
    terminal = start("--plain")
    terminal.wait_for_prompt()
    terminal.type("x bench")
    terminal.type("\x1b[D" * 6 + "\x7fexamine")
    terminal.wait_for("examine bench")
    terminal.press("enter")
    terminal.wait_for("A bench of oak.")
    terminal.wait_for_prompt()
    terminal.press("up")
    terminal.wait_for(lambda seen: seen.typed == "examine bench")
    terminal.press("c-a", "c-k")
    terminal.type("ask ni\t")
    terminal.wait_for(lambda seen: seen.typed == "ask Nina")
    terminal.press("c-c")
    terminal.enter("x ladder")
    terminal.press("c-d")
    assert terminal.wait_for_end() == 0
    terminal = start("--plain")
    terminal.wait_for_prompt()
    terminal.press("up")
    terminal.wait_for(lambda seen: seen.typed == "x ladder")


def test_the_measure_and_the_window_set_how_wide_plain_lines_are(start):
    terminal = start("--plain")
    terminal.wait_for_prompt()
    terminal.enter("set measure 40")
    terminal.enter("x bench")
    assert "A bench of oak. Four people could sit on" in terminal.lines
    terminal.resize(30, 24)
    terminal.enter("examine bench")
    assert "A bench of oak. Four people" in terminal.lines


def test_ctrl_c_in_plain_takes_back_the_line(start):
    terminal = start("--plain")
    terminal.wait_for_prompt()
    terminal.type("x mirr")
    terminal.wait_for(lambda seen: seen.typed == "x mirr")
    terminal.press("c-c")
    terminal.wait_for_prompt()
    terminal.enter("x bench")
    terminal.press("c-d")
    assert terminal.wait_for_end() == 0


def test_slow_text_is_finished_by_any_key(start):
    terminal = start()
    terminal.enter("slow on")
    terminal.type("go to the boiler house\r")
    terminal.wait_for("B O I L E R")
    terminal.press("space")
    terminal.wait_for("with more tea in it.")
    terminal.wait_for_prompt()
    assert terminal.lines[terminal.prompt_row or 0] == "›"


def test_a_folder_that_cannot_be_written_is_said_once_and_the_game_goes_on(start, tmp_path):
    (tmp_path / "saves").write_text("a file, where a folder should be")
    terminal = start()
    terminal.enter("x bench")
    terminal.enter("x ladder")
    assert terminal.words.count("goes on unsaved") == 1
    terminal.press("c-d")
    assert terminal.wait_for_end() == 1
    assert (tmp_path / "saves").read_text() == "a file, where a folder should be"


def test_a_damaged_save_is_never_written_over(start, tmp_path):
    (tmp_path / "saves").mkdir()
    (tmp_path / "saves" / "autosave.json").write_bytes(b'{"format": 1, "session": ')
    terminal = start()
    terminal.enter("x bench")
    terminal.press("c-d")
    terminal.wait_for_end()
    files = [path.read_bytes() for path in (tmp_path / "saves").iterdir() if path.is_file()]
    assert b'{"format": 1, "session": ' in files
    assert os.path.exists(tmp_path / "saves" / "autosave.json")
