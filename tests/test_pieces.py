"""A piece in a story: edits and questions, how it is danced, drawn and spoken of, and that saves, undo and search keep it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva import Command, Session, State, StoryError, essence, offers, step
from kalmurzaeva.choreography.piece import Movement, Piece, Place
from kalmurzaeva.engine.angles import Before, angle_for
from kalmurzaeva.model.state import StateError
from kalmurzaeva.model.values import reading_of
from kalmurzaeva.session.transcripts import started
from kalmurzaeva.studio.exploration.search import search
from tests.small import load_text

ANGLES = ("opens", "inside", "closes", "pulse", "drone", "silence", "half", "entire", "place")
LENGTHS = {"mop": 4, "hem": 5, "rope": 3, "coat": 4, "floor": 6, "earlobe": 2}
TEMPERS = {"mop": "joy", "hem": "grief", "rope": "grief", "coat": "care", "floor": "joy", "earlobe": "joy"}


def lines_of(gesture: str) -> str:
    return "\n".join(f"{angle}: {gesture} {angle}." for angle in ANGLES)


TEXT = f"""
:: mill
with: ivan, dasha, kirill, gulnara
--
Columns.

> assign <gesture in kept> to <movement> [if odyssey.full(movement)] [label full] [closed if yes: Full.]

> assign <gesture in kept> to <movement> [label in]
~ odyssey.put(gesture, movement)
In {{=movement.the}}.

> append <gesture in kept> after <other: gesture in kept>
~ odyssey.after(gesture, other)
After.

> swap <gesture in kept> and <other: gesture in kept>
~ odyssey.swap(gesture, other)
Swapped.

> omit <gesture in kept>
~ odyssey.cut(gesture)
Out.

> compose <movement> in <material>
~ odyssey.set(movement, material)
Set.

> teach <gesture in kept> to <person>
~ odyssey.teach(gesture, second)
Taught.

> mend <gesture in kept>
~ whole += gesture
Mended.

> forget <gesture in kept>
~ kept -= gesture
Forgotten.

> run it
[dance odyssey]

> run <movement>
[dance odyssey, movement]

> look around
[watch odyssey]

> score
[score odyssey]

> count
{{=len(odyssey)}} {{=odyssey.counts(first_movement)}} {{=odyssey.held(first_movement)}} {{if mop in odyssey: mop|none}} {{if odyssey.carrier(mop) == dasha: hers|mine}}
[if odyssey.taken > 1 and odyssey.halves == 0 and odyssey.first(first_movement) == mop]
All taken.
[end]

+ open with {{=gesture.the}} [each gesture in kept] [if gesture not in odyssey] [most 2]; begin with <gesture in kept>
~ odyssey.open(gesture, first_movement)
You open with {{=gesture.the}}.

* leave [if odyssey.eleven(first_movement) and odyssey.taken >= 2]
-> [[street]]

@ watch kirill [if odyssey.over(first_movement)]
Kirill laughs.

@ watch
The house creaks.

:: street
ends: street
--
Snow.

:: verbs_of_it [verbs]
> assign <gesture> to <movement>; put <gesture> in <movement>
No.

> append <gesture> after <gesture>; put <gesture> after <gesture>
No.

> swap <gesture> and <gesture>
No.

> omit <gesture>
No.

> compose <movement> in <material>; set <movement> to <material>
No.

> mend <gesture>
No.

> begin with <gesture>; open with <gesture>
No.

> forget <gesture>
No.

> run it; run <movement>
No.

:: movement [kind]

:: first_movement [movement]
names: first movement
in scope: always
--
One.

:: second_movement [movement]
names: second movement
in scope: always
--
Two.

:: material [kind]

:: pulse [material]
names: pulse
in scope: always
--
Pulse.

:: drone [material]
names: drone
in scope: always
--
Drone.

:: silence [material]
names: silence
in scope: always
--
Silence.

:: ivan [person]
names: Ivan
is: he
--
Ivan.

@ watch
Ivan says nothing.

:: dasha [person]
names: Dasha
is: she
--
Dasha.

@ watch [if odyssey.carrier(mop) == dasha]
"Mine," says Dasha.

@ watch
Dasha yawns.

:: kirill [person]
names: Kirill
is: he
--
Kirill.

@ watch
Kirill counts.

:: gulnara [person]
names: Gulnara
is: she
--
Gulnara.

@ watch [if mop in odyssey]
"You walked on the wet," says Gulnara.

