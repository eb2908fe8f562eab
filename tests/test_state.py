"""What a player may rely on of a state: it survives JSON, it follows what a writer renames, and what is no state is refused with a reason."""

from __future__ import annotations

import json

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from kalmurzaeva import Command, State, StateError, begin, step
from kalmurzaeva.model.state import PARTS
from kalmurzaeva.model.story import Question, Talk
from kalmurzaeva.model.values import Members
from tests.small import LINES, STORY, TEXT, load_text, played


def renamed(**names: str) -> str:
    """The small story after a writer renamed passages, saying so."""
    text = TEXT
    for old, new in names.items():
        head = next(line for line in text.splitlines() if line.startswith(f":: {old}"))
        text = text.replace(head, f"{head.replace(old, new)}\nwas: {old}").replace(f"[[{old}]]", f"[[{new}]]")
        text = (
            text.replace(f"visits({old})", f"visits({new})")
            .replace(f"+= {old}", f"+= {new}")
            .replace(f"how({old})", f"how({new})")
        )
        text = text.replace(f"where({old})", f"where({new})")
    return text


# ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(lines=st.lists(LINES, max_size=12), seed=st.integers())
def test_a_state_is_the_same_after_json(lines: list[str], seed: int) -> None:
    state = played(lines, seed).state
    again = State.from_json(STORY, state.to_json())
    assert again == state
    assert again.to_json() == state.to_json()


@given(lines=st.lists(LINES, max_size=8), after=LINES)
def test_a_state_after_json_answers_as_before(lines: list[str], after: str) -> None:
    state = played(lines).state
    told = step(STORY, state, after)
    assert step(STORY, State.from_json(STORY, state.to_json()), after) == told


def test_the_json_of_a_state_holds_names_only_and_sorted() -> None:
    state = played(["examine tape", "keep pins", "look behind the curtain"]).state
    data = json.loads(state.to_json())
    assert data["node"] == "window"
    assert data["back"] == "hall"
    assert data["values"] == {
        "breath": 0,
        "kept": {"pins": ["hall", "asked"]},
        "late": True,
        "mood": "plain",
        "trust": 1,
    }
    assert data["shown"]["hall/examine tape"] == 1
    assert list(data) == sorted(data)
    assert "\n" not in state.to_json()


def test_a_question_that_was_put_waits_through_json() -> None:
    state = played(["examine bench"]).state
    assert state.talk.question is not None
    _, beat = step(STORY, State.from_json(STORY, state.to_json()), "metal")
    assert beat.outcome == "default"
    assert "metal bench" in beat.text


# ── A story that has changed ───────────────────────────────────────────────────────────────────────────────────


def test_a_state_follows_renamed_nodes_and_members() -> None:
    story = load_text(renamed(hall="vestibule", window="casement", pins="needles"))
    old = played(["examine tape", "keep pins", "look behind the curtain"]).state
    state = State.from_json(story, old.to_json())
    assert (state.node, state.back) == ("casement", "vestibule")
    assert state.values["kept"] == Members({"needles": ("vestibule", "asked")})
    assert state.shown["vestibule/examine tape"] == 1
    assert state.visits["vestibule"] == 1
    state, beat = step(story, state, "come back")
    assert state.node == "vestibule"
    assert "curtain" in beat.text


def test_a_state_takes_new_variables_at_their_first_value_and_forgets_old_ones() -> None:
    story = load_text(
        TEXT.replace("flag late", "flag late\nnumber money 0..9 = 4")
        .replace("one mood of plain, proud\n", "")
        .replace("~ mood = proud\n", "")
    )
    state = State.from_json(story, played(["examine tape"]).state.to_json())
    assert state.values["money"] == 4
    assert state.values["late"] is True
    assert "mood" not in state.values


def test_a_value_that_no_longer_fits_is_brought_into_its_domain() -> None:
    story = load_text(
        TEXT.replace("number trust 0..5 = 1", "number trust 0..2 = 1")
        .replace("plain, proud", "shy, plain, loud")
        .replace("mood = proud", "mood = loud")
    )
    old = played(["ask nina about pins", "examine tape", "take tape", "take tape", "open the door"]).state
    assert old.values["mood"] == "proud"
    assert old.values["trust"] == 5
    state = State.from_json(story, old.to_json())
    assert state.values["trust"] == 2
    assert state.values["mood"] == "shy"


def test_a_state_in_a_node_that_is_gone_says_so() -> None:
    data = played([]).state.to_data() | {"node": "cellar"}
    with pytest.raises(StateError, match='no place called "cellar"'):
        State.from_data(STORY, data)


