"""What a writer may rely on when a story is played."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve

from kalmurzaeva import Command, State, begin, essence, offers, step
from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Talk

STAGE = """
:: stage
with: gulnara
things: bucket; curtain
--
The stage.

:: gulnara [person]
names: Gulnara
is: she
things: mop
--
She mops.

:: flags [state]
flag told
flag on
number n 0..9 = 0
"""


# ── Who answers ────────────────────────────────────────────────────────────────────────────────────────────────

LAYERS = [
    ("before, node", ":: always_on [always]\n@ before touch\nALWAYS BEFORE\n", "@ before touch\nNODE BEFORE\n", "@ before touch\nHERS\n", "NODE BEFORE"),
    ("before, noun", ":: always_on [always]\n@ before touch\nALWAYS BEFORE\n", "> touch gulnara\nNODE\n", "@ before touch\nHERS BEFORE\n", "HERS BEFORE"),
    ("before, always", ":: always_on [always]\n@ before touch\nALWAYS BEFORE\n", "> touch gulnara\nNODE\n", "> touch\nHERS\n", "ALWAYS BEFORE"),
    ("the node", ":: always_on [always]\n> touch gulnara\nALWAYS\n", "> touch gulnara\nNODE\n", "> touch\nHERS\n", "NODE"),
    ("a placeholder in the node", ":: always_on [always]\n> touch gulnara\nALWAYS\n", "> touch <person>\nNODE OPEN\n", "> touch\nHERS\n", "NODE OPEN"),
    ("the noun's entity", ":: always_on [always]\n> touch gulnara\nALWAYS\n", "", "> touch\nHERS\n", "HERS"),
    ("always", ":: always_on [always]\n> touch gulnara\nALWAYS\n", "@ anything\nANYTHING\n", "", "ALWAYS"),
    ("anything", ":: own [verbs]\n> touch <noun>\nDEFAULT\n", "@ anything\nANYTHING\n", "", "ANYTHING"),
    ("the story's default", ":: own [verbs]\n> touch <noun>\nDEFAULT\n", "", "", "DEFAULT"),
    ("the built-in answer", "", "", "", "Gulnara feels as it looks."),
]  # fmt: skip


@pytest.mark.parametrize("row", LAYERS, ids=[row[0] for row in LAYERS])
def test_each_layer_answers_before_the_next(say, row):
    """One row a layer: with everything below it present, it is the one that speaks."""
    layer, everywhere, node, hers, answer = row
    text = (
        STAGE.replace("The stage.\n", f"The stage.\n\n{node}").replace("She mops.\n", f"She mops.\n\n{hers}")
        + "\n"
        + everywhere
    )
    assert say(text, "touch gulnara") == [answer], layer


def test_the_second_noun_answers_after_the_first(say):
    text = STAGE.replace("She mops.\n", "She mops.\n\n> give <thing> to\nHERS\n")
    assert say(text, "give the bucket to Gulnara") == ["HERS"]
    node_too = text.replace("The stage.\n", "The stage.\n\n> give bucket to gulnara\nNODE\n")
    assert say(node_too, "give Gulnara the bucket") == ["NODE"]


def test_an_exact_header_comes_before_a_placeholder_and_then_the_order_of_the_file(say):
    text = STAGE.replace(
        "The stage.\n",
        "The stage.\n\n> touch <noun>\nOPEN\n\n> touch bucket\nEXACT\n\n> touch bucket [label other]\nLATER\n",
    )
    assert say(text, "touch bucket", "touch curtain") == ["EXACT", "OPEN"]


def test_the_first_block_whose_condition_holds_answers(say):
    text = STAGE.replace(
        "The stage.\n", "The stage.\n\n> touch bucket [if told] [label after]\nAFTER\n\n> touch bucket\nFIRST\n~ told\n"
    )
    assert say(text, "touch bucket", "touch bucket") == ["FIRST", "AFTER"]


def test_a_before_rule_that_says_on_lets_the_next_answer_too(say):
    text = STAGE.replace(
        "The stage.\n", "The stage.\n\n@ before touch bucket\nFirst.\n-> on\n\n> touch bucket\nThen.\n"
    )
    assert say(text, "touch bucket", "touch curtain")[0] == "First.\n\nThen."


def test_a_before_rule_may_name_several_commands(say):
    text = STAGE.replace(
        "The stage.\n", "The stage.\n\n@ before touch bucket; before jump\nNo.\n\n> touch curtain\nVelvet.\n"
    )
    assert say(text, "touch bucket", "jump", "touch curtain") == ["No.", "No.", "Velvet."]


# ── Turns ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_turn_passes_only_when_the_story_answered_or_on_wait(make_story):
    story = make_story(STAGE)
    state, _ = begin(story)
    turns = []
    for line in ("examine gulnara", "look", "touch bucket", "frobnicate", "wait", "undo"):
        state, _ = step(story, state, line)
        turns.append(state.turn)
    assert turns == [1, 1, 1, 1, 2, 2]


def test_turn_rules_run_after_each_turn_and_after_rules_once(say):
    text = STAGE.replace("The stage.\n", "The stage.\n\n@ turn\nTick.\n\n@ after 2 turns\nTwo.\n")
    assert say(text, "wait", "wait", "wait") == [
        "Time passes.\n\nTick.",
        "Time passes.\n\nTick.\n\nTwo.",
        "Time passes.\n\nTick.",
    ]


def test_entering_runs_enter_rules_resets_here_variables_and_counts_a_visit(make_story):
    story = make_story("""
