"""`kalmurzaeva site DIR`: a folder of static files that plays the story in a browser.

In it stand a page, `game.zip` (the engine, the story and the few pure modules that the engine stands on, taken from where they are installed) and
`pyodide/`, Python for a browser, from its npm package. Nothing of it is fetched from elsewhere when it is played.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import zipfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from html import escape
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path, PurePosixPath
from string import Template
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kalmurzaeva.console import ComplaintError
from kalmurzaeva.resources import story_files

if TYPE_CHECKING:
    from kalmurzaeva.model.story import Story

PYODIDE = "314.0.7"
# What of its package a page needs, with the file that names its licence.
_PYODIDE_FILES = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    "python_stdlib.zip",
    "package.json",
)
# What the engine stands on, of which the pure part is enough.
_DEPENDENCIES = ("attrs", "platformdirs", "rapidfuzz")
_PAGE = Path(__file__).parent / "page"
_PACKAGE = Path(__file__).parent.parent
# What is only for writers, or only for a terminal, stays behind.
_LEFT_OUT = (
    "studio/",
    "story/",
    "browser/page/",
    "browser/site.py",
    "terminal/screen/rich_screen.py",
    "terminal/input/line.py",
)
_THE_SAME_DAY = (1980, 1, 1, 0, 0, 0)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of `site`."""
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help="a folder that is not there yet, is empty, or was written by this command",
    )
    parser.add_argument("--story", type=Path, metavar="DIR", help="the story in this folder instead of the game's own")
    parser.add_argument(
        "--pyodide",
        type=Path,
        metavar="PATH",
        help=f"Pyodide's npm package, as a .tgz file or unpacked; without it, npm fetches version {PYODIDE}",
    )