# ── What is not a state ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text", ["", "{", "nul", "[]", "1", '"hall"', "{}", "[" * 100_000, "NaN", '{"node": 1}', "\x00", "9" * 5000]
)
def test_whatever_is_no_state_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(StateError, match=r"\w"):
        State.from_json(STORY, text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("node", "\x1b[2J"),
        ("node", ["hall"]),
        ("back", "nowhere"),
        ("back", 3),
        ("values", []),
        ("shown", []),
        ("shown", {"hall": -1}),
        ("shown", {"hall": True}),
        ("shown", {"hall": 1.5}),
        ("visits", {"hall": 2**31}),
        ("since", -1),
        ("turn", "1"),
        ("turn", 2**63),
        ("seed", None),
        ("seed", 1.0),
        ("talk", []),
        ("talk", {"last": "look"}),
        ("talk", {"last": ["look", 1]}),
        ("talk", {"last": ["examine", "\x1b[2J"]}),
        ("talk", {"question": {"prompt": "?"}}),
        ("talk", {"question": {"prompt": 1, "options": [], "template": ""}}),
        ("talk", {"question": {"prompt": "?", "options": [["a"]], "template": ""}}),
        ("talk", {"question": [1]}),
    ],
)
def test_a_state_with_a_damaged_part_is_refused_and_no_control_character_is_repeated(key: str, value: object) -> None:
    data = played([]).state.to_data() | {key: value}
    with pytest.raises(StateError) as refused:
        State.from_data(STORY, data)
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [{"kept": [1]}, {"kept": {"pins": "x"}}, {"kept": {"pins": ["a", 1]}}, {"late": 1}, {"trust": True}, {"mood": 3}],
)
def test_a_value_of_the_wrong_type_is_refused(value: dict[str, object]) -> None:
    data = played([]).state.to_data()
    data["values"] |= value
    with pytest.raises(StateError, match="|".join(value)):
        State.from_data(STORY, data)


def test_a_set_takes_no_more_from_a_file_than_it_may_hold() -> None:
    data = played([]).state.to_data()
    data["values"]["kept"] = {name: ["hall", "asked"] for name in ("pins", "stranger", "other")}
    assert State.from_data(STORY, data).values["kept"] == Members({"pins": ("hall", "asked")})


def test_a_step_never_changes_the_state_it_was_given() -> None:
    state, _ = begin(STORY, seed=1)
    before = state.to_json()
    for line in ("examine tape", "keep pins", "open the door", "examine bench", "nonsense", "undo"):
        step(STORY, state, line)
        assert state.to_json() == before


def test_the_members_of_a_set_come_back_in_the_order_in_which_they_were(make_story) -> None:
    text = "\n".join(f"> keep {name}\nKept.\n~ kept += {name}\n" for name in ("pins", "awl", "mop"))
    kinds = "\n".join(f":: {name} [gesture]\nnames: {name}\n--\nIt.\n" for name in ("pins", "awl", "mop"))
    story = make_story(
        f":: hall\n--\nA hall.\n\n{text}\n> count\n[each gesture in kept]\n{{=gesture.name}}\n[end]\n\n"
        f":: gesture [kind]\nfields: owner\n\n{kinds}\n:: s [state]\nset kept of gesture\n"
    )
    state, _ = begin(story)
    for line in ("keep mop", "keep awl", "keep pins"):
        state, _ = step(story, state, line)
    counted = step(story, state, "count")[1].text
    assert counted
    assert step(story, State.from_json(story, state.to_json()), "count")[1].text == counted


# ── Every part ─────────────────────────────────────────────────────────────────────────────────────────────────

# A state in which no part is at its first value: a part that is added to State is added here.
ODD = State(
    story=STORY,
    node="window",
    values=dict(begin(STORY)[0].values) | {"late": True, "trust": 3},
    back="hall",
    shown={"hall": 2, "window": 1},
    visits={"hall": 1, "window": 1},
    since=2,
    turn=5,
    seed=77,
    talk=Talk(it="yard", last=Command("look")),
)


def test_every_part_of_a_state_goes_through_json() -> None:
    first = begin(STORY)[0]
    assert [part.name for part in PARTS if getattr(ODD, part.name) == getattr(first, part.name)] == [], "extend ODD"
    assert State.from_json(STORY, ODD.to_json()) == ODD


def test_a_turn_that_does_nothing_gives_back_every_part() -> None:
    """A part that a Turn does not take from the state, or that the step does not give back, is lost here."""
    after, _ = step(STORY, ODD, Command("topics"))
    lost = [part.name for part in PARTS if part.name != "talk" and getattr(after, part.name) != getattr(ODD, part.name)]
    assert lost == [], "engine.turn.Turn and engine.step._frozen"


def test_every_part_of_what_was_talked_of_goes_through_json() -> None:
    talk = Talk(
        it="yard", him="nina", her="dasha", them="pins", there="hall", partner="nina", last=Command("look"), refusal="No.",
        refused=Command("take", "tape"), question=Question("Which?", (("the one", Command("look")),), "take {}"), misread=("x y", "y"), told=("nina/pins",), listed=("open the door",), steered=True,
    )  # fmt: skip
    assert [part.name for part in fields(Talk) if not getattr(talk, part.name)] == [], "extend the talk"
    state = evolve(ODD, talk=talk)
    assert State.from_json(STORY, state.to_json()).talk == talk
