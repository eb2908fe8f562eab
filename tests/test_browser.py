"""The page in a real browser. Skipped, with the reason, where there is no Chromium or no Pyodide: README says how both are had."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from kalmurzaeva import Session
from kalmurzaeva.browser.site import PYODIDE
from kalmurzaeva.cli import main
from kalmurzaeva.session.saves.documents import session_of
from kalmurzaeva.session.saves.files import unsealed
from tests.browser import browsing, missing, saved_file

GIVEN = os.environ.get("PYODIDE", "")
LACKS = missing() or (
    "" if GIVEN else f"PYODIDE names no package: npm pack pyodide@{PYODIDE}, and PYODIDE=pyodide-{PYODIDE}.tgz."
)

pytestmark = [
    pytest.mark.skipif(bool(LACKS), reason=LACKS or "nothing is missing"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The site of the game's own story."""
    folder = tmp_path_factory.mktemp("site") / "site"
    assert main(["site", str(folder), "--pyodide", GIVEN]) == 0
    return folder


def a_save(story, *lines: str) -> str:
    """The file of a game, as the terminal writes it."""
    session = Session.new(story, 21)
    for line in lines:
        session, _ = session.enter(line)
    return saved_file(session)


def the_same(one: str, other: str) -> bool:
    """Whether two files hold the same game. When each was written, and the words of a list, are not of the game."""
    return json.loads(one)["session"] == json.loads(other)["session"]


def open_saves(browser) -> None:
    """Opens the dialog of saved games, where it is not open. It opens when its list is new."""
    if not browser.run("document.getElementById('saves').open"):
        browser.run("document.getElementById('open-saves').click()")
        browser.wait("document.getElementById('saves').open")


def bring(browser, tmp_path: Path, text: str, name: str = "tea") -> str:
    """Imports a file through the page's own dialog, as a player does. Returns what the dialog says to that."""
    from selenium.webdriver.common.by import By

    file = tmp_path / f"{name}.json"
    file.write_text(text, encoding="ascii")
    open_saves(browser)
    # What it said to something else is no answer.
    browser.run("document.getElementById('saves-say').textContent = ''")
    browser.driver.find_element(By.ID, "file").send_keys(str(file))
    return browser.wait("document.getElementById('saves-say').textContent")


def export(browser, row: str) -> str:
    """Exports through the dialog, by a click of a real mouse: a browser refuses a second file that nobody clicked for."""
    from selenium.webdriver.common.by import By

    open_saves(browser)
    browser.driver.find_element(By.CSS_SELECTOR, f"#slots button[aria-label='Export {row}']").click()
    return browser.handed(f"{row}.json")


def test_a_game_plays_is_kept_by_the_browser_and_asks_for_nothing_elsewhere(folder, tmp_path):
    with browsing(folder, tmp_path) as browser:
        browser.open()
        assert "darned in thread" in browser.type("x shoes")
        assert "both boots leave the boards" in browser.run("document.getElementById('story').innerText")
        number = browser.run("document.querySelectorAll('#choices button').length")
        assert number >= 2
        assert browser.press("#choices button").startswith("1. ")
        assert browser.focused() == "listed", "who pressed a choice is led to the next"
        assert "Taken back" in browser.press("button[value=undo]")
        shown = browser.type("look")
        assert browser.log() == []
        assert browser.elsewhere() == []
        browser.settle()
        browser.open()
        assert "Going on from today" in browser.run("document.getElementById('story').innerText")
        last = shown.split("\n\n")[2]
        assert last in browser.run("document.getElementById('story').innerText")
        assert browser.elsewhere() == []


def test_a_game_is_played_by_keys_alone(folder, tmp_path):
    from selenium.webdriver.common.keys import Keys

    with browsing(folder, tmp_path) as browser:
        browser.open()
        browser.keys(Keys.TAB)
        assert "Skip" in browser.focused()
        browser.keys(Keys.ENTER)
        assert browser.focused() == "line"
        browser.type("x boots")
        assert browser.focused() == "line"
        browser.keys(Keys.ARROW_UP)
        assert browser.run("document.getElementById('line').value") == "x boots"
        browser.keys(Keys.TAB, held=Keys.SHIFT)
        choices = browser.run("[...document.querySelectorAll('#choices button')].map((one) => one.innerText)")
        assert browser.focused() == choices[-1]
        before = browser.run("performance.getEntriesByName('turn').length")
        browser.keys(Keys.SPACE)
        browser.wait("performance.getEntriesByName('turn').length > arguments[0]", before)
        assert browser.focused() == "listed"
        browser.keys("l")
        assert browser.focused() == "line", "whoever types anywhere types at the line"
        reached = []
        for _ in range(6):
            browser.keys(Keys.TAB)
            reached.append(browser.focused())
        assert reached[:5] == ["Do it", "Undo", "So far", "Help", "open-saves"]
        browser.run("document.getElementById('open-saves').focus()")
        browser.keys(Keys.ENTER)
        browser.wait("document.getElementById('saves').open")
        browser.keys(Keys.ESCAPE)
        assert browser.focused() == "open-saves"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_narrow_page_never_scrolls_sideways_and_follows_the_scheme(folder, tmp_path, scheme, shipped):
    with browsing(folder, tmp_path, width=360, height=740, scheme=scheme) as browser:
        browser.open()
        bring(browser, tmp_path, a_save(shipped))
        browser.run("document.getElementById('saves').close()")
        browser.type("restore tea")
        for line in (
            "help",
            "x shoes",
            "1",
            "history",
            "options",
            "wiat",
            "w" * 300,
            "hint",
            "go to the barre",
            "look",
        ):
            browser.type(line)
            assert browser.run("document.documentElement.scrollWidth") == 360, line
        ground = browser.run("getComputedStyle(document.documentElement).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(","))) < 3 * 128) is (scheme == "dark")


def test_a_save_goes_from_the_terminal_to_the_browser_and_back(folder, tmp_path, shipped):
    lines = ("x shoes", "1", "look", "undo", "x boots", "* a note")
    with browsing(folder, tmp_path) as browser:
        browser.open()
        written = a_save(shipped, *lines)
        bring(browser, tmp_path, written)
        assert export(browser, "tea") == written
        browser.run("document.getElementById('saves').close()")
        browser.type("restore tea")
        browser.type("x rope")
        exported = export(browser, "autosave")
        assert the_same(exported, a_save(shipped, *lines, "x rope"))
        back = session_of(unsealed(exported.encode("ascii")), shipped)
        assert not back.losses
        assert "damaged.json" in bring(browser, tmp_path, written[:-9], "damaged")


def test_a_second_window_waits_for_the_first(folder, tmp_path):
    with browsing(folder, tmp_path) as browser:
        browser.open()
        browser.type("x shoes")
        first = browser.driver.current_window_handle
        browser.driver.switch_to.new_window("tab")
        browser.driver.get(browser.served.address)
        browser.wait("document.getElementById('state').textContent.includes('another window')")
        second = browser.driver.current_window_handle
        browser.driver.switch_to.window(first)
        browser.settle()
        browser.driver.close()
        browser.driver.switch_to.window(second)
        browser.wait("performance.getEntriesByName('open').length")
        assert "Going on from today" in browser.run("document.getElementById('story').innerText")
