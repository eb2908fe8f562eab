"""After an ending: the count, the way back, and the programme."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kalmurzaeva import Session, Story
from kalmurzaeva.session.decisions import FOREMOST, decisions, foremost
from kalmurzaeva.session.programme import ending_title, endings_of, programme
from kalmurzaeva.session.saves import Store
from kalmurzaeva.terminal.app.afterwards import note, read_found
from kalmurzaeva.terminal.app.loop import PlayLoop
from kalmurzaeva.terminal.app.options import Options
from kalmurzaeva.terminal.screen.plain import PlainScreen

TEXT = """
:: hall
title: The Hall
--
A hall.

* open the door, as 1 < 2
~ late
-> [[end_of_it]]

:: end_of_it
title: The Stairs
ends: villa
ending title: The Villa
--
There.

:: evening [programme]
[if late]
Late & gone.
[else]
Early.
[end]

:: numbers [state]
flag late
"""


def test_the_programme_is_made_from_the_state_and_changes_nothing(make_story: Callable[[str], Story]) -> None:
    session = Session.new(make_story(TEXT))
    assert programme(session).title == "Small: so far"
    assert "Early." in programme(session).text
    session, _ = session.enter("1")
    before = session.to_json()
    page = programme(session)
    assert page.title == "Small"
    assert "Late & gone." in page.text
    assert "Late &amp; gone." in page.html
    assert "as 1 &lt; 2" in page.html
    assert session.to_json() == before


def test_an_ending_has_a_title_and_a_way_back(make_story: Callable[[str], Story]) -> None:
    session, _ = Session.new(make_story(TEXT)).enter("1")
    assert ending_title(session.story, session) == "The Villa"
    assert endings_of(session.story) == {"villa"}
    (decision,) = decisions(session)
    assert decision.place == "The Hall"
    back, _ = session.back_to(decision.entry)
    assert back.state.node == "hall"
    assert back.redo()[0].state.node == "end_of_it"


LONG = """
:: hall
title: The Hall
--
A hall.

> say <topic>
It is said.

* answer her
~ answer = given
-> [[room]]

:: room
title: Room {=turns}
--
A room.

+ sit
~ turns += 1
Sat.

* say nothing
~ answer = kept
-> [[landing]]

:: landing
title: The Landing
--
A landing.

+ wait
~ turns += 1
Waited.

* go down
-> [[street]]

:: street
title: The Street
ends: out
--
Out.

:: numbers [state]
one answer of none, given, kept
number turns 0..99 = 1
"""


def test_what_one_would_go_back_to_is_what_settled_something_and_what_led_here(
    make_story: Callable[[str], Story],
) -> None:
    session = Session.new(make_story(LONG))
    for line in ("answer her", "sit", "sit", "say nothing", *["wait"] * 20, "go down"):
        session, _ = session.enter(line)
    assert [(decision.words, decision.place) for decision in decisions(session)] == [
        ("answer her", "The Hall"),
        ("say nothing", ""),
        ("wait", "The Landing"),
        ("go down", "The Landing"),
    ]
    assert "The Hall; The Landing; The Street." in programme(session).text
    assert "Room" not in programme(session).text


def many_doors(doors: int) -> str:
    """A story of doors in a row, each settled one way or the other; the first is remembered at every door, and at the last the way parts."""
    rooms = [
        f"""
:: room{at}
title: Room {at}
--
A room.{" {if first == left: You came by the left.|You came by the right.}" if at > 1 else ""}

* go left at {at}
~ {"first" if at == 1 else f"door{at}"} = left
-> [[room{at + 1}]]

* go right at {at}
~ {"first" if at == 1 else f"door{at}"} = right
-> [[room{at + 1}]]
"""
        for at in range(1, doors + 1)
    ]
    state = "\n".join(f"one {'first' if at == 1 else f'door{at}'} of none, left, right" for at in range(1, doors + 1))
    last = f"""
:: room{doors + 1}
title: The Last Room
--
A room.

* stay
-> [[quiet]]

* leave
-> [[street]]

:: quiet
title: Quiet
--
It is quiet.

* sit
-> [[street_seen]]

* stand
-> [[street_seen]]

:: street_seen
title: The Window
ends: in_at_last
--
The street.

:: street
title: The Street
ends: out_at_last
--
Out.