def run(arguments: Namespace) -> int:
    """Writes the folder. Returns the exit code."""
    from kalmurzaeva.model.problems import StoryError
    from kalmurzaeva.resources import story_folder, under_the_title
    from kalmurzaeva.terminal.app.verification import open_story

    folder: Path = arguments.folder
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / "game.zip").is_file())):
        raise ComplaintError(f"{folder} is there already, and is no folder that this command wrote. Name another.")
    try:
        story = open_story(arguments.story)
    except StoryError as error:
        raise ComplaintError(f"{error}\nNo site is written of a story that is not whole.") from error
    with TemporaryDirectory() as scratch:
        pyodide = pyodide_from(arguments.pyodide, Path(scratch))
        (folder / "pyodide").mkdir(parents=True, exist_ok=True)
        for name in _PYODIDE_FILES:
            shutil.copyfile(pyodide / name, folder / "pyodide" / name)
    with zipfile.ZipFile(folder / "game.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, path in sorted(contents(arguments.story or story_folder())):
            # The same files make the same archive.
            archive.writestr(zipfile.ZipInfo(name, _THE_SAME_DAY), path.read_bytes(), zipfile.ZIP_DEFLATED)
    for name, text in page_files(story, under_the_title(arguments.story)).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(
        f"{story.title or folder.name} stands in {folder}, {size / 2**20:.0f} MB. Put the folder on any web server; to try it here:\n"
    )
    print(f"  python3 -m http.server --directory {folder}\n\nand open http://localhost:8000.")
    return 0


# ── What is in it ──────────────────────────────────────────────────────────────────────────────────────────────


def contents(story: Path) -> Iterator[tuple[str, Path]]:
    """The files of `game.zip`: each name with where it is now. The story lies inside the package, as where the game is installed."""
    for path in _PACKAGE.rglob("*"):
        name = path.relative_to(_PACKAGE).as_posix()
        if path.suffix in (".py", ".txt", ".bin") and not name.startswith(_LEFT_OUT):
            yield f"kalmurzaeva/{name}", path
    for path in story_files(story):
        yield f"kalmurzaeva/story/{path.relative_to(story).as_posix() if story.is_dir() else path.name}", path
    for distribution in _DEPENDENCIES:
        yield from _pure_files(distribution)


def _pure_files(distribution: str) -> Iterator[tuple[str, Path]]:
    """The modules and the licence of something installed."""
    try:
        found = files(distribution)
    except PackageNotFoundError:
        found = None
    if not found:
        raise ComplaintError(
            f"{distribution} is not installed in a way that says which files are its own. Install the game with pip, pipx or uv."
        )
    for file in found:
        if ".." not in file.parts and (file.suffix == ".py" or "licen" in PurePosixPath(file).name.lower()):
            yield file.as_posix(), Path(str(file.locate()))


def page_files(story: Story, about: Sequence[str]) -> dict[str, str]:
    """The files of the page, by name: the first page of the story stands in it already, so that it can be read while the engine is loaded.
    `about` stands under the title."""
    from kalmurzaeva.browser import markup
    from kalmurzaeva.session.tree import Session
    from kalmurzaeva.terminal.screen.interface import page_of
    from kalmurzaeva.terminal.screen.palettes import palettes_of

    session = Session.new(story)
    page = page_of(story, session.beat, None)
    act = story.acts.get(story.nodes[session.state.node].act or "")
    shown = {
        "title": escape(story.title or "A story"),
        "ifid": escape(story.ifid.lower()),
        "about": "\n".join(f"<p>{markup.text(line)}</p>" for line in about),
        "palette": markup.named(act.palette if act else ""),
        "first": markup.page(page, lambda palette: palette),
        "choices": markup.choices(page.choices),
    }
    found = {path.name: path.read_text(encoding="utf-8") for path in _PAGE.iterdir()}
    found["index.html"] = Template(found["index.html"]).substitute(shown)
    found["style.css"] += markup.colours(palettes_of(story.acts.values()))
    return found


# ── Pyodide ────────────────────────────────────────────────────────────────────────────────────────────────────


def pyodide_from(given: Path | None, scratch: Path) -> Path:
    """The folder of Pyodide's package: the one given, the one in the archive given, or the one that npm fetches."""
    if given is None:
        given = _fetched(scratch)
    if given.is_file():
        try:
            given = _unpacked(given, scratch / "package")
        except (tarfile.TarError, EOFError, OSError) as error:
            raise ComplaintError(f"{given} cannot be read as an npm package: {error}.") from error
    missing = [name for name in _PYODIDE_FILES if not (given / name).is_file()]
    if missing:
        raise ComplaintError(
            f"{given} is not Pyodide's npm package: {', '.join(missing)} is missing. "
            f"Fetch it with: npm pack pyodide@{PYODIDE}, and name the .tgz file with --pyodide."
        )
    return given


def _unpacked(archive: Path, folder: Path) -> Path:
    """The files that are wanted, and no others, taken out of an archive by their names: what else it holds is not written anywhere."""
    folder.mkdir()
    with tarfile.open(archive) as package:
        for member in package:
            name = member.name.removeprefix("package/")
            content = package.extractfile(member) if name in _PYODIDE_FILES and member.isfile() else None
            if content is not None:
                (folder / name).write_bytes(content.read())
    return folder


def _fetched(scratch: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise ComplaintError(
            "Python for the browser comes from npm, and npm is not installed here. Install Node.js, which has it; or, where npm is, run "
            f"npm pack pyodide@{PYODIDE}, bring the .tgz file here, and name it with --pyodide."
        )
    done = subprocess.run(
        [npm, "pack", f"pyodide@{PYODIDE}", "--silent", "--pack-destination", str(scratch)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    found = next(scratch.glob("*.tgz"), None)
    if done.returncode or found is None:
        why = next((line for line in done.stderr.splitlines() if line.strip()), "it says nothing more")
        raise ComplaintError(
            f"npm could not fetch Pyodide {PYODIDE} ({why.strip()}). Try again where there is a network, or name a .tgz file with --pyodide."
        )
    return found
