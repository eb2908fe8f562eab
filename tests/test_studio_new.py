"""A writer's first ten minutes: a story made by `new` is checked, tested and proofed; and what is taken for a mark by eye is said."""

from __future__ import annotations

import pytest

from kalmurzaeva.cli import main
from kalmurzaeva.language.load import load_story
from kalmurzaeva.session.transcripts import parse_transcript, play
from kalmurzaeva.studio.checks.command import check
from kalmurzaeva.studio.proof import as_html, proof, words
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


def test_a_proof_has_the_words_and_none_of_the_marks(tmp_path):
    main(["new", str(tmp_path / "new")])
    story = load_story(tmp_path / "new")
    text = as_html(story.title, list(proof(story)))
    assert "the lid tied on with string" in text
    assert not {"-&gt;", "~ asked", "[unless"} & set(text.split())
    assert next(words(story)).strip().endswith("words in all")


def test_a_comment_after_a_header_is_no_part_of_it():
    story = load_text(headed(":: room\n--\nRoom.\n\n+ climb out [if visits(room) > 5] // later\nOut.\n"))
    assert not story.start or story.nodes["room"].layer.blocks[0].condition is not None


@pytest.mark.parametrize(
    "line", ["\u200b+ climb out", "  > examine shelf", "+\u00a0climb out", ":: hall", "\u200b-> [[room]]"]
)
def test_a_mark_that_is_none_is_said(line, tmp_path):
    line = f" {line}" if line.startswith("::") else line
    (tmp_path / "a.twee").write_text(headed(f":: room\n--\nRoom.\n\n{line}\n"), encoding="utf-8")
    assert "looks-like" in {found.code for found in check(tmp_path).problems}
