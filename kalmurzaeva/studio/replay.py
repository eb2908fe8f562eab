"""`kalmurzaeva replay FILE`: a transcript played again, or all in a folder, and the first turn in which the story now says something else."""

from __future__ import annotations

import difflib
import re
import sys
import textwrap
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kalmurzaeva.console import ComplaintError
from kalmurzaeva.language.load import load_story
from kalmurzaeva.model.problems import where
from kalmurzaeva.model.story import Story
from kalmurzaeva.model.traversal import every_block
from kalmurzaeva.session.transcript_pages import SUFFIXES, text_of, written_as
from kalmurzaeva.session.transcripts import Transcript, parse_transcript, play, walk

_WIDTH = 76
_TURN = re.compile(r"\n\n(?=> )")


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `replay`."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="the transcript, as --transcript writes it, or a folder of them"
    )
    parser.add_argument("--story", type=Path, metavar="DIR", help="play it in the story in this folder")
    parser.add_argument("--accept", action="store_true", help="write what the story says now into the file")


def run(arguments: Namespace) -> int:
    """Prints the first difference. Returns 1 where there is one and it was not accepted."""
    from kalmurzaeva.console import complain
    from kalmurzaeva.model.problems import StoryError

    path: Path = arguments.file
    if path.is_dir():
        return _run_all(path, arguments)
    try:
        text = text_of(path.read_text(encoding="utf-8"))
        transcript = parse_transcript(text)
        folder = arguments.story or (path.parent / transcript.story if transcript.story else None)
        story = load_story(folder)
        now = play(story, transcript)
    except UnicodeDecodeError:
        return complain(f"{path} is not text.")
    except StoryError as error:
        print(error, file=sys.stderr)
        return 1
    except ValueError as error:
        return complain(f"{path}: {error}")
    if now == text:
        print(f"{path} plays as it did.")
        return 0
    if arguments.accept:
        path.write_text(written_as(path, story.title, now), encoding="utf-8", newline="\n")
        print(f"{path} now says what the story says.")
        return 0
    print(difference(path.name, story, transcript, now))
    print(f"\nWhere that is meant, kalmurzaeva replay --accept {path} takes it over.")
    return 1


def _run_all(folder: Path, arguments: Namespace) -> int:
    """Every transcript in a folder. Returns the worst exit code."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".txt", *SUFFIXES))
    if not found:
        raise ComplaintError(f"{folder} holds no transcript: no file that ends in .txt or .html.")
    return max(run(Namespace(**{**vars(arguments), "file": path})) for path in found)


def difference(name: str, story: Story, transcript: Transcript, now: str) -> str:
    """The first turn that differs, paragraph by paragraph, with the blocks that speak in it now, and how many more turns differ."""
    before, after = _TURN.split(transcript.text.rstrip("\n")), _TURN.split(now.rstrip("\n"))
    pairs = list(zip(before, after, strict=False))
    turns = [at for at, (old, new) in enumerate(pairs) if old != new]
    if not turns:
        return f"{name} differs in how it ends or is spaced; --accept writes it anew."
    first = turns[0]
    old, new = pairs[first]
    place = f"turn {first}" if first else "the beginning"
    lines = [f"{name}: {place} is different now.", ""]
    if first:
        lines.append(new.split("\n", 1)[0])
    lines += _changed(_paragraphs(old, first), _paragraphs(new, first))
    lines += [f"  spoken now by {source}" for source in _sources(story, transcript, first)]
    if len(turns) > 1:
        lines += [
            "",
            "One later turn differs, too." if len(turns) == 2 else f"{len(turns) - 1} later turns differ, too.",
        ]
    return "\n".join(lines)


def _paragraphs(turn: str, number: int) -> list[str]:
    """A turn's paragraphs, without the typed line."""
    text = turn.partition("\n")[2] if number else turn
    return [paragraph for paragraph in re.split(r"\n+", text) if paragraph]


def _changed(old: list[str], new: list[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield from (
                _wrapped("  ", textwrap.shorten(paragraph, _WIDTH - 4, placeholder=" …")) for paragraph in old[a:b]
            )
        else:
            yield from (_wrapped("- ", paragraph) for paragraph in old[a:b])
            yield from (_wrapped("+ ", paragraph) for paragraph in new[c:d])


def _wrapped(sign: str, paragraph: str) -> str:
    return textwrap.fill(paragraph, _WIDTH, initial_indent=sign, subsequent_indent=sign, break_long_words=False)


def _sources(story: Story, transcript: Transcript, turn: int) -> Iterator[str]:
    """The blocks that speak in one turn, each with where it stands."""
    typed = (step.beat for step in walk(story, transcript) if not step.heading.startswith("["))
    beat = next(islice(typed, turn, None))
    spans = {block.id: block.span for block in every_block(story)}
    for source in dict.fromkeys(beat.sources):
        yield f"{source} ({where(spans[source], story.sources)})" if source in spans else source
