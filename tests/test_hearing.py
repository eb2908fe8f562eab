"""What a player types is what they meant: kinds of lines that failed in real plays, each as a promise."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kalmurzaeva import Command, Session, begin, step
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.chat import plainly
from kalmurzaeva.grammar.lexicon import tokens
from kalmurzaeva.parser import candidates as gathering
from kalmurzaeva.parser import verdict as deciding
from kalmurzaeva.parser.candidate import commits
from kalmurzaeva.parser.parse import Scope, parse
from kalmurzaeva.parser.plain import plain_command
from kalmurzaeva.parser.results import Asked, Puzzled, Understood
from kalmurzaeva.parser.verdict import understand
from kalmurzaeva.session.transcripts import started
from tests.benchmarks.core import road, typed
from tests.benchmarks.hearing import LITTLE, cases, little, verdict
from tests.conftest import headed
from tests.small import load_text, load_whole

HERE = Path(__file__).parent / "hearing"

DESK = """
:: room
with: nina
things: lamp; red book; blue book; window
--
Nina has a lamp, a red book and a blue book.

> take lamp
You have the lamp.

> take red book
You have the red book.

> take blue book
You have the blue book.

> examine lamp
The lamp is lit.

> ask nina about train
"It is late."

> touch window [if open]
Cold.

* wait a little
You wait.

* hum
You hum.

* burn the letters
They burn.
-> [[ash]]

:: ash
ends: ash
--
Ash.

:: nina [person]
names: Nina, the seamstress
is: she
known as: your mother
--
Nina reads.

:: words [glossary]
> wilis; a wili
Girls who died before their wedding.

