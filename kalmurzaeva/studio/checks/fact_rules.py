"""What a player must know first: facts that are told before anything rests on them, names before they are used, silence after a wound."""

from __future__ import annotations

from collections.abc import Iterator

from kalmurzaeva.model.problems import Problem, problem
from kalmurzaeva.model.story import Block
from kalmurzaeva.studio.checks.survey import Survey, on_every_path


def asks_before_it_is_told(survey: Survey) -> Iterator[Problem]:
    """Blocks marked `[asks june]` that can be reached where nothing marked `[tells june]` was shown."""
    tellers: dict[str, list[Block]] = {}
    for block in survey.blocks:
        for fact in block.tells:
            tellers.setdefault(fact, []).append(block)
    asking = [(block, fact) for block in survey.blocks for fact in block.asks]
    known = _told_on_entering(survey) if asking else {}
    for block, fact in asking:
        if fact not in tellers:
            how = "nothing in the story tells it"
        elif _is_proved(survey, block, fact, tellers[fact], known):
            continue
        elif run := survey.witnessed.asked.get((block.id, fact)):
            how = f"run {run} of {survey.witnessed.runs} comes there first"
        else:
            continue
        hint = f"Tell it on every way there, or give this [if shown(…)] of a block marked [tells {fact}]."
        yield problem("asks-first", block.span, hint, fact=fact, how=how)


def _is_proved(survey: Survey, block: Block, fact: str, tellers: list[Block], known: dict[str, frozenset[str]]) -> bool:
    """Whether a block can never be reached before a fact was told: by its own condition, or since every way to where it stands tells it."""
    never = {teller.id: (0,) for teller in tellers}
    if block.condition is not None and not survey.can_hold([(block.condition, True)], never):
        return True
    nodes = [name for name in survey.where(block.passage) if name in survey.reached]
    return all(fact in known.get(name, frozenset()) | _told_in(survey, name) for name in nodes)


def _told_in(survey: Survey, name: str) -> frozenset[str]:
    """What a node tells whoever enters it."""
    node = survey.story.nodes[name]
    rules = (block for block in node.layer.on_enter if block.condition is None)
    return frozenset(fact for block in (node.text, *rules) for fact in block.tells)


def _told_on_entering(survey: Survey) -> dict[str, frozenset[str]]:
    """For each node that can be reached, the facts that every path to it has told."""
    told = {name: _told_in(survey, name) for name in survey.story.nodes}
    return on_every_path(survey, lambda way: told[way.source].union(way.block.tells))


def names_before_they_are_known(survey: Survey) -> Iterator[Problem]:
    """Choices that name somebody whom no text has named before, in some run."""
    blocks = {block.id: block for block in survey.blocks}
    for (identity, person), run in survey.witnessed.named.items():
        name = survey.story.entities[person].names[0].text
        hint = "Let the text name them first, or say who it is in other words."
        yield problem("named-early", blocks[identity].span, hint, name=name, run=run, runs=survey.witnessed.runs)


def stock_lines_at_a_wound(survey: Survey) -> Iterator[Problem]:
    """Nodes tagged `wound` after which a stock line is what somebody gets who does not know what to say."""
    for name, (run, typed, at) in survey.witnessed.stock.items():
        node = survey.story.nodes[name]
        there = "here" if at == name else f'in "{at}", where the player is by then'
        hint = f"Answer {typed.upper()} {there}, or with @ anything."
        yield problem("stock-at-wound", node.span, hint, typed=typed, node=name, run=run, runs=survey.witnessed.runs)
