"""The piece by itself: its edits lose nothing, JSON keeps it, and its reading is a sum that can be checked by hand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kalmurzaeva.choreography.edits import EDITS, edited, let_off
from kalmurzaeva.choreography.piece import Company, Movement, Piece, Place, Scheme
from kalmurzaeva.choreography.reading import ASKED, NUMBERS, Line, Reading, reading, run_of

LENGTHS = {"earlobe": 2, "rope": 3, "tape": 3, "mop": 4, "coat": 4, "hem": 5, "sheet": 5, "floor": 6}
SCHEME = Scheme(
    gestures=tuple(LENGTHS),
    movements=("one", "two", "three"),
    materials=("pulse", "drone", "silence"),
    held=9,
    longer=frozenset({"drone"}),
    uncounted=frozenset({"silence"}),
    lengths=LENGTHS,
    tempers={"mop": "joy", "coat": "tenderness", "hem": "grief", "sheet": "grief", "tape": "joy"},
    meetings=frozenset({frozenset({"mop", "floor"})}),
    carriers=frozenset({"me", "dasha", "ivan"}),
)
ALL = Company(SCHEME, frozenset(LENGTHS), tuple((name, "taken") for name in LENGTHS))
KINDS = {
    "gesture": SCHEME.gestures,
    "movement": SCHEME.movements,
    "material": SCHEME.materials,
    "carrier": tuple(sorted(SCHEME.carriers)),
}
LOSES = {"cut", "remove", "clear", "replace", "replace_in"}


def edits_of(names: tuple[str, ...] = tuple(EDITS)) -> st.SearchStrategy[tuple[str, tuple[str, ...]]]:
    """An edit with names that it takes."""
    return st.sampled_from(names).flatmap(
        lambda edit: st.tuples(st.just(edit), st.tuples(*(st.sampled_from(KINDS[kind]) for kind in EDITS[edit][1])))
    )


PIECES = st.lists(edits_of(), max_size=30).map(lambda edits: made(*edits))


def danced(piece: Piece) -> list[str]:
    """The gestures of a piece as often as they stand in it."""
    return [place.gesture for _, movement in piece.movements for place in movement.places]


COMPANIES = st.builds(
    lambda whole, how: Company(SCHEME, frozenset(whole), tuple(zip(LENGTHS, how, strict=True))),
    st.sets(st.sampled_from(SCHEME.gestures)),
    st.lists(st.sampled_from(("taken", "asked", "given")), min_size=len(LENGTHS), max_size=len(LENGTHS)),
)


def made(*edits: tuple[str, tuple[str, ...]], company: Company = ALL) -> Piece:
    """A piece after some edits."""
    piece = SCHEME.empty
    for edit, names in edits:
        piece = edited(piece, company, edit, names)
    return piece


def piece_of(*gestures: str, material: str = "pulse") -> Piece:
    """A piece with one movement."""
    return SCHEME.empty.changed("one", Movement(material, tuple(map(Place, gestures))))


def line_of(*gestures: str, material: str = "pulse", halves: tuple[str, ...] = ()) -> Line:
    """The reading of one movement."""
    company = Company(SCHEME, frozenset(LENGTHS).difference(halves), ALL.how)
    return reading(piece_of(*gestures, material=material), company).lines["one"]


def asked(seen: Reading) -> list[object]:
    """Everything that can be asked of a reading."""
    answers: list[object] = [getattr(seen, name) for name in NUMBERS]
    for name, (kinds, _) in ASKED.items():
        for one in KINDS[kinds[0]]:
            others = KINDS[kinds[1]] if len(kinds) == 2 else ("",)
            answers += [getattr(seen, name)(*filter(None, (one, other))) for other in others]
    return answers


# ── Edits ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(PIECES, edits_of(tuple(set(EDITS) - LOSES)))
def test_an_edit_loses_no_gesture(piece, edit):
    after = edited(piece, ALL, *edit)
    assert set(piece.gestures) <= set(after.gestures)
    assert len(after) >= len(piece)


@given(PIECES, edits_of())
def test_an_edit_leaves_a_piece_that_fits(piece, edit):
    after = edited(piece, ALL, *edit)
    assert [name for name, _ in after.movements] == list(SCHEME.movements)
    for _, movement in after.movements:
        gestures = [place.gesture for place in movement.places]
        assert len(gestures) == len(set(gestures)) <= SCHEME.places
        assert movement.material in SCHEME.materials


@given(PIECES, edits_of(("cut", "clear", "replace", "remove")))
def test_what_is_cut_is_what_was_named(piece, edit):
    name, names = edit
    gone = set(piece.gestures) - set(edited(piece, ALL, *edit).gestures)
    if name == "clear":
        assert gone <= {place.gesture for place in piece[names[0]].places}
    else:
        assert gone <= {names[0] if name == "remove" else names[-1]}


@given(PIECES, edits_of())
def test_an_edit_is_a_function_of_what_it_is_given(piece, edit):
    assert edited(piece, ALL, *edit) == edited(piece, ALL, *edit)


@given(PIECES, edits_of(("swap",)))
def test_swapping_back_restores(piece, edit):
    if all(danced(piece).count(gesture) < 2 for gesture in edit[1]):
        assert edited(edited(piece, ALL, *edit), ALL, *edit) == piece


@given(PIECES, edits_of(("swap",)))
def test_what_stands_again_stays_where_two_are_swapped(piece, edit):
    """Edinburgh asks for the front: what else of a gesture there is in the piece is nobody's to move."""
    after = edited(piece, ALL, *edit)
    assert sorted(danced(after)) == sorted(danced(piece))
    moved = [
        place
        for name, old in piece.movements
        for place, new in zip(old.places, after[name].places, strict=True)
        if place != new
    ]
    assert len(moved) in (0, 2)