:: s [state]
flag open
"""


@pytest.fixture
def desk():
    return load_text(DESK)


def heard(story, *lines):
    session = Session.new(story, 1)
    beat = session.beat
    for line in lines:
        session, beat = session.enter(line)
    return session, beat


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("x lamp.take lamp", ["The lamp is lit.", "You have the lamp."]),
        ("take lamp;hum", ["You have the lamp.", "You hum."]),
        ("take the lamp and hum", ["You have the lamp.", "You hum."]),
        ("take red book, blue book", ["You have the red book.", "You have the blue book."]),
        ("take all but the lamp", ["You have the red book.", "You have the blue book."]),
        ("take lamp. undo. take red book", ["Taken back", "You have the red book."]),
    ],
)
def test_several_things_on_one_line_are_all_done(desk, line, texts):
    text = heard(desk, line)[1].text
    assert all(part in text for part in texts), text


@pytest.mark.parametrize(
    "line", ["2", "2.", "#2", "choose 2", "option 2", "\uff12", "the second one", "i pick the second one", "hum"]
)
def test_a_choice_is_chosen_by_its_number_however_that_is_written(desk, line):
    assert heard(desk, line)[1].text == "You hum."


def test_what_was_not_meant_is_never_taken(desk):
    _, beat = heard(desk, "take all but lamp")
    assert Command("take", "lamp") not in beat.commands
    session, _ = heard(desk, "do not burn the letters")
    assert session.state.node == "room"


def test_a_slip_in_what_is_asked_about_is_mended(desk):
    assert heard(desk, "ask nina about trian")[1].text == '(ask nina about train)\n\n"It is late."'


def test_a_question_keeps_its_own_numbering(desk):
    session, beat = heard(desk, "take book", "3")
    assert beat.outcome == "question"
    assert session.state.node == "room"
    assert session.enter("1")[1].text == "You have the red book."


def test_a_line_that_begins_with_a_star_is_a_note(desk):
    session, _ = heard(desk, "* burn the letters: comma missing")
    assert (session.state.node, session.state.turn) == ("room", 0)
    assert "burn the letters" in session.enter("notes")[1].text
    copy = Session.from_json(desk, session.to_json())
    assert copy.notes == session.notes


def test_oops_asks_for_its_word(desk):
    assert heard(desk, "x lamo3", "oops", "lamp")[1].text == "The lamp is lit."


def test_no_i_meant_takes_the_misreading_back(desk):
    session, beat = heard(desk, "x window", "no, I meant the lamp")
    assert beat.text.endswith("The lamp is lit.")
    assert len(session.path()) == 1


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("who is here?", "Nina"),
        ("where is nina", "Nina is here."),
        ("where am i", "Nina has a lamp"),
        ("what are my choices", "2. hum"),
        ("who is Nina?", "Nina"),
        ("what is a wili?", "before their wedding"),
        ("what does wilis mean", "before their wedding"),
        ("people", "Nina: your mother."),
    ],
)
def test_the_scene_answers_for_itself_and_no_turn_passes(desk, line, part):
    session, beat = heard(desk, line)
    assert part in beat.text
    assert session.state.turn == 0 or line.startswith("who is Nina")


def test_sessions_verbs_do_not_swallow_what_follows(desk):
    session = Session.new(desk, 1)
    _, beat = session.play("save and quit")
    assert (beat.request, beat.rest) == (Command("save"), "quit")


@pytest.mark.parametrize(
    "line",
    [
        "and " * 200,
        "x " + "and " * 90,
        "it it it it",
        "\x1b[31mx lamp",
        "\u202elamp x",
        "😀 😀",
        "no",
        "it",
        "?",
        "who?" * 20,
        "wait, !",
        "x lamp and -",
        "- and frobnicate the wug",
        "- , -",
    ],
)
def test_nothing_raises(desk, line):
    assert heard(desk, line)[1].text


@pytest.mark.parametrize(
    "name", ["read.tsv", "aside.tsv", "six_players.tsv", "six_players_more.tsv", "said_otherwise.tsv"]
)
def test_the_share_of_lines_that_are_heard_does_not_fall(shipped, name):
    """Lines as six kinds of player typed them. What was right stays right: the floor is raised with each gain."""
    floors = {
        "read.tsv": 0.90,
        "aside.tsv": 0.93,
        "six_players.tsv": 0.92,
        "six_players_more.tsv": 0.72,
        "said_otherwise.tsv": 0.95,
    }
    found = [verdict(shipped, case)[0] for case in cases(HERE / name)]
    assert (found.count("right") + found.count("offered")) / len(found) >= floors[name]
    assert found.count("costly") / len(found) <= 0.01


def test_what_settles_a_line_early_is_what_the_whole_ranking_says(shipped, monkeypatch):
    """What cannot score enough is not worked out: on every line that is read anywhere in these tests, that changes nothing."""
    every = [case for path in sorted(HERE.glob("*.tsv")) for case in cases(path)]
    lines = [case for case in every if len(case.lines) == 1 and case.node in shipped.nodes]
    assert len(lines) > 600
    states = [started(shipped, 11, case.node).state for case in lines]
    roads = [(state, typed(shipped, state, command)) for state, command in road(shipped, 300, seed=2)]
    asked = [*zip(states, (case.lines[0] for case in lines), strict=True), *roads]
    shorter = 0

    def compared(view, talk, heard, *, every=False):
        nonlocal shorter
        enough, everything = (
            gathering.candidates(view, talk, heard),
            gathering.candidates(view, talk, heard, every=True),
        )
        shorter += len(enough) < len(everything)
        return everything

    plain = 0

    def weighed(view, talk, heard):
        nonlocal plain
        plain += plain_command(view, talk, heard) is not None

    early = [understand(View(shipped, state), state.talk, line) for state, line in asked]
    monkeypatch.setattr(deciding, "candidates", compared)
    monkeypatch.setattr(deciding, "plain_command", weighed)
    assert [understand(View(shipped, state), state.talk, line) for state, line in asked] == early
    assert shorter > len(asked) // 4
    assert plain > len(roads) // 2


def test_of_two_topics_that_are_as_near_the_one_named_first_is_meant(desk):
    story = load_text(f"{DESK}\n:: more [always]\n> ask nina about harbour\nShips.\n\n> ask nina about bridges\nLow.\n")
    for line, text in (("the harbour and the bridges", "Ships."), ("the bridges and the harbour", "Low.")):
        assert text in heard(story, f"ask nina about {line}")[1].text


def test_no_little_word_takes_a_decision(shipped):
    assert little(shipped) == []
    assert LITTLE


def test_a_decision_is_known_as_one(desk):
    state, _ = begin(desk)
    view = View(desk, state)
    assert commits(view, Command("choose", "room/burn the letters"))
    assert not commits(view, Command("examine", "lamp"))
    assert step(desk, state, "letters")[0].node == "room"


SCOPE = Scope(
    people=("Dasha",),
    things=("tin kettle", "blue kettle", "lamp"),
    topics={"Dasha": ("casting",)},
    choices=("make the tea",),
)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("could you please ask Dasha about castign", Command("ask", "dasha", topic="casting")),
        ("have a look at the lamp", Command("examine", "lamp")),
        ("make some tea", Command("choose", "room/make the tea")),
        ("what am i carrying", Command("inventory")),
    ],
)
def test_a_line_can_be_parsed_without_a_story(line, command):
    found = parse(line, SCOPE)
    assert isinstance(found, Understood)
    assert found.command == command
    assert isinstance(parse("x kettle", SCOPE), Asked)
    assert isinstance(parse("frobnicate", SCOPE), Puzzled)


@pytest.mark.parametrize("line", ["i am scared", "I'm tired.", "my leg hurts", "i miss that night", "im scared"])
def test_a_feeling_is_told_to_whoever_is_here(shipped, line):
    _, beat = started(shipped, 1, "canteen").enter(line)
    assert beat.outcome == "story"
    assert [(command.verb, command.noun) for command in beat.commands] in (
        [("tell", "dasha")],
        [("ask", "dasha")],
        [("say", None)],
    )


# ── Kinds of lines that six players typed ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "ouch, take the lamp",
        "hang on, let's take the lamp",
        "sorry miss, could I possibly take the lamp?",
        "well then, I think I'll take the lamp please",
        "right, I'd better be taking the lamp",
        "im gonna take the lamp pls",
        "I am hungry, I take the lamp",
        "tak the lamp",
    ],
)
def test_what_leads_up_to_a_doing_does_not_kill_it(desk, line):
    assert "You have the lamp." in heard(desk, line)[1].text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("im sure its too long", "i am sure it is too long"),
        ("dont do it, u cant", "do not do it, you can not"),
        ("whos that", "who is that"),
        ("go u", "go u"),
        ("put a U on it", "put a U on it"),
        ("lick its paw", "lick its paw"),
        ("msg", "message"),
    ],
)
def test_short_forms_are_written_out(typed, meant):
    assert plainly(typed, ()) == meant
    assert plainly("msg", ("msg",)) == "msg"


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("you were really good", Command("tell", "nina", topic="you were really good")),
        ("Not yet.", Command("tell", "nina", topic="not yet")),
        ("I saw what you did.", Command("tell", "nina", topic="i saw what you did")),
        ("is it far from here?", Command("ask", "nina", topic="is it far from here")),
        ("please don't be angry", Command("tell", "nina", topic="please do not be angry")),
        ("don't touch the window", Command("refrain", topic="do not touch the window")),
        ("I won't burn them", Command("refrain", topic="i will not burn them")),
        ("never take the lamp", Command("refrain", topic="never take the lamp")),
        ("I take not the lamp", Command("refrain", topic="i take not the lamp")),
        ("honk the horn at them", Command("attempt", topic="honk the horn at them")),
    ],
)
def test_a_sentence_is_told_asked_refused_or_begun(desk, line, command):
    _, beat = heard(desk, line)
    assert beat.commands == (command,)
    assert beat.choices[2].command == Command("choose", "room/burn the letters")


@pytest.mark.parametrize("line", ["don't take the lamp", "never burn the letters", "i refuse to burn the letters"])
def test_what_is_not_to_be_done_is_not_done(desk, line):
    session, beat = heard(desk, line)
    assert session.state.node == "room"
    assert "You have the lamp." not in beat.text


def test_nonsense_is_still_no_word_of_ours(desk):
    assert heard(desk, "frobnicate the quux")[1].outcome == "unknown"


def test_a_word_of_a_choice_is_asked_about_and_not_done(desk):
    session, beat = heard(desk, "burning")
    assert (session.state.node, beat.outcome) == ("room", "question")
    assert "burn the letters" in beat.text
    assert session.enter("yes")[0].state.node == "ash"


def test_an_own_doing_said_to_somebody_is_no_order(desk):
    assert all(command.verb != "order" for command in heard(desk, "I'll carry it in for you, Nina")[1].commands)


def test_who_is_described_is_whoever_is_here(desk):
    assert heard(desk, "who is the woman with the book?")[1].commands == (Command("examine", "nina"),)


def test_a_correction_looks_at_the_other(desk):
    assert heard(desk, "take red book. no, blue book")[1].commands[-1] == Command("take", "blue book")


def test_lines_are_read_alike_under_every_hash_seed(shipped):
    """The names of the words are in no order that could decide."""
    lines = [case for case in cases(HERE / "six_players.tsv") if len(case.lines) == 1][::3]
    typed = [(case.node, case.lines[0]) for case in lines]
    typed += [
        ("orlova_office", "I write there the name Kalmurazova"),
        ("room_saturday", "Dasha, when my father died there was an aeroplane, and I told Mama there wasn't."),
    ]
    script = (
        "import json, sys; from kalmurzaeva.language.load import cut_story; from kalmurzaeva.session.transcripts import started\n"
        "story, _ = cut_story()\n"
        "for node, line in json.load(sys.stdin): print(started(story, 11, node).enter(line)[1].commands)\n"
    )
    here = [str(started(shipped, 11, node).enter(line)[1].commands) for node, line in typed]
    for seed in ("1", "5"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps(typed),
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.splitlines() == here


TALK = """
:: room
with: nina
--
Nina waits.

