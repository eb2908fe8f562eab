"""A writer's first ten minutes: a story made by `new` is checked, tested and proofed; and what is taken for a mark by eye is said."""

from __future__ import annotations

import shlex
from io import BytesIO, TextIOWrapper

import pytest

from kalmurzaeva.cli import main
from kalmurzaeva.language.load import load_story
from kalmurzaeva.model.problems import StoryError
from kalmurzaeva.resources import story_files
from kalmurzaeva.session.transcripts import parse_transcript, play, started
from kalmurzaeva.studio.checks.command import check
from kalmurzaeva.studio.proof import as_html, as_text, proof, words
from tests.conftest import headed
from tests.small import load_text


def test_a_new_story_passes_check_and_its_own_test(tmp_path, capsys):
    folder = tmp_path / "old_house"
    assert main(["new", str(folder)]) == 0
    assert not check(folder).problems
    text = (folder / "tests" / "the_letter.txt").read_text(encoding="utf-8")
    assert play(load_story(folder), parse_transcript(text)) == text
    assert "[ending: the_house_stays]" in text
    assert main(["new", str(folder)]) == 1
    assert "not empty" in capsys.readouterr().err


def test_a_new_story_is_mapped_in_words_and_explored_without_acts(tmp_path, capsys):
    folder = tmp_path / "old_house"
    assert main(["new", str(folder)]) == 0
    capsys.readouterr()
    assert main(["map", "--story", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "kitchen: hall",
        "hall: stays, kitchen",
        "stays: no way out (ends: the_house_stays)",
    ]
    assert main(["map", "--story", str(folder), "--report", "x.json"]) == 2
    assert main(["explore", "--story", str(folder), "--runs", "2", "--jobs", "1"]) == 0
    assert "Words in each act" not in capsys.readouterr().out


def test_what_new_says_to_type_can_be_typed(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", typing("1\n"))
    assert main(["new", str(tmp_path / "my story")]) == 0
    for line in capsys.readouterr().out.splitlines()[2:]:
        program, *words = shlex.split(line)
        assert program == "kalmurzaeva"
        assert main([*words, "--plain", "--saves", str(tmp_path / "saves")] if words[0] == "play" else words) == 0


def test_a_name_that_nothing_has_is_declared_wherever_it_stands(tmp_path):
    with pytest.raises(StoryError) as wrong:
        load_text(
            headed(":: room\nthings: apple\n--\nA room.\n\n> take apple [if apple_taken]\nYou have it.\n~ trust += 1\n")
        )
    says = [problem.hint for problem in wrong.value.problems]
    for name in ("apple_taken", "trust"):
        assert f"Declare it in a passage tagged [state]: flag {name}, or number {name} 0..9 = 0." in says


def test_a_story_is_read_however_its_files_end(tmp_path, capsys):
    assert main(["new", str(tmp_path / "house")]) == 0
    (tmp_path / "house" / "story.twee").rename(tmp_path / "house" / "STORY.Twee")
    assert not check(tmp_path / "house").problems
    assert not check(tmp_path / "house" / "STORY.Twee").problems
    assert [path.name for path in story_files(tmp_path / "house")] == ["STORY.Twee"]


def test_a_header_may_end_in_a_comment_and_commas_stand_between_tags():
    story = load_text(
        headed(
            ":: room [one, wound] // the first\n--\nA room.\n\n:: yard // the other\n--\nA yard.\n\n:: one [act] // I\ntitle: One\n--\n"
        )
    )
    assert [*story.nodes] == ["room", "yard"]
    assert story.nodes["room"].act == "one"
    assert "one" in story.acts


def typing(lines):
    """Standard input on which these lines wait."""
    return TextIOWrapper(BytesIO(lines.encode()))


PANTRY = """
:: pantry [wound]
title: The Pantry
with: oleg
things: jar, jars
--
Oleg reaches for one without looking.

> keep reach; keep how he reaches
You have it now, in the shoulder, and it is longer than you thought an arm could be.
~ kept += reach by taken

> take jar
It slips. There is glass in your hand, and a little later there is blood.
~ hurt

@ anything
Oleg looks at your hand, and so you do, too.

* show Oleg your hand; show hand to oleg [if hurt]
"Under the tap," he says.
-> [[kitchen]]

+ go back to the hall
-> [[hall]]

:: oleg [person]
names: Oleg, the boy
is: he
--
Oleg is all arm; the rest of him stands about and waits for it to come back with something.

:: gesture [kind]
numbers: length 1..6

:: reach [gesture]
names: reach, how he reaches
length: 3
--
Up, out, and back with the jar, and the eyes all the time on something else.

:: more [state]
flag hurt
set kept of gesture by taken
"""


def test_a_new_writer_adds_a_room_a_person_a_choice_a_movement_a_wound_and_a_test(tmp_path, capsys, monkeypatch):
    folder, test = tmp_path / "mine", tmp_path / "mine" / "tests" / "jar.txt"
    main(["new", str(folder)])
    story = folder / "story.twee"
    text = story.read_text(encoding="utf-8")
    text = text.replace("+ go back to the kitchen\n", "+ go to the pantry\n-> [[pantry]]\n\n+ go back to the kitchen\n")
    story.write_text(text + PANTRY, encoding="utf-8")
    found = {found.code: found.hint for found in check(folder).problems}
    assert {*found} == {"never-read", "stock-at-wound"}
    assert found["stock-at-wound"] == 'Answer WAIT in "hall", where the player is by then, or with @ anything.'
    typed = "go to the hall\ngo to the pantry\nkeep how he reaches\ntake jar\nwait\nshow hand to oleg\n"
    monkeypatch.setattr("sys.stdin", typing(typed))
    saves = ["--saves", str(tmp_path / "saves")]
    assert main(["play", "--story", str(folder), *saves, "--seed", "3", "--transcript", str(test)]) == 0
    written = test.read_text(encoding="utf-8")
    assert written.startswith("seed: 3\nstory: ..\n\nThe Kitchen\n")
    assert "Oleg looks at your hand" in written
    # A listed choice more is a difference to the test that `new` wrote.
    assert main(["replay", str(folder / "tests" / "the_letter.txt")]) == 1
    assert main(["replay", "--accept", str(folder / "tests" / "the_letter.txt")]) == 0
    capsys.readouterr()
    # The story is named in the test, and all tests of a folder are played.
    assert main(["replay", str(test)]) == 0
    assert main(["replay", str(test.parent)]) == 0
    assert capsys.readouterr().out.count("plays as it did") == 3
    story.write_text(story.read_text(encoding="utf-8").replace("It slips.", "It slides."), encoding="utf-8")
    assert main(["replay", str(test.parent)]) == 1
    assert "It slides." in capsys.readouterr().out
    assert main(["replay", "--accept", str(test.parent)]) == 0
    assert main(["replay", str(test.parent)]) == 0
    assert main(["replay", str(tmp_path / "saves")]) == 1
    assert "holds no transcript" in capsys.readouterr().err


def test_a_transcript_that_is_begun_in_play_names_its_story_and_where_it_began(tmp_path, capsys, monkeypatch):
    folder, saves = tmp_path / "mine", tmp_path / "saves"
    main(["new", str(folder)])
    monkeypatch.setattr("sys.stdin", typing("x telephone\ntranscript one\nread letter\n"))
    place = ["--from", "hall", "--set", "asked=yes", "--seed", "4"]
    assert main(["play", "--story", str(folder), "--saves", str(saves), *place]) == 0
    text = (saves / "one.txt").read_text(encoding="utf-8")
    assert text.startswith("seed: 4\nstory: ../mine\nfrom: hall\nset: asked=yes\n\nThe Hall\n")
    assert "[ending: the_house_stays]" in text
    assert main(["replay", str(saves / "one.txt")]) == 0


def test_a_proof_has_the_words_and_none_of_the_marks(tmp_path):
    main(["new", str(tmp_path / "new")])
    story = load_story(tmp_path / "new")
    text = as_html(story.title, list(proof(story)))
    assert "the lid tied on with string" in text
    assert not {"-&gt;", "~ asked", "[unless"} & set(text.split())
    assert next(words(story)).strip().endswith("words in all")


_PROOFED = """:: room
title: The Room
hour: noon
goal: Leave.
hint: There is a door.
with: ada
--
{Rain: it comes in: three pails of it.|Pails.} {if wet: Full.|Empty.} It is {=depth} deep.

> ask ada about <topic>
"Depth," says Ada, "is {~not a number|a number}."

+ go out; leave [if wet] [closed if depth > 1: It is too deep.]
[as letter: From Ada]
Dear you.
[end]

:: ada [person]
names: Ada
--
She says: "Mind the pails."

:: s [state]
flag wet
number depth 0..3 = 2
"""


def test_a_proof_loses_no_word_and_shows_no_mark():
    text = as_text(list(proof(load_text(headed(_PROOFED)))))
    assert "Rain: it comes in: three pails of it. / Pails. Full. / Empty. It is … deep." in text
    for words_ in (
        "The Room, noon",
        "Leave.",
        "There is a door.",
        "> ask ada about …",
        "is not a number / a number.",
        "– go out\n",
        "(It is too deep.)",
        "From Ada",
        "Dear you.",
    ):
        assert words_ in text
    assert not set("{}|~=<>[]") & set(text.replace("> ask", ""))


def test_the_words_that_are_spoken_are_counted_by_who_speaks():
    counted = "\n".join(words(load_text(headed(_PROOFED))))
    assert "10 ada" in " ".join(counted.partition("by speaker")[2].split())


def test_a_comment_after_a_header_is_no_part_of_it():
    story = load_text(headed(":: room\n--\nRoom.\n\n+ climb out [if visits(room) > 5] // later\nOut.\n"))
    assert not story.start or story.nodes["room"].layer.blocks[0].condition is not None


@pytest.mark.parametrize(
    "spoilt", ["[If dark]", "[iff dark]", "［if dark］", "{if dark}", "[if dark].", "[if dark]// at night"]
)
@pytest.mark.parametrize("where", ["things: jug {};", "names: it {},"])
def test_what_spoils_an_option_makes_it_no_name(spoilt, where, tmp_path):
    line = where.replace("{}", spoilt)
    passage = (
        f":: room\n{line} mug\n--\nRoom."
        if line.startswith("things")
        else f":: room\n--\nRoom.\n\n:: mug [thing]\n{line} mug\n--\nA mug."
    )
    (tmp_path / "a.twee").write_text(headed(f"{passage}\n\n:: s [state]\nflag dark\n"), encoding="utf-8")
    assert "bad-option" in {found.code for found in check(tmp_path).problems}


def test_the_words_of_a_choice_declare_a_noun_beside_somebody_who_is_there():
    story = load_text(
        headed(
            ":: room\nwith: boris\n--\nRoom.\n\n* buy nails; buy nails from boris\nHow many?\n\n:: boris [person]\nnames: Boris\n--\nHe.\n"
        )
    )
    assert started(story, 1).enter("buy the nails from boris")[1].text.startswith("How many?")


def test_an_option_that_is_set_apart_is_words():
    story = load_text(headed(":: room\n--\nRoom.\n\n+ climb out \\[if dark]\nOut.\n\n:: s [state]\nflag dark\n"))
    assert [choice.words for choice in started(story, 1).beat.choices] == ["climb out [if dark]"]


@pytest.mark.parametrize(
    "line",
    [
        "\uff1e examine shelf",
        "\u200b+ climb out",
        "  > examine shelf",
        "+\u00a0climb out",
        ":: hall",
        "\u200b-> [[room]]",
    ],
)
def test_a_mark_that_is_none_is_said(line, tmp_path):
    line = f" {line}" if line.startswith("::") else line
    (tmp_path / "a.twee").write_text(headed(f":: room\n--\nRoom.\n\n{line}\n"), encoding="utf-8")
    assert "looks-like" in {found.code for found in check(tmp_path).problems}
