"""What a player may rely on of a playthrough: UNDO and REDO without limit, and a game that survives being written down."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kalmurzaeva import Command, Session, State, StateError
from kalmurzaeva.engine.turn import Turn
from kalmurzaeva.session import journal, tree
from kalmurzaeva.session.saves.migrations import CEILING
from tests.conftest import headed
from tests.small import LINES, STORY, TEXT, load_text, played


def same(one: Session, other: Session) -> bool:
    """Whether two sessions are at the same moment of the same playthrough."""
    return one.to_json() == other.to_json() and one.state == other.state


# ── UNDO and REDO ──────────────────────────────────────────────────────────────────────────────────────────────


@given(lines=st.lists(LINES, max_size=12))
def test_undo_gives_back_every_earlier_state_and_redo_every_later_one(lines: list[str]) -> None:
    session = played(lines, seed=3)
    while session.cursor is not None:
        depth = len(session.path())
        session, _ = session.undo()
        assert len(session.path()) == depth - 1
        assert _moment(session.state) == _moment(_fresh(session))
    while session.undone:
        depth = len(session.path())
        session, _ = session.redo()
        assert len(session.path()) == depth + 1
        assert _moment(session.state) == _moment(_fresh(session))


def _fresh(session: Session) -> State:
    """The state at a session's cursor, reached by its Commands alone from the beginning."""
    again = Session.new(session.story, session.seed)
    for entry in session.path():
        for command in entry.commands:
            again, _ = again.enter(command)
    return again.state


def _moment(state: State) -> dict[str, object]:
    return {name: value for name, value in state.to_data().items() if name != "talk"}


@given(lines=st.lists(LINES, min_size=1, max_size=12))
def test_one_undo_and_one_redo_change_nothing(lines: list[str]) -> None:
    session = played(lines)
    if session.cursor is None:
        return
    back, _ = session.undo()
    again, _ = back.redo()
    assert _moment(again.state) == _moment(session.state)
    assert again.path() == session.path()


def test_several_turns_are_taken_back_at_once():
    session = played(["look", "examine tape", "look", "wait"])
    back, beat = session.enter("undo 3")
    assert len(back.path()) == 1
    assert "Taken back: examine tape." in beat.text
    assert back.enter("redo")[0].cursor == session.path()[1]
    for line in ("undo 99", "undo 0", "undo 000000"):
        same, beat = session.enter(line)
        assert same.cursor == session.cursor
        assert beat.text.endswith("4 can be taken back."), line
    for line in ("undo the tape", "take back the tape", "undo 0000019999999"):
        after, beat = session.enter(line)
        assert "aken back" not in beat.text, line
        assert after.path()[:4] == session.path(), line


def test_undo_at_the_beginning_says_so() -> None:
    session, beat = Session.new(STORY).enter("undo")
    assert "nothing to take back" in beat.text
    assert session.entries == ()


def test_redo_with_nothing_undone_says_so() -> None:
    _, beat = played(["look"]).enter("redo")
    assert "nothing was taken back" in beat.text


def test_undo_says_what_it_took_back_and_shows_where_one_is_again() -> None:
    session, beat = played(["look", "examine tape"]).enter("undo")
    assert "Taken back: examine tape." in beat.text
    assert "A hall." in beat.text
    assert [choice.number for choice in beat.choices] == [1, 2, 3]
    assert session.state.values["late"] is False


def test_a_new_turn_after_undo_begins_a_branch_and_loses_nothing() -> None:
    session = played(["examine tape", "undo", "look", "wait"])
    assert [entry.line for entry in session.entries] == ["examine tape", "look", "wait"]
    assert [entry.line for entry in session.path()] == ["look", "wait"]
    assert session.undone == ()


def test_restart_keeps_what_was_played_and_redo_goes_back_to_it() -> None:
    session = played(["examine tape", "look", "restart"])
    assert session.state.turn == 0
    assert session.cursor is None
    assert [entry.line for entry in played(["examine tape", "look", "restart", "redo", "redo"]).path()] == [
        "examine tape",
        "look",
    ]


def test_an_ending_can_be_taken_back() -> None:
    session = played(["open the door", "jump"])
    assert session.beat.ending == "floor"
    session, beat = session.enter("undo")
    assert beat.ending is None
    assert session.state.node == "stairs"


def test_commands_before_undo_on_one_line_are_carried_out_and_then_taken_back() -> None:
    session = played(["examine tape", "wait. undo"])
    assert [entry.line for entry in session.path()] == ["examine tape"]
    assert len(session.entries) == 2


def test_commands_before_save_on_one_line_are_kept() -> None:
    session, beat = played([]).enter("examine tape. save tea")
    assert beat.request is not None
    assert beat.request.verb == "save"
    assert session.state.values["late"] is True
    assert len(session.entries) == 1


def test_two_games_that_part_from_one_moment_do_not_know_of_each_other() -> None:
    common = played(["look"])
    left, _ = common.enter("examine tape")
    right, _ = common.enter("open the door")
    left, _ = left.enter("undo")
    left, _ = left.enter("redo")
    assert left.state.node == "hall"
    assert left.state.values["late"] is True
    right, _ = right.enter("undo")
    right, _ = right.enter("redo")
    assert right.state.node == "stairs"


def test_a_line_that_was_not_understood_is_no_turn_to_take_back() -> None:
    session = played(["examine tape", "frobnicate the sky"])
    assert len(session.entries) == 1
    assert session.enter("undo")[0].cursor is None


# ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(lines=st.lists(LINES, max_size=15), seed=st.integers(-(2**40), 2**40))
def test_a_game_survives_being_written_down_at_any_moment(lines: list[str], seed: int) -> None:
    session = Session.new(STORY, seed)
    for line in lines:
        session, _ = session.enter(line)
        text = session.to_json()
        again = Session.from_json(STORY, text)
        assert same(session, again)
        assert again.to_json() == text


@given(lines=st.lists(LINES, max_size=10), after=st.lists(LINES, max_size=5))
@example(lines=["examine tpae", "open door"], after=["examine tape"])  # the tape was only named in what was put right
def test_a_game_that_was_written_down_goes_on_as_one_that_was_not(lines: list[str], after: list[str]) -> None:
    session = played(lines, seed=11)
    again = Session.from_json(STORY, session.to_json())
    for line in after:
        session, beat = session.enter(line)
        again, told = again.enter(line)
        assert told.text == beat.text or line.strip().lower() in ("undo", "redo", "look then redo", "wait. undo")
        assert [choice.words for choice in told.choices] == [choice.words for choice in beat.choices]
        assert _moment(again.state) == _moment(session.state)


@given(lines=st.lists(LINES, max_size=10))
def test_resuming_shows_the_last_turn_again(lines: list[str]) -> None:
    session = played(lines)
    again = Session.from_json(STORY, session.to_json())
    if session.cursor is None:
        assert again.beat.text == Session.new(STORY).beat.text
    else:
        shown = [block for block in session.beat.blocks if block.kind in ("prose", "place") and any(block.paragraphs)]
        assert [
            block for block in again.beat.blocks if block.kind in ("prose", "place") and any(block.paragraphs)
        ] == shown
    assert again.beat.ending == session.beat.ending


@given(lines=st.lists(LINES, max_size=10), seed=st.integers(0, 9))
def test_the_journal_alone_leads_to_the_same_state(lines: list[str], seed: int) -> None:
    session = played(lines, seed)
    assert _moment(_fresh(session)) == _moment(session.state)


def test_the_same_seed_and_commands_give_the_same_text_in_another_process_with_another_hash_seed(
    tmp_path: Path,
) -> None:
    (tmp_path / "story.twee").write_text(headed(TEXT), encoding="utf-8")
    lines = ["look", "examine tape", "look", "look", "ask nina about pins", "keep pins", "x pins", "open door", "look"]
    script = (
        "import sys; from kalmurzaeva import Session, load_story\n"
        "session = Session.new(load_story(sys.argv[1]), seed=5)\n"
        "for line in sys.argv[2:]:\n"
        "    session, beat = session.enter(line); print(ascii(beat.text))\n"
        "print(ascii(session.to_json()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path), *lines],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert b"hall" in told.pop()


# ── What is not a session ──────────────────────────────────────────────────────────────────────────────────────

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(data=JSON)
def test_whatever_is_no_session_is_refused_with_a_reason(data: object) -> None:
    with pytest.raises(StateError, match=r"\w"):
        Session.from_data(STORY, data)


@settings(max_examples=400)
@given(data=st.data())
def test_a_session_with_any_part_replaced_is_refused_with_a_reason_or_can_be_played(data: st.DataObject) -> None:
    session = played(
        ["examine tape", "x bench", "look", "take tape", "keep pins", "undo", "ask nina about pins", "ask", "x bench"],
    )
    document = json.loads(session.to_json())
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(list(_places(document))))
        if data.draw(st.booleans()):
            holder[key] = data.draw(
                JSON | st.sampled_from(["hall", "window", "nina", "floor", "nowhere", -1, 2**63, 1.5, "\x1b[2J"])
            )
        elif isinstance(holder, dict):
            del holder[key]
    try:
        again = Session.from_data(STORY, document)
    except StateError:
        return
    for line in ("look", "undo", "redo", "again", "wooden", "x it", "1", "ask her about pins", "undo", "restart"):
        again, beat = again.enter(line)
        assert "\x1b" not in beat.text
    Session.from_json(STORY, again.to_json())