:: numbers [state]
{state}
"""
    return "".join((*rooms, last))


def test_six_are_named_first_the_fork_and_what_most_places_read(make_story: Callable[[str], Story]) -> None:
    session = Session.new(make_story(many_doors(9)))
    for line in (*(f"go left at {at}" for at in range(1, 10)), "stay", "sit"):
        session, _ = session.enter(line)
    found = decisions(session)
    assert [decision.words for decision in found] == [*(f"go left at {at}" for at in range(1, 10)), "stay", "sit"]
    assert found[0].weight == 8  # every room after it says by which door one came
    named = [found[at].words for at in foremost(found)]
    assert len(named) == FOREMOST == 6
    assert named[0] == "go left at 1"
    assert "stay" in named
    assert "sit" not in named


def test_back_to_names_six_and_the_rest_on_asking(tmp_path: Path, make_story: Callable[[str], Story]) -> None:
    make_story(many_doors(9))
    folder = next(tmp_path.glob("story*"))
    typed = "\n".join((*(f"go left at {at}" for at in range(1, 10)), "stay", "sit", "back to", "back to 2"))
    command = [sys.executable, "-m", "kalmurzaeva", "play", "--plain", "--story", folder, "--saves", tmp_path / "saves"]
    done = subprocess.run(command, input=typed, text=True, capture_output=True, check=True)
    end, asked = done.stdout.split("Endings found", 1)[1].split("QUIT", 1)
    numbers = re.compile(r"BACK TO (\d+)")
    assert numbers.findall(end) == ["1", "6", "7", "8", "9", "10"]
    assert "all 11 decisions" in end
    assert numbers.findall(asked) == [str(number) for number in range(1, 12)]
    assert "You came by the left." in asked


TALK = """
:: hall
title: The Hall
with: nina
--
A hall.

> ask nina about sleep; tell nina about sleep
"Did you?" says Nina.

> say <topic>
It is said.

* tell her
"There were eleven," you say. "Green ones."

"Eleven?" says Nina.
~ answer = given
-> [[room]]

:: room
title: The Room
--
A room.

* whistle
"Nothing," you say.
-> [[street]]

:: street
title: The Street
ends: out
--
Out.

:: nina [person]
names: Nina
is: she
--
Nina.

:: numbers [state]
one answer of none, given, kept
"""


def test_what_was_said_is_whole_sentences_with_who_and_where(make_story: Callable[[str], Story]) -> None:
    session = Session.new(make_story(TALK))
    for line in ("say one two", "Nina, did you sleep at all?", "ask nina about sleep", "tell her", "whistle"):
        session, _ = session.enter(line)
    said = programme(session).sections[-1]
    assert said.heading == "What was said"
    assert said.paragraphs == (
        "The Hall, to Nina: “Nina, did you sleep at all?”",
        "The Hall: “There were eleven. Green ones.” Nina: “Eleven?”",
    )


def test_a_tag_inside_a_sentence_leaves_it_one(make_story: Callable[[str], Story]) -> None:
    text = TALK.replace('"There were eleven," you say. "Green ones."', '"Eleven," you say, "and they were green."')
    session, _ = Session.new(make_story(text)).enter("tell her")
    assert "The Hall: “Eleven, and they were green.” Nina: “Eleven?”" in programme(session).text


def test_what_was_chosen_is_quoted_from_the_whole_evening(make_story: Callable[[str], Story]) -> None:
    """Of twenty decisions the page quotes the first acts too, and not the last twelve."""
    doors = 20
    acts = "".join(f":: act{at} [act]\nnumber: {at + 1}\ntitle: Act {at}\n\n" for at in range(4))
    rooms = [
        f":: room{at} [act{at * 4 // doors}]\ntitle: Room {at}\n--\n"
        f"{f'{{if door{at - 1} == left: Left.|Right.}}' if at else 'A room.'}\n\n"
        f"* go left in {at}\n~ door{at} = left\n-> [[room{at + 1}]]\n\n* go right in {at}\n~ door{at} = right\n-> [[room{at + 1}]]\n"
        for at in range(doors)
    ]
    end = f":: room{doors} [act3]\ntitle: Out\nends: out\n--\nOut.\n"
    state = ":: numbers [state]\n" + "".join(f"one door{at} of unset, left, right\n" for at in range(doors))
    session = Session.new(make_story("\n".join([*rooms, end, acts, state])))
    for at in range(doors):
        session, _ = session.enter(f"go left in {at}")
    chosen = next(section for section in programme(session).sections if section.heading == "What was chosen")
    assert len(chosen.paragraphs) == 12
    for act in range(4):
        assert sum(int(words.rsplit(" ", 1)[1]) * 4 // doors == act for words in chosen.paragraphs) >= 2


def test_where_nothing_was_said_the_page_says_nothing_of_it(make_story: Callable[[str], Story]) -> None:
    session, _ = Session.new(make_story(LONG)).enter("say that there were seats")
    assert "WHAT WAS SAID" not in programme(session).text


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1, null]", b"\xff", b"[" * 100_000])
def test_a_damaged_count_begins_again(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "found.json"
    path.write_bytes(damage)
    assert read_found(path) == frozenset()
    assert note(path, "villa") == {"villa"}
    assert read_found(path) == {"villa"}


@pytest.mark.parametrize("line", ["programme file", "program html", "programme as html"])
def test_the_page_to_keep_is_written_however_it_is_asked_for(
    line: str, make_story: Callable[[str], Story], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    screen = PlainScreen(Options())
    game = PlayLoop(
        screen, Session.new(make_story(TEXT), 1), Store(tmp_path), "autosave", False, Options(), lambda _: screen
    )
    game.enter(line)
    assert "Early." in (tmp_path / "programme.html").read_text(encoding="utf-8")
    assert not (tmp_path / "html").exists()