* "It's out."; say out [label out]
You say it.
-> [[after]]

* say that you will not hear of it; no [label refused]
You refuse.
-> [[after]]

* ask her to show you how she pins the hem [label shown]
She shows you.
-> [[after]]

* put a hundred on the rope [label rope]
You bet.
-> [[after]]

> ask nina about pie
"It was in the oven."

:: after
with: nina
--
Later.

:: nina [person]
names: Nina
is: she
--
Nina.
"""


@pytest.fixture
def talking():
    return load_text(TALK)


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("It's out, Nina. I promised her.", "out"),
        ("Oh Nina, it's out.", "out"),
        ("Could you show me?", "shown"),
        ("Nina, show me how please", "shown"),
        ("No, Nina.", "refused"),
        ("No, Nina. I am too old.", "refused"),
    ],
)
def test_a_choice_is_said_to_its_person_as_one_would_say_it(talking, line, taken):
    session, beat = heard(talking, line)
    assert session.state.node == "after"
    assert beat.commands[0] in (Command("choose", f"room/{taken}"), Command("no"))
    assert "listens" not in beat.text  # the reason belongs to what was decided


def test_a_bare_no_waits_for_what_is_said_behind_it(talking):
    session, beat = heard(talking, "No, Nina. Put the rope instead.")
    assert session.state.node == "after" or beat.outcome == "question"
    assert "You refuse." not in beat.text


def test_sentences_of_one_speech_get_one_stock_line(talking):
    _, beat = heard(talking, "I was cold, Nina. It was a long road. Nobody spoke.")
    assert [command.verb for command in beat.commands] == ["tell"]
    assert beat.text == "Nina listens, and says nothing.\n\n(Nina would sooner talk about pie.)"


def test_a_statement_is_not_asked_about_as_a_question(talking):
    _, beat = heard(talking, "I was cold, Nina. And the word was pie.")
    assert "Did you mean" not in beat.text


def test_what_is_said_to_somebody_by_name_is_told_to_them(talking):
    assert heard(talking, "I'll go anywhere with you, Nina.")[1].commands[0].verb == "tell"


def test_what_is_cut_short_behind_a_pronoun_is_two_words():
    assert tokens("you'll they've it'd Nina's") == ("you", "will", "they", "have", "it", "would", "nina")


@pytest.mark.parametrize(
    ("line", "topic"),
    [
        ("what is the Day of Memory", "day memory"),
        ("what does day of memory mean", "day memory"),
        ("what is the House of Culture", "house culture"),
        ("what is the Kingdom of the Shades", "kingdom shades"),
        ("what is a yoke", "yoke"),
        ("what is the red channel", "red channel"),
    ],
)
def test_what_is_asks_for_a_name_with_of_in_it(shipped, line, topic):
    session = started(shipped, 3, "v_kalmurzino", ())
    found = understand(View(shipped, session.state), session.state.talk, line)
    assert isinstance(found, Understood)
    assert found.command == Command("what", topic=topic)
    assert session.enter(line)[1].sources[0].startswith("words/")


HALL = """
:: hall
with: nina
hour: a quarter past ten
things: left shoe; bench; tea
--
A hall with a bench.