:: one
One. {=breath}

+ go on
~ breath += 3
-> [[two]]

:: two
Two. {=breath}

@ enter
Entered, visit {=visits(two)}.

+ back
-> [[one]]

:: s [state]
here number breath 0..9 = 1
""")
    state, _ = begin(story)
    state, beat = step(story, state, "1")
    assert beat.text == "Two. 1\n\nEntered, visit 1."
    state, _ = step(story, state, "back")
    state, beat = step(story, state, "go on")
    assert beat.text.endswith("visit 2.")


def test_a_visit_comes_back_to_the_return_rule(make_story):
    story = make_story("""
:: hall
title: Hall
--
Hall.

+ look at the board
->> [[board]]

@ return
Back in the hall.

:: board
title: Board
--
Names.

+ enough
You turn round.
<-
""")
    state, _ = begin(story)
    state, beat = step(story, state, "look at the board")
    assert (state.node, state.back) == ("board", "hall")
    state, beat = step(story, state, "enough")
    assert (state.node, state.back, beat.text) == ("hall", None, "You turn round.\n\nBack in the hall.")


def test_a_step_follows_at_most_thirty_two_diverts(make_story):
    """Conditions can still make a circle that no check sees; it ends, and the game goes on."""
    story = make_story("""
:: a
A.
[if not off]
-> [[b]]
[end]

:: b
B.
[if not off]
-> [[a]]
[end]

:: s [state]
flag off
""")
    state, beat = begin(story)
    assert beat.text.count("\n") > 10
    assert step(story, state, "look")[1].outcome == "default"


# ── Choices and endings ────────────────────────────────────────────────────────────────────────────────────────

CHOICES = """
:: room
Room.

* take your place at the barre; stand at barre
You take it.

+ look for your sock
No sock.

* leave by the window [closed if shut: It is painted shut.]
-> [[outside]]

:: outside
ends: air
--
Air.