@given(PIECES, edits_of(("put", "open", "again", "before", "after", "replace")))
def test_what_was_never_got_cannot_be_placed(piece, edit):
    nobody = Company(SCHEME)
    assert edited(piece, nobody, *edit) == piece


@pytest.mark.parametrize(
    ("edit", "names"),
    [
        ("put", ("mop", "four")),
        ("put", ("stamp", "one")),
        ("put", (None, "one")),
        ("put", ("mop",)),
        ("set", ("one", "jazz")),
        ("teach", ("mop", "nobody")),
        ("before", ("mop", "none")),
    ],
)
def test_what_a_piece_cannot_hold_changes_nothing(edit, names):
    piece = piece_of("mop", "hem")
    assert edited(piece, ALL, edit, names) is piece


def test_edits_say_where():
    piece = made(("put", ("mop", "one")), ("put", ("hem", "one")), ("open", ("coat", "one")))
    assert piece["one"].places == (Place("coat"), Place("mop"), Place("hem"))
    assert edited(piece, ALL, "put", ("rope", "one")) is piece
    assert edited(piece, ALL, "last", ("coat",)) == piece_of("mop", "hem", "coat")
    assert edited(piece, ALL, "first", ("hem",)) == piece_of("hem", "coat", "mop")
    assert edited(piece, ALL, "after", ("coat", "mop")) == piece_of("mop", "coat", "hem")
    assert edited(piece, ALL, "before", ("hem", "mop")) == piece_of("coat", "hem", "mop")
    assert edited(piece, ALL, "before", ("rope", "mop")) is piece
    assert edited(piece, ALL, "replace", ("rope", "mop")) == piece_of("coat", "rope", "hem")
    assert edited(piece, ALL, "swap", ("coat", "hem")) == piece_of("hem", "mop", "coat")
    assert edited(piece, ALL, "cut", ("mop",)) == piece_of("coat", "hem")
    assert edited(piece, ALL, "set", ("one", "drone")) == piece_of("coat", "mop", "hem", material="drone")
    assert edited(piece, ALL, "clear", ("one",)) == SCHEME.empty


def test_whoever_carries_a_gesture_carries_it_wherever_it_stands():
    piece = made(("put", ("mop", "one")), ("teach", ("mop", "dasha")), ("again", ("mop", "two")))
    assert piece["one"].places == piece["two"].places == (Place("mop", "dasha"),)
    assert edited(piece, ALL, "put", ("mop", "three"))["three"].places == (Place("mop", "dasha"),)
    back = edited(piece, ALL, "teach", ("mop", "me"))
    assert back["one"].places == back["two"].places == (Place("mop"),)


