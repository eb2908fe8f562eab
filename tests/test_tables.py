"""One table a thing: what a row that was added somewhere still wants elsewhere, said by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kalmurzaeva.grammar.patterns import built_in
from kalmurzaeva.grammar.table import SESSION
from kalmurzaeva.model.markers import FORMS, MARKERS
from kalmurzaeva.model.values import KINDS, Change, declare
from kalmurzaeva.model.values.kind import Span
from kalmurzaeva.terminal.app import commands
from kalmurzaeva.terminal.screen import panels

PAGE = (Path(__file__).parent.parent / "story" / "README.md").read_text(encoding="utf-8")
SPAN = Span("story.twee", 0, 1)
OWN_KINDS = {"gesture": ("hem", "mop", "drone")}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_a_look(form: str) -> None:
    assert form in panels._FORMS, "terminal/screen/panels.py, _FORMS"


@pytest.mark.parametrize("sign", MARKERS)
def test_every_marker_is_one_thing_and_is_on_the_page_for_writers(sign: str) -> None:
    marker = MARKERS[sign]
    assert marker.is_response + marker.is_choice + marker.is_rule + marker.is_row == 1
    assert re.search(rf"`{re.escape(sign)} ", PAGE) or re.search(rf"^{re.escape(sign)} ", PAGE, re.MULTILINE), (
        "story/README.md"
    )


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.example])
def test_every_kind_of_variable_does_all_that_a_kind_does(name: str) -> None:
    """Its own example is declared, changed by each of its operators, saved, typed, projected and counted; and a writer can read of it."""
    kind = KINDS[name]
    variable = declare(kind.example, SPAN, OWN_KINDS)
    assert variable.of is kind
    assert f"`{name} " in PAGE or re.search(rf"^{name} ", PAGE, re.MULTILINE), "story/README.md"
    given = variable.domain[-1] if variable.domain else True if kind.is_switch else 1
    for op in kind.operators:
        after = kind.apply(variable, variable.initial, Change(op, given, "", "hall"))
        assert kind.from_json(variable, kind.to_json(variable, after), lambda old: old) == after
        hash(kind.projected(after))
    assert variable.initial in kind.values(variable)
    assert kind.size(variable) >= 2
    assert kind.takes(variable)
    with pytest.raises(ValueError, match=r"."):
        kind.typed(variable, "\0")
    with pytest.raises(ValueError, match=r"."):
        kind.from_json(variable, object(), lambda old: old)


def test_every_verb_of_the_session_is_carried_out_by_somebody() -> None:
    own = {"undo", "redo", "restart", "again", "oops", "recap", "recall", "notes"}  # session/tree.py, and the parser
    named = set(re.findall(r'"([a-z]+)"', Path(commands.__file__).read_text(encoding="utf-8")))
    assert SESSION - own - named == {"brief"}, "terminal/app/commands.py"
    assert set(built_in().verbs) >= SESSION - {"brief", "version"}  # words of `verbose` and of `about`
