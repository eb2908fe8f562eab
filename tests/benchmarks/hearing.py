"""What is heard of what is typed: `python -m tests.benchmarks.hearing [FILE …] [--wrong]`, by default all of `tests/hearing`.

A FILE holds `node<TAB>line[ || next line]<TAB>expected[<TAB>player]`, one a line; what is expected is a Command as JSON lists it, written with spaces
(`ask dasha casting`, `examine kettle`, `choose board/correct`), several joined by `; ` where any will do, or one of the words *question*, *refusal*,
*unknown*, *meta*, *nothing* (no Command at all) or *!* and a Command that must not come. A line that did anything else that decides (a listed choice
taken, a place left, something told or given) is costly, whatever else it did. Printed are the shares that were right; offered (asked back with what was
meant among the answers); asked, not understood, wrong, and wrong in a way that decided something; then the shares right or offered by kind of player, and how long a line takes in seconds of this process, the first one typed in a
scene as often as not.

    python -m tests.benchmarks.hearing --little

types little words in every node of the shipped story, and counts how often one takes a decision.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from attrs import frozen

from kalmurzaeva import Command, Session, load_story
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.state import State
from kalmurzaeva.model.story import Beat, Story
from kalmurzaeva.parser.candidate import block_of, commits
from kalmurzaeva.session.transcripts import started

LITTLE = "it that this them her him there what how who why yes no me you and then or the one some all on in up down so well hm".split()
LINES = Path(__file__).resolve().parent.parent / "hearing"
_OUTCOMES = ("question", "refusal", "unknown", "meta", "default", "story")


@frozen
class Case:
    """One line to hear: where, what is typed (the last of `lines` counts), and what is expected of it."""

    node: str
    lines: tuple[str, ...]
    expected: tuple[str, ...]
    player: str = ""


def cases(path: Path) -> Iterator[Case]:
    """The cases of a file."""
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.strip() and not row.startswith("#"):
            node, typed, expected, *more = row.split("\t")
            wanted = tuple(part.strip() for part in expected.split(";"))
            yield Case(node, tuple(typed.split(" || ")), wanted, more[0] if more else "")


def written(command: Command) -> str:
    """A Command in words: `ask dasha casting`."""
    return " ".join(part for part in (command.verb, command.noun, command.second, command.topic) if part)


def verdict(story: Story, case: Case) -> tuple[str, Beat, float]:
    """What came of a case: right, offered, asked, unknown, wrong or costly; the beat; and the seconds that the last line took."""
    session = started(story, 11, case.node)
    for line in case.lines[:-1]:
        session, _ = session.enter(line)
    before = session.state
    begin = time.process_time()
    after, beat = session.enter(case.lines[-1])
    took = time.process_time() - begin
    came = [written(command) for command in beat.commands] or ([beat.request.verb] if beat.request else [])
    wanted = {part for part in case.expected if not part.startswith("!")}
    view = View(story, before)
    wanted |= {written(command) for command in beat.commands if not wanted.isdisjoint(_alike(view, command))}
    done = wanted.intersection(came) or {" and ".join(came)} & wanted
    if _decided(story, before, beat, after.state, wanted):
        return "costly", beat, took
    barred = [part[1:].strip() for part in case.expected if part.startswith("!")]
    if (
        done
        or (beat.outcome in wanted and beat.outcome in _OUTCOMES)
        or ("nothing" in wanted and not came)
        or (barred and any(part not in came for part in barred))
    ):
        return "right", beat, took
    if beat.outcome == "question":
        question = after.state.talk.question
        offered = question is not None and any(
            not wanted.isdisjoint((written(command), *_alike(view, command))) for _, command in question.options
        )
        return "offered" if offered else "asked", beat, took
    return "unknown" if beat.outcome in ("unknown", "refusal") and not came else "wrong", beat, took


def _alike(view: View, command: Command) -> Iterator[str]:
    """A Command of a choice in all the ways in which the story lets it be given: they are one decision."""
    block = block_of(view, command)
    if block is not None and block.marker.is_choice:
        yield f"choose {block.id}"
        for form in block.forms:
            if form.command:
                yield written(form.command)


def _decided(story: Story, before: State, beat: Beat, after: State, wanted: set[str]) -> bool:
    """Whether a line decided what it was not meant to: a Command that decides and is not one of those wanted, or another place."""
    if " and ".join(written(command) for command in beat.commands) in wanted:
        return False
    view = View(story, before)
    done = beat.commands[:-1] if beat.outcome == "refusal" else beat.commands  # what is refused decides nothing
    others = [command for command in done if written(command) not in wanted]
    left = after.node != before.node and len(others) == len(done)
    return left or any(commits(view, command) for command in others)


def little(story: Story) -> list[tuple[str, str]]:
    """The (node, word) in which a little word takes a decision."""
    found = []
    for node in story.nodes:
        if story.nodes[node].ends:
            continue
        session = started(story, 11, node)
        view = View(story, session.state)
        for word in LITTLE:
            _, beat = session.enter(word)
            if any(
                commits(view, command) and word not in ("yes", "no", "up", "down", "in", "on")
                for command in beat.commands
            ):
                found.append((node, word))
    return found


def main(arguments: list[str]) -> int:
    story = load_story(os.environ.get("STORY"))
    gc.freeze()  # as the game does when its first page stands
    if arguments[:1] == ["--little"]:
        found = little(story)
        for node, word in found:
            print(f"  {node}: {word}")
        print(f"{len(found)} decisions taken by a little word, of {len(story.nodes) * len(LITTLE)} tries")
        return 1 if found else 0
    counted: Counter[str] = Counter()
    players: dict[str, Counter[str]] = {}
    times: list[float] = []
    files = [Path(argument) for argument in arguments if not argument.startswith("--")] or sorted(LINES.glob("*.tsv"))
    for case in (case for file in files for case in cases(file)):
        try:
            came, beat, took = verdict(story, case)
        except KeyError:
            came, beat, took = "no such node", None, 0.0  # type: ignore[assignment]
        counted[came] += 1
        players.setdefault(case.player, Counter())[came] += 1
        times.append(took)
        if came != "right" and "--wrong" in arguments and beat is not None:
            did = "; ".join(written(command) for command in beat.commands) or beat.outcome
            print(
                f"{came:8} {case.node:16} {' || '.join(case.lines)}\n         wanted {' | '.join(case.expected)}; came {did}: {beat.text[:90]!r}"
            )
        elif came == "no such node":
            print(f"no node {case.node}")
    total = sum(counted.values())
    for kind in ("right", "offered", "asked", "unknown", "wrong", "costly", "no such node"):
        if counted[kind] or kind != "no such node":
            print(f"{kind:12} {counted[kind]:4}  {counted[kind] / total:6.1%}")
    heard = counted["right"] + counted["offered"]
    print(f"right or offered {heard / total:6.1%}")
    for player, row in sorted(players.items()):
        if player:
            print(f"  {player:16} {(row['right'] + row['offered']) / row.total():6.1%} of {row.total()}")
    times.sort()
    print(
        f"a line: median {median(times) * 1000:.2f} ms, 99th percentile {times[int(len(times) * 0.99)] * 1000:.2f} ms"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

__all__ = ["LITTLE", "Case", "Session", "cases", "little", "main", "verdict", "written"]
