"""What writers write out of habit: as in ink or in Twine, or an option where it would be words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kalmurzaeva.language.passage import OPTION_WORDS, Cut, split_header, split_outside
from kalmurzaeva.language.reader import Passage, Report
from kalmurzaeva.model.problems import problem
from kalmurzaeva.model.values import Span

_STRAY_OPTION = re.compile(rf"(?<!\\)[\[［]\s*(?:{OPTION_WORDS})\b[^\]］\n]*[\]］]?", re.IGNORECASE)
# No name holds such a sign; where one stands in a list of names, something else was meant.
_NO_NAME = re.compile(r"(?<!\\)[\[\]［］{}][^;,\n]*")
_NAMED = ("things", "names")
# What people write who have written for ink or for Twine: what it is, whose, and how it is written here.
HABITS = (
    (
        re.compile(r"^[*+][ \t]+[^\n]*?(->[^\n]*?)[ \t]*$", re.MULTILINE),
        "a choice with its divert",
        "ink",
        "The divert stands on a line of its own under the choice: -> [[place]]",
    ),
    (
        re.compile(rf"^[*+][ \t]+[^\n\[]*?((?<!\\)\[(?!\[|(?:{OPTION_WORDS})\b)[^\]\n]*\])", re.MULTILINE),
        "a choice in brackets",
        "ink",
        "A choice is the words alone: + look under the bed",
    ),
    (
        re.compile(r"^((?:\*[ \t]*){2,}|(?:\+[ \t]*){2,})\S", re.MULTILINE),
        "a choice under a choice",
        "ink",
        "Choices of a later turn stand in a node of their own: -> [[place]]",
    ),
    (re.compile(r"^(={2,}[ \t]*\w[^\n]*)", re.MULTILINE), "a knot", "ink", "A node begins with a line :: name"),
    (
        re.compile(r"^((?:VAR|CONST|LIST|TEMP)[ \t]+\w+[ \t]*=[^\n]*)", re.MULTILINE),
        "a variable",
        "ink",
        "Variables stand in a passage tagged [state]: flag met, or number trust 0..5 = 2",
    ),
    (
        re.compile(r"^(?![>*+@~]|[^\w\n]*->)[^\n]*?((?<!\\)\[\[[^\]\n]*\]\])", re.MULTILINE),
        "a link in the text",
        "Twine",
        "A way out is a choice, + go to the hall, with -> [[hall]] under it",
    ),
    (
        re.compile(r"^[*+](?![^\n]*->)[^\n]*?((?<!\\)\[\[[^\]\n]*\]\])", re.MULTILINE),
        "a link as a choice",
        "Twine",
        "A choice is the words alone, + go to the hall, with -> [[hall]] under it",
    ),
    (
        re.compile(r"((?<!\\)<<[a-z/][^>\n]*>>|(?<!\\)\((?:set|if|else|link|link-goto|display|print):[^\n]*)"),
        "a macro",
        "Twine",
        "Conditions are [if met] … [end], effects ~ met",
    ),
    (
        re.compile(r"((?<![\\\w$])\$[A-Za-z_]\w*)"),
        "a variable",
        "Twine",
        "Names stand without a $: {=trust} shows one, [if trust > 2] asks",
    ),
    (
        re.compile(r"((?<!\\)(?:/\*|<!--|/%)[^\n]*)"),
        "a comment",
        "another language",
        "A comment begins with // and a space",
    ),
    (
        re.compile(r"(?<![:/\\])(//(?=[^\s/])[^/\n]*(?<=\S)//(?!/))"),
        "italic",
        "Twine",
        "Italic is *words*; what begins with // is a comment, and nobody would read it",
    ),
    (
        re.compile(r"((?<![\\'\w])''(?=\S)[^'\n]+''(?!\w)|(?<![\\\w_])__(?=\S)[^_\n]+__(?![\w(])|(?<!\\)@@[^@\n]*@@)"),
        "a look",
        "Twine",
        "Italic is *words*, bold **words**; there is no other",
    ),
    (
        re.compile(r"((?<![\\\w_])_(?=[^\W_])[^_\n]+_(?![\w_]))"),
        "italic",
        "Markdown",
        "Italic is *words*, bold **words**",
    ),
    (
        re.compile(r"((?<!\\)&(?:[a-z]{2,8}|#\d+|#x[\da-f]+);)", re.IGNORECASE),
        "a letter",
        "HTML",
        "Letters stand as they are; the file is UTF-8",
    ),
    (
        re.compile(r"^(!{1,6} ?[A-Z]\w[^\n]*)", re.MULTILINE),
        "a heading",
        "Twine",
        "The heading of a place is its title:, and words that begin so are written \\!",
    ),
    (
        re.compile(r"^((?:INCLUDE|EXTERNAL)[ \t]+\S[^\n]*)", re.MULTILINE),
        "a line for a compiler",
        "ink",
        "All .twee files of the folder are one story; nothing outside is called",
    ),
    (
        re.compile(r"^(?![>*+@=])[^\n]*?((?<!\\)<>)", re.MULTILINE),
        "glue",
        "ink",
        "Lines of a paragraph are joined anyhow; a blank line begins the next",
    ),
    (
        re.compile(r"^[^\n]*\S[ \t]+((?<!\\)#[ \t]*(?![\dA-Fa-f]{3,8}\b)[A-Za-z_][\w:. -]*)$", re.MULTILINE),
        "a tag",
        "ink",
        "Tags are those of a passage: :: name [tag]; an ordinary # is written \\#",
    ),
    (
        re.compile(r"^[*+][ \t]+((?<!\\)\([A-Za-z]\w*\))(?=[ \t]+\S)", re.MULTILINE),
        "a label",
        "ink",
        "A block is named at the end of its header, + look up [label name]; words in brackets are written \\(quietly)",
    ),
    (
        re.compile(
            r"^[^\n]*?((?<!\\)\[(?:/\w+|continue|cont'd|(?:after|note)\b[^\]\n]*)\])[ \t]*$",
            re.MULTILINE | re.IGNORECASE,
        ),
        "a directive",
        "Twine",
        "What varies is written {if met: yes|no}, or [if met] … [end] on lines of their own",
    ),
    (re.compile(r"^(TODO:[^\n]*)", re.MULTILINE), "a note to yourself", "ink", "A comment begins with // and a space"),
    (
        re.compile(r"^(#+ ?\w[^\n]*)", re.MULTILINE),
        "a heading, a tag or a comment",
        "another language",
        "The heading of a place is its title:, a comment begins with //, and words that begin so are written \\#",
    ),
    (
        re.compile(
            r"^(?![>@=])[^\n]*?((?<!\\)</?(?:a|b|br|div|em|h[1-6]|hr|i|img|p|span|strong|u)\b[^>\n]*>)", re.MULTILINE
        ),
        "a mark of HTML",
        "Twine",
        "Italic is *words*, bold **words**; a blank line begins a paragraph",
    ),
    (
        re.compile(r"((?<!\\)\{(?:!|(?:shuffle|cycle|once|stopping)\s*:))"),
        "a kind of alternative",
        "ink",
        "{a|b} goes on and stays, {&a|b} goes round, {~a|b} is shuffled, {a|} is shown once",
    ),
)
_ARM = "an arm of a condition"
_COMMENT = re.compile(r"(?:^|\s)//")


def check_options(cuts: Iterable[Cut], sources: Mapping[str, str], report: Report) -> None:
    """An option is read at the end of a header, of a form in it, or of an entry; anywhere else it would be words."""
    for found in cuts:
        source = sources[found.passage.file]
        spans = [(raw.header, _STRAY_OPTION) for raw in found.blocks]
        for prop in found.properties.values():
            at = prop.span.start
            spans += [
                (
                    Span(found.passage.file, at + group + start, at + group + start + len(piece)),
                    _NO_NAME if prop.key in _NAMED else _STRAY_OPTION,
                )
                for group, entries in split_outside(prop.value, ";")
                for start, piece in split_outside(entries, ",")
            ]
        for span, sign in spans:
            forms, _ = split_header(source[span.start : span.end])
            for at, form in forms:
                if not (stray := sign.search(form)):
                    continue
                place = Span(span.file, span.start + at + stray.start(), span.start + at + stray.end())
                why = "it does not stand whole at the end of the line"
                report(problem("bad-option", place, "Like this: + words; form [if condition]", why=why))


def check_habits(
    passages: Iterable[Passage], sources: Mapping[str, str], variables: Collection[str], report: Report
) -> None:
    """What is written as in ink or in Twine, and would be words here; `variables` are the names that a condition may begin with."""
    habits = (*HABITS, *_conditions(variables)) if variables else HABITS
    for passage in passages:
        source = sources[passage.file]
        for pattern, what, whose, hint in habits:
            for found in pattern.finditer(source, passage.body_start, passage.body_end):
                before = source[source.rfind("\n", 0, found.start(1)) + 1 : found.start(1)]
                if _COMMENT.search(before) or (what == _ARM and is_set_apart(source, found.start(1))):
                    continue
                place = Span(passage.file, found.start(1), found.end(1))
                report(problem("written-otherwise", place, hint, what=what, whose=whose))


def is_set_apart(source: str, at: int) -> bool:
    """Whether a place stands in `[as list]` or the like, where a line may begin with a hyphen."""
    return source.rfind("[as ", 0, at) > source.rfind("[end]", 0, at)


def _conditions(variables: Collection[str]) -> tuple[tuple[re.Pattern[str], str, str, str], ...]:
    """The habit of a condition without its `if`: `{late: yes|no}`, and under one another `- late: yes`."""
    names = "|".join(sorted(map(re.escape, variables), key=len, reverse=True))
    asked = rf"(?:not[ \t]+|!)?(?:{names})\b(?:[ \t]*[=<>!]=?[ \t]*\w+)?[ \t]*:"
    return (
        (re.compile(rf"((?<!\\)\{{[ \t]*{asked})"), "a condition", "ink", "Like this: {if late: yes|no}"),
        (
            re.compile(rf"^(-[ \t]*(?:else[ \t]*:|{asked}))", re.MULTILINE),
            _ARM,
            "ink",
            "Whole paragraphs are chosen by [if met], [else if met], [else] and [end]",
        ),
    )


def instead_of(key: str, kind: str, properties: Mapping[str, Collection[str]]) -> str:
    """What to do about a property that a kind of passage has not, as a hint: it is another kind's, or it is nobody's."""
    owners = [other for other in ("entity", "act") if key in properties[other]]
    if owners and kind == "node":
        return "Tag the passage [person], [thing] or [place]." if owners[0] == "entity" else "Tag the passage [act]."
    return f"It may have {', '.join(sorted(properties[kind]))}; a line of text stands under --."


def name_like(name: str, taken: Collection[str]) -> str:
    """A hint: a name for a passage, where what was written can be made one."""
    found = re.sub(r"\W+", "_", name).strip("_")
    return f"Call it {found}." if re.fullmatch(r"[A-Za-z]\w*", found) and found not in taken else ""
