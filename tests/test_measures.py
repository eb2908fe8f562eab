"""The instruments measure what they say: each on a story whose value is known by hand, and on one written to look better than it is."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kalmurzaeva import Story
from kalmurzaeva.cli import main
from kalmurzaeva.studio.checks.concrete_nouns import concrete
from kalmurzaeva.studio.exploration.forks import changes_later_text, opposed
from kalmurzaeva.studio.exploration.measures import Forked, endings, same_endings, table
from kalmurzaeva.studio.exploration.playthrough import play_run
from kalmurzaeva.studio.exploration.report import printed, report
from kalmurzaeva.studio.exploration.search import search
from kalmurzaeva.studio.exploration.tally import DECISIONS_A_NODE, Tally, apart
from kalmurzaeva.studio.exploration.workers import Exploration, Workers
from tests.conftest import headed
from tests.small import TEXT, load_text

RUNS = 12
END = """
:: end
ends: over
--
Over.
"""


def seen(text: str, runs: int = RUNS) -> tuple[Story, Tally]:
    """A story, and what some runs of it showed."""
    story, tally = load_text(text), Tally()
    for index in range(runs):
        play_run(story, 1, index, frozenset(), tally)
    return story, tally


def figure(text: str, name: str, *, pairs: int = 0) -> str:
    """One figure of the table."""
    story, tally = seen(text)
    kept = (each for sets in tally.decisions.values() for each in sets.items())
    decisions = {key: changes_later_text(story, saved, apart(key)[1:]) for key, saved in kept}
    forked = Forked(decisions, tuple(opposed(story, seed) for seed in range(pairs)))
    return next(row.value for row in table(story, tally, forked) if row.name.startswith(name))


CHOSEN = f"""
:: hall
--
A hall.

> examine hall
There is not a thing in it.

* go up
-> [[end]]

* go down
-> [[end]]
{END}"""


def test_who_plays_by_choices_takes_nothing_else_and_the_words_of_an_act_are_those_of_the_runs_that_came_there() -> (
    None
):
    story, tally = load_text(CHOSEN), Tally()
    for index in range(RUNS):
        play_run(story, 1, index, None, tally)
    assert tally.turns == [1] * RUNS
    assert tally.players == {"choosing": RUNS}
    assert tally.act("")["runs"] == RUNS
    found = Exploration(story, 1, tally, by_choices=True)
    again = Exploration.from_data(story, json.loads(json.dumps(found.to_data())))
    assert again.by_choices


# ── Concrete nouns ─────────────────────────────────────────────────────────────────────────────────────────────

NOUNS = "concrete nouns"
SHELF = """
:: shelf
--
A kettle, a ladder, a hammer and a spoon.

