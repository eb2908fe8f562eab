"""The shape of the code: which module may import which, and what the core may never do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kalmurzaeva

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kalmurzaeva"

# Each module imports only from its own row and from rows above it.
ROWS = [
    {"model", "marks", "problems", "places", "choreography"},
    {"analysis", "language", "parser.lexicon", "parser.grammar", "parser.scope"},
    {"state", "view", "precedence", "offering", "parser"},
    {"loading", "turn", "dancing", "answers", "gates"},
    {"engine"},
    {"session"},
    {"transcripts"},
    {"saves"},
    {"terminal", "studio"},
    {"cli", "__main__", "__init__"},
]
FORBIDDEN_IMPORTS = {"rich", "prompt_toolkit", "random", "time", "datetime", "sys", "os"}
FORBIDDEN_CALLS = {"print", "open", "input", "exec"}
CORE = {name for row in ROWS[:6] for name in row}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def row_of(name: str) -> int:
    """The row of a module: of its own name, or of its package; of a public name, where that lives."""
    name = kalmurzaeva._PUBLIC.get(name, name)
    for at, row in enumerate(ROWS):
        if name in row:
            return at
    return next(at for at, row in enumerate(ROWS) if name.split(".", maxsplit=1)[0] in row)


def imported(path: Path) -> list[str]:
    """Every module that a file imports, wherever in it."""
    names = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in node.body
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            names += (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "kalmurzaeva"
                else [node.module]
            )
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return names


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path):
    own = row_of(name_of(path))
    for name in imported(path):
        if name.startswith("kalmurzaeva.") and (inner := name.removeprefix("kalmurzaeva.")) != "__version__":
            assert row_of(inner) <= own, f"{name_of(path)} imports {inner}"


@pytest.mark.parametrize("path", [path for path in MODULES if row_of(name_of(path)) < 6], ids=name_of)
def test_the_core_reads_no_clock_no_terminal_and_no_chance(path):
    """Undo, saves, replay and search are consequences of this."""
    assert not FORBIDDEN_IMPORTS.intersection(name.split(".")[0] for name in imported(path))
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not FORBIDDEN_CALLS & calls


def test_the_top_level_holds_what_the_design_lists():
    shown = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert shown <= {"kalmurzaeva", "story", "saves", "tests", "pyproject.toml", "README.md", "LICENSE"}
