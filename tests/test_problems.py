"""What a writer may rely on when a story is wrong: every fault is named, with its place, and nothing that is written crashes the reader."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kalmurzaeva
from kalmurzaeva import Problem, StoryError, begin, load_story
from kalmurzaeva.model.markup import clean
from kalmurzaeva.model.problems import RULES, did_you_mean, line_and_column, render
from kalmurzaeva.studio.checks.command import check
from tests.conftest import headed
from tests.small import TEXT, load_text, load_whole

FOLDER = Path(__file__).parent / "bad_stories"
FILES = sorted(FOLDER.glob("*.twee"))

# These are faults of a folder or of bytes, which no *.twee file can show. `_in_folder` makes them.
IN_FOLDERS = {
    "no-story": "a folder with nothing to read",
    "not-utf8": "bytes that are no text; a file of this folder is text, so that people and tools can read it",
}
# An error that is found by looking at the whole story, which only `check` does.
FOUND_BY_CHECK = {"never-runs"}


def problems_in(folder: Path) -> tuple[tuple[Problem, ...], dict[str, str]]:
    """What `check` finds wrong with the story in a folder, and its sources."""
    checked = check(folder)
    return checked.problems, checked.sources


def problems_of(text: str) -> list[tuple[str, str]]:
    """What is wrong with a story's text: (code, the words that it points at)."""
    text = headed(text)
    try:
        load_text(text)
    except StoryError as wrong:
        return [(found.code, text[found.span.start : found.span.end].strip()) for found in wrong.problems]
    return []


# ── Habits ─────────────────────────────────────────────────────────────────────────────────────────────────────

HABITUAL = """
:: studio [barre]
things: bench
--
The studio.
{text}

> examine bench
The bench.
{block}

+ go to the hall
-> [[hall]]
{choice}

:: hall
--
The hall.

+ go back
-> [[studio]]
{passage}

:: barre [act]
title: Barre

:: facts [state]
flag late
number trust 0..5 = 2
{state}
"""