def test_whoever_carries_one_no_longer_is_let_off_it():
    piece = made(
        ("put", ("mop", "one")), ("teach", ("mop", "dasha")), ("again", ("mop", "two")), ("put", ("hem", "one"))
    )
    assert let_off(piece, edited(piece, ALL, "remove", ("mop", "two"))) == ()
    assert let_off(piece, edited(piece, ALL, "put", ("mop", "three"))) == ()
    for edit in (("cut", ("mop",)), ("teach", ("mop", "me")), ("teach", ("mop", "ivan"))):
        assert let_off(piece, edited(piece, ALL, *edit)) == (("mop", "dasha"),)
    assert let_off(piece, edited(piece, ALL, "clear", ("one",))) == ()
    once = made(("put", ("mop", "one")), ("teach", ("mop", "dasha")))
    for edit in (("clear", ("one",)), ("replace", ("hem", "mop"))):
        assert let_off(once, edited(once, ALL, *edit)) == (("mop", "dasha"),)
    assert let_off(once, once.only({"hem"})) == (("mop", "dasha"),)


def test_what_was_let_go_leaves_the_piece():
    piece = made(("put", ("mop", "one")), ("again", ("mop", "two")), ("put", ("hem", "two")))
    assert piece.only({"hem"}).gestures == ("hem",)
    assert piece.only({"hem", "mop"}) is piece


# ── JSON ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(PIECES, COMPANIES)
def test_json_keeps_a_piece(piece, company):
    for line in reading(piece, company).lines.values():
        piece = piece.after_dancing(line.name, run_of(line))
    text = json.dumps(piece.to_data(), sort_keys=True)
    assert Piece.from_data(json.loads(text), SCHEME) == piece


def test_json_that_the_scheme_has_outgrown_is_carried_over():
    data = {
        "movements": {
            "one": ["jazz", ["mop", "gone"], ["stamp", "me"], ["mop", "me"]],
            "nine": ["pulse", ["hem", "me"]],
        }
    }
    assert Piece.from_data(data, SCHEME) == piece_of("mop")
    old = {"movements": {"first": ["pulse", ["broom", "me"]]}}
    names = {"first": "one", "broom": "mop"}
    assert Piece.from_data(old, SCHEME, lambda name: names.get(name, name)) == piece_of("mop")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("mop"),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(("movements", "danced", "one")), inner)
        ),
        max_leaves=12,
    )
)
def test_anything_else_is_refused_or_read(data):
    try:
        piece = Piece.from_data(data, SCHEME)
    except ValueError:
        return
    assert [name for name, _ in piece.movements] == list(SCHEME.movements)


# ── The reading ────────────────────────────────────────────────────────────────────────────────────────────────


@given(PIECES, COMPANIES)
def test_the_reading_depends_on_nothing_else(piece, company):
    again = Piece.from_data(json.loads(json.dumps(piece.to_data())), SCHEME)
    other = Company(SCHEME, frozenset(company.whole), tuple(company.how))
    assert asked(reading(piece, company)) == asked(reading(again, other))


@given(PIECES, COMPANIES)
def test_what_was_danced_is_no_part_of_the_reading(piece, company):
    danced = piece
    for line in reading(piece, company).lines.values():
        danced = danced.after_dancing(line.name, run_of(line))
    assert asked(reading(danced, company)) == asked(reading(piece, company))


@given(PIECES, COMPANIES)
def test_counts_add_up(piece, company):
    seen = reading(piece, company)
    for line in seen.lines.values():
        assert line.counts == sum(one.length for one in line.sounding)
        starts = [one.start for one in line.sounding]
        assert starts == [1 + sum(one.length for one in line.sounding[:at]) for at in range(len(starts))]
        if line.counted:
            assert sum(one.heard for one in line.sounding) + line.left == SCHEME.counts
            assert (line.left > 0) + seen.eleven(line.name) + line.over == 1
        else:
            assert (line.left, line.held, line.cut_off) == (0, None, None)
    assert seen.pairs + seen.echoes + seen.contrasts == len(seen.neighbours)
    assert seen.taken + seen.asked + seen.given == len(piece.gestures)


@given(st.permutations(SCHEME.gestures), st.integers(1, 3), st.sampled_from(("pulse", "drone")))
def test_a_half_moves_nothing(order, size, material):
    """Mending one leaves every other gesture where it stood."""
    gestures = tuple(order[:size])
    whole, half = line_of(*gestures, material=material), line_of(*gestures, material=material, halves=gestures[:1])
    assert [(one.start, one.length, one.heard) for one in whole.sounding] == [
        (one.start, one.length, one.heard) for one in half.sounding
    ]
    assert half.sounding[0].empty == LENGTHS[gestures[0]] // 2
    assert whole.sounding[0].empty == 0


