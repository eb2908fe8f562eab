"""Whether what is understood at once is what the whole ranking would say: `python -m tests.benchmarks.plain [LINES [SEED]]`.

Lines are typed in states along random roads through the story that ships: what the road does there, as a player types it and with a word changed; what is
done elsewhere; looks, questions and deeds with the names of whatever is here or in the story. Each is played twice, once with `parser.plain` and once
without. Printed are the lines that came out otherwise, and how many were plain.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from unittest import mock

from attrs import evolve

from kalmurzaeva import Command, State, Story, load_story, step
from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Talk
from kalmurzaeva.parser import verdict
from kalmurzaeva.parser.evidence import Heard
from kalmurzaeva.parser.plain import plain_command
from tests.benchmarks.core import road, typed

VERBS = """x;examine;look at;what is;what's;who is;take;keep;go;go to;talk to;touch;smell;listen to;open;sit on;give;show;ask about;dance;remember;read;
wait for;push;kiss;thank;wave to;what is the;x the;take the;where is;describe;search;eat;hold;say;tell""".replace(
    "\n", ""
).split(";")
ALONE = (
    "look;l;wait;inventory;out;dance;sit;stand;listen;smell;think;hint;who;yes;no;help;why;goodbye;breathe;jump".split(
        ";"
    )
)
ABOUT = ("ask {} about {}", "tell {} about {}", "ask {} for {}", "show {} to {}", "talk to {} about {}", "ask {} {}")
CHANGES = (
    lambda line: line.replace("examine ", "x ").replace("what is ", "what is the "),
    lambda line: line.replace("examine ", "look at the ").replace("ask ", "question "),
    lambda line: f"{line}?",
    lambda line: f"please {line}",
    lambda line: " ".join(line.split()[:-1]) or line,
    lambda line: f"{line} {line.split()[-1]}",
    lambda line: line.lower().replace("about ", "about the "),
)


def lines(story: Story, count: int, seed: int) -> Iterator[tuple[State, str]]:
    """States and what is typed in each."""
    chance = random.Random(seed)
    taken = road(story, max(count // 8, 1), seed)
    elsewhere = [typed(story, state, command) for state, command in taken]
    names = sorted({name.text for entity in story.entities.values() for name in entity.names})
    topics = sorted(" ".join(phrase) for phrase in story.topics)
    said = sorted({command.topic for _, command in taken if command.topic})
    for (state, _), line in zip(taken, elsewhere, strict=True):
        view = View(story, state)
        here = [name.text for identity in view.around.scope for name in view.names(identity)] or names
        people = [view.name(person) for person in view.around.persons] or names
        labels = [choice.words for choice in step(story, state, "")[1].choices] or names
        yield state, line
        yield state, chance.choice(CHANGES)(line)
        yield state, chance.choice(elsewhere)
        yield state, f"{chance.choice(VERBS)} {chance.choice(chance.choice((here, here, names, topics)))}"
        yield (
            state,
            chance.choice(ABOUT).format(
                chance.choice(people), chance.choice(chance.choice((here, topics, said, said)))
            ),
        )
        yield state, f"{chance.choice(VERBS)} {chance.choice(chance.choice(here).split())}"
        words = chance.choice(labels).split()
        at = chance.randrange(len(words))
        yield (
            state,
            chance.choice((f"{chance.choice(VERBS)} {words[-1]}", " ".join(words[at : at + 3]), chance.choice(ALONE))),
        )
        yield (
            state,
            chance.choice(
                (f"what is {chance.choice(topics)}", f"who is {chance.choice(people)}", chance.choice(ALONE))
            ),
        )


def differing(story: Story, asked: Iterator[tuple[State, str]]) -> tuple[list[tuple[State, str, str, str]], int, int]:
    """The lines that come out otherwise with the whole ranking, with what either way gave; how many lines there were, and how many were plain."""
    found, count, plain = [], 0, 0

    def noted(view: View, talk: Talk, heard: Heard) -> Command | None:
        nonlocal plain
        command = plain_command(view, talk, heard)
        plain += command is not None
        return command

    for state, line in asked:
        count += 1
        before = plain
        with mock.patch.object(verdict, "plain_command", noted):
            after, beat = step(story, state, line)
        if plain == before:
            continue
        with mock.patch.object(verdict, "plain_command", return_value=None):
            weighed, other = step(story, evolve(state), line)
        if beat != other or after.to_json() != weighed.to_json():
            found.append(
                (state, line, f"{beat.commands}: {beat.text[:80]!r}", f"{other.commands}: {other.text[:80]!r}")
            )
    return found, count, plain


def main(arguments: list[str]) -> int:
    story = load_story()
    wanted = int(arguments[0]) if arguments else 4_000
    found, count, plain = differing(story, lines(story, wanted, int(arguments[1]) if arguments[1:] else 1))
    for state, line, early, whole in found:
        print(f"{state.node}: {line}\n    at once {early}\n    weighed {whole}")
    print(f"{count} lines, {plain} of them plain, {len(found)} otherwise")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