:: s [state]
flag shut = yes
"""


def test_a_choice_is_taken_by_number_by_words_or_by_its_command(make_story):
    story = make_story(CHOICES)
    state, beat = begin(story)
    assert [(choice.number, choice.words) for choice in beat.choices] == [
        (1, "take your place at the barre"),
        (2, "look for your sock"),
        (3, "leave by the window"),
    ]
    for line in ("1", "take your place at the barre", "stand at the barre", beat.choices[0].command):
        assert step(story, state, line)[1].text == "You take it.", line


def test_a_choice_taken_by_number_is_the_command_that_it_equals(say):
    text = CHOICES.replace("Room.\n", "Room.\n\n@ turn [if verb == stand]\nYou stand.\n", 1)
    assert say(text, "1") == say(text, "stand at barre") == ["You take it.\n\nYou stand."]


def test_a_starred_choice_is_gone_once_taken_and_a_plus_stays(make_story):
    story = make_story(CHOICES)
    state, _ = begin(story)
    state, beat = step(story, state, "1")
    assert [choice.words for choice in beat.choices] == ["look for your sock", "leave by the window"]
    _, beat = step(story, state, Command("choose", "room/take your place at the barre"))
    assert beat.outcome == "refusal"


def test_a_closed_choice_is_shown_and_refused_with_its_reason(make_story):
    story = make_story(CHOICES)
    state, beat = begin(story)
    assert beat.choices[2].reason == "It is painted shut."
    after, beat = step(story, state, "3")
    assert (beat.outcome, beat.text, after.turn) == ("refusal", "It is painted shut.", 0)
    assert beat.choices[2].command not in offers(story, state)


def test_after_an_ending_only_the_session_answers(make_story):
    story = make_story(CHOICES.replace("flag shut = yes", "flag shut"))
    state, _ = begin(story)
    state, beat = step(story, state, "3")
    assert (beat.ending, beat.choices) == ("air", ())
    assert step(story, state, "look")[1].outcome == "refusal"
    assert step(story, state, "undo")[1].outcome == "meta"
    assert offers(story, state) == []


# ── Text ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{a|b|c}", "a b c c c"),
        ("{a|b|}", "a b   "),
        ("{&a|b}", "a b a b a"),
        ("{a|{b|c}}", "a b c c c"),
        ("{a|b|{c|d}}", "a b c d d"),
        ("{if told: a|b}", "b b b b b"),
        ("x{if told: a}", "x x x x x"),
        ("{=n}", "0 0 0 0 0"),
        (r"\{a\|b\}", "{a|b} {a|b} {a|b} {a|b} {a|b}"),
        ("a // not shown", "a a a a a"),
        ("http://x", "http://x http://x http://x http://x http://x"),
    ],
)
def test_alternatives_depend_only_on_how_often_their_block_was_shown(say, written, shown):
    texts = say(STAGE.replace("The stage.\n", f"The stage.\n\n> touch bucket\n.{written}\n"), *["touch bucket"] * 5)
    assert " ".join(text.removeprefix(".") for text in texts) == shown


def test_a_shuffle_shows_each_arm_once_a_round_and_never_the_same_twice_running(say):
    texts = say(STAGE.replace("The stage.\n", "The stage.\n\n> touch bucket\n{~a|b|c|d}\n"), *["touch bucket"] * 40)
    for start in range(0, 40, 4):
        assert sorted(texts[start : start + 4]) == ["a", "b", "c", "d"]
    assert all(one != other for one, other in pairwise(texts))
    assert len({tuple(texts[start : start + 4]) for start in range(0, 40, 4)}) > 1


def test_a_paragraph_arm_with_alternatives_is_counted_by_itself(say):
    text = STAGE.replace(
        "The stage.\n", "The stage.\n\n> touch bucket\n[if on]\n{first|second}\n[else]\noff\n[end]\n~ on\n"
    )
    assert say(text, *["touch bucket"] * 3) == ["off", "first", "second"]


def test_numbers_stop_at_their_ends_and_sets_at_their_limit(make_story):
    story = make_story("""
:: room
{=n} {=len(kept)}

> keep hem; keep mop; keep tape
~ kept += noun
~ n += 9

> forget <gesture in kept>
~ kept -= gesture
~ n -= 9

:: own [verbs]
> forget <gesture>
You have not got it.

:: gesture [kind]
:: hem [gesture]
names: hem
:: mop [gesture]
names: mop
:: tape [gesture]
names: tape

:: s [state]
set kept of gesture, 2
number n 2..5
""")
    state, beat = begin(story)
    assert beat.text == "2 0"
    seen = []
    for line in ("keep hem", "keep mop", "keep tape", "forget hem"):
        state, _ = step(story, state, line)
        seen.append((sorted(state.values["kept"]), state.values["n"]))
    assert seen == [(["hem"], 5), (["hem", "mop"], 5), (["hem", "mop"], 5), (["mop"], 2)]


KEPT = """
:: gesture [kind]
:: hem [gesture]
names: hem

:: s [state]
set kept of gesture by taken, asked
"""


def test_a_set_remembers_where_and_how(make_story):
    story = make_story(f"""
:: kitchen
title: The Kitchen
--
Kitchen.

> keep hem
~ kept += hem by asked

> touch table
{{=kept.how(hem)}} in {{=kept.where(hem)}}{{if kept.how(hem) == asked: !}}

> examine table
Oilcloth.
{KEPT}""")
    state, _ = begin(story)
    state, _ = step(story, state, "keep the hem")
    assert step(story, state, "touch table")[1].text == "asked in The Kitchen!"


def test_what_is_asked_for_later_was_still_kept_where_it_was_kept(make_story):
    story = make_story(f"""
