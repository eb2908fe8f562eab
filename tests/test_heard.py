"""Further wordings of a block, in a passage of their own: they call it as its header does, and what is wrong with them is said where they stand."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest

from kalmurzaeva import Story, StoryError, begin, step
from kalmurzaeva.language.load import cut_story
from kalmurzaeva.language.verify import Record, verify, verify_and_record
from kalmurzaeva.studio.checks.command import check
from tests.conftest import headed
from tests.small import load_text

HEADS = """
:: hall
with: nina
things: wall
--
A hall.

> touch wall; lean on wall{wall} [label wall]
Cold.

> examine floor{floor} [unless swept]
Boards.

+ walk on: quickly; go on{walk}
~ swept
-> [[hall]]

> keep <gesture>{keep}
Kept, {{=gesture.name}}.

@ before sing
Not here.

:: nina [person]
names: Nina
is: she
--
A seamstress.

> ask about pins{pins}
"Four."

:: everywhere [always]
--
> ask nina about the weather{weather}
"Snow."

:: words [glossary]
--
> wilis{wilis}
Girls who dance.

:: gesture [kind]
fields: owner

:: hem [gesture]
names: hem
owner: Nina
--
Pins.

:: facts [state]
flag swept
"""
FURTHER = {
    "wall": ["push the wall", "examine plaster", "knock on plaster"],
    "floor": ["look at boards", "knock on plaster"],
    "walk": ["say walk: now", "say keep walking"],
    "keep": ["remember <gesture>", "ask nina about <gesture>"],
    "pins": ["ask about needles", "examine thimble", "tell her about the thimble"],
    "weather": ["ask nina about the sky"],
    "wilis": ["a wili"],
}
# The same, beside it.
HEARD = """
:: hall_heard [heard]
of: hall
--
= wall: push the wall // it is of stone
  examine plaster
= walk on: quickly: say walk: now; say keep walking
= keep <gesture>: remember <gesture>;

ask nina about <gesture>
// The boards.
= examine floor: look at boards; knock on plaster

:: hall_more [heard]
of: hall
--
= wall: knock on plaster

:: nina_heard [heard]
of: nina
--
= ask about pins: ask about needles; examine thimble; tell her about the thimble

:: weather_heard [heard]
of: everywhere
--
= ask nina about the weather: ask nina about the sky

:: words_heard [heard]
of: words
--
= wilis: a wili
"""
WITHOUT = HEADS.format(**dict.fromkeys(FURTHER, ""))
IN_HEADERS = HEADS.format(**{key: "".join(f"; {one}" for one in forms) for key, forms in FURTHER.items()})
BESIDE = WITHOUT + HEARD


def blocks_of(story: Story) -> list[tuple[object, ...]]:
    """All that calls a block, and all things that headers declare."""
    layers = [story.nodes["hall"].layer, story.bodies["nina"].layer, story.always["everywhere"], story.always["words"]]
    blocks = [
        (block.id, block.label, block.condition is None, block.marker.sign, block.forms)
        for layer in layers
        for block in layer.blocks
    ]
    spoken = [dict(layer.spoken) for layer in layers]
    things = [
        (thing.id, tuple(name.text for name in thing.names))
        for thing in (*story.nodes["hall"].things, *story.bodies["nina"].things)
    ]
    return [*blocks, spoken, things]


def problems_of(text: str) -> list[tuple[str, str]]:
    """What is wrong with a story's text: (code, the words that it points at)."""
    text = headed(text)
    with pytest.raises(StoryError) as wrong:
        load_text(text)
    return [(found.code, text[found.span.start : found.span.end].strip()) for found in wrong.value.problems]


def folder_of(tmp_path: Path, **files: str) -> Path:
    """A story of several files."""
    for name, text in files.items():
        path = tmp_path / f"{name.replace('__', '/')}.twee"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_wordings_beside_a_scene_are_those_in_its_headers() -> None:
    assert blocks_of(load_text(BESIDE)) == blocks_of(load_text(IN_HEADERS))


def test_they_are_played() -> None:
    story = load_text(BESIDE)
    state, _ = begin(story)
    for line, told in (
        ("push the wall", "Cold."),
        ("x plaster", "Cold."),
        ("ask nina about the hem", "Kept, hem."),
        ("keep walking", "A hall."),
    ):
        state, beat = step(story, state, line)
        assert told in beat.text, line
    for line, told in (
        ("ask nina about needles", '"Four."'),
        ("ask nina about the sky", '"Snow."'),
        ("what is a wili", "Girls"),
    ):
        state, beat = step(story, state, line)
        assert told in beat.text, line


def test_they_may_stand_in_any_file_also_below_the_folder(tmp_path: Path) -> None:
    story, loader = cut_story(folder_of(tmp_path, scene=headed(WITHOUT), heard__scene=HEARD))
    assert not verify(story, loader)
    assert blocks_of(story) == blocks_of(load_text(IN_HEADERS))
    wall = story.nodes["hall"].layer.blocks[0]
    assert [row.file for row in wall.heard] == ["heard/scene.twee"] * 2


