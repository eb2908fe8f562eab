"""The plain screen: everything that pictures show, in words, and nothing that moves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva.model.markers import FORMS
from kalmurzaeva.model.markup import BOLD, ITALIC
from kalmurzaeva.model.story import Act, Choice, Command, Shown
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen.interface import Page, Scene, Status
from kalmurzaeva.terminal.screen.plain import PlainScreen, choice_line, paragraphs_of


def page_of_(*blocks: Shown, opens: bool = False, ending: str | None = None, choices: tuple[Choice, ...] = ()) -> Page:
    return Page((Scene(Act("barre", "I", "Barre", "barre"), opens, False, blocks),), choices, ending)


def test_headings_are_words():
    place = Shown("place", (), "studio", "Studio Four", "ten to eight")
    assert list(paragraphs_of(page_of_(place, opens=True))) == ["Act I: Barre", "Studio Four, ten to eight"]


def test_every_form_is_announced_and_ended_in_words():
    for kind, name in FORMS.items():
        said = list(paragraphs_of(page_of_(Shown(kind, ("one", "two"), None, "From Nina"))))
        assert said == [f"{name}: From Nina", "one\ntwo", f"End of the {name.lower()}."]


def test_an_ending_is_named():
    assert list(paragraphs_of(page_of_(ending="The Villa")))[-1] == "The end: The Villa."


def test_a_closed_choice_says_why():
    assert choice_line(Choice(3, "leave", Command("choose", "x"), "Not yet.")) == "3. leave (closed: Not yet.)"


@settings(deadline=None)
@given(st.text(), st.text())
def test_nothing_that_commands_a_terminal_gets_through(title, paragraph):
    said = "".join(
        paragraphs_of(page_of_(Shown("letter", (paragraph, f"{ITALIC}a{ITALIC}{BOLD}b{BOLD}"), None, title)))
    )
    assert not any((ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160 for char in said)
    assert not any("\ud800" <= char <= "\udfff" or char in "\u202e\ue000\ue001" for char in said)


def test_on_a_pipe_a_paragraph_is_one_line(capsys):
    long = "word " * 100 + "end"
    PlainScreen(Options()).show(page_of_(Shown("prose", (long,))), Status())
    assert long in capsys.readouterr().out.splitlines()


def test_with_a_width_lines_end_there(capsys):
    PlainScreen(Options(), 30).show(page_of_(Shown("prose", ("word " * 50,))), Status())
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 30


def test_paragraphs_are_apart_and_the_first_line_is_not_empty(capsys):
    screen = PlainScreen(Options())
    screen.title("Title")
    screen.say("One.")
    screen.notes("Two", ["a\tb", "", "\tc"])
    screen.echo("never shown")
    assert capsys.readouterr().out == "Title\n\nOne.\n\nTwo.\na: b\nc\n"


def test_the_choices_are_listed_when_they_change_or_are_asked_for(capsys):
    """Somebody who listens need not hear the same list after every line."""
    listed = (Choice(1, "go on", Command("choose", "x")),)
    screen = PlainScreen(Options())
    page = page_of_(Shown("prose", ("Text.",)), choices=listed)
    screen.show(page, Status())
    screen.show(page._replace(listed=False), Status())
    assert capsys.readouterr().out.count("1. go on") == 1


def test_lines_end_by_columns_not_by_characters():
    from kalmurzaeva.terminal.screen.plain import _wrapped_by_columns, columns

    for text in ("漢字 " * 30, "漢" * 45 + " x", "a\u0301bc " * 20):
        rows = _wrapped_by_columns(text, 20)
        assert all(columns(row) <= 20 for row in rows)
        assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert _wrapped_by_columns("    Cabbage soup and a roll", 20) == ["    Cabbage soup and", "a roll"]
