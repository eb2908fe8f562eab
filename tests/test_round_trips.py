"""A story goes through Twine, or through extwee, and comes back whole.

Both are tried where they are installed: `npm install --prefix FOLDER extwee twine-utils`, then `TWINE_TOOLS=FOLDER pytest tests/test_round_trips.py`. twine-utils is
the library of Twine's author that reads and writes Twine's own pages. What any such editor does to the text is tried always.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kalmurzaeva import Story, load_story
from kalmurzaeva.resources import story_files, story_folder
from kalmurzaeva.session.transcripts import parse_transcript, play

TOOLS = os.environ.get("TWINE_TOOLS", "")
TRANSCRIPTS = Path(__file__).parent / "transcripts"
# What the Twee 3 specification says StoryData holds.
_KNOWN = ("ifid", "format", "format-version", "start", "tag-colors", "zoom")
_THROUGH = """
import { readFileSync, writeFileSync } from 'fs';
import { createRequire } from 'module';
const [, , tools, source, extwee, twine] = process.argv;
const from = createRequire(tools + '/package.json');
const { parseTwee, parseTwine2HTML } = await import(from.resolve('extwee'));
const page = parseTwee(readFileSync(source, 'utf8')).toTwine2HTML();
writeFileSync(extwee, parseTwine2HTML(page).toTwee());
const { Story } = from('twine-utils');
writeFileSync(twine, parseTwine2HTML(Story.fromHTML(page).toHTML()).toTwee());
"""


def one_file(folder: Path) -> str:
    """All files of a story as one."""
    texts = (path.read_text(encoding="utf-8").strip("\n") for path in story_files(folder))
    return "\n\n".join(texts) + "\n"


def rewritten(text: str) -> str:
    """A story as an editor writes it: its own StoryData first, with what it knows; each passage with its place, without empty lines round it."""
    passages = re.split(r"(?m)^::(?!:) *", text)[1:]
    data = json.loads(next(one for one in passages if one.startswith("StoryData")).partition("\n")[2])
    known = {key: data[key] for key in _KNOWN if key in data}
    written = [f":: StoryData\n{json.dumps(known, indent=2)}"]
    for passage in passages:
        header, _, body = passage.partition("\n")
        if header.strip() != "StoryData":
            place = "" if header.startswith("Story") else ' {"position":"100,100","size":"100,100"}'
            # Some write commas between tags.
            tags = re.sub(r"\[(\w+) (\w+)\]", r"[\1,\2]", header.strip())
            written.append(f":: {tags}{place}\n{body.strip()}")
    return "\n\n".join(written)


def assert_the_same(story: Story, shipped: Story) -> None:
    assert (story.title, story.ifid, story.version, story.player) == (
        shipped.title,
        shipped.ifid,
        shipped.version,
        shipped.player,
    )
    assert (story.kind_words, story.about, story.credits, story.teaching, story.unchecked) == (
        shipped.kind_words,
        shipped.about,
        shipped.credits,
        shipped.teaching,
        shipped.unchecked,
    )
    assert list(story.nodes) == list(shipped.nodes)
    assert list(story.entities) == list(shipped.entities)
    for path in sorted(TRANSCRIPTS.glob("*.txt")):
        transcript = parse_transcript(path.read_text(encoding="utf-8"))
        assert play(story, transcript) == transcript.text, path.stem


def test_what_an_editor_writes_anew_is_the_same_story(shipped, tmp_path):
    (tmp_path / "whole.twee").write_text(rewritten(one_file(story_folder())), encoding="utf-8")
    assert_the_same(load_story(tmp_path), shipped)


@pytest.mark.skipif(not TOOLS or not shutil.which("node"), reason="extwee and twine-utils are not here: see above")
def test_a_story_comes_back_from_extwee_and_from_twines_own_pages(shipped, tmp_path):
    (tmp_path / "through.mjs").write_text(_THROUGH)
    (tmp_path / "whole.twee").write_text(one_file(story_folder()), encoding="utf-8")
    paths = [tmp_path / name for name in ("whole.twee", "extwee.twee", "twine.twee")]
    subprocess.run(["node", tmp_path / "through.mjs", Path(TOOLS).resolve(), *paths], check=True)
    for path in paths[1:]:
        assert_the_same(load_story(path), shipped)