@pytest.mark.parametrize(
    ("where", "written", "said"),
    [
        ("block", "-> hall", "Write -> [[hall]]."),
        ("block", "-> END", "A story ends in a node with a line ends: name_of_the_ending."),
        ("block", "[[Go on->hall]]", "A way out is a choice"),
        ("block", "[[Go on|hall]]", "A way out is a choice"),
        ("choice", "+ [[go on|hall]]", "A choice is the words alone"),
        ("choice", "* [Go on] -> hall", "A choice is the words alone"),
        ("choice", "* look up\nYes.\n** look down", "Choices of a later turn stand in a node of their own"),
        ("block", "<<set $late to true>>", "effects ~ met"),
        ("block", "(set: $late to true)", "effects ~ met"),
        ("text", "You have $trust left.", "Names stand without a $"),
        ("text", "{late: Late.|Early.}", "Like this: {if late: yes|no}"),
        ("text", "{trust > 2: Yes.|No.}", "Like this: {if late: yes|no}"),
        ("text", "{not late: Early.}", "Like this: {if late: yes|no}"),
        ("text", "{\n- late: Late.\n- else: Early.\n}", "Whole paragraphs are chosen by [if met]"),
        ("text", "{trust}", "A value is shown by {=trust}."),
        ("text", "{!Once.}", "{a|} is shown once"),
        ("text", "{shuffle: a|b}", "{~a|b} is shuffled"),
        ("text", "{if late yes}", "Like this: {if late: yes|no}."),
        ("text", "The {studio.", "An ordinary { is written \\{."),
        ("text", "/* later */", "A comment begins with //"),
        ("text", "<!-- later -->", "A comment begins with //"),
        ("text", "TODO: more", "A comment begins with //"),
        ("text", "//Never// again.", "Italic is *words*"),
        ("text", "He said //that// to her.", "nobody would read it"),
        ("text", "It is ''very'' late.", "there is no other"),
        ("text", "__Late.__", "there is no other"),
        ("text", "@@color: red; Late.@@", "there is no other"),
        ("text", "It is _very_ late.", "Italic is *words*"),
        ("text", "Late&nbsp;again &#8212; late.", "the file is UTF-8"),
        ("text", "!Studio", "The heading of a place is its title:"),
        ("text", "INCLUDE pantry.ink", "All .twee files of the folder are one story"),
        ("text", "Late <>", "Lines of a paragraph are joined"),
        ("text", "It is late. # loud", "Tags are those of a passage"),
        ("text", "[continue]", "What varies is written"),
        ("text", "Late. [/if]", "What varies is written"),
        ("choice", "* (ask_name) ask her name", "A block is named at the end of its header"),
        ("text", "Late.\n~trust", "Like this: ~ trust += 1."),
        ("text", "# Studio", "The heading of a place is its title:"),
        ("text", "The <b>bench</b>.", "bold **words**"),
        ("block", "~ x = 1", "Declare it in a passage tagged [state]: flag x, or number x 0..9 = 0."),
        ("block", "~ trust++", "Like this: ~ trust += 1."),
        ("block", "~ temp x = 1", "Every variable is declared in a passage tagged [state]"),
        ("block", "VAR x = 1", "Variables stand in a passage tagged [state]"),
        ("state", "x = 1", "For example: "),
        ("choice", "+ look up [if trust = 2]", 'Write "==" to compare, not "=".'),
        ("choice", "+ look up [if late && late]", 'Write "and", not "&&".'),
        ("choice", "+ look up [if late || late]", 'Write "or", not "||".'),
        ("choice", "+ look up [if !late]", 'Write "not", not "!".'),
        ("choice", "+ look up [if $late]", "Write a name without its $."),
        ("choice", "+ look up [if trust >]", "For example: trust > 2 and not late."),
        ("choice", "@ entering", "There are @ enter, @ return"),
        ("choice", "> defenestrate bench", "a passage tagged [verbs] with > defenestrate <thing>."),
        ("passage", ":: the big-pantry\n--\nDark.", "Call it the_big_pantry."),
        ("passage", ":: hall\n--\nDark.", "Rename one of them."),
        ("passage", ":: ivan [npc]\nnames: Ivan\n--\nHe.", "Tag the passage [person], [thing] or [place]."),
        ("passage", ":: pantry\nexits: hall\n--\nDark.", "It may have ending title, ends,"),
        ("passage", ":: ivan [person]\nnames: Ivan\nHe is here.", "end the properties with a line --."),
        ("passage", "=== pantry ===", "A node begins with a line :: name"),
    ],
)  # fmt: skip
def test_a_habit_from_elsewhere_is_named_and_how_it_is_written_here(where: str, written: str, said: str) -> None:
    slots = dict.fromkeys(("text", "block", "choice", "passage", "state"), "") | {where: written}
    text = headed(re.sub(r"\{(text|block|choice|passage|state)\}", lambda slot: slots[slot[1]], HABITUAL))
    with pytest.raises(StoryError) as wrong:
        load_text(text)
    hints = [found.hint for found in wrong.value.problems if found.span.file]
    assert any(said in hint for hint in hints), hints
    lines = written.split("\n")
    assert any(
        text[text.rfind("\n", 0, found.span.start) + 1 :].split("\n")[0] in lines
        for found in wrong.value.problems
        if said in found.hint
    )