* go in [label in]
You go in.
-> [[after]]

> ask nina about why did you not tell me
"You never asked."

> ask nina about hungry; tell nina about hungry
"Then eat."

> wave to <person>
You wave to {=person.the}.

@ anything [if verb == attempt or verb == refrain]
Nina looks up to see whether you will.

> say i will stand with you
"You will be looking at the floor."

:: after
with: nina
--
Later.

:: nina [person]
names: Nina
is: she
--
Nina.

:: me [person]
names: me, Sofia
in scope: always
is: she
--
You are as you were.
"""


@pytest.fixture
def hall():
    return load_whole(headed(HALL).replace('"start":', '"player": "me", "start":'))


def test_time_is_the_hour_over_the_place(hall):
    session, beat = heard(hall, "what season is it")
    assert beat.text == "A quarter past ten."
    assert session.state.turn == 0


def test_the_player_is_nobody_that_a_block_takes_for_a_person(hall):
    assert "You wave to" not in heard(hall, "wave to myself")[1].text
    assert heard(hall, "wave to nina")[1].text == "You wave to Nina."
    assert "the me" not in heard(hall, "push myself")[1].text.lower()


@pytest.mark.parametrize("line", ["how do I look?", "what do i look like", "do I look all right", "how am i looking"])
def test_who_asks_how_she_looks_looks_at_herself(hall, line):
    assert heard(hall, line)[1].text == "You are as you were."


@pytest.mark.parametrize("line", ["please come", "come with me", "follow me", "come here please", "come on"])
def test_who_is_bidden_to_come_is_asked_and_nothing_is_decided(hall, line):
    session, beat = heard(hall, line)
    assert session.state.node == "hall"
    assert beat.commands[0] == Command("order", "nina", topic=beat.commands[0].topic)


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("I'm not hungry", "tell"),
        ("I am not very hungry, Nina", "tell"),
        ("I'm not going", "refrain"),
        ("ask if she'll come along tomorrow", "ask"),
        ("tell them the plan isn't good enough", "tell"),
        ("tell nina thank you", "thank"),
        ("tell nina goodbye", "goodbye"),
        ("whisper good morning to nina", "talk"),
        ("take five", "wait"),
        ("stand up straight", "stand"),
        ("bow to everyone", "bow"),
    ],
)
def test_what_is_said_of_oneself_is_told_and_manners_are_manners(hall, line, verb):
    assert heard(hall, line)[1].commands[0].verb == verb


def test_what_is_told_is_not_matched_by_its_contrary(hall):
    assert heard(hall, "tell nina I am hungry")[1].text == '"Then eat."'
    assert '"Then eat."' not in heard(hall, "I'm not hungry")[1].text
    assert '"You never asked."' not in heard(hall, "I can't tell you")[1].text


def test_what_is_left_is_no_left_shoe(hall):
    commands = heard(hall, "is there any tea left")[1].commands
    assert "left shoe" not in [part for command in commands for part in command]
    assert heard(hall, "examine the left")[1].commands[0] == Command("examine", "left shoe")


def test_a_plain_command_is_no_answer_that_it_shares_a_word_with(hall):
    assert heard(hall, "stand up")[1].commands[0] == Command("stand")


@pytest.mark.parametrize("line", ["juggle the tea", "I'm not going"])
def test_what_is_not_done_takes_no_turn_though_the_room_has_an_answer(hall, line):
    session, beat = heard(hall, line)
    assert "see whether you will" in beat.text
    assert session.state.turn == 0


STAGE = """
:: stage
with: ada, ben, kit
things: red book; blue book
--
Ada, Ben and Kit are on the stage.

