"""What `explore` says: a report as plain data, and as a person reads it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from attrs import asdict

from kalmurzaeva.model.story import Story
from kalmurzaeva.model.traversal import every_block
from kalmurzaeva.session.progress import acts_in_order
from kalmurzaeva.studio.checks.word_rules import STUB
from kalmurzaeva.studio.exploration.measures import (
    Kept,
    Row,
    act_of,
    endings,
    is_declared,
    kept_by,
    nouns_shown,
    same_endings,
    spread,
    table,
    twins,
)
from kalmurzaeva.studio.exploration.search import Search
from kalmurzaeva.studio.exploration.tally import Tally, apart
from kalmurzaeva.studio.exploration.workers import Exploration
from kalmurzaeva.studio.prose import count_words

_WIDTH = 76
_MOST_LISTED = 40


def report(exploration: Exploration) -> dict[str, Any]:
    """All that was found, the same for the same seed."""
    story, tally = exploration.story, exploration.all
    return {
        "story": story.title,
        "fingerprint": story.fingerprint,
        "seed": exploration.seed,
        "runs": tally.runs,
        "interrupted": exploration.interrupted,
        "words a run": spread(tally.words),
        "turns a run": spread(tally.turns),
        "words by act": {
            name: tally.act(name)["words"] // tally.act(name)["runs"] for name in story.acts if tally.act(name)["runs"]
        },
        "table": [asdict(row) for row in table(story, tally, exploration.forked)],
        "endings": _endings(story, tally),
        "never seen": never_seen(story, tally),
        "findings": findings(story, tally, exploration.forked.decisions),
        "stuck": {"runs": tally.stuck_runs, "examples": tally.stuck},
        "visits": {node: tally.nodes[node] / max(1, tally.runs) for node in story.nodes},
        "blocks": len(list(every_block(story))),
    }


def _endings(story: Story, tally: Tally) -> dict[str, Any]:
    players: dict[str, dict[str, int]] = {}
    for key, count in sorted(tally.endings.items()):
        player, ending = apart(key)
        players.setdefault(ending, {})[player] = count
    known = sorted({node.ends for node in story.nodes.values() if node.ends})
    return {
        "found": dict(endings(tally).most_common()),
        "players": players,
        "never found": [ending for ending in known if ending not in players],
        "the same under another name": same_endings(tally),
    }


def never_seen(story: Story, tally: Tally) -> dict[str, list[str]]:
    """Nodes never entered, blocks that never spoke, choices offered and never taken."""
    marks = [block for block in every_block(story) if block.items and block.passage not in story.defaults]
    return {
        "nodes": [name for name in story.nodes if not tally.nodes[name]],
        "blocks": [block.id for block in marks if not tally.blocks[block.id] and block.id not in story.nodes],
    }


def findings(story: Story, tally: Tally, decisions: dict[str, bool]) -> dict[str, Any]:
    """What writers could mend, by measure."""
    kept = kept_by(story, tally)
    return {
        "nouns that EXAMINE does not know": _by_block(
            [key for key, share in nouns_shown(tally).items() if share < 0.5]
        ),
        "stubs": sorted(source for source, text in tally.replies.items() if count_words(text) < STUB),
        "twins": sorted(twins(tally.replies)),
        "stretches over 180 words": {node: most for node, most in sorted(tally.longest.items()) if most > 180},
        "said again most": {source: words // tally.runs for source, words in _most(tally.repeats, tally.runs)},
        "options that nothing elsewhere reads": sorted(
            option for option in tally.offered if option not in kept or not kept[option].elsewhere
        ),
        "decisions that change nothing later": sorted(
            " / ".join(choice.partition("/")[2] for choice in apart(key)[1:]) + f" ({apart(key)[0]})"
            for key, changes in decisions.items()
            if not changes
        ),
        "set before the last act and not read twice, once an act later": _forgotten(story, tally, kept),
    }


def _forgotten(story: Story, tally: Tally, kept: dict[str, Kept]) -> list[str]:
    last = acts_in_order(story)[-1:]
    early = [kept[option] for option in tally.offered if option in kept and act_of(story, option) not in last]
    far = {name for found in early for name in found.far}
    return sorted({name for found in early for name in found.elsewhere - far if is_declared(name)})


def _most(repeats: Counter[str], runs: int) -> list[tuple[str, int]]:
    """The blocks that cost a run two words or more of what it has read before."""
    return [
        (source or "built-in answers", words) for source, words in repeats.most_common(60) if words >= 2 * max(1, runs)
    ]


def _by_block(unknown: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block, noun in sorted(unknown):
        found.setdefault(block, []).append(noun)
    return found


# ── For people ─────────────────────────────────────────────────────────────────────────────────────────────────


def _by_act(words: dict[str, int]) -> list[str]:
    """A story may have no acts."""
    acts = ", ".join(f"{act} {count:,}" for act, count in words.items())
    return [f"Words in each act, of who came there: {acts}."] if acts else []


def printed(found: dict[str, Any]) -> str:
    """The report as text."""
    lines = [
        f"{found['story']}: {found['runs']:,} runs, seed {found['seed']}",
        f"Words a run: {found['words a run']}. Turns: {found['turns a run']}.",
        *_by_act(found["words by act"]),
        "",
        *_table([Row(**row) for row in found["table"]]),
        "",
        "Endings",
    ]
    for ending, count in found["endings"]["found"].items():
        by = ", ".join(f"{player} {times}" for player, times in found["endings"]["players"].get(ending, {}).items())
        lines.append(f"  {ending}  {count} of {found['runs']} ({by})")
    lines += [f"  {name}  never found" for name in found["endings"]["never found"]]
    for name, other in found["endings"]["the same under another name"].items():
        lines.append(f"  {name} says what {other} says, and is counted as that")
    for what, names in found["never seen"].items():
        lines += _listed(f"Never seen: {what}", names)
    for what, names in found["findings"].items():
        lines += _listed(what.capitalize(), _flat(names))
    lines += _stuck(found["stuck"])
    return "\n".join(lines)


def _flat(names: Any) -> list[str]:
    if isinstance(names, dict):
        return [f"{name}: {', '.join(what) if isinstance(what, list) else what}" for name, what in names.items()]
    return list(names)


def _listed(heading: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = [f"  … and {len(names) - _MOST_LISTED} more (--json lists all)"] if len(names) > _MOST_LISTED else []
    return ["", f"{heading} ({len(names)})", *(f"  {name}" for name in names[:_MOST_LISTED]), *more]


def _table(rows: list[Row]) -> list[str]:
    wide = max(len(row.name) for row in rows)
    lines = []
    for row in rows:
        sign = {True: "met", False: "not met", None: "–"}[row.met]
        values = row.value.split(", ")
        lines.append(f"{row.name:<{wide}}  {values[0]:>8}  {sign:<8} {row.target}")
        lines += [f"{'':<{wide}}  {value:>8}" for value in values[1:]]
        if row.acts:
            lines.append(f"  {', '.join(f'{act} {value}' for act, value in row.acts.items())}")
    return lines


def _stuck(found: dict[str, Any]) -> list[str]:
    if not found["runs"]:
        return ["", "No run was stuck."]
    lines = ["", f"Stuck runs ({found['runs']})"]
    for example in found["examples"][:3]:
        lines += [
            "",
            f"  in {example['node']}, after {example['turns']} turns, seed {example['seed']}: {example['why']}",
        ]
        lines += [f"    {line}" for line in example["transcript"].splitlines()[-30:]]
    return lines


def searched(story: Story, found: Search) -> str:
    """What a search found, as text."""
    whole = "every state" if found.whole else f"the first {found.states:,} states: there are more"
    unseen = [name for name in story.nodes if name not in found.nodes]
    mute = [block.id for block in every_block(story) if block.id not in found.blocks and block.items]
    lines = [f"{story.title}: {whole}. {found.states:,} states, {found.steps:,} steps.", "", "Endings"]
    lines += [f"  {name}  in {count:,} states" for name, count in found.endings.most_common()] or ["  none"]
    lines += _listed("Never seen: nodes", unseen)
    lines += _listed("Never seen: blocks", [name for name in mute if name not in story.nodes])
    if not found.whole:
        lines += [
            "",
            f"NOT PROVED: more than {found.states:,} states differ in what decides where the story can go. What is said here holds for those.",
        ]
    if found.whole:
        lines += _listed("States from which no ending can be reached", found.dead_ends) or [
            "",
            "Every state leads to an ending.",
        ]
    return "\n".join(lines)
