"""The page for a browser, as far as it needs no browser: the folder that `site` writes, and the evening that its engine plays, under this Python."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kalmurzaeva import Session
from kalmurzaeva.browser import markup, site
from kalmurzaeva.browser.evening import Evening
from kalmurzaeva.cli import main
from kalmurzaeva.session.saves import Store
from kalmurzaeva.session.saves.commands import import_
from kalmurzaeva.session.transcripts import parse_transcript
from kalmurzaeva.session.transcripts import play as replayed
from kalmurzaeva.terminal.app.options import TABLE
from kalmurzaeva.terminal.screen.palettes import BUILT_IN, Palette, palettes_of
from tests.small import STORY, TEXT, load_text

PAGE = Path(site.__file__).parent / "page"
# A site of the whole story is written once, by whichever process has all tests of it.
of_the_site = pytest.mark.xdist_group("site")


@pytest.fixture(scope="module")
def pyodide(tmp_path_factory):
    """What stands for Pyodide's package where nothing runs it."""
    folder = tmp_path_factory.mktemp("npm") / "package"
    folder.mkdir(parents=True)
    for name in site._PYODIDE_FILES:
        (folder / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory, pyodide):
    """A site of the game's own story."""
    folder = tmp_path_factory.mktemp("written") / "site"
    with contextlib.redirect_stdout(io.StringIO()) as out:
        assert main(["site", str(folder), "--pyodide", str(pyodide)]) == 0
    assert str(folder) in out.getvalue()
    return folder


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A home folder of this test's own."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def evening(at_home):
    """Makes an evening with a small story, with saved games in a folder of its own."""

    def begin(text: str = TEXT, folder: str = "saves") -> Evening:
        return Evening(load_text(text), ["--saves", str(at_home / folder), "--seed", "7"])

    return begin


def asked(one: Evening, name: str, *words: str) -> object:
    """What an answer gives. An answer that only says something is a failure."""
    answer = json.loads(one.answer(name, *words))
    assert "gives" in answer, answer
    return answer["gives"]


def typed(one: Evening, *lines: str) -> str:
    """The HTML that the last of some lines shows."""
    return [asked(one, "line", line)["html"] for line in lines][-1]