* burn the books
They burn.
-> [[ash]]

> keep lift
~ kept += lift

> keep turn
~ kept += turn

> keep bow
~ kept += bow

> dance <gesture in kept>
You dance {=gesture.the}.

> examine red book
Red.

> examine blue book
Blue.

> breathe
You breathe.

> jump
Up.

> ask ada about herself
"I was born in a trunk," says Ada.

> ask ada about zoe
"Zoe has gone home," says Ada.

> ask ben about home
"Far," says Ben.

> ask ben about what happened; tell ben about what happened
"The lamp fell," says Ben.

> wait
"Well?" says Kit.

:: ash
ends: ash
--
Ash.

:: gesture [kind]
fields: owner

:: lift [gesture]
names: lift, how Ada lifts
owner: Ada
--
Up.

:: turn [gesture]
names: turn
owner: Ada
--
Round.

:: bow [gesture]
names: low bow
owner: Ben
--
Down.

:: ada [person]
names: Ada, the woman in red
is: she
things: comb
--
Ada.

:: ben [person]
names: Ben
is: he
--
Ben.

:: kit [person]
names: Kit
is: he
--
Kit.

:: zoe [person]
names: Zoe
is: she
--
Zoe.

:: s [state]
set kept of gesture, 5 by taken
"""


@pytest.fixture
def stage():
    return load_text(STAGE)


@pytest.mark.parametrize(
    "line",
    [
        "do it like Ben",
        "walk the way Ben does",
        "stand the way Ben stands",
        "move like Ben",
        "use the low bow",
        "use what Ben did",
        "use the bow",
    ],
)
def test_what_was_kept_is_danced_by_whose_it_is_and_in_other_words(stage, line):
    assert heard(stage, "keep bow", line)[1].commands == (Command("dance", "bow"),)


def test_of_several_movements_of_somebody_it_is_asked_which(stage):
    _, beat = heard(stage, "keep lift", "keep turn", "move like the woman in red")
    assert beat.outcome == "question"
    assert heard(stage, "keep lift", "keep bow", "move like the woman in red")[1].commands == (
        Command("dance", "lift"),
    )


def test_of_whom_nothing_was_kept_that_is_said(stage):
    assert heard(stage, "walk the way Zoe does")[1].text == "You have nothing of Zoe's to do it with."
    assert "You have nothing" not in heard(stage, "walk like a swan")[1].text


@pytest.mark.parametrize(
    "line",
    [
        "ask Ada about herself",
        "ask ada about you",
        "ask ada about Ada",
        "Ada, who are you?",
        "Ada, tell me about yourself",
    ],
)
def test_who_is_asked_about_herself_answers_for_herself(stage, line):
    assert '"I was born in a trunk," says Ada.' in heard(stage, line)[1].text


@pytest.mark.parametrize(
    "line", ["what about you?", "and you?", "tell me about yourself", "who are you", "who are you?"]
)
def test_who_is_spoken_with_is_meant_by_you(stage, line):
    assert heard(stage, "talk to ada", line)[1].text.endswith('"I was born in a trunk," says Ada.')


def test_a_pronoun_stands_for_whoever_was_named_last(stage):
    _, beat = heard(stage, "ask ada about zoe", "ask ada about her")
    assert beat.commands[0] == Command("ask", "ada", topic="zoe")
    assert heard(stage, "ask ada about zoe", "ask her about herself")[1].commands[0].noun == "ada"


def test_who_spoke_last_is_spoken_to(stage):
    assert heard(stage, "wait", "I do not know what to say to that")[1].commands[0].noun == "kit"


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("then the blue book", Command("examine", "blue_book")),
        ("and the blue book too", Command("examine", "blue_book")),
        ("and Ada", Command("examine", "ada")),
        ("the other one", Command("examine", "blue_book")),
        ("the other", Command("examine", "blue_book")),
    ],
)
def test_one_thing_more_is_done_as_the_last(stage, line, command):
    assert heard(stage, "x red book", line)[1].commands[0][:2] == (command.verb, command.noun.replace("_", " "))


def test_which_other_one_is_not_clear_where_there_is_none(stage):
    assert "which other one" in heard(stage, "x ada", "the other one")[1].text


@pytest.mark.parametrize("line", ["eat me", "jump me", "hold me"])
def test_what_is_to_be_done_to_oneself_is_not_done_without(stage, line):
    assert Command(line.split()[0]) not in heard(stage, line)[1].commands


@pytest.mark.parametrize("line", ["give me the comb", "pass me the comb", "can I have the comb?"])
def test_who_has_a_thing_is_asked_for_it(stage, line):
    assert heard(stage, line)[1].commands[0][:3] == ("ask_for", "ada", "comb")


@pytest.mark.parametrize(
    "line",
    [
        "Ben, I can't tell you what happened",
        "no, I won't talk about what happened",
        "I won't talk about what happened, Ben",
    ],
)
def test_what_is_withheld_is_not_asked_about(stage, line):
    assert "The lamp fell" not in heard(stage, line)[1].text


def test_to_go_somewhere_with_is_not_asked_of_the_place(stage):
    assert "Far" not in heard(stage, "Ben, are you going home?")[1].text
    assert "Far" in heard(stage, "Ben, what about your home?")[1].text


def test_a_game_whose_name_no_file_can_have_is_named_all_the_same(stage):
    _, beat = Session.new(stage, 1).play("save A/B")
    assert beat.request is not None
    assert beat.request.verb == "save"


def test_why_where_nothing_was_refused_says_what_it_is_for(stage):
    assert "GOALS" in heard(stage, "why")[1].text


PORCH = """
:: porch
with: ivy, tom
things: scale; photographs; lavatory; pins; bell, switch
--
Ivy and Tom are on the porch.