:: kitchen
title: The Kitchen
--
Kitchen.

> keep hem
~ kept += hem by taken
-> [[mill]]

:: mill
title: The Mill
things: door; table
--
Mill.

> examine door; examine table
Wood.

> touch door
~ kept += hem by asked

> touch table
{{=kept.how(hem)}} in {{=kept.where(hem)}}
{KEPT}""")
    state, _ = begin(story)
    for line in ("keep the hem", "touch door"):
        state, _ = step(story, state, line)
    assert step(story, state, "touch table")[1].text == "asked in The Kitchen"


ADA = """
:: room
title: Room
with: ada
--
Room.

> ask ada about rain
It rains on Mondays.
~ n += 1

> wait
{=n}

@ turn
Tick.

:: ada [person]
names: Ada
is: she
--
Ada.

> ask ada about <topic>
"Hm," says Ada.

> ask again ada [if shown(ada_again) == 0] [label ada_again]
"I told you," says Ada.

:: s [state]
number n 0..9 = 0
"""


def test_what_nobody_has_an_answer_to_takes_no_time(make_story):
    story = make_story(ADA)
    state, _ = begin(story)
    state, beat = step(story, state, "ask ada about the moon landing")
    assert '"Hm," says Ada.' in beat.text
    assert "Tick." not in beat.text
    assert state.turn == 0
    assert "Tick." in step(story, state, "ask ada about rain")[1].text


def test_who_is_asked_again_says_so_once_and_a_command_is_carried_out_whatever_was_talked_of(make_story):
    story = make_story(ADA)
    state, _ = begin(story)
    texts = []
    for _ in range(3):
        state, beat = step(story, state, "ask ada about rain")
        texts.append(beat.text)
    assert [text.partition("\n")[0] for text in texts] == [
        "It rains on Mondays.",
        '"I told you," says Ada.',
        "It rains on Mondays.",
    ]
    asked = Command("ask", "ada", topic="rain")
    alone = evolve(state, talk=Talk())
    assert step(story, state, asked)[0].is_same_game(step(story, alone, asked)[0])


def test_names_change_with_their_conditions_and_take_articles(say):
    text = """
:: room
with: woman
things: apple; scissors
--
{=woman.The}. {=woman.They} waits.

> touch <noun>
{=noun.The}, {=noun.a}, {=noun.they}.
~ met

:: woman [person]
names: the woman with the cane [unless met], Vera Andreyevna
is: she

:: s [state]
flag met
"""
    assert say(text, "touch apple", "look", "touch scissors") == [
        "The apple, an apple, it.",
        "Vera Andreyevna. She waits.",
        "The scissors, scissors, they.",
    ]


# ── Offers and essence ─────────────────────────────────────────────────────────────────────────────────────────


def test_offers_are_what_the_story_would_answer_now(make_story):
    story = make_story(
        STAGE.replace(
            "The stage.\n",
            "The stage.\n\n* go on\nOn.\n\n> touch bucket; feel bucket\nWet.\n\n> touch curtain [if told]\nDusty.\n\n@ anything\nNo.\n",
        )
    )
    state, _ = begin(story)
    offered = offers(story, state)
    assert offered == [Command("choose", "stage/go on"), Command("touch", "bucket"), Command("examine", "gulnara")]
    assert all(step(story, state, command)[1].outcome == "story" for command in offered)


def test_a_placeholder_over_a_set_is_offered_once_for_each_member(make_story):
    story = make_story("""
:: room
Room.

> remember <gesture in kept>
{=gesture.The}.

> keep hem; keep mop [label named]
~ kept += noun

:: gesture [kind]
:: hem [gesture]
names: hem
:: mop [gesture]
names: mop

:: s [state]
set kept of gesture
""")
    state, _ = begin(story)
    state, _ = step(story, state, "keep hem")
    state, _ = step(story, state, "keep mop")
    remembered = [command.noun for command in offers(story, state) if command.verb == "remember"]
    assert remembered == ["hem", "mop"]


def test_essence_ignores_what_only_words_depend_on(make_story):
    story = make_story("""
:: room
{a|b} {if mood: x|y} {=kept.where(hem)}

> touch wall
~ mood

> examine wall
{~p|q}

+ leave [if ready]
-> [[end]]

> open wall
~ ready

