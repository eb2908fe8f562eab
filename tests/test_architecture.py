"""The shape of the code: which module may import which, and what the core may never do."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import kalmurzaeva

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "kalmurzaeva"

# Each folder imports only from itself and from what stands before it. `choreography` is a value and knows nothing. `console` and `resources` are
# for whoever has streams and files.
ORDER = ("model", "grammar", "language", "engine", "parser", "session", "terminal", "browser", "studio", "cli")
BESIDE = {
    "choreography": -1,
    "resources": 0,
    "console": ORDER.index("session") + 0.5,
    "shell": len(ORDER),
    "manual": len(ORDER),
    "__main__": len(ORDER),
    "__init__": len(ORDER),
}
PURE = ORDER.index("session")
FORBIDDEN_IMPORTS = {"rich", "prompt_toolkit", "random", "time", "datetime", "sys", "os"}
FORBIDDEN_CALLS = {"print", "open", "input", "exec"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def place_of(name: str) -> float:
    """Where a module stands in the order: its folder's place; of a public name, that of the module it lives in."""
    folder = kalmurzaeva._PUBLIC.get(name, name).split(".", maxsplit=1)[0]
    return BESIDE[folder] if folder in BESIDE else ORDER.index(folder)


def may_import(importer: str, imported: str) -> bool:
    """Whether a module may import another: from its own folder, or from a folder before it; nothing from beside it."""
    own, other = (
        importer.split(".", maxsplit=1)[0],
        kalmurzaeva._PUBLIC.get(imported, imported).split(".", maxsplit=1)[0],
    )
    return (
        own == other
        or ({own, other} != {"terminal", "studio"} and place_of(imported) < place_of(importer))
        or (own == "console" and other in ("model", "grammar"))
    )


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
    for name in imported(path):
        if name.startswith("kalmurzaeva.") and (inner := name.removeprefix("kalmurzaeva.")) != "__version__":
            assert may_import(name_of(path), inner), f"{name_of(path)} imports {inner}"


def is_pure(name: str) -> bool:
    """Whether a module is of the core. Saved games have a disk and a clock."""
    return name != "console" and not name.startswith("session.saves") and place_of(name) <= PURE


@pytest.mark.parametrize("path", [path for path in MODULES if is_pure(name_of(path))], ids=name_of)
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


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.name == "__init__.py" and path.parent != PACKAGE], ids=name_of
)
def test_a_folder_says_what_it_takes_what_it_gives_and_what_it_must_not_know(path):
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert all(word in said for word in ("Takes", "Gives", "Must not")), said


def test_a_module_is_of_a_size_to_be_read():
    """Longer than four hundred lines, or shorter than twenty, wants a reason: it stands here."""
    reasons = {
        "language.expressions": "one compiler, a method for each shape of an expression",
        "model.story": "the nouns of the program, which stand together",
        "language.build": "one builder, a method for each kind of block",
        "session.saves.store": "one rule for replacing, and all that may be done to a slot",
        "session.tree": "one tree, every way of moving in it, and of carrying it into another edition",
    }
    sizes = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name for name, lines in sizes.items() if lines > 400} == set(reasons)


def _resolves(name: str) -> bool:
    """Whether a dotted name of a page is one of ours."""
    parts = name.removeprefix("kalmurzaeva.").split(".")
    for at in range(len(parts), 0, -1):
        if (PACKAGE.joinpath(*parts[:at])).is_dir() or PACKAGE.joinpath(*parts[:at]).with_suffix(".py").is_file():
            found: object = import_module(".".join(("kalmurzaeva", *parts[:at])))
            for part in parts[at:]:
                found = getattr(found, part, None) or getattr(found, "__annotations__", {}).get(part)
            return found is not None
    return False


def test_the_page_for_engineers_names_what_is_there():
    page = (PACKAGE / "ARCHITECTURE.md").read_text(encoding="utf-8")
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    dotted = {name for name in re.findall(r"`([a-z]+(?:\.\w+)+)(?:\([^`]*\))?`", page) if name.split(".")[0] in folders}
    assert len(dotted) >= 30
    assert sorted(name for name in dotted if not _resolves(name)) == []


def test_the_readme_sends_nobody_to_a_file_that_is_not_there():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    paths = set(re.findall(r"`((?:kalmurzaeva|tests|story)/[\w/.]*)`", page))
    assert len(paths) >= 15
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []
