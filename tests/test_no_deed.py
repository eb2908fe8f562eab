"""What is only asked, felt or said out of courtesy is taken for no deed, and offered none."""

from __future__ import annotations

import pytest

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Placeholder
from kalmurzaeva.parser.verdict import understand
from kalmurzaeva.session.transcripts import started

SEED = 71


def beat_of(story, node: str, line: str, *settings: tuple[str, str]):
    return started(story, SEED, node, settings).enter(line)[1]


@pytest.mark.parametrize(
    ("node", "settings", "line"),
    [
        ("calendar", (("august_at", "edinburgh"),), "And Toubab Dialaw, what do they want there from me?"),
        ("calendar", (), "Edinburgh, who asked me to come there?"),
        ("june_wet", (), "How did you feel me having you?"),
        ("june_wet", (), "and the dry?"),
        ("june_floor", (("kept", "six_teas"),), "which order did I take from Timur?"),
        ("slip_nina", (), "I give a slip to the woman in the beret"),
        ("june_film", (), "would you still say no?"),
        ("corridor", (), "Good morning! How are you today?"),
        ("embankment", (), "keep walking"),
        ("cloakroom", (), "what do you keep in the socks?"),
        ("slip_nina", (("kept", "hem"),), "dance"),
        ("v_yard", (), "I'm tired, Vera Andreyevna"),
    ],
)
def test_a_question_or_a_greeting_takes_no_choice(shipped, node, settings, line):
    session = started(shipped, SEED, node, settings)
    after, beat = session.enter(line)
    assert after.state.node == session.state.node
    assert not [source for source in beat.sources if source in {choice.command.noun for choice in session.beat.choices}]


@pytest.mark.parametrize(
    ("node", "line"),
    [
        ("centre", "Varya, are you still watching my neck?"),
        ("june_floor", "I'm a bit frightened of silence"),
        ("june_film", "Sorry about your plug, Timur"),
        ("reverence", "I saw your knee go down. I won't tell anyone."),
    ],
)
def test_a_question_a_feeling_or_an_apology_is_not_asked_about(shipped, node, line):
    assert beat_of(shipped, node, line).outcome != "question"


def test_no_choice_is_met_by_whatever_is_said(shipped):
    greedy = [
        block.id
        for node in shipped.nodes.values()
        for block in node.layer.blocks
        if block.marker.is_choice
        and any(form.verb in ("ask", "say", "tell") and isinstance(form.topic, Placeholder) for form in block.forms)
    ]
    assert greedy == []


@pytest.mark.parametrize("line", ["Would you sign it, Varya?", "Would you sign it too, Varya, if you had a pencil?"])
def test_what_is_asked_of_somebody_is_not_done_oneself(shipped, line):
    session, _ = started(shipped, SEED, "corridor").enter("read the letter")
    beat = session.enter(line)[1]
    assert "corridor/sign_own" not in beat.sources


@pytest.mark.parametrize(("node", "line"), [("corridor", "could I sign it?"), ("corridor", "may I read the letter?")])
def test_who_asks_leave_is_heard(shipped, node, line):
    assert beat_of(shipped, node, line).commands


def test_why_where_nothing_was_refused_is_asked_back(shipped):
    assert [command.topic for command in beat_of(shipped, "yauza", "why?").commands] == ["what was just said"]


@pytest.mark.parametrize("line", ["will you split them?", "who is holding them?"])
def test_what_somebody_is_asked_is_not_done_to_what_one_has(shipped, line):
    assert {command.verb for command in beat_of(shipped, "grishko", line).commands} == {"ask"}


def test_the_driver_is_the_one_who_is_here(shipped):
    assert "reaches the driver" not in beat_of(shipped, "embankment", "Driver, wait").text


def test_who_is_called_is_thanked(shipped):
    commands = beat_of(shipped, "june_film", "Sorry about your plug, Timur").commands
    assert [(command.verb, command.noun) for command in commands] == [("apologise", "timur")]


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("hang on. who is Grishko?", "what"),
        ("wait, I want to ask you about the tape", "ask"),
        ("Wait. Dasha, are you cross?", "ask"),
        ("stop. what is that?", "ask"),
        ("no, wait. who are you?", "ask"),
        ("hold on, who is Grishko?", "what"),
    ],
)
def test_who_only_calls_for_attention_waits_for_nothing(shipped, line, verb):
    assert [command.verb for command in beat_of(shipped, "dormitory", line).commands] == [verb]


def test_who_waits_and_looks_does_both(shipped):
    assert [command.verb for command in beat_of(shipped, "dormitory", "wait. look").commands] == ["wait", "look"]


def test_what_is_waited_for_in_vain_is_waiting(shipped):
    assert beat_of(shipped, "dormitory", "wait for the kettle").text == beat_of(shipped, "dormitory", "wait").text


def test_what_somebody_here_thinks_is_asked_of_them(shipped):
    for line in ("what does dasha think of orlova?", "what would Dasha say about Orlova"):
        command = beat_of(shipped, "dormitory", line).commands[0]
        assert (command.verb, command.noun, command.topic) == ("ask", "dasha", "orlova")


def test_a_sentence_that_was_told_is_not_shown_as_a_topic(shipped):
    assert "about it is" not in beat_of(shipped, "dormitory", "look Dasha, it's not my fault").text


def test_what_was_taken_back_ends_once(shipped):
    session = started(shipped, SEED, "dormitory", ())
    session, _ = session.enter("Dasha, are you cross?")
    assert "cross?" in session.enter("undo")[1].text
    assert "cross?." not in session.enter("undo")[1].text


@pytest.mark.parametrize("answer", ["yes, obviously", "gladly", "why not?", "go ahead", "yes please"])
def test_a_question_is_agreed_to_in_many_ways(shipped, answer):
    session = started(shipped, SEED, "v_glade", ())
    session, beat = session.enter("what does my mother think of me?")
    assert beat.outcome == "question"
    offered = [command for _, command in session.state.talk.question.options]
    assert list(session.enter(answer)[1].commands) == offered


def test_a_statement_behind_what_was_answered_decides_nothing_by_a_part_of_it(shipped):
    session = started(shipped, SEED, "corridor", ())
    _, beat = session.enter("Hello. What's your name? I should know, you stand behind me.")
    assert "Dyomina" in beat.text
    assert [choice.command for choice in beat.choices] == [choice.command for choice in session.first_beat.choices]


def test_try_again_and_i_mean_take_nothing(shipped):
    session = started(shipped, SEED, "cloakroom", ())
    for line in ("who is she talking to?", "ring mother now", "who is she talking to?"):
        session, _ = session.enter(line)
    assert session.enter("try again")[0].state.node == "cloakroom"
    session = started(shipped, SEED, "dormitory", ())
    session, _ = session.enter("keep how she bites off the tape")
    kept = session.state.values["kept"]
    session, _ = session.enter("I'll sew the last few stitches before I go.")
    session, _ = session.enter("No, I mean the shoe.")
    assert session.state.values["kept"] == kept


def test_a_reason_behind_a_deed_is_no_second_deed(shipped):
    beat = beat_of(shipped, "lift_shaft", "hold the brake, so you've a hand free")
    assert len(beat.commands) == 1


@pytest.mark.parametrize(
    ("node", "line", "not_offered"),
    [
        ("kotelnaya_door", "walk past him without taking off my boots", "take your boots off"),
        ("stop_tsum", "I won't think of that evening", "think of that evening"),
        ("kotelnaya_door", "I am not going to take my boots off", "take your boots off"),
    ],
)
def test_what_will_not_be_done_is_not_offered(shipped, node, line, not_offered):
    session = started(shipped, SEED, node, ())
    after, beat = session.enter(line)
    assert after.state.node == session.state.node
    assert not_offered not in beat.text


def test_what_is_left_undone_or_to_come_is_no_part_of_the_deed(shipped):
    plain = beat_of(shipped, "dormitory", "go to class").commands
    assert beat_of(shipped, "dormitory", "go to class without making the tea").commands == plain
    assert beat_of(shipped, "dormitory", "make the tea before we go").commands[0].noun == "dormitory/make_tea"