:: gesture [kind]
fields: owner, temper, {", ".join(ANGLES)}
numbers: length 1..6
sets: powers of calm, say

{
    "".join(
        f'''
:: {name} [gesture]
names: {name}
owner: Owner of {name}
temper: {TEMPERS[name]}
length: {length}
--
The {name}.
'''
        for name, length in LENGTHS.items()
    )
}
:: lines [fields]
of: gesture
--
{
    "".join(
        f'''= {name}
{lines_of(name)}
'''
        for name in LENGTHS
        if name != "earlobe"
    )
}
:: odyssey [piece]
of: gesture
from: kept
whole: whole
length: length
movements: first_movement, second_movement
places: 3
counts: 11
held: 9
materials: pulse, drone, silence // the first is how all begin
longer: drone
uncounted: silence
angles: {", ".join(ANGLES)}
temper: temper
title: Odyssey
--
@ movement [if material == silence]
Nobody counts.

@ movement
{{=movement.The}}, {{=material.name}}.

@ held
Nine: {{=gesture.name}}.

@ empty
{{=odyssey.left(movement)}} empty{{|, again}}.

@ cut
Cut: {{=gesture.name}}.

@ same
{{=movement.The}} as before.

@ unchanged
({{=gesture.name}}).

@ end
End of {{=movement.the}}.

@ nothing
Nothing in {{=movement.the}}.

:: meetings [pairs]
of: gesture
--
= mop, floor
Mop meets floor{{if other == mop:, backwards}}{{if odyssey.follows(mop, floor):, from floor}}.

= rope, hem [if odyssey.material(movement) == drone]
Rope, hem: droning.

= hem, rope
Hem, rope.

:: links [pairs]
of: temper
--
= joy, grief
From one to the other.

= grief, joy
It lifts.

= joy, joy
Again.

:: memory [state]
set kept of gesture by taken, asked
set whole of gesture
"""
STORY = load_text(TEXT)
FORM = STORY.variables["odyssey"].piece
assert FORM is not None


def placed(
    first: str,
    second: str = "",
    *,
    materials: str = "pulse pulse",
    whole: str = " ".join(LENGTHS),
    runs: Piece | None = None,
) -> State:
    """A state with gestures in both movements; `Dasha:mop` is carried by Dasha."""
    session = started(STORY, 1, "mill", (("kept", ",".join(LENGTHS)), ("whole", whole.replace(" ", ","))))
    movements = []
    for name, material, gestures in zip(
        ("first_movement", "second_movement"), materials.split(), (first, second), strict=True
    ):
        places = tuple(Place(each.split(":")[-1], "dasha" if ":" in each else "me") for each in gestures.split())
        movements.append((name, Movement(material, places)))
    piece = Piece(tuple(movements), runs.runs if runs else ())
    return State(
        **{
            **{a: getattr(session.state, a) for a in ("story", "node", "back", "shown", "visits")},
            "values": {**session.state.values, "odyssey": piece},
        }
    )


def said(state: State, *lines: str) -> list[str]:
    """The sentences that the last of some lines gives."""
    for line in lines:
        state, beat = step(STORY, state, line)
    return sentences(beat.text)


def sentences(text: str) -> list[str]:
    return re.split(r"\n\n|(?<=\.) ", text)


def after(state: State, *lines: str) -> State:
    for line in lines:
        state, beat = step(STORY, state, line)
        assert beat.outcome in ("story", "refusal"), (line, beat.text)
    return state


def danced(*told: str) -> list[tuple[str, str]]:
    """Each gesture with its angle, of those among some sentences that tell of one."""
    found = (re.search(r"(\w+) (\w+)\.$", sentence) for sentence in told)
    return [(match[1], match[2]) for match in found if match and match[1] in LENGTHS and match[2] in ANGLES]


# ── Edits and questions ────────────────────────────────────────────────────────────────────────────────────────


def test_edits_and_questions_in_a_story():
    state = placed("")
    assert said(state, "put mop in first movement") == ["In the first movement."]
    state = after(state, "put mop in the first movement", "put the hem in first movement", "put coat after mop")
    assert said(state, "count") == ["3 13 hem mop mine", "All taken."]
    assert said(state, "teach mop to dasha", "count")[0] == "3 13 hem mop hers"
    assert said(state, "swap mop and hem", "count") == ["3 13 coat mop mine"]
    assert said(state, "omit hem", "omit mop", "count") == ["1 4 none none mine"]
    assert said(state, "forget mop", "count")[0] == "2 9 hem none mine"


def test_what_is_refused_costs_no_turn_and_changes_nothing():
    state = placed("mop hem coat")
    later, beat = step(STORY, state, "put rope in first movement")
    assert (beat.text, beat.outcome, later.turn, later.values) == ("Full.", "refusal", state.turn, state.values)
    assert later.shown == state.shown


def test_choices_for_each_member():
    state = placed("")
    _, beat = step(STORY, state, "wait")
    assert [choice.words for choice in beat.choices] == ["open with the mop", "open with the hem"]
    assert beat.choices[1].command == Command("choose", "mill/open with =gesture.the", "hem")
    for line in ("2", "open with the hem", "open with hem"):
        assert said(state, line) == ["You open with the hem."]
    assert said(state, "open with rope") == ["You open with the rope."]
    state, beat = step(STORY, state, "1")
    assert [choice.words for choice in beat.choices] == ["open with the hem", "open with the rope"]
    assert Command("choose", "mill/open with =gesture.the", "hem") in offers(STORY, state)


# ── Danced ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_movement_is_danced_from_its_beginning_to_its_end():
    paragraphs = said(placed("coat hem"), "run it")
    assert paragraphs[0] == "The first movement, pulse."
    assert [gesture for gesture, _ in danced(*paragraphs)] == ["coat", "hem"]
    assert paragraphs[-3:] == ["Nine: hem.", "2 empty.", "End of the first movement."]


def test_over_eleven_the_relay_cuts():
    paragraphs = said(placed("coat hem mop"), "run it")
    assert paragraphs[-2:] == ["Cut: mop.", "End of the first movement."]
    assert "mop" in dict(danced(*paragraphs))
    unheard = said(placed("floor hem coat"), "run it")
    assert "coat" not in dict(danced(*unheard))
    assert unheard[-2] == "Cut: coat."


def test_neighbours_that_have_lines_of_their_own_are_danced_by_them():
    assert "Mop meets floor." in said(placed("mop floor"), "run it")
    assert "Mop meets floor, backwards, from floor." in said(placed("floor mop"), "run it")
    assert "Hem, rope." in said(placed("rope hem"), "run it")
    assert "Rope, hem: droning." in said(placed("rope hem", materials="drone pulse"), "run it")
    assert not danced(*said(placed("mop floor"), "run it"))


def test_neighbours_without_are_linked_by_their_tempers():
    def joined(gestures: str) -> str:
        return " ".join(said(placed(gestures), "run it"))

    assert re.search(r"mop \w+\. From one to the other\. hem ", joined("mop hem"))
    assert re.search(r"mop \w+\. Again\. The earlobe\.", joined("mop earlobe"))
    assert re.search(r"coat \w+\. hem ", joined("coat hem"))


def test_a_second_run_tells_what_changed():
    state = after(placed("mop hem coat", "rope"), "run it")
    assert said(state, "run it") == ["The first movement as before.", "The second movement as before."]
    assert said(state, "run the second movement") == ["The second movement as before."]
    changed = said(after(state, "omit coat", "put earlobe in first movement"), "run it")
    assert changed[1] == "(mop)."
    assert [paragraph for paragraph in changed if "hem" in paragraph or "earlobe" in paragraph]
    assert changed[-1] == "The second movement as before."
    for edit in ("teach mop to dasha", "set first movement to drone", "swap mop and coat"):
        assert (
            said(state, edit, "run it")[0] == "The first movement, drone."
            if "drone" in edit
            else "The first movement, pulse."
        )


def test_a_half_that_was_mended_is_danced_again():
    state = after(placed("mop hem", whole="mop"), "run it")
    assert said(state, "run it") == ["The first movement as before."]
    assert said(state, "mend hem", "run it")[0] == "The first movement, pulse."


def test_what_a_movement_comes_to_is_told_by_itself():
    text = TEXT.replace("In {=movement.the}.", "In {=movement.the}.\n[sum odyssey, movement]").replace(
        "@ end\n", "@ sum\n{=odyssey.counts(movement)} so far.\n\n@ end\n"
    )
    state = started(load_text(text), 1, "mill", (("kept", "mop"),)).state
    assert step(state.story, state, "put mop in first movement")[1].text == "In the first movement.\n\n4 so far."


def test_an_empty_piece_can_be_run():
    state = placed("")
    assert said(state, "run it") == ["Nothing in the first movement."]
    assert said(state, "run second movement") == ["Nothing in the second movement."]
    assert said(placed("mop"), "run second movement") == ["Nothing in the second movement."]


def test_a_rule_of_a_piece_is_the_first_that_holds_and_counts_as_any_block():
    state = placed("mop", "hem", materials="silence pulse")
    first = said(state, "run it")
    assert first[0] == "Nobody counts."
    assert "6 empty." in first
    assert "6 empty, again." in said(
        state, "run it", "omit hem", "put hem in second movement", "teach hem to dasha", "run it"
    )


ORDERS = st.permutations(sorted(LENGTHS)).flatmap(
    lambda order: st.tuples(
        st.just(order), st.integers(1, 3), st.integers(0, 3), st.sets(st.sampled_from(sorted(LENGTHS)))
    )
)
MATERIALS = st.tuples(*[st.sampled_from(("pulse", "drone", "silence"))] * 2)


@settings(max_examples=150, deadline=None)
@given(ORDERS, MATERIALS)
def test_neighbours_are_told_by_different_angles_that_fit(order, materials):
    gestures, first, second, whole = order
    state = placed(
        " ".join(gestures[:first]),
        " ".join(gestures[first : first + second]),
        materials=" ".join(materials),
        whole=" ".join(sorted(whole)),
    )
    paragraphs = said(state, "run it")
    assert paragraphs == said(state, "run it")
    told = danced(*paragraphs)
    places = {name: (at, first) for at, name in enumerate(gestures[:first])}
    places |= {name: (at, second) for at, name in enumerate(gestures[first : first + second])}
    for (one, angle), (other, another) in pairwise(told):
        beside = gestures.index(other) == gestures.index(one) + 1
        assert angle != another or not beside
    for name, angle in told:
        at, size = places[name]
        material = materials[0] if name in gestures[:first] else materials[1]
        fits = {"opens": at == 0, "closes": at == size - 1, "inside": 0 < at < size - 1}
        fits |= {"half": name not in whole, "entire": name in whole, "place": True}
        assert fits.get(angle, angle == material), (name, angle)


def test_what_another_carries_is_told_so_and_meets_nobody():
    text = TEXT.replace("opens: mop opens.", "carried: {=carrier.The} has the mop.\nopens: mop opens.")
    text = text.replace(f"temper, {ANGLES[0]}", f"temper, carried, {ANGLES[0]}").replace(
        "angles: opens", "angles: carried, opens"
    )
    story = load_text(text)
    state = started(story, 1, "mill", (("kept", "mop,floor"), ("whole", "mop,floor"))).state
    for line in ("put mop in first movement", "put floor in first movement"):
        state, _ = step(story, state, line)
    assert "Mop meets floor." in step(story, state, "run it")[1].text
    state, _ = step(story, state, "teach mop to dasha")
    told = step(story, state, "run it")[1].text
    assert "Dasha has the mop." in told
    assert "meets" not in told
    reading = reading_of(story.variables["odyssey"], state.values)
    assert (reading.pairs, reading.echoes, reading.carried) == (0, 1, 1)


def test_an_angle_is_missed_by_nobody():
    """Over all places and neighbours every angle comes to its turn."""
    seen = set()
    for gestures in (
        "mop hem coat",
        "hem coat mop",
        "coat mop hem",
        "rope coat hem",
        "mop",
        "floor",
        "coat hem",
        "hem",
    ):
        for material in ("pulse", "drone", "silence"):
            for whole in ("", "hem coat", "mop rope"):
                state = placed(gestures, materials=f"{material} pulse", whole=whole)
                seen |= {angle for _, angle in danced(*said(state, "run it"))}
    assert seen == set(ANGLES)


def told_afresh(text: str, *gestures: str, times: int) -> list[list[str]]:
    """The sentences of some runs of one movement, each danced as if it never had been."""
    session = started(load_text(text), 1, "mill", (("kept", ",".join(LENGTHS)), ("whole", ",".join(LENGTHS))))
    state, runs = session.state, []
    for gesture in gestures:
        state, _ = step(session.story, state, f"put {gesture} in first movement")
    for _ in range(times):
        state, beat = step(session.story, state, "run first movement")
        runs.append(sentences(beat.text))
        piece = state.values["odyssey"]
        assert isinstance(piece, Piece)
        state = evolve(state, values={**state.values, "odyssey": evolve(piece, runs=())})
    return runs


BEFORE_PEOPLE = TEXT.replace(":: mill\n", ":: mill [performance]\n")


def test_before_people_a_gesture_is_told_by_another_angle_while_there_is_one_and_then_briefly():
    """Each time at the same place, before and after the same neighbours."""
    runs = told_afresh(BEFORE_PEOPLE, "mop", times=6)
    told = [danced(*run) for run in runs]
    angles = [run[0][1] for run in told if run]
    assert [[name for name, _ in run] for run in told] == [["mop"]] * len(angles) + [[]] * (6 - len(angles))
    assert len(set(angles)) == len(angles) == 5  # opens, closes, pulse, entire, place
    assert "(mop)." in runs[-1]


def test_in_rehearsal_what_was_told_once_is_told_briefly():
    runs = told_afresh(TEXT, "mop", times=3)
    assert [len(danced(*run)) for run in runs] == [1, 0, 0]
    assert "(mop)." in runs[1]


@pytest.mark.parametrize("text", [TEXT, BEFORE_PEOPLE], ids=["rehearsal", "people"])
def test_neighbours_meet_in_words_of_their_own_once(text):
    first, second, third = told_afresh(text, "mop", "floor", times=3)
    assert "Mop meets floor." in first
    assert not [sentence for sentence in (*second, *third) if "meets" in sentence]
    named = {name for name, _ in danced(*second)}
    assert named == (set() if text == TEXT else {"mop", "floor"})


def test_what_is_told_briefly_stands_before_what_comes_next():
    text = TEXT.replace(f"temper, {ANGLES[0]}", f"temper, briefly, {ANGLES[0]}").replace(
        "angles: opens", "angles: briefly, opens"
    )
    text = text.replace("opens: mop opens.", "briefly: The mop, quickly.\nopens: mop opens.")
    text = text.replace("opens: hem opens.", "briefly: The hem, quickly.\nopens: hem opens.")
    runs = told_afresh(text, "mop", "hem", times=2)
    assert not any("quickly" in paragraph for paragraph in runs[0])
    assert runs[1][1:4] == ["The mop, quickly.", "The hem, quickly.", "Nine: hem."]
    assert "briefly" not in {angle for _, angle in danced(*runs[0])}


BRIEFLY = (
    re.sub(r"opens: (\w+) opens\.", r"briefly: the \1 goes\nopens: \1 opens.", TEXT)
    .replace(f"temper, {ANGLES[0]}", f"temper, briefly, {ANGLES[0]}")
    .replace("angles: opens", "angles: briefly, opens")
    .replace(
        "@ same\n",
        "@ join\n; then\n\n@ onward\nOut of that\n\n@ moved\n{=gesture.The} moved, for {=other.the}.\n\n@ same\n",
    )
    .replace("@ watch kirill", "@ aside [if gesture == hem]\nKirill coughs.\n\n@ aside\nIvan nods.\n\n@ watch kirill")
)


def run_again(story, *gestures: str, edits: tuple[str, ...] = (), movement: str = "first") -> list[str]:
    """The text of each run of a movement: as it is put together, and after each edit."""
    state = started(story, 1, "mill", (("kept", ",".join(LENGTHS)), ("whole", ",".join(LENGTHS)))).state
    for gesture in gestures:
        state, _ = step(story, state, f"put {gesture} in {movement} movement")
    state, beat = step(story, state, f"run {movement} movement")
    texts = [beat.text]
    for edit in edits:
        state, _ = step(story, state, edit)
        state, beat = step(story, state, f"run {movement} movement")
        texts.append(beat.text)
    return texts


def test_two_of_a_movement_are_told_in_full_and_of_the_last_one():
    story = load_text(BRIEFLY)
    for movement, full in (("first", 2), ("second", 1)):
        (text,) = run_again(story, "coat", "hem", "rope", movement=movement)
        assert len(danced(*sentences(text))) + text.count("Hem, rope.") * 2 == full or "Hem, rope." in text
    (text,) = run_again(story, "rope", "coat", "hem")
    assert len(danced(*sentences(text))) == 2
    assert "hem" in dict(danced(*sentences(text)))  # nine is held in it
    (text,) = run_again(story, "rope", "coat", "hem", movement="second")
    assert [name for name, _ in danced(*sentences(text))] == ["hem"]


def test_clauses_that_follow_one_another_are_one_sentence():
    first, again = run_again(load_text(BRIEFLY), "rope", "coat", "hem", edits=("swap rope and hem",))
    assert "The hem moved, for the rope." in again
    assert "hem" in dict(danced(*sentences(again)))  # what was changed is told in full, by another angle
    runs = told_afresh(BRIEFLY, "rope", "coat", "hem", times=4)
    clauses = [sentence.count("goes") for run in runs for sentence in run]
    assert max(clauses) == 2  # and no third
    assert "first movement, pulse" in first
    assert "movement, pulse" not in again


def test_a_movement_is_told_in_one_paragraph_or_two_and_those_who_watch_may_interrupt_it():
    seen = set()
    for gestures in (
        ("rope", "coat", "hem"),
        ("coat", "hem"),
        ("hem", "coat", "rope"),
        ("mop", "coat"),
        ("coat", "mop"),
    ):
        (text,) = run_again(load_text(BRIEFLY), *gestures)
        paragraphs = text.split("\n\n")
        assert len(paragraphs) <= 2
        assert sum(text.count(aside) for aside in ("Kirill coughs.", "Ivan nods.")) == 1
        seen |= {len(paragraphs)}
    assert seen == {1, 2}


def test_an_aside_goes_nowhere_and_what_is_no_rule_is_none():
    for aside in ("@ aside\n-> [[street]]", "@ asides\nHe nods."):
        with pytest.raises(StoryError):
            load_text(TEXT.replace("@ watch kirill", f"{aside}\n\n@ watch kirill"))


def test_a_gesture_without_angles_has_none():
    line = reading_of(STORY.variables["odyssey"], placed("earlobe").values).lines["first_movement"]
    assert angle_for(FORM, line, 0, Before()) is None


# ── Spoken of, and drawn ───────────────────────────────────────────────────────────────────────────────────────


def test_those_who_have_something_to_say_speak_first_and_two_speak_at_most():
    assert said(placed("rope"), "look around") == ["Ivan says nothing.", "Dasha yawns."]
    assert said(placed("Dasha:mop hem coat"), "look around") == ['"Mine," says Dasha.', "Kirill laughs."]


def test_the_room_speaks_where_few_others_do(make_story):
    text = TEXT.replace("with: ivan, dasha, kirill, gulnara", "with: ivan")
    story = load_text(re.sub(r"@ watch kirill.*\nKirill laughs.\n", "", text))
    state = started(story, 1, "mill", (("kept", "mop"),)).state
    assert step(story, state, "look around")[1].text == "Ivan says nothing.\n\nThe house creaks."


def test_the_score_in_words():
    state = placed("Dasha:mop hem", "coat", materials="drone silence", whole="mop")
    _, beat = step(STORY, state, "score")
    assert beat.text.split("\n\n", 1) == [
        "Odyssey",
        "First movement, drone: 4+5+1 = 10 of 11\n"
        "  Mop: counts 1 to 4; Owner of mop, taken; carried by Dasha\n"
        "  Hem: counts 5 to 10; Owner of hem, taken; half, counts 9 and 10 empty; held a count longer\n"
        "  Count 11: empty\n"
        "Second movement, silence: 4, and nobody counts\n"
        "  Coat: 4 long; Owner of coat, taken; half",
    ]
    shown = beat.blocks[-1]
    assert shown.kind == "notation"
    assert [one.empty for one in shown.notation.movements[0].gestures] == [0, 2]


# ── Kept ───────────────────────────────────────────────────────────────────────────────────────────────────────

LINES = st.lists(
    st.sampled_from(
        "put mop in first movement|put hem in first movement|put floor in second movement|put coat after mop|swap mop and hem"
        "|omit hem|set first movement to drone|set second movement to silence|teach mop to dasha|run it|1|2|forget rope|mend mop"
        "|run second movement|score|put stamp in first movement|put mop after mop|undo|wait".split("|")
    ),
    max_size=14,
)


def session_after(lines: list[str]) -> Session:
    session = started(STORY, 3, "mill", (("kept", ",".join(LENGTHS)), ("whole", "mop,coat")))
    for line in lines:
        session, _ = session.enter(line)
    return session


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_json_keeps_a_state_with_a_piece(lines):
    state = session_after(lines).state
    again = State.from_json(STORY, state.to_json())
    assert again == state
    assert again.to_json() == state.to_json()
    assert step(STORY, again, "run it")[1].text == step(STORY, state, "run it")[1].text


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_undo_restores_the_piece(lines):
    session = session_after([line for line in lines if line != "undo"])
    before = session.state.values["odyssey"]
    for edit in ("put mop in second movement", "run it", "omit coat"):
        changed, beat = session.enter(edit)
        if beat.outcome == "story":
            assert changed.enter("undo")[0].state.values["odyssey"] == before


def test_a_save_in_the_middle_of_composing_resumes():
    session = session_after(["put mop in first movement", "run it", "put hem in first movement"])
    again = Session.from_json(STORY, session.to_json())
    assert again.state == session.state
    assert again.enter("run it")[1].text == session.enter("run it")[1].text


def test_a_damaged_piece_is_refused():
    state = placed("mop")
    data = state.to_data()
    for wrong in (3, [], {"movements": 3}, {"movements": {"first_movement": []}}, {"movements": {}, "danced": 3}):
        with pytest.raises(StateError, match="odyssey"):
            State.from_data(STORY, {**data, "values": {**data["values"], "odyssey": wrong}})
    kept = {**data["values"]["kept"]}
    del kept["mop"]
    found = State.from_data(STORY, {**data, "values": {**data["values"], "kept": kept}})
    assert "mop" not in found.values["odyssey"]


def test_states_that_a_gate_could_tell_apart_are_not_merged():
    """Whatever the piece is read for, and how each gesture was got, is seen by a search where a divert stands under it."""
    state = placed("mop hem")
    assert essence(STORY, state) == essence(STORY, State.from_json(STORY, state.to_json()))
    for other in (
        placed("hem mop"),
        placed("mop"),
        placed("mop hem", "coat"),
        placed("mop hem", materials="drone pulse"),
    ):
        assert essence(STORY, other) != essence(STORY, state)
    asked = dict(state.values)
    kept = asked["kept"]
    asked["kept"] = type(kept)({**kept.entries, "mop": ("mill", "asked")})
    other = State(STORY, state.node, asked, visits=state.visits)
    assert essence(STORY, other) != essence(STORY, State(STORY, state.node, state.values, visits=state.visits))


def test_a_search_finds_what_only_a_dance_leads_to():
    """A flag that is set where nine is held opens the way: the search with merging finds it."""
    text = TEXT.replace("Nine: {=gesture.name}.", "Nine: {=gesture.name}.\n~ held_it").replace(
        "* leave [if odyssey.eleven(first_movement) and odyssey.taken >= 2]", "* leave [if held_it and mop in odyssey]"
    )
    text = text.replace("set kept of gesture", "flag held_it\nset kept of gesture").replace(
        "\nColumns.\n", "\nColumns.\n~ kept += mop\n~ kept += hem\n~ whole += hem\n"
    )
    text = (
        re.sub(
            r"> (mend|forget|teach|compose|append|swap|omit|count|score|look around)\b[^\n]*\n(?:[^\n>]+\n)+\n",
            "",
            text[: text.index(":: street")],
        )
        + text[text.index(":: street") :]
    )
    found = search(load_text(text), 4000)
    assert found.whole
    assert found.endings == {"street": found.endings["street"]}
    assert not found.dead_ends


# ── What can be wrong ──────────────────────────────────────────────────────────────────────────────────────────


def faults(old: str, new: str) -> list[tuple[str, str]]:
    """What is wrong with the story once something in it is replaced."""
    assert old in TEXT
    try:
        load_text(TEXT.replace(old, new, 1))
    except StoryError as wrong:
        return [
            (found.code, wrong.sources["story.twee"][found.span.start : found.span.end]) for found in wrong.problems
        ]
    return []


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("movements: first_movement, second", "movements: first_movemnt, second", "bad-value", "first_movemnt"),
        ("of: gesture\nfrom", "of: gestur\nfrom", "bad-value", "gestur"),
        ("from: kept", "from: keptt", "bad-value", "keptt"),
        ("length: length\nmov", "length: lenght\nmov", "bad-value", "lenght"),
        ("longer: drone", "longer: jazz", "bad-value", "jazz"),
        ("held: 9", "held: 12", "bad-value", "12"),
        ("places: 3", "places: none", "bad-value", "none"),
        ("angles: opens", "angles: opns", "bad-value", "opns"),
        ("whole: whole\n", "", "bad-piece", ":: odyssey [piece]"),
        ("title: Odyssey", "titel: Odyssey", "bad-property", "titel"),
        ("@ held\nNine", "@ hold\nNine", "bad-rule", "hold"),
        (
            "~ odyssey.put(gesture, movement)",
            "~ odyssey.putt(gesture, movement)",
            "bad-effect",
            "odyssey.putt(gesture, movement)",
        ),
        ("~ odyssey.put(gesture, movement)", "~ odyssey.put(gesture)", "bad-effect", "odyssey.put(gesture)"),
        (
            "~ odyssey.put(gesture, movement)",
            "~ odysey.put(gesture, movement)",
            "bad-effect",
            "odysey.put(gesture, movement)",
        ),
        ("~ odyssey.put(gesture, movement)", "~ odyssey.put(gesture, mop)", "wrong-value", "mop"),
        ("~ odyssey.put(gesture, movement)", "~ odyssey.put(gesture, third)", "unknown-name", "third"),
        ("~ odyssey.put(gesture, movement)", "~ odyssey += gesture", "bad-effect", "odyssey += gesture"),
        ("~ odyssey.set(movement, material)", "~ odyssey.set(movement, 3)", "wrong-type", "3"),
        ("odyssey.full(movement)]", "odyssey.fulll(movement)]", "unknown-name", "odyssey.fulll(movement)"),
        ("odyssey.full(movement)]", "odyssey.full]", "bad-expression", "odyssey.full"),
        ("odyssey.full(movement)]", "odyssey.full(dasha)]", "wrong-value", "dasha"),
        ("odyssey.taken > 1", "odyssey > 1", "wrong-type", "odyssey"),
        ("odyssey.first(first_movement) == mop", "odyssey.first(first_movement) == dasha", "wrong-value", "dasha"),
        ("mop in odyssey: mop", "dasha in odyssey: mop", "wrong-value", "dasha"),
        ("[dance odyssey]", "[dance kept]", "misplaced", "[dance kept]"),
        ("[score odyssey]", "[score odyssey, first_movement]", "misplaced", "first_movement"),
        ("[dance odyssey, movement]", "[sum odyssey]", "misplaced", "[sum odyssey]"),
        ("[dance odyssey, movement]", "[dance odyssey, dasha]", "wrong-value", "dasha"),
        ("= mop, floor", "= mop, flor", "bad-pair", "mop, flor"),
        ("= mop, floor", "= mop", "bad-pair", "mop"),
        ("= mop, floor", "= mop, mop", "bad-pair", "mop, mop"),
        ("= grief, joy", "= greif, joy", "bad-pair", "greif, joy"),
        (":: meetings [pairs]\nof: gesture", ":: meetings [pairs]\nof: gestures", "bad-value", "gestures"),
        ("= mop, floor", "> examine mop", "misplaced", "examine mop"),
        ("> omit <gesture in kept>", "= omit", "misplaced", "omit"),
        ("Mop meets floor", "-> [[street]]\n\nMop meets floor", "misplaced", "-> [[street]]"),
        ("Ivan says nothing.", "[dance odyssey]", "misplaced", "[dance odyssey]"),
        ("= mop\nopens", "= mp\nopens", "wrong-value", "mp"),
        ("opens: mop opens.", "opns: mop opens.", "bad-property", "opns"),
        ("length: 4", "length: 7", "bad-value", "7"),
        ("length: 4", "length: 4\npowers: calm, clam", "wrong-value", "clam"),
        ("numbers: length 1..6", "numbers: length", "bad-value", "length"),
        ("@ watch kirill", "@ watch kiril", "unknown-noun", "watch kiril"),
        ("[each gesture in kept]", "[each gesture in held]", "bad-option", "gesture in held"),
        ("[most 2]", "[most few]", "bad-option", "few"),
        ("; begin with <gesture in kept>", "; begin with mop", "bad-option", "open with"),
        ("[if gesture not in odyssey]", "[if gestur not in odyssey]", "unknown-name", "gestur"),
        ("> count", "> count [each gesture in kept]", "bad-option", "count"),
    ],
)
def test_every_fault_is_named_where_it_stands(old, new, code, place):
    found = faults(old, new)
    assert any(name == code and where.startswith(place) for name, where in found), found


def test_a_story_with_a_bad_piece_blames_nothing_else():
    assert [
        code
        for code, _ in faults(
            "materials: pulse, drone, silence // the first is how all begin", "materials: pulse, drone, silence, jazz"
        )
    ] == ["bad-value"]
