"""Numbers and sets of a kind, tables of fields, sets in order, choices for each member, and what comes before anything."""

from __future__ import annotations

import pytest

from kalmurzaeva import Command, State, begin, essence, offers, step
from kalmurzaeva.session.transcripts import parse_value, started
from tests.small import load_text

TEXT = """
:: hall
--
Rows.

> seat <guest>
~ seats += guest by asked
{=guest.name} has {=seats.place(guest)}.

> forget <guest in seats>
~ seats -= guest
Gone. {if seats.at(1) == nina: Nina is first.|{if seats.at(1) == none: Nobody is.|Another is.}}

> count
{=len(seats)}, {=seats.at(2)}, {=seats.at(9)}, {if seats.place(abi) > seats.place(nina): after|before}, {=nina.weight + abi.weight}.

> sing
{if nina.weight >= 5 and heavy in nina.marks: Heavy.|Light.} {if sharp in abi.marks: Sharp.|Blunt.} {if heavy not in favourite.marks: Not.}

> like <guest>
~ favourite = guest
Liked.

+ lift {=guest.the} [each guest in seats] [if guest.weight < 6] [closed if heavy in guest.marks: {=guest.The} is too heavy.]; lift <guest in seats>
You lift {=guest.the}: {=guest.weight}.
~ lifted = guest

* point at {=guest.name} [each guest in seats] [most 1]
{=guest.name}, once.

+ wave to the house
You wave.

* leave [if seats.place(abi) == 1]
-> [[out]]

@ before anything [if fog and verb != look]
Fog. {=verb}.
~ not fog
-> on

@ before anything [if locked and verb == choose] [label locked]
Not while it is locked.

> fog
~ fog
It comes.

> pray
~ locked
Locked.

:: out
ends: out
--
Out.

:: verbs_of_it [verbs]
> seat <guest>
Who?

> forget <guest>
Who?

> lift <guest>
Who?

> like <guest>
Who?

> fog
What?

:: guest [kind]
fields: row
numbers: weight 1..9, height 100..200
sets: marks of heavy, sharp; colours of red, blue

:: nina [guest]
names: Nina
in scope: always
weight: 5
height: 160
marks: heavy, sharp
--
Nina.

:: abi [guest]
names: abi
in scope: always
row: six
--
Abi.

:: ivan [guest]
names: Ivan
in scope: always
--
Ivan.

:: table [fields]
of: guest
--
= abi
// small
weight: 3
height: 150
colours: red
= ivan
weight: 8 // with tools
height: 190
row: six,
on the aisle {if ivan in seats: now}

:: memory [state]
flag fog
flag locked
one favourite of guest
one lifted of guest
set seats of guest, 2 in order by asked, told
"""
STORY = load_text(TEXT)


def said(*lines: str) -> str:
    state, _ = begin(STORY)
    for line in lines:
        state, beat = step(STORY, state, line)
    return beat.text


def state_after(*lines: str) -> State:
    state, _ = begin(STORY)
    for line in lines:
        state, beat = step(STORY, state, line)
        assert beat.outcome == "story", (line, beat.text)
    return state


# ── Sets in order ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_set_in_order_keeps_the_order_in_which_its_members_joined():
    assert said("seat ivan", "seat nina") == "Nina has 2."
    assert said("seat ivan", "seat nina", "count") == "2, Nina, none, before, 8."
    assert said("seat ivan", "seat nina", "seat abi") == "abi has 0."
    assert said("seat ivan", "seat nina", "seat ivan") == "Ivan has 1."
    assert said("seat ivan", "seat nina", "forget ivan") == "Gone. Nina is first."
    assert said("seat ivan", "forget ivan") == "Gone. Nobody is."


def test_json_keeps_the_order():
    state = state_after("seat nina", "seat abi")
    other = state_after("seat abi", "seat nina")
    again = State.from_json(STORY, state.to_json())
    assert list(again.values["seats"]) == ["nina", "abi"]
    assert list(State.from_json(STORY, other.to_json()).values["seats"]) == ["abi", "nina"]
    assert again.to_json() == state.to_json() != other.to_json()


def test_a_search_tells_the_orders_apart_that_a_way_is_open_for():
    assert essence(STORY, state_after("seat nina", "seat abi")) != essence(STORY, state_after("seat abi", "seat nina"))