> examine kettle
Aluminium, with a whistle that somebody has taken out and kept in a drawer for peace.
{REPLIES}
* go on
-> [[end]]
"""


def shelf(replies: str) -> str:
    return SHELF.replace("{REPLIES}", replies) + END


def test_of_four_things_named_one_answers():
    """Kettle does; ladder, hammer and spoon do not. Of the drawer and the whistle, which the reply names, neither does."""
    assert figure(shelf(""), NOUNS) == "17 %"  # kettle; ladder, hammer, spoon, whistle, drawer


def test_replies_of_their_own_count():
    ladder = "\n> examine ladder\nNine rungs, and the fourth from below is only there for those who know it.\n"
    assert figure(shelf(ladder), NOUNS) == "29 %"  # kettle, ladder; hammer, spoon, whistle, drawer, rungs


@pytest.mark.parametrize(
    "replies",
    [
        "\n> examine ladder\nAs usual.\n\n> examine hammer\nAs ever.\n\n> examine spoon\nAs before.\n",
        "".join(
            f"\n> examine {noun}\nYou look at it well and find that there is nothing to be said of it.\n"
            for noun in ("ladder", "hammer", "spoon")
        ),
    ],
    ids=["stubs", "the same words for each"],
)
def test_stubs_and_twins_answer_nothing(replies):
    assert figure(shelf(replies), NOUNS) == "17 %"


def test_one_reply_for_everything_answers_for_three_things_at_most():
    names = "kettle ladder hammer spoon bucket broom pillow lamp".split()
    everything = "; ".join(f"examine {name}" for name in names)
    text = f":: shelf\n--\nA {', a '.join(names)}.\n\n> {everything}\n"
    text += "All of it has stood here since before anybody here was born, and looks it.\n\n* go on\n-> [[end]]\n"
    assert figure(text + END, NOUNS) == "38 %"  # three of eight


def test_what_people_say_names_nothing_that_is_here():
    assert [found.word for found in concrete('"Whose herring is this?" She means the wrist.')] == ["wrist"]


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("The radiators come on at eight.", ["radiators"]),
        ("Both boots leave the stairs.", ["boots", "stairs"]),
        ("She irons. You pocket it. Dasha eyes it.", []),
        ("The kitchen table, and two knives.", ["table", "knives"]),
        ("Silence, memory, truth.", []),
        ("The woman asks Mr Baker.", ["woman"]),
    ],
)
def test_concrete_nouns_are_things_one_could_look_at(text, nouns):
    assert [found.word for found in concrete(text)] == nouns


# ── Stretches ──────────────────────────────────────────────────────────────────────────────────────────────────

STRETCH = "words between"
TEN = "one two three four five six seven eight nine ten"
OTHER_TEN = "un deux trois quatre cinq six sept huit neuf dix"


def test_ten_words_before_each_of_two_decisions_are_a_mean_of_ten():
    text = f":: a\n--\n{TEN}\n\n* left\n-> [[b]]\n\n* right\n-> [[b]]\n\n:: b\n--\n{OTHER_TEN}\n\n* left\n-> [[end]]\n\n* right\n-> [[end]]\n"
    assert figure(text + END, STRETCH) == "10"


def test_a_choice_that_is_no_choice_ends_no_stretch():
    """Cutting a long text with a lone "go on" does not shorten it."""
    text = (
        f":: a\n--\n{TEN}\n\n* go on\n-> [[b]]\n\n:: b\n--\n{OTHER_TEN}\n\n* left\n-> [[end]]\n\n* right\n-> [[end]]\n"
    )
    assert figure(text + END, STRETCH) == "20"


def test_padding_with_what_was_said_before_adds_nothing():
    padded = f":: a\n--\n{TEN}\n\n* left\n-> [[b]]\n\n* right\n-> [[b]]\n\n:: b\n--\n{OTHER_TEN}\n\n{TEN}\n\n{TEN}\n\n* left\n-> [[end]]\n\n* right\n-> [[end]]\n"
    assert figure(padded + END, STRETCH) == "10"


# ── Options and flags ──────────────────────────────────────────────────────────────────────────────────────────

OPTIONS = "options that set"
PRICE = """
:: a
--
Which?

* take the boots
~ boots
-> [[b]]

* leave them
-> [[b]]

:: b
--
{B}

* go on
-> [[end]]

* go out
-> [[end]]

