"""Transcripts are tests: every file in `tests/transcripts/` plays as it is written, twice, the second time through JSON."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kalmurzaeva import load_story
from kalmurzaeva.session.transcripts import parse_transcript, play

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.rglob("*.txt"))


def test_there_are_transcripts():
    assert FILES


@pytest.mark.parametrize("through_json", [False, True], ids=["straight", "through JSON"])
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_transcript_plays_as_it_is_written(shipped, path, through_json):
    """To see the difference: kalmurzaeva replay FILE. To take the new text: kalmurzaeva replay FILE --accept."""
    transcript = parse_transcript(path.read_text(encoding="utf-8"))
    story = load_story(path.parent / transcript.story) if transcript.story else shipped
    assert play(story, transcript, through_json=through_json) == transcript.text


@pytest.mark.parametrize("seed", ["1", "2"])
def test_a_line_means_the_same_whatever_python_hashes_words_to(seed):
    command = [sys.executable, "-m", "kalmurzaeva", "replay", str(FILES[-1])]
    done = subprocess.run(
        command, env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "plays as it did" in done.stdout