def test_check_looks_at_them_as_at_headers() -> None:
    """A wording that the parser reads as something else is shown where it stands."""
    scene = (
        ":: hall\n--\nA hall.\n\n+ wait; go home\nYou sit down on your bag.\n\n> stand up\nYou get up from it again.\n"
    )
    further = ":: hall_heard [heard]\nof: hall\n--\n= stand up: wait\n"
    assert ("read-otherwise", "wait") in check_text(headed(f"{scene}\n{further}"))


def check_text(text: str) -> list[tuple[str, str]]:
    """What `check` says of a text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "story.twee").write_text(text, encoding="utf-8")
        checked = check(Path(folder))
    return [(found.code, text[found.span.start : found.span.end].strip()) for found in checked.problems]


# ── What is wrong with them ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        ("of: hal\n--\n= wall: press wall", "bad-value", "hal"),
        ("of: facts\n--\n= wall: press wall", "bad-value", "facts"),
        ("of: more\n--\n= wall: press wall", "bad-value", "more"),
        ("= wall: press wall", "bad-value", ":: more [heard]"),
        ("of: hall\n= wall: press wall", "bad-value", ":: more [heard]"),
        ("of: hall\nfrom: hall\n--\n= wall: press wall", "bad-property", "from"),
        ("of: hall\n--\n= wal: press wall", "unknown-block", "wal"),
        ("of: hall\n--\n= touch wall: press wall", "unknown-block", "touch wall"),
        ("of: hall\n--\n= @ before sing: hum", "unknown-block", "@ before sing"),
        ("of: hall\n--\n= wall press wall", "bad-heard", "wall press wall"),
        ("of: hall\n--\n= wall:\n\n// nothing yet", "bad-heard", "wall:"),
        ("of: hall\n--\n= wall: press wall; press ceiling", "unknown-noun", "press ceiling"),
        ("of: hall\n--\n= wall:\n press wall\n  prod wall\n prss wall", "unknown-verb", "prss wall"),
        ("of: hall\n--\n= wall: save", "unreadable-header", "save"),
        ("of: hall\n--\n= wall: press wall; examine stone [if swept]", "bad-option", "[if swept]"),
        ("of: hall\n--\n= wall: press wall\n[label stone]", "bad-option", "[label stone]"),
        ("of: hall\n--\n> press wall\nCold.", "misplaced", "press wall"),
        ("of: hall\n--\nThe wall:\n= wall: press wall", "misplaced", "The wall:"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(rows: str, code: str, words: str) -> None:
    assert (code, words) in problems_of(f"{WITHOUT}\n:: more [heard]\n{rows}\n")


def test_a_name_that_is_nearly_right_is_named() -> None:
    for rows, hint in (
        ("of: hal\n--\n= wall: press wall", "hall"),
        ("of: hall\n--\n= examine flor: press wall", "examine floor"),
    ):
        with pytest.raises(StoryError) as wrong:
            load_text(f"{WITHOUT}\n:: more [heard]\n{rows}\n")
        assert [found.hint for found in wrong.value.problems] == [f"Did you mean {hint}?"]


# ── They are read when the passage is that they are of ─────────────────────────────────────────────────────────


def test_nothing_of_them_is_read_before_their_passage_is(tmp_path: Path) -> None:
    story, loader = cut_story(folder_of(tmp_path, scene=headed(WITHOUT), words=HEARD))

    def is_cut(name: str) -> bool:
        try:
            object.__getattribute__(loader.cuts[name], "blocks")
        except AttributeError:
            return False
        return True

    assert [name for name in loader.heard.owners if is_cut(name)] == []
    assert story.nodes["hall"].layer.blocks[0].heard  # Nina is there: what her headers declare may be named
    assert [name for name in loader.heard.owners if is_cut(name)] == ["hall_heard", "hall_more", "nina_heard"]


def test_after_an_edit_only_the_passage_that_they_are_of_is_read_anew(tmp_path: Path) -> None:
    others = "".join(f":: room{number}\n--\nA room.\n\n+ go on; walk on\n-> [[hall]]\n\n" for number in range(5))
    folder = folder_of(tmp_path, scene=headed(WITHOUT) + others, words=HEARD)
    problems, record = verify_and_record(*cut_story(folder))
    assert not problems
    known = Record.from_data(json.loads(json.dumps(record.to_data())))
    for wrong, code in (("say keep walking", ""), ("say walk on", ""), ("press ceiling", "unknown-noun")):
        folder_of(tmp_path, words=HEARD.replace("say keep walking", wrong))
        story, loader = cut_story(folder)
        assert [found.code for found in verify(story, loader, known)] == [code][: len(code)]
        assert sorted(dict.keys(story.nodes)) == (["hall"] if wrong != "say keep walking" else [])


def test_after_an_edit_of_a_persons_all_is_read_anew_since_others_may_name_what_they_declare(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, scene=headed(WITHOUT.replace("> touch wall", "> touch wall; touch thimble")), words=HEARD
    )
    problems, record = verify_and_record(*cut_story(folder))
    assert not problems
    folder_of(tmp_path, words=HEARD.replace("examine thimble; tell her about the thimble", "ask about thimbles"))
    assert [found.code for found in verify(*cut_story(folder), record)] == ["unknown-noun"]