def _places(value: object) -> list[tuple[dict[str, object] | list[object], object]]:
    """Every place inside a document, as (holder, key)."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = []
    for key in keys:
        found += [(value, key), *_places(value[key])]  # type: ignore[index]
    return found


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"format": CEILING + 1}, "newer"),
        ({"format": True}, "format"),
        ({"seed": "x"}, "seed"),
        ({"journal": {}}, "journal"),
        ({"journal": [[1, [["look"]], "", ""]]}, "follows no turn"),
        ({"journal": [[0, [], "", ""]]}, "does nothing"),
        ({"journal": [[0, [["a", "b", "c", "d", "e"]], "", ""]]}, "damaged"),
        ({"cursor": 9}, "does not hold"),
        ({"undone": 5}, "undone"),
        ({"undone": [1, 1]}, "undone"),
        ({"state": None}, "object"),
    ],
)
def test_a_damaged_session_says_what_is_wrong_with_it(change: dict[str, object], reason: str) -> None:
    document = played(["look", "undo"]).to_data() | change
    with pytest.raises(StateError, match=reason):
        Session.from_data(STORY, document)


def test_a_session_nested_as_deeply_as_one_likes_is_refused() -> None:
    with pytest.raises(StateError):
        Session.from_json(STORY, "[" * 200_000 + "]" * 200_000)


def test_no_control_character_of_a_saved_game_reaches_a_beat() -> None:
    document = played(["look", "keep pins", "look"]).to_data()
    document["state"]["values"]["kept"]["pins"] = ["\x1b[2J", "\x1b[2J"]
    document["journal"][1][2] = "\x1b]0;x\x07look"
    document["state"]["talk"] = {"question": {"prompt": "\x1b[2J?", "template": "x {}", "options": []}, "it": "\x1b[2J"}
    session = Session.from_data(STORY, document)
    assert "\x1b" not in session.beat.text
    for line in ("x it", "x pins", "undo", "redo", "again"):
        session, beat = session.enter(line)
        assert "\x1b" not in beat.text


def test_a_command_that_the_story_does_not_know_is_answered_and_not_a_crash() -> None:
    for command in (
        Command("frob"),
        Command("choose", "nowhere/x"),
        Command("examine", "nothing"),
        Command("ask", "nina", "tape", "x"),
        Command(""),
    ):
        session, beat = Session.new(STORY).enter(command)
        assert beat.text
        assert same(session, Session.from_json(STORY, session.to_json()))


def test_a_command_with_control_characters_is_refused() -> None:
    document = played(["look", "look"]).to_data()
    document["journal"][1][1] = [["examine", "\x1b[2Jtape"]]
    with pytest.raises(StateError, match="turn 2 of the journal is damaged: a command holds control characters"):
        Session.from_data(STORY, document)


# ── Long games, and games from the middle ──────────────────────────────────────────────────────────────────────


def test_undo_goes_all_the_way_back_in_a_long_game() -> None:
    lines = [
        "examine tape",
        "look",
        "ask nina about pins",
        "keep pins",
        "wait",
        "look behind the curtain",
        "come back",
    ] * 40
    session = Session.new(STORY)
    moments = {0: _moment(session.state)}
    for line in lines:
        session, _ = session.enter(line)
        moments[len(session.entries)] = _moment(session.state)
    assert len(moments) > 200
    for game in (session, Session.from_json(STORY, session.to_json())):
        at, found = game, {}
        while at.cursor is not None:
            found[len(at.path())] = _moment(at.state)
            at, _ = at.undo()
        assert found | {0: _moment(at.state)} == moments


def test_a_game_that_a_writer_began_in_the_middle_goes_back_to_there() -> None:
    turn = Turn(STORY, Session.new(STORY).state)
    turn.enter("stairs")
    session = Session.at(turn, seed=4)
    session, _ = session.enter("go back")
    resumed = Session.from_json(STORY, session.to_json())
    assert same(session, resumed)
    resumed, beat = resumed.enter("undo")
    assert resumed.state.node == "stairs"
    assert "Stairs, 1 of them" in beat.text
    assert resumed.enter("restart")[0].state.node == "stairs"


def test_a_long_game_does_not_keep_every_state_in_memory() -> None:
    session = played(["look", "wait"] * 150)
    gc.collect()
    states = [thing for thing in gc.get_referents(session._known) if isinstance(thing, tuple)]
    assert len(session.entries) == 300
    assert len(states) < 100


def test_undo_in_a_story_that_has_changed_stops_at_the_state_that_was_saved() -> None:
    lines = ["examine tape", "take tape", *["look"] * 10]
    saved = played(lines)
    changed = load_text(TEXT.replace("~ trust += 1", "~ trust += 3"))
    session = Session.from_json(changed, saved.to_json())
    assert session.state.values["trust"] == 2
    for _ in range(150):
        session, _ = session.enter("wait")
    for _ in range(150):
        session, _ = session.undo()
    assert session.path()[-1].number == 12
    assert session.state.values["trust"] == 2


# ── A story that has changed ───────────────────────────────────────────────────────────────────────────────────


def test_undo_in_a_game_of_an_older_version_follows_what_was_renamed() -> None:
    text = TEXT.replace("+ look behind the curtain\n", "+ look behind the drape [was look behind the curtain]\n")
    old = played(["look behind the curtain", "come back", "examine tape"])
    session = Session.from_json(load_text(text), old.to_json())
    session, _ = session.enter("undo")
    assert session.state.visits["window"] == 1, "the choice by its old name leads where it led"
    assert session.path()[0].commands[0].noun == "hall/look behind the drape"


# ── What it costs ──────────────────────────────────────────────────────────────────────────────────────────────

LONG = ["examine tape", "look", "sing", "look behind the curtain", "x yard", "come back"] * 60


def test_a_turn_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a save costs does not grow with the turns before it: not one of them is made JSON again."""
    rows: list[int] = []
    written = tree.row_of
    monkeypatch.setattr(tree, "row_of", lambda entry, *rest: rows.append(entry.number) or written(entry, *rest))
    session = Session.new(STORY, 7)
    for line in LONG[:30]:
        session, _ = session.enter(line)
        session.to_json()
        session.to_json()
        assert rows == list(range(1, len(session.entries) + 1))


