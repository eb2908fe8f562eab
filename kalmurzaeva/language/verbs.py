"""The verbs of a story: what its `verbs` passages add to the table, and single words that only its headers know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kalmurzaeva.grammar.lexicon import request, tokens
from kalmurzaeva.grammar.patterns import Grammar, Pattern, built_in, parse_form
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.language.passage import Cut, split_header, split_options, split_outside, without_comment
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.problems import did_you_mean, problem
from kalmurzaeva.model.values import Span

# The forms of a header: of a response all, of a choice those behind its words.
_FORMS = re.compile(r"\n(?:>|[*+][^\n;]*;)[ \t]*([^\n]*)")
_SLOT = re.compile(r"<\s*([a-z_]\w*)\s*>")


def read_grammar(
    cuts: Iterable[Cut], others: Iterable[Passage], sources: Mapping[str, str], kinds: frozenset[str], report: Report
) -> Grammar:
    """The grammar of a story: the patterns of its `verbs` passages before those of the table, and behind these the words that headers of its
    `others` take for verbs."""
    own: list[Pattern] = []
    for found in cuts:
        for raw in found.blocks:
            text, _ = split_options(sources[raw.header.file][raw.header.start : raw.header.end])
            own += _patterns(text, raw.header, kinds, report)
    table = built_in()
    declared = Grammar((*own, *table.patterns), table.verbs | {pattern.verb for pattern in own})
    alone = _undeclared(others, sources, declared.first_words, report)
    if not alone:
        return declared
    return Grammar((*declared.patterns, *alone), declared.verbs | {pattern.verb for pattern in alone})


def _undeclared(
    passages: Iterable[Passage], sources: Mapping[str, str], known: frozenset[str], report: Report
) -> list[Pattern]:
    """A verb that stands alone for each header of one word that no verb begins with, such as `> plie`, and another form of it for what ends in that
    word beside it, such as `> plie; grand plie`. (The table of an older version may have known them.)"""
    found: dict[tuple[str, ...], Span] = {}
    for passage in passages:
        if "glossary" in passage.tags:
            continue  # its headers are words that are asked about
        for header in _FORMS.finditer(sources[passage.file], passage.body_start - 1, passage.body_end):
            written = without_comment(header.group(1))
            lone = [form.strip() for form in written.partition("[")[0].split(";") if form.strip().isalpha()]
            if not lone:
                continue
            for at, form in split_header(written)[0]:
                words = request(form)
                if words and words[0] not in known and words[-1] in lone:
                    start = header.start(1) + at
                    found.setdefault(words, Span(passage.file, start, start + len(form)))
    for words, span in found.items():
        form, last = " ".join(words), words[-1]
        declaring = f"Declare it in a passage tagged verbs, with what is said of it elsewhere: > {form}"
        report(problem("undeclared-verb", span, f"{declaring}. {did_you_mean(last, known)}".strip(), word=words[0]))
    return [pattern for words in found for pattern in parse_form(words[-1], " ".join(words))]


def _patterns(text: str, span: Span, kinds: frozenset[str], report: Report) -> list[Pattern]:
    """The patterns that a `verbs` header adds. The built-in verb that reads the first form is meant, or else its first word; a
    form that the table reads already adds nothing."""
    patterns: list[Pattern] = []
    verb = ""
    for offset, form in split_outside(text, ";"):
        place = Span(span.file, span.start + offset, span.start + offset + len(form))
        if not form[:1].isalpha():
            report(problem("bad-verb-form", place, "Like this: > keep <gesture>.", why="it begins with no word"))
            continue
        known = _built_in_verb(form)
        verb = verb or known or tokens(form)[0]
        if verb in SESSION:
            report(problem("bad-verb-form", place, why=f'"{verb}" belongs to the game itself'))
        own_slots = {name for name in _SLOT.findall(form) if name in kinds}
        if known and not own_slots:
            continue
        try:
            patterns += parse_form(verb, form.lower(), kinds)
        except ValueError as error:
            hint = did_you_mean(str(error), {*kinds, "noun", "person", "thing", "second", "topic"}, "<{}>")
            report(problem("bad-verb-form", place, hint, why=f"there is no slot <{error}>"))
    return patterns


def _built_in_verb(form: str) -> str | None:
    """The verb of the table that reads a verb form such as `put <noun> on <second>`."""
    stand_ins = {f"gap{index}x" for index, _ in enumerate(_SLOT.findall(form))}
    names = iter(sorted(stand_ins))
    typed = request(_SLOT.sub(lambda _: f" {next(names)} ", re.sub(r"[|][^\s<]+", "", form).replace("_", " ")))
    for match in built_in().matches(typed):
        if all(len(slot) == 1 and slot[0] in stand_ins for slot in match.slots.values()) and len(match.slots) == len(
            stand_ins
        ):
            return match.verb
    return None