class Read(HTMLParser):
    """A page as (tag, attributes), and whether every tag that is opened is closed in its turn."""

    VOID = frozenset(("meta", "link", "input"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


# ── The folder ─────────────────────────────────────────────────────────────────────────────────────────────────


@of_the_site
def test_the_folder_holds_all_that_its_files_ask_for_and_nothing_of_elsewhere(written):
    text = {
        name: (written / name).read_text(encoding="utf-8")
        for name in ("index.html", "style.css", "page.js", "engine.js")
    }
    page = Read(text["index.html"])
    wanted = [one["href"] for one in page.all("link")] + [one["src"] for one in page.all("script")]
    wanted += re.findall(r'(?:from|fetch\(|new Worker\() ?"([^"]+)"', text["page.js"] + text["engine.js"])
    assert {"style.css", "page.js", "engine.js", "game.zip", "./pyodide/pyodide.mjs"} <= set(wanted)
    assert [name for name in wanted if not name.startswith("data:") and not (written / name).is_file()] == []
    for name, content in text.items():
        assert re.findall(r"(?:https?:)?//(?!localhost)[a-z]+\.[a-z.]+", content) == [], name
        assert "url(" not in content
        assert "$" + "title" not in content


@of_the_site
def test_the_first_page_stands_in_it_before_anything_runs(written, shipped):
    page = (written / "index.html").read_text(encoding="utf-8")
    beat = Session.new(shipped).beat
    assert all(markup.text(paragraph) in page for block in beat.blocks for paragraph in block.paragraphs)
    assert all(f'value="{choice.number}"' in page for choice in beat.choices)


@of_the_site
def test_the_page_can_be_read_by_ear_and_played_by_key(written):
    page = Read((written / "index.html").read_text(encoding="utf-8"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert page.all("html")[0]["lang"] == "en"
    assert [len(page.all(tag)) for tag in ("h1", "main", "header", "nav")] == [1, 1, 2, 1]
    assert all(one.get("aria-label") for tag in ("nav", "section") for one in page.all(tag))
    labelled = {one["for"] for one in page.all("label")}
    assert [one["id"] for one in page.all("input") if one["id"] not in labelled] == []
    skip = page.all("a")[0]
    assert skip["class"] == "skip"
    assert skip["href"].removeprefix("#") in ids
    story = next(attributes for _, attributes in page.tags if attributes.get("id") == "story")
    assert (story["role"], story["aria-live"]) == ("log", "polite")
    assert all(one.get("tabindex", "0") in ("0", "-1") for _, one in page.tags)


@of_the_site
def test_the_same_story_makes_the_same_archive_and_a_site_is_written_over_only_by_itself(
    written, pyodide, tmp_path, capsys
):
    before = (written / "game.zip").read_bytes()
    assert main(["site", str(written), "--pyodide", str(pyodide)]) == 0
    assert (written / "game.zip").read_bytes() == before
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("Dear", encoding="utf-8")
    assert main(["site", str(other), "--pyodide", str(pyodide)]) == 1
    assert "Name another" in capsys.readouterr().err
    assert [path.name for path in other.iterdir()] == ["letter.txt"]


PLAYED = """
import json, sys
sys.path.insert(0, sys.argv[1])
from kalmurzaeva.browser.evening import Evening
from kalmurzaeva.language.load import cut_story
evening = Evening(cut_story()[0])
shown = [json.loads(evening.answer(*words)) for words in (("open",), ("line", "x shoes"), ("line", "wiat"), ("saves",), ("preview", "look"))]
while evening.read_ahead(1000): pass
found = sorted({getattr(module, "__file__", None) or "" for module in sys.modules.values()})
print(json.dumps([shown, [file for file in found if "site-packages" in file]]))
"""


@of_the_site
def test_the_archive_alone_plays(written, at_home):
    """With nothing but the standard library beside it, as in a browser."""
    folder = at_home / "game"
    zipfile.ZipFile(written / "game.zip").extractall(folder)
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", PLAYED, str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown, others = json.loads(done.stdout)
    assert others == []
    assert all("gives" in one for one in shown), shown
    assert "darned in thread" in shown[1]["gives"]["html"]
    assert shown[3]["gives"][0][0] == "autosave"
    names = zipfile.ZipFile(written / "game.zip").namelist()
    assert not any("/studio/" in name or name.endswith((".so", ".pyd", ".md", "concrete_nouns.txt")) for name in names)
    assert sum("licen" in name.lower() for name in names) >= len(site._DEPENDENCIES)


def test_pyodide_is_taken_from_an_archive_and_what_is_none_is_said(tmp_path, pyodide, capsys, monkeypatch):
    packed = tmp_path / "pyodide.tgz"
    with tarfile.open(packed, "w:gz") as archive:
        archive.add(pyodide, "package")
    assert main(["site", str(tmp_path / "one"), "--pyodide", str(packed)]) == 0
    assert (tmp_path / "one" / "pyodide" / "pyodide.asm.wasm").is_file()
    packed.write_bytes(packed.read_bytes()[:200])
    assert main(["site", str(tmp_path / "two"), "--pyodide", str(packed)]) == 1
    incomplete = shutil.copytree(pyodide, tmp_path / "incomplete")
    (incomplete / "python_stdlib.zip").unlink()
    assert main(["site", str(tmp_path / "three"), "--pyodide", str(incomplete)]) == 1
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["site", str(tmp_path / "four")]) == 1
    said = capsys.readouterr().err
    for words in (
        "cannot be read as an npm package",
        "python_stdlib.zip is missing",
        "npm is not installed here",
        f"npm pack pyodide@{site.PYODIDE}",
    ):
        assert words in said
    assert "Traceback" not in said


def test_npm_that_fails_is_said_in_a_sentence(tmp_path, capsys, monkeypatch):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'npm error network is away' >&2\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert main(["site", str(tmp_path / "site")]) == 1
    assert "network is away" in capsys.readouterr().err


def test_no_site_is_written_of_a_broken_story(tmp_path, pyodide, capsys):
    story = tmp_path / "story"
    story.mkdir()
    (story / "one.twee").write_text(":: hall\nA hall.\n-> [[nowhere]]\n", encoding="utf-8")
    assert main(["site", str(tmp_path / "site"), "--pyodide", str(pyodide), "--story", str(story)]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_another_story_is_the_one_that_is_played(tmp_path, pyodide, capsys):
    story = tmp_path / "two_rooms"
    assert main(["new", str(story)]) == 0
    assert main(["site", str(tmp_path / "site"), "--pyodide", str(pyodide), "--story", str(story)]) == 0
    names = zipfile.ZipFile(tmp_path / "site" / "game.zip").namelist()
    assert [name for name in names if name.endswith(".twee")] == ["kalmurzaeva/story/story.twee"]
    assert "<h1>Two Rooms</h1>" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_the_readme_names_the_pyodide_that_is_meant():
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"pyodide[@-](\d[\d.]*\d)", readme)) == {site.PYODIDE}


# ── Colours ────────────────────────────────────────────────────────────────────────────────────────────────────


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_word_can_be_read_on_both_grounds(shipped):
    """4.5 : 1 in every palette, the page's own included, by day and by night."""
    style = (PAGE / "style.css").read_text(encoding="utf-8")
    own = {name: pair for name, *pair in re.findall(r"--(\w+): light-dark\((#\w{6}), (#\w{6})\)", style)}
    grounds = own.pop("ground")
    assert set(own) == {"ink", *Palette._fields} - {"speech"}
    for name, pair in own.items():
        for colour, ground in zip(pair, grounds, strict=True):
            assert contrast(colour, ground) >= 4.5, name
    written = markup.colours({**BUILT_IN, **palettes_of(shipped.acts.values())})
    found = re.findall(r"--(\w+):light-dark\((#\w{6}),(#\w{6})\)", written)
    assert len(found) >= len(Palette._fields) * len(BUILT_IN)
    for role, *pair in found:
        for colour, ground in zip(pair, grounds, strict=True):
            assert contrast(colour, ground) >= 4.5, (role, colour)


# ── The evening ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_a_number_and_the_words_of_a_choice_play(evening):
    one = evening()
    first = asked(one, "open")
    assert "A hall." in first["html"]
    assert '<button type="button" value="1">' in first["choices"]
    assert "<em>Hall</em>" in first["html"]
    assert "It opens." in typed(one, "open door")
    assert "A hall" in typed(one, "undo")
    assert "It opens." in typed(one, "1")
    assert '<p class="echo">1. ' in typed(one, "undo", "1")


def test_what_a_player_types_is_words_and_never_markup(evening):
    one = evening()
    asked(one, "open")
    for line in (
        "<b>x</b>",
        'x "onclick=1 <script>',
        "save <i>",
        "* a note <u>&amp;</u>",
        "notes",
        "restore <b>",
        "[red]x",
    ):
        shown = typed(one, line)
        Read(shown)
        assert not re.search(r"<(b|u|i|script)\b", shown), line


def test_the_words_of_the_game_work_or_say_that_they_are_the_terminals(evening):
    one = evening()
    asked(one, "open")
    for line in (
        "help",
        "history",
        "about",
        "credits",
        "saves",
        "options",
        "map",
        "score",
        "notes",
        "exits",
        "inventory",
        "version",
    ):
        shown = typed(one, line)
        Read(shown)
        assert "mistake" not in shown
        assert "nothing to do here" not in shown, line
    assert "Close the page when you like" in typed(one, "quit")
    assert "A hall" in typed(one, "look"), "a page that was quit still plays"
    listed = typed(one, "options")
    for name in TABLE:
        here = name in ("palette", "background", "measure", "reading")
        assert (f"<dt>{name.upper()} " in listed) is here
        assert ("is for the terminal" in typed(one, f"set {name}")) is not here
    assert asked(one, "line", "background dark")["background"] == "dark"
    assert asked(one, "line", "measure 40")["measure"] == "40"
    assert asked(one, "line", "palette none")["palette"] == ""
    assert asked(one, "preview", "examine tape")
    typed(one, "reading off")
    assert asked(one, "preview", "examine tape") == ""


def test_restart_is_done_at_once_and_redo_comes_back(evening):
    one = evening()
    asked(one, "open")
    typed(one, "x tape")
    assert "A hall" in typed(one, "restart")
    assert "Done over" in typed(one, "redo")


def test_a_transcript_and_a_programme_are_handed_over(evening):
    one = evening()
    asked(one, "open")
    typed(one, "x tape", "1")
    [[name, text]] = asked(one, "line", "transcript tea")["files"]
    assert name == "tea.txt"
    assert replayed(STORY, parse_transcript(text)) == text
    [[name, _]] = asked(one, "line", "transcript")["files"]
    assert name.startswith("transcript-")


ENDS = """
:: hall
title: The Hall
--
A hall.

* go out
-> [[street]]

:: street
ends: out_at_last
--
A street.
"""


def test_the_end_names_itself_and_offers_ways_back_as_buttons_on_another_day_too(evening):
    one = evening(ENDS)
    asked(one, "open")
    for shown in (typed(one, "1"), asked(evening(ENDS), "open")["html"]):
        assert '<h2 class="act">The end</h2>' in shown
        assert '<p class="ending">out at last</p>' in shown
        for line in ("UNDO", "BACK TO 1", "RESTART", "PROGRAMME"):
            assert f'<button type="button" value="{line}">' in shown
    assert "<h3>THE EVENING</h3>" in typed(one, "programme")
    [[name, text]] = asked(one, "line", "programme evening.html")["files"]
    assert name == "evening.html"
    assert text.startswith("<!doctype html>")
    assert "A hall." in typed(one, "back to 1")


def test_a_mistake_of_ours_is_a_sentence_and_the_game_goes_on(evening, monkeypatch, capsys):
    one = evening()
    asked(one, "open")
    with monkeypatch.context() as broken:
        broken.setattr(Evening, "line", lambda *_: 1 / 0)
        said = json.loads(one.answer("line", "x tape"))["says"]
    assert "mistake (ZeroDivisionError)" in said
    assert "Traceback" in capsys.readouterr().err
    assert "Traceback" not in said
    assert typed(one, "x tape")


# ── Saved games ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_that_is_closed_opens_where_it_was(evening):
    one = evening()
    asked(one, "open")
    typed(one, "x tape", "1")
    where = asked(one, "line", "look")["html"]
    again = asked(evening(), "open")
    assert "Going on from today" in again["html"]
    assert re.search(r"<p>.+</p>", where)[0] in again["html"]


def test_a_save_goes_from_the_terminal_to_the_browser_and_back(evening, at_home):
    """What each writes, the other reads as the same game, and a line more gives the same in both."""
    story = STORY
    session = Session.new(story, 11)
    for line in ("x tape", "take tape", "1", "undo", "x tape", "* a note"):
        session, _ = session.enter(line)
    terminal = Store(at_home / "terminal")
    terminal.save("tea", session)
    data = terminal.path("tea").read_bytes()

    one = evening()
    asked(one, "open")
    assert asked(one, "bring", "tea.json", data.decode("ascii")) == "tea"
    assert asked(one, "export", "tea").encode("ascii") == data
    typed(one, "restore tea", "open door")
    exported = asked(one, "export", "autosave")

    file = at_home / "from the browser.json"
    file.write_text(exported, encoding="ascii")
    assert import_(terminal, story, (str(file), "back"))[0] == 0
    theirs = terminal.open("back", story).session
    ours, _ = session.enter("open door")
    assert theirs.to_data() == ours.to_data()


def test_what_is_no_saved_game_is_not_taken_and_a_name_is_never_written_over(evening):
    one = evening()
    asked(one, "open")
    typed(one, "x tape", "save tea")
    data = asked(one, "export", "tea")
    assert asked(one, "bring", "tea.json", data) == "tea 2"
    assert asked(one, "bring", "../../x.json", data) == "imported"
    for bad in ("", "{", data[:-20], data.replace("tape", "rope")):
        said = json.loads(one.answer("bring", "old.json", bad))["says"]
        assert said.startswith("The file old.json "), said
        assert "/" not in said
    names = [name for name, *_ in asked(one, "saves")]
    assert sorted(names) == ["autosave", "imported", "tea", "tea 2"]
    assert [name for name, _, is_played in asked(one, "saves") if is_played] == ["autosave"]
    asked(one, "delete", "tea 2")
    assert "tea 2" not in [name for name, *_ in asked(one, "saves")]
    assert "no saved game" in json.loads(one.answer("delete", "tea 2"))["says"]


def test_where_nobody_is_asked_a_save_that_is_replaced_is_kept(evening):
    one = evening()
    asked(one, "open")
    typed(one, "save tea", "x tape")
    assert 'kept as "tea kept"' in unescape(typed(one, "save tea"))


def test_a_page_needs_no_lock_of_the_system(evening, monkeypatch):
    monkeypatch.setitem(sys.modules, "filelock", None)
    one = evening()
    asked(one, "open")
    typed(one, "x tape")
    assert [name for name, *_ in asked(one, "saves")] == ["autosave"]