def test_games_that_part_from_one_moment_are_each_written_whole() -> None:
    common = played(LONG[:5])
    common.to_json()
    one, _ = common.enter("look")
    other, _ = common.enter("x bench")
    for session in (one, other, one, common, other):
        again = Session.from_json(STORY, session.to_json())
        assert [entry.line for entry in again.entries] == [entry.line for entry in session.entries]
        assert again.to_json() == session.to_json()


def test_the_first_undo_of_a_long_game_replays_a_few_turns_only(monkeypatch: pytest.MonkeyPatch) -> None:
    session = played(LONG)
    opened = Session.from_json(STORY, session.to_json())
    steps: list[object] = []
    real = journal.step
    monkeypatch.setattr(journal, "step", lambda story, state, line: steps.append(line) or real(story, state, line))
    worst = 0
    for entry in reversed(session.entries):
        steps.clear()
        opened, _ = opened.undo()
        worst = max(worst, len(steps))
        assert opened.cursor is (opened.entries[entry.number - 2] if entry.number > 1 else None)
        expected, _ = session.go_to(session.entries[entry.number - 2] if entry.number > 1 else None)
        assert opened.state == expected.state
        assert opened.beat.text.partition("\n\n")[2] == expected.beat.text.partition("\n\n")[2]
    assert worst < 260, "from the mark before, never from the beginning of a long game"


@pytest.mark.parametrize("change", ["another state", "no such turn", "no state", "not a list"])
def test_a_mark_that_the_journal_does_not_lead_to_is_not_believed(change: str) -> None:
    data = played(LONG).to_data()
    mark = data["marks"][0]
    if change == "another state":
        mark[1]["values"]["trust"] = 5 - mark[1]["values"]["trust"]
        opened = Session.from_data(STORY, data)
        for _ in range(len(opened.entries) - mark[0]):
            opened, _ = opened.undo()
        assert opened.state == (game := played(LONG)).go_to(game.entries[mark[0] - 1])[0].state
        return
    mark[:] = {"no such turn": [9999, *mark[1:]], "no state": [mark[0], {}, mark[2]], "not a list": []}[change]
    with pytest.raises(StateError):
        Session.from_data(STORY, data)