> keep hem
~ kept += hem

:: end
ends: out
--
Out.

:: gesture [kind]
:: hem [gesture]
names: hem

:: s [state]
flag mood
flag ready
set kept of gesture
""")
    state, _ = begin(story)
    same = [step(story, state, line)[0] for line in ("touch wall", "look", "x wall", "keep hem")]
    assert {essence(story, other) for other in same} == {essence(story, state)}
    opened, _ = step(story, state, "open wall")
    assert essence(story, opened) != essence(story, state)


# ── Purity ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_leaves_the_state_it_was_given_as_it_was(make_story):
    story = make_story(CHOICES)
    state, _ = begin(story)
    before = state.to_json()
    for line in ("1", "2", "look", "x room", "xyzzy", "undo"):
        step(story, state, line)
    assert state.to_json() == before


def test_a_command_is_answered_alike_whatever_was_talked_of(make_story):
    """A step given a Command never reads `talk`."""
    story = make_story(STAGE)
    state, _ = begin(story)
    talked, _ = step(story, state, "touch")
    quiet = State.from_json(story, state.to_json())
    command = Command("examine", "gulnara")
    assert step(story, talked, command)[1] == step(story, quiet, command)[1]


def test_lines_of_a_form_are_kept_as_written_with_their_columns(say):
    text = STAGE.replace(
        "The stage.\n",
        "The stage.\n\n> examine curtain\n[as notice: Casting]\nSnow     Kalmurazova\nTea      Lim\n[end]\n",
    )
    assert say(text, "examine curtain") == [
        "Casting\n\nSnow\u00a0\u00a0\u00a0\u00a0\u00a0Kalmurazova\nTea\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0Lim"
    ]


def test_who_is_here_is_never_remembered_from_before_they_left(make_story):
    """What is around is worked out anew when a block sends somebody away in the middle of a turn, and alike after JSON."""
    story = make_story(
        STAGE.replace("with: gulnara", "with: gulnara [unless told]").replace(
            "The stage.\n", "The stage.\n\n> touch bucket\n~ n += 1\n~ told\n"
        )
    )
    state, _ = begin(story)
    for line in ("touch gulnara", "touch bucket"):
        state, _ = step(story, state, line)
    copy = State.from_json(story, state.to_json())
    assert (
        step(story, state, "touch gulnara")[1].text
        == step(story, copy, "touch gulnara")[1].text
        == "Gulnara is not here."
    )


def test_why_tells_what_was_last_refused_and_the_reason(make_story):
    story = make_story(
        ":: room\nA room.\n\n+ open the window [closed if 1 == 1: It is painted shut.]\nOpen.\n\n> jump\nUp.\n"
    )
    state, _ = begin(story)
    state, beat = step(story, state, "why")
    assert beat.outcome == "default"
    assert beat.text.startswith("Nothing has been refused.")
    for line in ("1", "jump"):
        state, _ = step(story, state, line)
    state, beat = step(story, State.from_json(story, state.to_json()), "why?")
    assert (beat.outcome, beat.text) == ("meta", "What was refused was: open the window. It is painted shut.")


def test_a_view_is_the_same_after_whatever_it_was_asked(shipped):
    """Who answers is asked a great many times of one view, in any order, and of some questions only the first answer is waited for."""
    state, _ = begin(shipped, seed=3)
    view = View(shipped, state)
    commands = offers(shipped, state)
    once = [dispatch.answered_by_story(view, command) for command in commands]
    waiting = [dispatch.responses(view, command) for command in commands]
    first = [next(answers, None) for answers in waiting]
    assert [dispatch.answered_by_story(view, command) for command in commands] == once
    assert [next(dispatch.responses(view, command), None) for command in commands] == first
    assert not view.bound


def test_a_thing_with_a_condition_is_there_while_it_holds(say):
    story = """
:: room
with: ada
things: bread, loaf [if baked]; oven
--
A room.

> push oven
It bakes.
~ baked

> examine bread
Warm.

:: ada [person]
names: Ada
things: pin [unless baked]
--
Ada.

> examine pin
Steel.

:: s [state]
flag baked
"""
    loaf, pin, _, after, both, gone = say(story, "x loaf", "x pin", "push oven", "x loaf", "x bread", "x pin")
    assert "Warm." not in loaf
    assert pin == "Steel."
    assert after == both == "Warm."
    assert "Steel." not in gone