@pytest.mark.parametrize(
    "written",
    [
        "It costs $5.", "A \\{brace\\}.", "He wrote \\<b> there.", "a/b, and/or", "// see [[hall]] and $late", "3 < 4 > 2",
        "http://example.org//late and then // a comment", "'Late,' he said. ''Tis late.", "snake_case_names, _ and __",
        "R & B; AT&T;", "!? Late", "Less <than> that", "No. # 5", "\\(quietly) late", "[Later.]", "[after]noon", "\\//late//",
        "{Late: she was late.|Early.}", "Yes! {No!|No.}", "[as list]\n- one thing\n- late: no\n[end]",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_habit_is_words(written: str) -> None:
    text = re.sub(r"\{(text|block|choice|passage|state)\}", lambda slot: written if slot[1] == "text" else "", HABITUAL)
    assert problems_of(text) == []


def test_quotation_marks_of_a_word_processor_in_story_data_are_named() -> None:
    text = headed(HABITUAL).replace('"format"', "“format”")
    assert text != headed(HABITUAL)
    with pytest.raises(StoryError) as wrong:
        load_text(re.sub(r"\{(text|block|choice|passage|state)\}", "", text))
    assert 'Its quotation marks are straight ones: "' in [found.hint for found in wrong.value.problems]


# ── One story for each code ────────────────────────────────────────────────────────────────────────────────────


def test_there_are_bad_stories() -> None:
    assert FILES


def test_no_code_lacks_a_story_and_no_story_a_code() -> None:
    assert {path.stem for path in FILES} | set(IN_FOLDERS) == set(RULES)
    assert not {path.stem for path in FILES} & set(IN_FOLDERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_story_shows_its_fault_and_no_other_and_where_it_stands(path: Path, tmp_path: Path) -> None:
    rule, fault = re.findall(r"^// The (?:rule|fault): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert rule.endswith(".")
    shutil.copy(path, tmp_path)
    (found,), sources = problems_in(tmp_path)
    text = sources[path.name]
    assert found.code == path.stem
    assert found.span.file == path.name
    assert text[found.span.start : found.span.end].strip() == fault
    assert found.severity == RULES[path.stem][0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_story_with_an_error_is_not_played_and_one_with_a_warning_is(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path)
    if path.stem in FOUND_BY_CHECK or RULES[path.stem][0] != "error":
        assert begin(load_story(tmp_path))[1].text
        return
    with pytest.raises(StoryError) as wrong:
        load_story(tmp_path)
    assert [found.code for found in wrong.value.problems] == [path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_fault_is_shown_with_its_place_its_line_and_a_caret(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path)
    (found,), sources = problems_in(tmp_path)
    line, column = line_and_column(sources[path.name], found.span.start)
    head, source, caret, *hint = render(found, sources).split("\n")
    assert head == f"{path.name}:{line}:{column}: {found.severity}: {found.message} [{path.stem}]"
    assert source.strip() == sources[path.name].split("\n")[line - 1].strip()
    assert caret.index("^") == 4 + column - 1
    assert caret.count("^") == len(caret.strip())
    assert [text.strip() for text in hint] == ([found.hint] if found.hint else [])
    assert not re.search(r"[{}]\w*}", found.message.replace("{if", "").replace('"{"', ""))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_bad_story_is_a_whole_story_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert ":: StoryTitle\n" in text
    assert re.search(r'"ifid": "[0-9A-F-]{36}"', text)
    others = [other.read_text(encoding="utf-8") for other in FILES if other != path]
    assert not any(re.search(r'"ifid": "([^"]+)"', text).group() in other for other in others)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "code", "file", "reason"),
    [
        ("nothing", "no-story", "", "is not a folder"),
        ("file", "no-story", "", "is not a folder"),
        ("empty", "no-story", "", "holds no *.twee file"),
        ("other", "no-story", "", "holds no *.twee file"),
        ("latin", "not-utf8", "bad.twee", "can't decode"),
        ("utf16", "not-utf8", "bad.twee", "can't decode"),
        ("folder", "not-utf8", "bad.twee", "directory"),
    ],
)
def test_a_folder_that_holds_no_story_says_why(tmp_path: Path, kind: str, code: str, file: str, reason: str) -> None:
    folder = _in_folder(tmp_path / "story", kind)
    problems, sources = problems_in(folder)
    found = next(found for found in problems if found.code == code)
    assert found.span.file == (file or str(folder))
    assert reason in found.message
    assert found.message in render(found, sources)
    assert {found.code for found in problems} == {code}


def _in_folder(folder: Path, kind: str) -> Path:
    """A folder that is wrong in one way."""
    if kind == "file":
        folder.write_text(headed(TEXT), encoding="utf-8")
    elif kind != "nothing":
        folder.mkdir()
        if kind == "other":
            (folder / "story.txt").write_text(headed(TEXT), encoding="utf-8")
        elif kind != "empty":
            (folder / "good.twee").write_text(headed(TEXT), encoding="utf-8")
        if kind == "latin":
            (folder / "bad.twee").write_bytes(":: plié\nPlié.\n".encode("latin-1"))
        elif kind == "utf16":
            (folder / "bad.twee").write_text(":: corridor\nA corridor.\n", encoding="utf-16")
        elif kind == "folder":
            (folder / "bad.twee").mkdir()
    return folder


# ── Many more faults, and where each is shown ──────────────────────────────────────────────────────────────────

STAGE = """:: room
with: nina
things: radiator
--
A room.

{}

:: nina [person]
names: Nina
is: she
--
She sews.

:: gesture [kind]
fields: owner

:: hem [gesture]
names: hem
owner: Nina
--
Pins.

:: memory [state]
flag late
number trust 0..5
one mood of plain, proud
set kept of gesture by taken
{}
"""

FAULTS = [
    # Text that varies.
    ("{if late: a|b|c}", "bad-alternative", "|"),
    ("{if late yes}", "bad-alternative", "{if"),
    ("{}", "bad-alternative", "{}"),
    ("{=latte}", "unknown-name", "latte"),
    ("{=late", "unclosed", "{"),
    ("a } b", "unopened", "}"),
    ("a | b", "unopened", "|"),
    ("{~a|{b|c}}", "nested-alternative", "{"),
    ("{if late: {a|b}}", "nested-alternative", "{"),
    ("{=nina.thee}", "unknown-name", "nina.thee"),
    ("{=trust.the}", "wrong-type", "trust.the"),
    # Paragraphs.
    ("[if late]\nx", "unclosed", "[if late]"),
    ("[else]\nx", "unopened", "[else]"),
    ("[if late]\na\n[else]\nb\n[else]\nc\n[end]", "unopened", "[else]"),
    ("[unless   latte]\nx\n[end]", "unknown-name", "latte"),
    ("[if late]\n[else if latte]\nx\n[end]", "unknown-name", "latte"),
    ("[each in kept]\n[end]", "misplaced", "in kept"),
    ("[as letter: {=latte}]\nx\n[end]", "unknown-name", "latte"),
    ("[as letter: {a]\nx\n[end]", "unclosed", "{"),
    # Diverts and effects.
    ("->> [[roon]]", "unknown-node", "roon"),
    ("-> [[room]] now", "bad-divert", "-> [[room]] now"),
    ("->", "bad-divert", "->"),
    ("> touch radiator\n~ latte", "bad-effect", "latte"),
    ("> touch radiator\n~ latte = 2", "unknown-name", "latte"),
    ("> touch radiator\n~ trust = late", "wrong-type", "late"),
    ("> touch radiator\n~ trust += latte", "unknown-name", "latte"),
    ("> touch radiator\n~ mood = prod", "wrong-value", "prod"),
    ("> touch radiator\n~   kept +=   hen", "wrong-value", "hen"),
    ("> touch radiator\n~ kept += hem by stealing", "wrong-value", "kept += hem by stealing"),
    ("> touch radiator\n~ mood += plain", "bad-effect", "mood += plain"),
    ("> touch radiator\n~ not trust", "bad-effect", "not trust"),
    # Headers.
    ("> touch radiator [if late] [unless latte]", "unknown-name", "latte"),
    ("> touch radiator [if]", "bad-expression", ""),
    ("> touch radiator; touch radiatr", "unknown-noun", "touch radiatr"),
    ("> [if late]\nx", "unreadable-header", "[if late]"),
    ("> keep <gestur>", "bad-placeholder", "keep <gestur>"),
    ("> keep <gesture in late>", "bad-placeholder", "keep <gesture in late>"),
    ("> keep <>", "bad-placeholder", "keep <>"),
    ("> keep the <gesture> now", "bad-placeholder", "keep the <gesture> now"),
    ("@ after x turns", "bad-rule", "after x turns"),
    ("@ before take radiatr", "unknown-noun", "before take radiatr"),
    ("@ before frobnicate", "unknown-verb", "before frobnicate"),
    ("* go {if latte: home}", "unknown-name", "latte"),
    ("* go home [closed if latte: Why.]", "unknown-name", "latte"),
    ("* go home [closed if mood: Why.]", "wrong-type", "mood"),
    ("* go home [closed if late]", "bad-option", "late"),
    ("* go home\nx\n\n* go home", "same-id", "go home"),
    # Conditions.
    ("{if mood: a}", "wrong-type", "mood"),
    ("{if  nina : a}", "wrong-type", "nina"),
    ("[if kept.where(hem)]\nx\n[end]", "wrong-type", "kept.where(hem)"),
    ("{if late and: a}", "bad-expression", "late and"),
    ("{if late = yes: a}", "bad-expression", "late = yes"),
    ("{if visits(roon) > 1: a}", "unknown-node", "roon"),
    ("{if shown(late) > 1: a}", "unknown-block", "late"),
    ("{if kept.how(hem) == stolen: a}", "wrong-value", "stolen"),
    ("{if hen in kept: a}", "unknown-name", "hen"),
    ("{if hem in late: a}", "wrong-type", "late"),
    ("{if trust > mood: a}", "wrong-type", "mood"),
    ("{if trust == mood: a}", "wrong-type", "mood"),
    ("{if 1 < trust < latte: a}", "unknown-name", "latte"),
    ("{if noun == frob: a}", "wrong-value", "frob"),
    ("{if verb == frob: a}", "wrong-value", "frob"),
    ("{if len(late) > 1: a}", "wrong-type", "late"),
    ("{if __import__('os'): a}", "bad-expression", "__import__('os')"),
    ("{if (lambda x) == 1: a}", "bad-expression", "(lambda x) == 1"),
    ("{if [x for x in y]: a}", "bad-expression", "[x for x in y]"),
]


@pytest.mark.parametrize(("written", "code", "words"), FAULTS, ids=[written for written, _, _ in FAULTS])
def test_a_fault_is_reported_once_and_at_its_words(written: str, code: str, words: str) -> None:
    assert problems_of(STAGE.format(written, "").replace("{{", "{")) == [(code, words)]


DECLARATIONS = [
    ("flag Late", "bad-declaration"),
    ("flag late", "same-variable"),
    ("number n 5..1", "bad-declaration"),
    ("number n 0..99999", "bad-declaration"),
    ("number n 0..5 = 9", "bad-declaration"),
    ("one x of a, a", "bad-declaration"),
    ("one x of ,", "bad-declaration"),
    ("one x of gesture = hen", "bad-declaration"),
    ("set s of nothing", "bad-declaration"),
    ("here late", "bad-declaration"),
    ("flag a b", "bad-declaration"),
    ("flag room", "name-clash"),
    ("flag verb", "name-clash"),
    ("flag and", "name-clash"),
    ("flag true", "name-clash"),
]


@pytest.mark.parametrize(("line", "code"), DECLARATIONS, ids=[line for line, _ in DECLARATIONS])
def test_a_declaration_that_is_wrong_is_shown_whole(line: str, code: str) -> None:
    assert problems_of(STAGE.format("", line)) == [(code, line)]


def test_the_stage_of_these_tests_is_itself_without_fault() -> None:
    assert problems_of(STAGE.format("", "")) == []


def test_all_faults_of_a_story_are_reported_together_and_in_order() -> None:
    text = STAGE.format("{=latte}\n\n> touch radiatr\nCold.\n\n-> [[roon]]", "flag late")
    assert [code for code, _ in problems_of(text)] == ["unknown-name", "unknown-noun", "unknown-node", "same-variable"]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ("{", "bad-story-data", ""),
        ("[]", "bad-story-data", ":: StoryData"),
        ("[" * 100_000, "bad-story-data", ":: StoryData"),
        ("9" * 5_000, "bad-story-data", ":: StoryData"),
        ('{"start": "room"}', "bad-story-data", ":: StoryData"),
        ('{"ifid": "x"}', "no-start", ":: StoryData"),
        ('{"ifid": "x", "start": 5}', "no-start", '"start": 5'),
        ('{"ifid": "x",\n "start":"roon"}', "no-start", '"start":"roon"'),
    ],
    ids=range(8),
)
def test_story_data_that_is_wrong_is_shown_where_it_is_wrong(data: str, code: str, words: str) -> None:
    assert problems_of(f":: StoryData\n{data}\n\n:: room\n--\nA room.\n") == [(code, words)]


def test_the_line_and_the_caret_are_right_after_any_kind_of_line_end() -> None:
    text = headed(":: room\n--\nA room.\x0c\u2028 Still.\x85\n\nA {=latte}.\n")
    with pytest.raises(StoryError) as wrong:
        load_whole(text)
    assert "\n    A {=latte}.\n        ^^^^^" in str(wrong.value)


def test_no_control_character_of_a_story_is_shown_in_a_problem() -> None:
    with pytest.raises(StoryError) as wrong:
        load_whole(headed(":: room\n--\n\x1b[2J A {=latte\x1b[2J}. {=late}\n\n> touch \x1b[2Jx\nX\n\n:: a\x9bb\n"))
    assert len(wrong.value.problems) >= 3
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", str(wrong.value))
    assert "    ?[2J A {=latte?[2J}. {=late}" in str(wrong.value)


def test_near_misses_are_suggested() -> None:
    assert did_you_mean("plies2", ["plies", "studio"], "[[{}]]") == "Did you mean [[plies]]?"
    assert did_you_mean("xyzzy", ["plies", "studio"]) == ""


# ── Whatever is written ────────────────────────────────────────────────────────────────────────────────────────

_SIGNS = st.sampled_from(
    [
        *"{}[]|*+>@~<-:;,\\/=\"'\n\n\t ",
        "::",
        "--",
        "->",
        "->>",
        "{if ",
        "[if ",
        "[each ",
        "[as ",
        "[end]",
        "[[",
        "//",
        "\x00",
        "é",
        "\u2028",
    ]
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_written_is_a_story_or_is_refused_with_its_problems(data: st.DataObject) -> None:
    text = headed(data.draw(st.sampled_from([TEXT, STAGE.format("+ go\n-> [[room]]", "")])))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text = text[:at] + "".join(data.draw(st.lists(_SIGNS, max_size=4))) + text[at + cut :]
    problems: tuple[Problem, ...] = ()
    try:
        load_whole(text)
    except StoryError as wrong:
        problems = wrong.problems
        assert all(clean(found.message) in str(wrong) for found in problems)  # noqa: PT017  # most of what is written is wrong
    for found in problems:
        assert found.code in RULES
        assert 0 <= found.span.start <= found.span.end <= len(text)


def test_every_code_is_reported_by_its_own_name() -> None:
    package = Path(kalmurzaeva.__file__).parent
    named = set()
    for path in package.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if name in {"problem", "HeaderError", "_FaultError"}:
                    named.add(node.args[0].value)
    assert named == set(RULES)