* burn the letter; sign letter
It burns.
-> [[ash]]

> stand on scale
Sixty kilos.

> examine photographs
A wedding.

> examine lavatory
White.

> take pins
Three pins.

> examine bag
Papers.

> ask ivy about home
"Perm," says Ivy.

> ask ivy about age
"Thirty," says Ivy.

> ask ivy about are you all right
"Always," says Ivy.

> ask ivy about afraid
"Of geese," says Ivy.

> ask ivy about being excused
"Go," says Ivy.

> ask ivy about tom; ask tom about tom
"Well," says somebody.

> say should i sign it
"Should you?" says Ivy.

> say we did it
"You did," says Tom.

> say can i try
"Try," says Tom.

:: ash
ends: ash
--
Ash.

:: ivy [person]
names: Ivy
is: she
things: bag
--
Ivy.

:: tom [person]
names: Tom
is: he
--
Tom.
"""


@pytest.fixture
def porch():
    return load_text(PORCH)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("Ivy, where are you from?", '"Perm," says Ivy.'),
        ("Ivy, how old are you?", '"Thirty," says Ivy.'),
        ("Ivy, are you ok?", '"Always," says Ivy.'),
        ("ask to be excused", '"Go," says Ivy.'),
        ("we did it", '"You did," says Tom.'),
        ("can I try?", '"Try," says Tom.'),
        ("what's in your bag, Ivy?", "Ivy has nothing to say"),
    ],
)
def test_what_people_ask_each_other_is_asked(porch, line, part):
    assert part in heard(porch, "talk to ivy", line)[1].text


def test_what_stands_near_in_meaning_only_is_not_answered(porch):
    assert "geese" not in heard(porch, "Ivy, why do they laugh?")[1].text


@pytest.mark.parametrize("line", ["I think you're right not to do it", "you were right there, Ivy"])
def test_a_small_word_alone_meets_no_topic(porch, line):
    assert '"Always," says Ivy.' not in heard(porch, "talk to ivy", line)[1].text


def test_a_doing_is_not_met_by_a_question(porch):
    assert "Should you" not in heard(porch, "sign it")[1].text


@pytest.mark.parametrize("line", ["get on the scale", "step onto the scale", "get up on the scale"])
def test_to_get_on_a_thing_is_to_stand_on_it(porch, line):
    assert heard(porch, line)[1].text == "Sixty kilos."


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("look at the photo", "A wedding."),
        ("x the loo", "White."),
        ("examine the toilet", "White."),
        ("take a pin", "Three pins."),
    ],
)
def test_a_thing_is_named_by_another_word_for_it_or_in_another_number(porch, line, text):
    assert heard(porch, line)[1].text.endswith(text)


@pytest.mark.parametrize(
    "line",
    [
        "I'd be sad without you",
        "I'll be back",
        "don't let her see you",
        "don't leave me",
        "I don't want to lose my job",
        "I don't want to get caught",
        "Ivy, good luck",
    ],
)
def test_a_fear_and_advice_are_told(porch, line):
    assert heard(porch, "talk to ivy", line)[1].commands[0][:2] == ("tell", "ivy")


@pytest.mark.parametrize("line", ["don't burn it", "please don't ask", "I don't want to burn the letter"])
def test_what_is_not_to_be_done_is_refrained_from(porch, line):
    assert heard(porch, line)[1].commands[0].verb == "refrain"


@pytest.mark.parametrize("line", ["absolutely not", "certainly not", "no way", "never in my life"])
def test_no_is_said_in_many_ways(porch, line):
    assert heard(porch, line)[1].commands == (Command("no"),)


def test_a_question_about_somebody_here_lists_nobody(porch):
    assert heard(porch, "is Tom limping?")[1].outcome != "question"


def test_who_is_called_before_a_request_is_not_looked_at(porch):
    _, beat = heard(porch, "Ivy, may I ring the bell?")
    assert Command("examine", "ivy") not in beat.commands


def test_what_cannot_be_done_with_a_thing_names_it_as_it_was_typed(porch):
    assert "spelling name" not in heard(porch, "fix the spelling of my name")[1].text


def test_nobody_is_switched_on(porch):
    assert heard(porch, "turn my back on Tom")[1].commands[0] == Command("turn", "tom")


LODGE = """
:: lodge
hour: ten to eight
with: uma, lev
things: door; left boot; right boot
--
Uma and Lev are in the lodge.

