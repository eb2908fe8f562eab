"""How fast the core is: `python -m tests.benchmarks.core`. Everything is measured in one run, and stated against plain Python on the same machine.

Steps are taken along random roads through the story that ships, with their text made. Typed lines are the commands of those roads as a
player would type them. The unit of the last column is what this machine needs to make and join a list of a thousand small strings, so
that two machines can be compared.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable

from attrs import evolve

from kalmurzaeva import Command, State, Story, begin, load_story, offers, step
from kalmurzaeva.engine.view import View
from kalmurzaeva.language.load import cut_story
from kalmurzaeva.parser.evidence import hear

STEPS = 6_000


def road(story: Story, steps: int, seed: int) -> list[tuple[State, Command]]:
    """States and what is done in each, on random roads."""
    chance = random.Random(seed)
    state, _ = begin(story, seed)
    taken = []
    while len(taken) < steps:
        offered = offers(story, state)
        if not offered:
            state, _ = begin(story, len(taken))
            continue
        command = chance.choice(offered)
        taken.append((state, command))
        state, _ = step(story, state, command)
    return taken


def typed(story: Story, state: State, command: Command) -> str:
    """A command as a player types it."""
    view = View(story, state)
    if command.verb == "choose":
        choices = step(story, state, "")[1].choices
        return str(next(choice.number for choice in choices if choice.command == command))
    words = ["what is" if command.verb == "what" else command.verb.removesuffix("_for").replace("_", " ")]
    words += [view.name(command.noun)] if command.noun else []
    if command.topic:
        words += ["about"] * bool(command.noun) + [
            view.name(command.topic) if command.topic in story.entities else command.topic
        ]
    if command.second:
        joint = {"give": "to", "show": "to", "teach": "to", "ask_for": "for", "put": "on"}.get(command.verb, "with")
        words += [joint, view.name(command.second)]
    return " ".join(words)


def seconds(work: Callable[[], object], times: int = 3, clock: Callable[[], float] = time.process_time) -> float:
    """The best of some runs, in seconds of this process: what else the machine does counts little."""
    best = float("inf")
    for _ in range(times):
        start = clock()
        work()
        best = min(best, clock() - start)
    return best


def plain_work() -> str:
    return "".join([str(number) for number in range(1000)])


def in_a_process(code: str) -> float:
    return seconds(lambda: subprocess.run([sys.executable, "-c", code], check=True), times=5, clock=time.perf_counter)


def main() -> None:
    """Prints one line for each measure."""
    story = load_story()
    taken = road(story, STEPS, seed=1)
    lines = [(state, typed(story, state, command)) for state, command in taken]
    understood = sum(step(story, state, line)[1].outcome == "story" for state, line in lines)
    unit = seconds(lambda: [plain_work() for _ in range(100)]) / 100

    def commands() -> None:
        for state, command in taken:
            step(story, state, command)[1].text  # noqa: B018  # made, and thrown away

    def typing() -> None:
        for state, line in lines:
            hear.cache_clear()
            step(story, state, line)[1].text  # noqa: B018

    def typing_afresh() -> None:
        for state, line in lines:
            hear.cache_clear()
            step(story, evolve(state), line)[1].text  # noqa: B018  # a copy knows nothing of what was worked out before

    for name, work in (
        ("steps a second from Commands, text made", commands),
        ("steps a second from typed lines, text made", typing),
        ("the same in states that nothing was asked of before", typing_afresh),
    ):
        took = seconds(work)
        print(f"{name}: {STEPS / took:,.0f} ({took / STEPS / unit:.2f} units a step)")
    print(f"typed lines that the story answered: {understood / STEPS:.1%}")
    took = seconds(lambda: [offers(story, state) for state, _ in taken[:2000]])
    print(f"offers a second: {2000 / took:,.0f}")
    cut, whole = seconds(cut_story), seconds(load_story)
    print(f"loading: {cut * 1000:.1f} ms cut, {whole * 1000:.1f} ms read and verified, {whole / cut:.1f} times as long")
    nothing, imported = in_a_process("pass"), in_a_process("from kalmurzaeva import step, load_story")
    print(f"importing the core: {(imported - nothing) * 1000:.0f} ms over {nothing * 1000:.0f} ms of an empty Python")


if __name__ == "__main__":
    main()
