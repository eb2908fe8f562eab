"""A story that was found whole is not read again where it has not changed, and nothing that is wrong is overlooked for it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva.grammar.lexicon import POINTING
from kalmurzaeva.language.load import cut_story
from kalmurzaeva.language.verify import Record, verify, verify_and_record
from kalmurzaeva.resources import story_folder
from tests.conftest import headed
from tests.small import TEXT

# What a writer might put in the place of a line, or after it.
LINES = (
    "Snow.", "{=nobody}", "-> [[hall]]", "-> [[nowhere]]", "~ late", "~ trust += 9", "~ nothing", "[if late]", "[end]", "{if shown(hall/jump): A|B}",
    "{if shown(hall/examine tape): A|B}", "> jump", "+ go away", "@ enter", "@ turn [if late]", "things: cup", "with: nobody", "was: old",
    ":: attic", ":: hall", ":: knee [gesture]", "names: Ada", "= examine tape: say so", "of: nina", ":: more [heard]", "touch tape; examine reel", "examine bobbin", "flag cold", "number trust 0..9", "is: it", "{a|b", "", "[as letter: X]",
)  # fmt: skip

# What stands beside it.
HEARD = """
:: hall_heard [heard]
of: hall
--
= examine tape: say so; say tape
= open the door: push the door
= keep pins:
  say pins

:: nina_heard [heard]
of: nina
--
= ask about pins: ask about needles; examine thimble
"""


def errors(folder: Path, known: Record | None = None) -> list[str]:
    story, loader = cut_story(folder)
    return [f"{found.code} {found.message}" for found in verify(story, loader, known) if found.severity == "error"]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from(LINES), st.booleans()), min_size=1, max_size=3))
def test_after_an_edit_the_same_is_found_as_if_all_were_read(tmp_path_factory, edits):
    folder = tmp_path_factory.mktemp("edited")
    file = folder / "story.twee"
    file.write_text(headed(TEXT) + HEARD, encoding="utf-8")
    problems, record = verify_and_record(*cut_story(folder))
    assert not problems
    lines = (headed(TEXT) + HEARD).splitlines()
    for at, line, instead in edits:
        place = at % len(lines)
        lines[place : place + instead] = [line]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert errors(folder, Record.from_data(json.loads(json.dumps(record.to_data())))) == errors(folder)


def test_the_story_that_ships_is_whole_and_after_one_edit_only_that_passage_is_read(tmp_path):
    """Nothing is wrong with it: games in a home that `keep_as_whole` has prepared rely on that. And reading is what takes the time, after an edit a
    twenty-fifth of that of the whole."""
    shutil.copytree(story_folder(), tmp_path, dirs_exist_ok=True)
    problems, record = verify_and_record(*cut_story(tmp_path))
    assert [found for found in problems if found.severity == "error"] == []
    edited = next(
        (file, line)
        for file in sorted(tmp_path.glob("1*.twee"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.fullmatch(r"[A-Z][a-z ,]+\.", line)
    )
    text = edited[0].read_text(encoding="utf-8")
    edited[0].write_text(text.replace(edited[1], f"{edited[1]} And so on.", 1), encoding="utf-8")
    story, loader = cut_story(tmp_path)
    assert not verify(story, loader, record)
    assert dict.__len__(story.nodes) + dict.__len__(story.bodies) <= 3


def test_no_thing_is_called_by_what_only_points(shipped):
    """A choice's words make things of what they name, and `answer for her` names none: or `it` is a thing wherever something is left as it is."""
    named = {
        (name, each.text) for name in shipped.nodes for thing in shipped.nodes[name].things for each in thing.names
    }
    assert {pair for pair in named if pair[1].split()[0].lower() in POINTING} == set()