* say that you will not; no [label refused]
You refuse.
-> [[yard]]

* go out to the yard; go; go away; out [label left]
You go.
-> [[yard]]

> sit
You sit.

> ask uma about toe
{"It is blue," says Uma.|"And it is mine," says Uma.}

> ask uma about why did she leave
"Who?" says Uma.

> ask uma about number thirty one
"Long," says Uma.

> smell
Wax.

> examine uma
Uma.

> examine lev
Lev.

:: yard
ends: yard
--
The yard.

:: uma [person]
names: Uma
is: she
--
Uma is old.

:: lev [person]
names: Lev
is: he
--
Lev is young.
"""


@pytest.fixture
def lodge():
    return load_text(LODGE)


@pytest.mark.parametrize("line", ["never mind", "oh, never mind", "scratch that", "it doesn't matter"])
def test_what_is_dropped_is_not_decided(lodge, line):
    session, beat = heard(lodge, line)
    assert (session.state.node, beat.text) == ("lodge", "Then nothing is done.")


@pytest.mark.parametrize("line", ["go on", "and then?", "tell me more", "so?", "what happened next?", "anything else?"])
def test_who_was_asked_goes_on_while_there_is_more(lodge, line):
    assert heard(lodge, "ask uma about toe", line)[1].text == '"And it is mine," says Uma.'
    assert heard(lodge, "ask uma about toe", line, line)[1].commands == (Command("topics", "uma"),)


@pytest.mark.parametrize("line", ["and then?", "so?"])
def test_where_nothing_was_told_nothing_goes_on(lodge, line):
    assert "goes on" in heard(lodge, line)[1].text


@pytest.mark.parametrize("line", ["really?", "are you sure?", "is that so?"])
def test_a_doubt_is_put_to_whoever_is_spoken_with(lodge, line):
    assert heard(lodge, "ask uma about toe", line)[1].commands[0][:2] == ("ask", "uma")


@pytest.mark.parametrize("line", ["go away", "leave me alone", "shut up", "stay with me", "follow me"])
def test_what_others_are_bidden_is_not_done_oneself(lodge, line):
    session, beat = heard(lodge, "talk to uma", line)
    assert session.state.node == "lodge"
    assert beat.outcome == "question" or beat.commands[0][:2] == ("order", "uma")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("what I want is to sit down", "You sit."),
        ("all I want to do is sit", "You sit."),
        ("would you be so kind as to tell me the time?", "Ten to eight."),
        ("what's that smell?", "Wax."),
        ("wait five minutes", "Time passes."),
        ("rest for half an hour", "Time passes."),
        ("the piano", 'There is no "piano" here that you can see.'),
        ("look at both of them", "(look at Uma, Lev)\n\nUma.\n\nLev."),
        ("whre am i", "Uma and Lev are in the lodge."),
        ("where I can go?", "No other place is named here. LOOK says what there is to do."),
        ("the one on the left", "It is not clear which one is meant. Say what it is called."),
    ],
)
def test_a_wish_is_heard_however_it_is_put(lodge, line, text):
    assert heard(lodge, line)[1].text.endswith(text)


@pytest.mark.parametrize("line", ["what a beautiful place!", "how lovely!", "what an odd boot"])
def test_who_exclaims_asks_nothing(lodge, line):
    assert heard(lodge, "talk to uma", line)[1].commands[0].verb == "tell"


@pytest.mark.parametrize("line", ["can you help me?", "what's wrong?", "can I get a drink?"])
def test_what_is_wanted_of_somebody_is_asked(lodge, line):
    assert heard(lodge, "talk to uma", line)[1].commands[0][:2] == ("ask", "uma")


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("can we have more time?", "ask"),
        ("let me think about it", "think"),
        ("goodbye Uma", "goodbye"),
        ("keep dancing", "dance"),
        ("Uma, have you seen the left boot?", "ask"),
        ("what time is it now?", "time"),
        ("have you seen the left boot?", "examine"),
    ],
)
def test_a_small_wish_is_none_of_another_kind(lodge, line, verb):
    assert heard(lodge, "talk to uma", line)[1].commands[0].verb == verb


@pytest.mark.parametrize("line", ["I don't know", "I do not understand it", "no I don't know her"])
def test_not_to_know_is_no_refusal(lodge, line):
    session, beat = heard(lodge, line)
    assert session.state.node == "lodge"
    assert Command("no") not in beat.commands


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("I take a look around the room", Command("look")),
        ("walk around", Command("look")),
        ("knock three times", Command("knock")),
        ("whisper that I am scared", Command("tell", "uma", topic="i am scared")),
    ],
)
def test_small_doings_are_heard_in_everyday_words(lodge, line, command):
    assert heard(lodge, "talk to uma", line)[1].commands == (command,)


def test_to_say_ones_name_asks_for_none():
    story = load_text(
        ':: room\nwith: uma\n--\nUma.\n\n> ask uma about name\n"Uma."\n\n:: uma [person]\nnames: Uma\nis: she\n--\nUma.\n'
    )
    assert '"Uma."' in heard(story, "what is your name?")[1].text
    assert '"Uma."' not in heard(story, "my name is Sofia")[1].text


def test_who_is_near_and_not_here_is_not_reached_by_what_is_said():
    story = load_text(
        ":: room\nthings: door\n--\nUma walks about behind the door.\n\n:: yard\nwith: uma\n--\nYard.\n\n"
        ":: uma [person]\nnames: Uma\nis: she\n--\nUma.\n"
    )
    for line in ("ask uma how she is", "tell uma that I am here", "talk to uma"):
        assert heard(story, line)[1].text == "Nothing said here reaches Uma."
    assert heard(story, "kiss uma")[1].text == "You cannot get at Uma from here."


def test_what_begins_like_a_not_is_none(shipped):
    session, beat = started(shipped, 81, "dormitory", (("tea_opened", "true"),)).enter(
        "I would notice if there wasn't any Tea, Dasha"
    )
    assert not any(command.verb == "refrain" for command in beat.commands)
    assert session.state.values["tea_bet"] == "notice" or beat.outcome == "question"


THIRTEEN = (("kept", "wet_floor,short_pour,tape,rope,two_taps,marking,mop,hooks,tea_dance,hem,change,xayer,goose"),)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("put the wet floor in, and then the short pour", True),
        ("dance the mop then the short pour", True),
        ("put the short pour", True),
        ("show the short pour", True),
        ("think of the short pour", True),
        ("i love the short pour", True),
        ("let the short pour go", False),
        ("the short pour", False),
    ],
)
def test_a_noun_alone_behind_a_verb_lets_nothing_go(shipped, line, kept):
    session = started(shipped, 11, "making_room", THIRTEEN)
    after, _ = session.enter(line)
    assert ("short_pour" in after.state.values["kept"]) is kept


def test_what_was_just_answered_is_answered_shortly_and_once(shipped):
    session = started(shipped, 11, "canteen")
    texts = []
    for _ in range(5):
        session, beat = session.enter("ask dasha about the list")
        texts.append(beat.text)
    assert sum("told you what I know" in text for text in texts) == 1


def test_what_somebody_would_sooner_talk_about_is_said_once_a_scene(shipped):
    session = started(shipped, 11, "fly_floor")
    told = ""
    for line in (
        "how many ropes are there?",
        "who made them?",
        "when did you buy them?",
        "do they break?",
        "who pays you?",
    ):
        session, beat = session.enter(line)
        told += beat.text
    assert told.count("the height or the rope.)") <= 1