def test_ten_and_eleven_fill_a_drone():
    assert (line_of("hem", "sheet").counts, line_of("hem", "sheet").left) == (10, 1)
    drone = line_of("hem", "sheet", material="drone")
    assert (drone.counts, drone.left, drone.cut_off, drone.sounding[-1].longer) == (11, 0, None, True)
    full = line_of("hem", "floor", material="drone")
    assert (full.counts, full.cut_off, full.sounding[-1].longer) == (11, None, False)
    short = line_of("mop", material="drone")
    assert (short.counts, short.left) == (5, 6)


def test_over_eleven_the_last_is_cut_off():
    line = line_of("mop", "coat", "hem")
    assert (line.counts, line.cut_off, line.left) == (13, "hem", 0)
    assert [one.heard for one in line.sounding] == [4, 4, 3]
    unheard = line_of("floor", "hem", "mop")
    assert (unheard.cut_off, [one.heard for one in unheard.sounding]) == ("mop", [6, 5, 0])


@given(PIECES, st.sampled_from(SCHEME.movements))
def test_a_filling_fills(piece, movement):
    filled = edited(piece, ALL, "fill", (movement,))
    seen, after = reading(piece, ALL), reading(filled, ALL)
    assert seen.can_fill(movement) is (filled is not piece)
    if filled is not piece:
        assert after.eleven(movement)
        assert set(piece.gestures) < set(filled.gestures)


@given(PIECES, st.sampled_from(SCHEME.movements), st.sampled_from(SCHEME.gestures))
def test_what_can_open_can_be_filled_afterwards(piece, movement, gesture):
    after = edited(piece, ALL, "put", (gesture, movement))
    wanted = gesture not in piece and after is not piece
    full = reading(edited(after, ALL, "fill", (movement,)), ALL).eleven(movement)
    assert reading(piece, ALL).can_open(gesture, movement) is (wanted and full)


@given(PIECES, st.sampled_from(SCHEME.movements))
def test_one_change_is_enough_where_one_is_named(piece, movement):
    seen = reading(piece, ALL)
    gone, new = seen.too_many(movement), seen.missing(movement)
    if (gone, new) == ("none", "none"):
        return
    after = edited(piece, ALL, "cut", (gone,)) if new == "none" else piece
    after = edited(after, ALL, *(("put", (new, movement)) if gone == "none" else ("replace", (new, gone))))
    after = after if new != "none" else edited(piece, ALL, "cut", (gone,))
    assert (
        reading(after, ALL).eleven(movement) or sum(gone == p.gesture for _, m in piece.movements for p in m.places) > 1
    )


def test_what_is_forgotten_was_never_danced():
    piece = piece_of("mop")
    danced = piece.after_dancing("one", run_of(reading(piece, ALL).lines["one"]))
    assert danced != piece
    assert edited(danced, ALL, "afresh", ()) == piece


def test_what_sounds_on_nine_is_held():
    assert line_of("mop", "coat", "rope").held == "rope"
    assert line_of("mop", "hem").held == "hem"
    assert line_of("mop", "hem", halves=("hem",)).held is None
    assert line_of("mop").held is None
    assert line_of("mop", "hem", material="silence").held is None


def test_neighbours_meet_echo_or_contrast():
    piece = piece_of("mop", "floor", "hem").changed("two", Movement("pulse", (Place("hem"), Place("sheet"))))
    seen = reading(piece, ALL)
    assert (seen.pairs, seen.echoes, seen.contrasts) == (1, 1, 1)
    assert seen.follows("floor", "mop")
    assert not seen.follows("mop", "floor")
    assert seen.beside("mop", "floor")
    assert not seen.beside("mop", "hem")


def test_what_is_asked_of_nothing_is_nothing():
    seen = reading(piece_of("mop"), ALL)
    for name in ("none", ""):
        assert (seen.size(name), seen.counts(name), seen.left(name)) == (0, 0, 0)
        assert seen.full(name)
        assert {seen.material(name), seen.held(name), seen.first(name), seen.last(name), seen.cut_off(name)} == {"none"}
    assert (seen.movement("hem"), seen.carrier("hem")) == ("none", "none")