def test_an_old_save_of_a_set_that_had_no_order_is_read():
    data = state_after("seat nina").to_data()
    data["values"]["seats"] = {"nina": ["hall", "asked"], "abi": ["hall", "told"]}
    assert set(State.from_data(STORY, data).values["seats"]) == {"nina", "abi"}


# ── Fields ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_and_sets_of_a_kind_can_be_asked():
    assert said("like ivan", "sing") == "Heavy. Blunt. Not."
    assert said("like nina", "sing") == "Heavy. Blunt."
    assert STORY.numbers["weight"] == {"nina": 5, "abi": 3, "ivan": 8}
    assert STORY.traits["colours"] == {"abi": frozenset({"red"})}


def test_a_field_goes_on_in_the_next_line():
    state, _ = begin(STORY)
    from kalmurzaeva.engine.view import View

    assert View(STORY, state).word("ivan", "row") == "six, on the aisle"
    assert View(STORY, state_after("seat ivan")).word("ivan", "row") == "six, on the aisle now"


# ── Choices for each member ────────────────────────────────────────────────────────────────────────────────────


def test_a_choice_is_listed_for_each_member_and_may_be_closed_for_one():
    state = state_after("seat nina", "seat abi")
    _, beat = step(STORY, state, "wait")
    assert [(choice.words, choice.reason) for choice in beat.choices] == [
        ("lift Nina", "Nina is too heavy."),
        ("lift the abi", None),
        ("point at Nina", None),
        ("wave to the house", None),
    ]
    assert step(STORY, state, "1")[1].outcome == "refusal"
    assert step(STORY, state, "2")[0].values["lifted"] == "abi"
    assert step(STORY, state, "lift abi")[1].text == "You lift the abi: 3."
    assert step(STORY, state, Command("choose", "hall/lift =guest.the", "ivan"))[1].outcome == "refusal"
    assert step(STORY, state, Command("choose", "hall/lift =guest.the"))[1].outcome == "refusal"
    named = {command.second for command in offers(STORY, state) if command.verb == "choose"}
    assert named == {"abi", "nina", None}


def test_one_that_is_gone_once_taken_is_gone_for_all():
    state = state_after("seat nina", "seat abi", "point at Nina")
    _, beat = step(STORY, state, "wait")
    assert not [choice for choice in beat.choices if choice.words.startswith("point")]


# ── Before anything ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("line", "shown", "outcome"),
    [
        ("sing", "Fog. sing.", "story"),
        ("jump", "Fog. jump.", "story"),
        ("wave to the house", "Fog. choose.\n\nYou wave.", "story"),
        ("look", "Rows.", "default"),
        ("florble", "", "unknown"),
        ("undo", "", "meta"),
    ],
)
def test_it_comes_before_whatever_answers(line, shown, outcome):
    _, beat = step(STORY, state_after("fog"), line)
    assert beat.text.startswith(shown)
    assert beat.outcome == outcome


def test_where_it_does_not_let_on_nothing_else_answers():
    _, beat = step(STORY, state_after("pray"), "wave to the house")
    assert beat.text == "Not while it is locked."
    assert step(STORY, state_after("pray"), "sing")[1].text.startswith("Heavy.")


def test_it_makes_no_command_one_that_the_story_answers():
    """The parser asks what the story would answer, to tell readings apart: a rule before everything says nothing of that."""
    state = state_after("fog")
    assert Command("examine", "ivan") in offers(STORY, state)
    assert {command.verb for command in offers(STORY, state)} == {
        command.verb for command in offers(STORY, state_after())
    }


def test_a_writer_begins_with_a_set_in_order_and_with_no_piece():
    session = started(STORY, 1, "hall", (("seats", "ivan,nina"),))
    assert set(session.state.values["seats"]) == {"ivan", "nina"}
    from tests.test_pieces import STORY as DANCED

    with pytest.raises(ValueError, match="put together by playing"):
        parse_value(DANCED.variables["odyssey"], "mop")


def test_what_varies_in_a_property_goes_on_from_one_showing_to_the_next_whoever_shows_it():
    story = load_text(
        """
:: hall
--
A hall.

> wave
{=nina.small}

> jump
You jump. {=nina.small}

:: guest [kind]
fields: small

:: nina [guest]
names: Nina
in scope: always
small: {She waves.|She waves again.}
--
Nina.
"""
    )
    state, _ = begin(story)
    said = []
    for line in ("wave", "jump", "wave"):
        state, beat = step(story, state, line)
        said.append(beat.text)
    assert said == ["She waves.", "You jump. She waves again.", "She waves again."]