:: s [state]
flag boots
"""


def test_one_option_of_four_sets_what_the_next_scene_reads():
    text = PRICE.replace("{B}", "{if boots: The boots let in water at the left toe.|Your feet are dry.}")
    assert figure(text + END, OPTIONS) == "25 %"


@pytest.mark.parametrize(
    "read",
    ["Nothing reads it.", "It is {if boots: wet|dry} here, and late.", "It is late. {=boots}"],
    ids=["nothing reads it", "one word reads it", "it is only printed"],
)
def test_a_flag_that_changes_a_word_or_nothing_is_not_read(read):
    assert figure(PRICE.replace("{B}", read) + END, OPTIONS) == "0 %"


def test_a_flag_that_only_its_own_scene_reads_is_not_kept():
    text = PRICE.replace("{B}", "Here.").replace("Which?", "Which? {if boots: You have had the boots all along.}")
    assert figure(text + END, OPTIONS) == "0 %"


# ── Decisions ──────────────────────────────────────────────────────────────────────────────────────────────────

DECISIONS = "decisions whose"


def test_one_decision_of_two_changes_what_is_told_later():
    later = "{if boots: The boots let in water at the left toe, as he said.|Your feet are dry, and nobody remarks on it at all.}"
    assert figure(PRICE.replace("{B}", later) + END, DECISIONS) == "50 %"


@pytest.mark.parametrize(
    "later",
    [
        "It is late, and the tram has gone.",
        "It is {if boots: wet|dry} here, and late, and the tram has gone without you.",
    ],
    ids=["nothing later", "one word later"],
)
def test_a_decision_that_changes_a_word_changes_nothing(later):
    assert figure(PRICE.replace("{B}", later) + END, DECISIONS) == "0 %"


def test_a_long_reply_to_the_choice_itself_is_not_later_text():
    text = PRICE.replace("~ boots", "They are lined with newspaper from a year in which nothing happened.\n~ boots")
    assert figure(text.replace("{B}", "Here.") + END, DECISIONS) == "0 %"


# ── Opposed playthroughs ───────────────────────────────────────────────────────────────────────────────────────

SHARED = "text shared"
FORK = f":: a\n--\n{TEN}\n\n* left\n-> [[l]]\n\n* right\n-> [[r]]\n\n"


def test_two_roads_with_ten_common_words_of_twenty_share_half():
    """Ten words at the fork, ten on each road, and one ending in a word."""
    text = (
        FORK
        + f":: l\nends: left\n--\n{OTHER_TEN}\n\n:: r\nends: right\n--\nuno dos tres quatro cinco seis siete ocho nueve diez\n"
    )
    assert figure(text, SHARED, pairs=6) == "50 %"


def test_the_same_road_with_a_word_changed_here_and_there_is_shared():
    changed = OTHER_TEN.replace("trois", "drei").replace("huit", "acht")
    text = f":: a\n--\n{TEN}\n\n* left\n~ l\n-> [[b]]\n\n* right\n-> [[b]]\n\n:: b\nends: over\n--\n[if l]\n{OTHER_TEN}\n[else]\n{changed}\n[end]\n\n:: s [state]\nflag l\n"
    assert float(figure(text, SHARED, pairs=6).split()[0]) >= 85


# ── Repetition ─────────────────────────────────────────────────────────────────────────────────────────────────

REPEATED = "text that a run repeats"
LOOP = (
    ":: a\n--\n{A}\n\n* there\n-> [[b]]\n\n* out\n-> [[end]]\n\n:: b\n--\n"
    + OTHER_TEN
    + "\n\n* back\n-> [[c]]\n\n:: c\n--\n{C}\n\n* out\n-> [[end]]\n"
)


def test_a_third_of_a_run_that_says_ten_of_thirty_words_twice_is_repeated():
    text = (
        f":: a\n--\n{TEN}\n\n* on\n-> [[b]]\n\n:: b\n--\n{OTHER_TEN}\n\n* on\n-> [[c]]\n\n:: c\nends: over\n--\n{TEN}\n"
    )
    assert figure(text, REPEATED) == "33 %"


def test_a_word_changed_at_each_telling_does_not_hide_that_it_is_told_again():
    text = f":: a\n--\n{TEN} {{red|blue|green}}\n\n+ again\n-> [[b]]\n\n:: b\n--\n{OTHER_TEN}\n\n* back\n-> [[a]]\n\n* out\n-> [[end]]\n"
    story, tally = seen(text + END)
    twice = [repeated for repeated, words in zip(tally.repeated, tally.words, strict=True) if words > 22]
    assert twice
    assert all(repeated >= 11 for repeated in twice)
    assert story.title


# ── Endings, speech ────────────────────────────────────────────────────────────────────────────────────────────

LAST = "You go down to the river with the key, and give it to whoever is there to take it."


def test_two_endings_are_two_and_add_up_to_all_runs():
    text = FORK + f":: l\nends: left\n--\n{LAST}\n\n:: r\nends: right\n--\n{OTHER_TEN}\n"
    _, tally = seen(text)
    assert set(endings(tally)) == {"left", "right"}
    assert endings(tally).total() == RUNS


@pytest.mark.parametrize(
    "copy", [LAST, LAST.replace("key", "letter").replace("river", "canal")], ids=["copied", "two words changed"]
)
def test_an_ending_under_another_name_is_one_ending(copy):
    text = FORK + f":: l\nends: left\n--\n{LAST}\n\n:: r\nends: right\n--\n{copy}\n"
    _, tally = seen(text)
    assert same_endings(tally) == {"right": "left"}
    assert endings(tally) == {"left": RUNS}


def test_five_spoken_words_of_ten_are_half():
    text = ':: a\nends: over\n--\n"Eat it with salt, Kalmurzaeva." She goes on to Dasha.\n'
    assert figure(text, "share of words in dialogue") == "50 %"


def test_one_line_said_again_every_turn_makes_no_dialogue():
    text = (
        ':: a\n--\nFour words stand here.\n\n> wait\nAnd four of these.\n\n@ turn\n"Well," she says.\n\n* out\n-> [[end]]\n'
        + END
    )
    _, tally = seen(text)
    counts = tally.acts[""]
    assert counts["spoken"] <= RUNS
    assert counts["repeated"] > 0


# ── What is found ──────────────────────────────────────────────────────────────────────────────────────────────

PIT = (
    ":: a\n--\nA pit.\n\n* jump\n-> [[pit]]\n\n* walk round\n-> [[end]]\n\n:: pit\n--\nIt has walls.\n\n:: attic\n--\nNobody comes here.\n"
    + END
)


def test_a_pit_is_found_with_the_way_into_it():
    story, tally = seen(PIT)
    assert tally.stuck_runs
    assert "a/jump" in tally.stuck[0]["transcript"]
    assert report(Exploration(story, 1, tally))["never seen"]["nodes"] == ["attic"]


def test_searching_every_state_finds_the_pit_and_that_all_else_ends():
    found = search(load_text(PIT))
    assert found.whole
    assert [json.loads(state)["node"] for state in found.dead_ends] == ["pit"]
    assert found.endings == {"over": 1}


def test_a_search_that_stops_early_says_so_and_accuses_nothing():
    found = search(load_text(PIT), most=2)
    assert not found.whole
    assert not found.dead_ends


# ── The same for the same seed ─────────────────────────────────────────────────────────────────────────────────


# The door can be opened again, so that nobody walks about in the hall for two thousand turns.
OPEN = TEXT.replace("* open the door", "+ open the door")


def test_what_takes_hours_is_kept_after_every_round():
    story = load_text(OPEN)
    exploration, kept = Exploration(story, 3), []
    workers = Workers(story, None, 1)
    try:
        exploration.explore(70, workers, keep=lambda: kept.append(exploration.to_data()))
    finally:
        workers.close()
    assert [Exploration.from_data(story, data).tally.runs for data in kept] == [64, 70]


def explored(runs: int, jobs: int, data: object = None) -> Exploration:
    story = load_text(OPEN)
    exploration = Exploration.from_data(story, data) if data else Exploration(story, 3)
    workers = Workers(story, None, jobs)
    try:
        exploration.explore(runs, workers)
    finally:
        workers.close()
    return exploration


def test_the_figures_are_the_same_on_any_number_of_cores_and_after_a_rest():
    whole = report(explored(70, 1))
    assert whole["runs"] == 70
    assert report(explored(70, 2)) == whole
    rested = json.loads(json.dumps(explored(66, 1).to_data()))
    assert report(explored(70, 1, rested)) == whole


def test_what_was_explored_of_another_story_is_not_gone_on_with():
    data = explored(4, 1).to_data()
    with pytest.raises(ValueError, match="the story has changed"):
        Exploration.from_data(load_text(PIT), data)


def test_stopping_keeps_what_there_is():
    story = load_text(TEXT)
    exploration = Exploration(story, 3)

    def stop(_what: str, done: int, _whole: int) -> None:
        if done >= 8:
            raise KeyboardInterrupt

    workers = Workers(story, None, 1)
    exploration.explore(64, workers, stop)
    assert exploration.interrupted
    assert exploration.all.runs == 8
    assert "8 runs" in printed(report(exploration))


# ── The commands ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small").mkdir()
    (tmp_path / "small" / "story.twee").write_text(headed(TEXT), encoding="utf-8")
    return tmp_path / "small"


def test_explore_prints_a_table_and_gives_a_report_that_map_draws(folder, capsys, tmp_path):
    assert main(["explore", "--story", str(folder), "--runs", "6", "--jobs", "1"]) == 0
    assert "share of words in dialogue" in capsys.readouterr().out
    assert main(["explore", "--story", str(folder), "--runs", "6", "--jobs", "1", "--json"]) == 0
    (tmp_path / "report.json").write_text(capsys.readouterr().out, encoding="utf-8")
    pytest.importorskip("pygraphviz")
    picture = tmp_path / "map.svg"
    assert main(["map", "--story", str(folder), "--svg", str(picture), "--report", str(tmp_path / "report.json")]) == 0
    words = "".join(ElementTree.fromstring(picture.read_text(encoding="utf-8")).itertext())
    for shown in ("The Hall", "A Window", "ending: floor", "Barre", "100%"):
        assert shown in words


def test_explore_goes_every_way_in_a_small_story(folder, capsys):
    assert main(["explore", "--story", str(folder), "--exhaustive", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["whole"]
    assert set(found["endings"]) == {"floor"}


@pytest.mark.parametrize("wrong", [["--runs", "0"], ["--jobs", "0"]])
def test_numbers_that_make_no_sense_are_wrong_usage(folder, wrong, capsys):
    assert main(["explore", "--story", str(folder), *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_no_exploration_is_refused_and_left_alone(folder, tmp_path, capsys):
    path = tmp_path / "notes.json"
    path.write_text('{"mine": true}', encoding="utf-8")
    assert main(["explore", "--story", str(folder), "--runs", "1", "--jobs", "1", "--resume", str(path)]) == 1
    assert "notes.json" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == '{"mine": true}'


def test_replay_shows_the_first_turn_that_differs_and_who_spoke_in_it(folder, tmp_path, capsys):
    path = tmp_path / "game.txt"
    assert main(["play", "--story", str(folder), "--saves", str(tmp_path), "--seed", "1", "--plain", "--help"]) in (
        0,
        2,
    )
    path.write_text("seed: 1\n\n> x tape\nnothing\n\n> wait\n\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["replay", str(path), "--story", str(folder), "--accept"]) == 0
    assert main(["replay", str(path), "--story", str(folder)]) == 0
    path.write_text(path.read_text(encoding="utf-8").replace("Hall", "Cellar", 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["replay", str(path), "--story", str(folder)]) == 1
    shown = capsys.readouterr().out
    assert "the beginning" in shown
    assert "story.twee" in shown
    assert "- The Cellar" in shown


def test_of_each_node_the_first_few_sets_of_choices_are_kept_in_the_order_of_the_runs():
    """However the runs are joined, the same are kept, and no more: a state for every set that was offered is more than a machine holds."""
    sets = [("hub", f"hub\t{at}") for at in range(DECISIONS_A_NODE + 2)] + [("other", "other\ta")]

    def tally_of(some):
        tally = Tally()
        for node, key in some:
            if tally.wants_decision(node, key):
                tally.decisions.setdefault(node, {})[key] = "{}"
        return tally

    whole = tally_of(sets)
    assert {node: len(kept) for node, kept in whole.decisions.items()} == {"hub": DECISIONS_A_NODE, "other": 1}
    for cut in range(len(sets)):
        first, second = tally_of(sets[:cut]), tally_of(sets[cut:])
        first.add(second)
        assert first.decisions == whole.decisions