def test_what_is_said_of_another_is_not_said_of_whoever_hears_it(shipped):
    assert "you are kind" not in [command.topic for command in beat_of(shipped, "wings", "He sounds kind").commands]
    line = "I told my mother I couldn't come to the funeral because I had a rehearsal."
    assert "sideboard" not in beat_of(shipped, "dormitory", line).text


@pytest.mark.parametrize("line", ["hi Lyonya", "hello?", "hello", "good evening"])
def test_a_greeting_where_to_speak_is_a_choice_is_greeted(shipped, line):
    beat = beat_of(shipped, "wings", line)
    assert beat.outcome == "story"
    assert [command.verb for command in beat.commands] == ["say"]


def test_what_is_no_person_may_be_spoken_to_in_any_scene(shipped):
    """A thing or a subject of a scene has nobody's names: to tell it something is answered like any other line."""
    for node in shipped.nodes:
        session = started(shipped, SEED, node)
        view = View(shipped, session.state)
        own = (name for name, owner in view.around.scope.items() if owner is None and name not in shipped.entities)
        for name in own:
            line = f"tell {view.name(name)}"
            assert understand(view, session.state.talk, line), line


def test_who_is_looked_for_is_not_what_they_gave(shipped):
    """A kept gesture is called by its owner's name, too."""
    beat = beat_of(shipped, "stage_empty", "look around for Lyonya", ("kept", "rope,mop"))
    assert beat.text.strip() == "Lyonya is not here."


@pytest.mark.parametrize(
    ("node", "line", "verbs"),
    [
        ("stage_empty", "thank you. I'll pay you back the floor", ["thank", "tell"]),
        ("corridor", "wait for Dasha", []),
        ("abi_house", "may I have the way you pour?", ["choose"]),
    ],
)
def test_what_is_promised_awaited_or_asked_for_is_heard(shipped, node, line, verbs):
    assert [command.verb for command in beat_of(shipped, node, line).commands] == verbs


def test_who_does_not_think_so_does_not_say_so(shipped):
    beat = beat_of(shipped, "reverence", "I don't think I give them back.")
    assert [command.verb for command in beat.commands] in (["tell"], ["say"])
    assert "I give them back" not in beat.text


def test_peeling_takes_nothing_off(shipped):
    assert "stays on" not in beat_of(shipped, "sunday", "peel a mandarin").text


def test_what_is_sent_needs_nobody_here(shipped):
    assert "card" in beat_of(shipped, "sunday", "send the six thousand home to mother").text


def test_what_is_no_name_is_not_said_back_as_one(shipped):
    assert "the how" not in beat_of(shipped, "durak", "look at how he shuffles").text


def test_who_is_told_to_hold_on_is_not_looked_at(shipped):
    """`wait` before a name is said to them, and calls for no attention to them."""
    session = started(shipped, SEED, "swans").enter("wait")[0]
    beat = session.enter("hold on, Katya")[1]
    assert [command.verb for command in beat.commands] == ["say"]


@pytest.mark.parametrize(
    ("node", "line", "command"),
    [
        ("grishko", "buy the girl's shoes", ("attempt", "buy girl shoes")),
        ("nina_kitchen", "put my hand on hers", ("attempt", "put hand on hers")),
        ("abi_house", "who is Valera", ("say", "who is valera")),
    ],
)
def test_what_is_answered_in_just_these_words_comes_before_what_is_near_them(shipped, node, line, command):
    """To pay for somebody else's shoes spent six thousand on one's own."""
    beat = beat_of(shipped, node, line)
    assert [(each.verb, each.topic) for each in beat.commands] == [command]
    assert beat.outcome == "story"


def test_what_would_stand_for_somebody_is_no_it_and_nobody_is_asked_what_one_should_go(shipped):
    assert "what?" not in beat_of(shipped, "embankment", "should I go").text
    assert beat_of(shipped, "clear_stage", "Nastya, you held it longest").text != "Nastya are not here."
