"""Runs in the story that ships, beside each other: two different pieces are two different dances, a second run tells what has changed, and nothing in
one reads as a list."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest

from kalmurzaeva import Session, Story
from kalmurzaeva.session.transcripts import started

MOVEMENTS = ("first_movement", "second_movement", "third_movement")
PIECES, PLACES, SHARED_GESTURES, A_THIRD = 10, 9, 4, 1 / 3
ISLANDS = ("flyer", "fader", "white_glove", "receipt")
ONE_TWO_THREE, TWO_THREE_ONE = ("Ivan", "Timur", "Alla"), ("Timur", "Alla", "Ivan")
_SENTENCE = re.compile(r"(?<=[.!?\"])\s+")


def put_together(story: Story, seed: int, gestures: list[str]) -> Session:
    """A session in June, in the mill, with three to a movement, and something else under each."""
    chance = random.Random(seed)
    whole = ",".join(gesture for gesture in sorted(gestures) if chance.random() < 0.6)
    settings = (("kept", ",".join(gestures)), ("whole", whole or gestures[0]), ("movements_made", "3"))
    session = started(story, seed, "june_floor", (*settings, ("drone_learnt", "yes"), ("silence_learnt", "yes")))
    edits = [("put", (gesture, MOVEMENTS[at // 3])) for at, gesture in enumerate(gestures)]
    materials = chance.sample(("pulse", "drone", "silence"), 3)
    return changed(session, *edits, *(("set", pair) for pair in zip(MOVEMENTS, materials, strict=True)))


def changed(session: Session, *edits: tuple[str, tuple[str, ...]]) -> Session:
    """The session after some edits of the piece."""
    for edit in edits:
        words = {"put": "put the {} in the {}", "set": "set the {} to {}", "swap": "swap the {} and the {}"}[edit[0]]
        names = [" ".join(session.story.entities[name].names[0].key) for name in edit[1]]
        session, beat = session.enter(words.format(*names))
        assert beat.outcome in ("story", "refusal"), (edit, beat.text)
    return session


def told(session: Session) -> tuple[Session, list[str]]:
    """The sentences of a run of all of it."""
    session, beat = session.enter("run the piece")
    assert "odyssey/@ same" in beat.sources or any(source.startswith("odyssey/@") for source in beat.sources)
    return session, [one for one in _SENTENCE.split(" ".join(beat.text.split())) if len(one.split()) > 2]


def share(one: list[str], other: list[str]) -> float:
    return len(set(one) & set(other)) / min(len(set(one)), len(set(other)))


def test_two_runs_of_different_pieces_share_at_most_a_third_of_their_sentences(shipped):
    gestures = [name for name in shipped.kinds["gesture"] if name not in ISLANDS]
    made = [random.Random(seed).sample(gestures, PLACES) for seed in range(PIECES)]
    runs = [told(put_together(shipped, seed, piece))[1] for seed, piece in enumerate(made)]
    assert min(map(len, runs)) > 25
    shares = {
        (one, two): share(runs[one], runs[two])
        for one, two in combinations(range(PIECES), 2)
        if len(set(made[one]) & set(made[two])) <= SHARED_GESTURES
    }
    assert len(shares) > PIECES
    assert {pair: found for pair, found in shares.items() if found > A_THIRD} == {}


def test_the_same_nine_in_another_order_are_another_dance(shipped):
    """What is danced third or last, in another movement, beside another neighbour, is told otherwise, and so is the way from one to the next: in the same game
    a third at most is shared by any two orders, although two that have stayed neighbours still meet in their own words; on the mean it is a sixth at most."""
    gestures = [name for name in shipped.kinds["gesture"] if name not in ISLANDS]
    shares = []
    for seed in range(32):
        one = random.Random(seed).sample(gestures, PLACES)
        other = random.Random(-1 - seed).sample(one, PLACES)
        shares.append(share(*(told(put_together(shipped, seed, order))[1] for order in (one, other))))
    assert max(shares) <= A_THIRD
    assert sum(shares) / len(shares) <= 1 / 6


def handed_on(session: Session, gestures: list[str], people: tuple[str, ...]) -> Session:
    """Each of the nine taught to somebody, in turn."""
    for at, gesture in enumerate(gestures):
        name = " ".join(session.story.entities[gesture].names[0].key)
        session, beat = session.enter(f"teach the {name} to {people[at % len(people)]}")
        assert beat.outcome == "story", beat.text
    return session


def test_another_carrier_for_each_is_another_dance(shipped):
    """What she danced herself and somebody else now carries is all told otherwise, and so it is where each goes from one of three to another of the three: a third
    at most is shared, and on the mean a fifth."""
    gestures = [name for name in shipped.kinds["gesture"] if name not in ISLANDS]
    alone, between = [], []
    for seed in range(16):
        one = random.Random(seed).sample(gestures, PLACES)
        made = put_together(shipped, seed, one)
        runs = [told(made), *(told(handed_on(made, one, people)) for people in (TWO_THREE_ONE, ONE_TWO_THREE))]
        alone += [share(runs[0][1], other[1]) for other in runs[1:]]
        between.append(share(runs[1][1], runs[2][1]))
    assert max(alone) <= A_THIRD
    assert max(between) <= A_THIRD
    assert sum(between) / len(between) <= 1 / 5


def test_two_that_have_changed_places_are_told_and_not_the_rest(shipped):
    """In one evening, where the piece is run again, only what has changed is told: with two swapped at most a third is shared with the run before. In two different
    evenings the piece with two swapped is for the most part the same piece, and nothing is promised of it but that on the mean three sentences in ten are shared
    at most: seven of the nine stay where they were, those of them who meet do so in their own words, and a half where nobody counts shows as a half. What stays by
    itself is told by another angle (`angle_for`)."""
    gestures = [name for name in shipped.kinds["gesture"] if name not in ISLANDS]
    apart = []
    for seed in range(16):
        chance = random.Random(1000 + seed)
        one = random.Random(seed).sample(gestures, PLACES)
        at, other = chance.sample(range(PLACES), 2)
        session, first = told(put_together(shipped, seed, one))
        _, again = told(changed(session, ("swap", (one[at], one[other]))))
        assert share(first, again) <= A_THIRD
        one[at], one[other] = one[other], one[at]
        apart.append(share(first, told(put_together(shipped, seed, one))[1]))
    assert sum(apart) / len(apart) <= 3 / 10


@pytest.mark.parametrize("seed", range(4))
def test_a_second_run_of_one_that_was_changed_shares_at_most_a_third(shipped, seed):
    gestures = random.Random(seed).sample(shipped.kinds["gesture"][:20], PLACES)
    session, first = told(put_together(shipped, seed, gestures))
    session = changed(
        session, *(("swap", (gestures[at], gestures[at + 3])) for at in range(3)), ("swap", (gestures[6], gestures[8]))
    )
    _, second = told(session)
    assert share(first, second) <= A_THIRD


def test_nothing_in_a_run_reads_as_a_list(shipped):
    """No sentence names three of what is danced, none is made of more than two clauses of the brief kind, and no three begin alike."""
    clauses = {}
    for name in shipped.kinds["gesture"]:
        parts = shipped.entities[name].fields.get("briefly", ())
        clauses[name] = {text.strip(" .") for part in parts for text in written(part) if len(text.split()) > 3}
    for seed in range(6):
        gestures = random.Random(seed).sample(shipped.kinds["gesture"][:20], PLACES)
        session, first = told(put_together(shipped, seed, gestures))
        session = changed(session, ("swap", (gestures[6], gestures[8])))
        _, second = told(session)
        for run in (first, second):
            begun = [" ".join(sentence.split()[:2]).lower() for sentence in run]
            assert not [three for three in zip(begun, begun[1:], begun[2:], strict=False) if len(set(three)) == 1]
            for sentence in run:
                names = {
                    name
                    for name in gestures
                    if f"the {' '.join(shipped.entities[name].names[0].key)}" in sentence.lower()
                }
                brief = [
                    name for name, texts in clauses.items() if any(text.lower() in sentence.lower() for text in texts)
                ]
                assert len(names) < 3, sentence
                assert len(brief) < 3, sentence


def written(part: object) -> list[str]:
    """The texts of a part that varies, or of one that does not."""
    arms = getattr(part, "arms", None)
    if arms is None:
        return [getattr(part, "text", "")]
    return [text for arm in arms for one in arm for text in written(one)]
