"""The table of measures: what a Tally and its forks say of a story, beside what is aimed at.

Every figure comes from what was played: the words shown, the blocks that spoke. What makes a figure count for less is here, too: a reply under
twelve words or that shares five words with another answers nothing, one reply answers for three nouns at most, a flag that changes a word or two is not
read, and an ending that says what another says is that ending.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from attrs import field, frozen

from kalmurzaeva.model.story import Story
from kalmurzaeva.session.progress import acts_in_order
from kalmurzaeva.studio.checks.concrete_nouns import lemma_of
from kalmurzaeva.studio.checks.word_rules import STUB
from kalmurzaeva.studio.exploration.decisive_reads import weighty_reads
from kalmurzaeva.studio.exploration.forks import shared
from kalmurzaeva.studio.exploration.playthrough import ShownParagraph
from kalmurzaeva.studio.exploration.tally import Tally, apart
from kalmurzaeva.studio.prose import count_words, runs, words_of

NOUNS_A_REPLY = 3
_SAME_ENDING = 0.6
_LONG, _TOO_LONG = 180, 400  # words


@frozen
class Row:
    """One measure: the figure for the whole and for each act that has one, what is aimed at, and whether it is met (None where there
    is nothing to say)."""

    name: str
    value: str
    target: str
    met: bool | None
    acts: dict[str, str] = field(factory=dict)


@frozen
class Forked:
    """What forks and opposed pairs found: which decisions change the later text, and the (common, all) words of each pair."""

    decisions: dict[str, bool] = field(factory=dict)
    pairs: tuple[tuple[int, int], ...] = ()


def table(story: Story, tally: Tally, forked: Forked) -> list[Row]:
    """All measures of some runs."""
    return [
        *_nouns(story, tally),
        *_stretches(story, tally),
        *_options(story, tally),
        _decisions(story, forked),
        _shared(forked),
        _repeated(story, tally),
        _endings(tally),
        _spoken(story, tally),
    ]


def percent(part: float, whole: float) -> str:
    """A share as people read it."""
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _by_act(story: Story, figure: Callable[[str], str]) -> dict[str, str]:
    return {act: text for act in story.acts if (text := figure(act)) != "–"}


def _act(story: Story, node: str) -> str:
    return story.nodes[node].act or "" if node in story.nodes else ""


def act_of(story: Story, block: str) -> str:
    """The act of the passage that a block stands in, or `""`."""
    return _act(story, block.partition("/")[0])


# ── Nouns ──────────────────────────────────────────────────────────────────────────────────────────────────────


def nouns_shown(tally: Tally, *, talk: bool = False) -> dict[tuple[str, str], float]:
    """The concrete nouns shown, as (block, noun), each with how far EXAMINE answers it where it was shown: in none of the runs, in all, or
    in some. With `talk`, also those of replies to ASK, REMEMBER and the like."""
    answered: dict[tuple[str, str], Counter[str]] = {}
    for key, count in sorted([*tally.nouns.items(), *(tally.nouns_elsewhere.items() if talk else ())]):
        block, noun, reply = apart(key)
        answered.setdefault((block, noun), Counter())[reply] += count
    poor = {source for source, text in tally.replies.items() if count_words(text) < STUB} | twins(tally.replies)
    credit: dict[str, set[str]] = {}
    found = {}
    for (block, noun), replies in answered.items():
        known = 0
        for reply, count in replies.items():
            nouns = credit.setdefault(reply, set())
            one = lemma_of(noun) or noun
            if reply and reply not in poor and (one in nouns or len(nouns) < NOUNS_A_REPLY):
                nouns.add(one)
                known += count
        found[block, noun] = known / replies.total()
    return found


def twins(replies: dict[str, str]) -> set[str]:
    """The replies that share five words in a row with another."""
    first: dict[tuple[str, ...], str] = {}
    found: set[str] = set()
    for source, text in sorted(replies.items()):
        for run in runs(words_of(text)):
            other = first.setdefault(run, source)
            if other != source:
                found |= {other, source}
    return found


def _nouns(story: Story, tally: Tally) -> list[Row]:
    rows = []
    for talk in (False, True):
        shown = nouns_shown(tally, talk=talk)

        def figure(act: str | None, shown: dict[tuple[str, str], float] = shown) -> tuple[float, int]:
            known = [share for (block, _), share in shown.items() if act is None or act_of(story, block) == act]
            return sum(known), len(known)

        known, all_ = figure(None)
        rows.append(
            Row(
                "… those that talk and memory name among them"
                if talk
                else "concrete nouns shown that EXAMINE answers there",
                percent(known, all_),
                "–" if talk else "75 % and more",
                known >= 0.75 * all_ if shown and not talk else None,
                _by_act(story, lambda act, figure=figure: percent(*figure(act))),  # type: ignore[misc]
            )
        )
    return rows


# ── Stretches ──────────────────────────────────────────────────────────────────────────────────────────────────


def _stretches(story: Story, tally: Tally) -> list[Row]:
    """Only words that are new in their run count, so that padding with what was said gains nothing."""
    in_act = {act: sorted(_elements(counts)) for act, counts in tally.stretches.items()}
    whole = sorted(words for lengths in in_act.values() for words in lengths)

    def mean(lengths: list[int]) -> float:
        return sum(lengths) / len(lengths) if lengths else 0

    def by_act(figure: Callable[[list[int]], float]) -> dict[str, str]:
        return _by_act(story, lambda act: f"{figure(in_act[act]):.0f}" if act in in_act else "–")

    def row(name: str, figure: Callable[[list[int]], float], target: str, met: bool) -> Row:
        return Row(name, f"{figure(whole):.0f}", target, met if whole else None, by_act(figure))

    most = max(whole, default=0)
    return [
        row("words between decisions or discoveries, mean", mean, "60 to 140", 60 <= mean(whole) <= 140),
        row("… nine in ten", lambda lengths: _at(lengths, 0.9), f"{_LONG} at most", _at(whole, 0.9) <= _LONG),
        row("… the longest", lambda lengths: max(lengths, default=0), f"never over {_TOO_LONG}", most <= _TOO_LONG),
    ]


def _elements(counts: Counter[str]) -> Iterator[int]:
    return (int(words) for words in counts.elements())


def _at(ordered: list[int], share: float) -> int:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0


# ── Options ────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Kept:
    """What an option sets that is read later: elsewhere at all, and at least twice with once in a later act."""

    elsewhere: frozenset[str] = frozenset()
    far: frozenset[str] = frozenset()


def kept_by(story: Story, tally: Tally) -> dict[str, Kept]:
    """For every block that was chosen or that answered, what it set that another scene read in some run."""
    order = {act: at for at, act in enumerate(acts_in_order(story))}
    read: dict[str, set[tuple[str, str]]] = {}
    for key in tally.spoke:
        block, node = apart(key)
        for name in weighty_reads(story, block):
            read.setdefault(name, set()).add((block, node))

    def kept(changed: dict[str, int]) -> Kept:
        elsewhere, far = set(), set()
        for key in changed:
            node, name = apart(key)
            readers = {(block, at) for sees in _seen_as(name) for block, at in read.get(sees, ()) if at != node}
            later = [at for _, at in readers if order.get(_act(story, at), -1) > order.get(_act(story, node), -1)]
            if readers:
                elsewhere.add(name)
            if len({block for block, _ in readers}) > 1 and later:
                far.add(name)
        return Kept(frozenset(elsewhere), frozenset(far))

    return {option: kept(changed) for option, changed in tally.sets.items()}


def is_declared(change: str) -> bool:
    """Whether a change is one of declared state, and no count of what was shown or entered."""
    return change.startswith(("var ", "member "))


def _seen_as(change: str) -> tuple[str, ...]:
    """The readings that see a change: `member kept hem` is seen by `hem in kept`, and by what looks at the whole of `kept`."""
    kind, *names = change.split(" ", 2)
    if kind == "member":
        return (
            f"member {names[0]} {names[1]}",
            f"set {names[0]}",
            f"size {names[0]}",
            f"memory {names[0]}",
            f"order {names[0]}",
        )
    return (change, f"piece {names[0]}") if kind == "var" else (change,)


def _options(story: Story, tally: Tally) -> list[Row]:
    kept = kept_by(story, tally)
    options = sorted(tally.offered)

    def setting(chosen: list[str]) -> str:
        return percent(sum(bool(kept.get(option, Kept()).elsewhere) for option in chosen), len(chosen))

    def of_act(act: str) -> list[str]:
        return [option for option in options if act_of(story, option) == act]

    last = acts_in_order(story)[-1:] or [""]
    early = [option for option in options if act_of(story, option) not in last]
    flags = {name for option in early for name in kept.get(option, Kept()).elsewhere if is_declared(name)}
    far = {name for option in early for name in kept.get(option, Kept()).far if is_declared(name)}
    good = sum(bool(kept.get(option, Kept()).elsewhere) for option in options)
    return [
        Row(
            "options that set what another scene reads",
            setting(options),
            "35 % and more",
            good >= 0.35 * len(options) if options else None,
            _by_act(story, lambda act: setting(of_act(act))),
        ),
        Row(
            "… of the state they set before the last act, read twice and an act later",
            percent(len(far), len(flags)),
            "all",
            far == flags if flags else None,
        ),
    ]


# ── Decisions, pairs, repetition ───────────────────────────────────────────────────────────────────────────────


def _decisions(story: Story, forked: Forked) -> Row:
    def figure(act: str | None) -> tuple[int, int]:
        found = [yes for key, yes in forked.decisions.items() if act is None or _act(story, apart(key)[0]) == act]
        return sum(found), len(found)

    yes, all_ = figure(None)
    return Row(
        "decisions whose options change the later text",
        percent(yes, all_),
        "60 % and more",
        yes >= 0.6 * all_ if all_ else None,
        _by_act(story, lambda act: percent(*figure(act))),
    )


def _shared(forked: Forked) -> Row:
    common, total = (sum(pair[at] for pair in forked.pairs) for at in (0, 1))
    met = common <= 0.5 * total if total else None
    return Row("text shared by two opposed playthroughs", percent(common, total), "50 % or less", met)


def _repeated(story: Story, tally: Tally) -> Row:
    def figure(act: str) -> str:
        return percent(tally.acts[act]["repeated"], tally.acts[act]["words"]) if act in tally.acts else "–"

    repeated, words = sum(tally.repeated), sum(tally.words)
    met = repeated <= 0.06 * words if words else None
    return Row("text that a run repeats", percent(repeated, words), "6 % or less", met, _by_act(story, figure))


# ── Endings and speech ─────────────────────────────────────────────────────────────────────────────────────────


def endings(tally: Tally) -> Counter[str]:
    """How many runs came to each ending. One that says what another says is counted as that."""
    same = same_endings(tally)
    found: Counter[str] = Counter()
    for key, count in tally.endings.items():
        ending = apart(key)[1]
        found[same.get(ending, ending)] += count
    return found


def same_endings(tally: Tally) -> dict[str, str]:
    """Endings that are another under a new name, each with the other."""
    same: dict[str, str] = {}
    names = sorted(tally.ending_texts)
    for at, name in enumerate(names):
        for other in names[:at]:
            if other not in same:
                # The source is left out: a copy stands in another block.
                texts = [
                    [ShownParagraph("ending", "", text) for _, text in tally.ending_texts[each]]
                    for each in (name, other)
                ]
                common, total = shared(*texts)
                if total and common >= _SAME_ENDING * total:
                    same[name] = other
                    break
    return same


def _endings(tally: Tally) -> Row:
    found = endings(tally)
    most = max(found.values(), default=0)
    value = ", ".join(f"{name} {percent(count, found.total())}" for name, count in found.most_common())
    met = len(found) > 1 and most <= 0.4 * found.total() if tally.runs else None
    return Row("endings found", value or "none", "all, none over 40 %", met)


def _spoken(story: Story, tally: Tally) -> Row:
    def figure(*acts: str) -> tuple[int, int]:
        counts = [tally.acts[act] for act in acts if act in tally.acts]
        return sum(count["spoken"] for count in counts), sum(count["fresh"] for count in counts)

    spoken, words = figure(*tally.acts)
    return Row(
        "share of words in dialogue",
        percent(spoken, words),
        "20 to 40 %",
        0.2 * words <= spoken <= 0.4 * words if words else None,
        _by_act(story, lambda act: percent(*figure(act))),
    )


def spread(figures: list[int]) -> str:
    """Median, tenth and ninetieth."""
    ordered = sorted(figures)
    return f"{_at(ordered, 0.5):,} (a tenth below {_at(ordered, 0.1):,}, a tenth above {_at(ordered, 0.9):,})"
