"""A real browser for tests: Chromium without a window, a server for one folder, and a stand-in for the rest of the world that only notes who asks.
`python -m tests.browser SITE` takes README's picture of a folder that `kalmurzaeva site` wrote.

What is missing is said as a sentence, for whoever skips.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kalmurzaeva import Session
from kalmurzaeva.session.saves import Store

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage", "--hide-scrollbars",
)  # fmt: skip
PATIENCE = 180.0
PICTURED = ("x shoes", "keep how he leaves the floor", "remember the shoes", "make the tea", "go early")
_ITS_OWN = re.compile(r"^(?:http://)?[\w.-]+\.(?:google|googleapis|gvt1|duckduckgo)\.com[:/]")
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def saved_file(session: Session) -> str:
    """The file of a saved game, as the terminal writes it."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.save("game", session)
        return store.path("game").read_text(encoding="ascii")


def missing() -> str | None:
    """What there is not and would be needed, as a sentence."""
    if find_spec("selenium") is None:
        return "selenium is not installed: pip install -e '.[browser]'."
    if not any(map(shutil.which, _CHROMIUMS)):
        return "there is no Chromium: apt install chromium chromium-driver."
    if shutil.which("chromedriver") is None:
        return "there is no chromedriver: apt install chromium-driver."
    return None


class Served:
    """A folder on a port of this machine, and everything that was asked for there and elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[str] = []
        self.elsewhere: list[str] = []
        self._here = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, self.asked, directory=str(folder)))
        self._world = ThreadingHTTPServer(("127.0.0.1", 0), partial(_World, self.elsewhere))
        for server in (self._here, self._world):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._here.server_port}/"
        self.world = f"127.0.0.1:{self._world.server_port}"

    def close(self) -> None:
        for server in (self._here, self._world):
            server.shutdown()
            server.server_close()


class _Files(SimpleHTTPRequestHandler):
    def __init__(self, asked: list[str], *args: Any, **named: Any) -> None:
        self._asked = asked
        super().__init__(*args, **named)

    def log_message(self, *_: object) -> None:
        self._asked.append(self.path)


class _World(SimpleHTTPRequestHandler):
    """A proxy that refuses everything, and notes what was wanted."""

    def __init__(self, asked: list[str], *args: Any) -> None:
        self._asked = asked
        super().__init__(*args)

    def do_CONNECT(self) -> None:  # the name that http.server calls
        self._asked.append(self.path)
        # Whoever asked may have gone already.
        with contextlib.suppress(OSError):
            self.send_error(403)

    do_GET = do_POST = do_HEAD = do_CONNECT  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


class Browser:
    """A browser that has one page open. `downloads` is where files that it is handed go."""

    def __init__(
        self, served: Served, profile: Path, width: int = 1000, height: int = 800, scheme: str = "light"
    ) -> None:
        from selenium import webdriver

        self.served, self.downloads = served, profile / "downloads"
        self.downloads.mkdir(parents=True, exist_ok=True)
        options = webdriver.ChromeOptions()
        options.binary_location = next(found for name in _CHROMIUMS if (found := shutil.which(name)))
        for flag in (
            *FLAGS,
            f"--user-data-dir={profile / 'profile'}",
            f"--window-size={width},{height}",
            f"--proxy-server={served.world}",
        ):
            options.add_argument(flag)
        options.add_experimental_option(
            "prefs", {"download.default_directory": str(self.downloads), "download.prompt_for_download": False}
        )
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
        self.driver = webdriver.Chrome(options=options, service=service)
        # A window can be no narrower than 500 pixels; a page can.
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def command(self, name: str, **arguments: Any) -> Any:
        """A command of Chromium's own protocol."""
        return self.driver.execute_cdp_cmd(name, arguments)

    def open(self) -> float:
        """Opens the page. Returns the seconds until a line can be answered."""
        began = time.perf_counter()
        self.driver.get(self.served.address)
        self.wait("performance.getEntriesByName('open').length")
        return time.perf_counter() - began

    def run(self, script: str, *arguments: Any) -> Any:
        """What an expression gives in the page."""
        return self.driver.execute_script(f"return {script}", *arguments)

    def wait(self, script: str, *arguments: Any) -> Any:
        """Waits until an expression is true, and gives it."""
        until = time.perf_counter() + PATIENCE
        while time.perf_counter() < until:
            found = self.run(script, *arguments)
            if found:
                return found
            time.sleep(0.02)
        raise AssertionError(f"never true: {script}; {self.log()}")

    def type(self, line: str) -> str:
        """Types a line at the keyboard, wherever the focus is, and gives the text that it shows."""
        from selenium.webdriver.common.keys import Keys

        return self._turn(lambda: self.keys(line, Keys.ENTER))

    def press(self, selector: str) -> str:
        """Clicks, and gives the text of the turn."""
        from selenium.webdriver.common.by import By

        return self._turn(self.driver.find_element(By.CSS_SELECTOR, selector).click)

    def _turn(self, do: Any) -> str:
        number = self.run("performance.getEntriesByName('turn').length")
        do()
        self.wait("performance.getEntriesByName('turn').length > arguments[0]", number)
        return self.run("document.querySelector('#story > :last-child').innerText")

    def keys(self, *keys: str, held: str = "") -> None:
        """Presses keys wherever the focus is, with another held down."""
        from selenium.webdriver import ActionChains

        chain = ActionChains(self.driver)
        chain = chain.key_down(held) if held else chain
        chain = chain.send_keys(*keys)
        (chain.key_up(held) if held else chain).perform()

    def focused(self) -> str:
        """What has the focus: its id, else its words."""
        return self.run("document.activeElement.id || document.activeElement.innerText")

    def log(self) -> list[str]:
        """What the page complained of."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]

    def settle(self) -> None:
        """Waits until the browser has kept everything."""
        self.driver.execute_async_script(
            "const done = arguments[arguments.length - 1]; ask('preview', '').then(() => setTimeout(done, 500))"
        )

    def elsewhere(self) -> list[str]:
        """What was wanted from anywhere but the folder. What Chromium itself wants of its maker is no page's doing."""
        return [host for host in self.served.elsewhere if not _ITS_OWN.search(host)]

    def picture(self, path: Path) -> None:
        """What can be seen, as a PNG file."""
        self.driver.save_screenshot(str(path))

    def handed(self, name: str) -> str:
        """The text of a file that was handed over; it is taken away."""
        path = self.downloads / name
        until = time.perf_counter() + PATIENCE
        # A file that is still being written has another beside it, or is empty yet.
        while not (path.exists() and path.stat().st_size) or list(self.downloads.glob("*.crdownload")):
            there = sorted(file.name for file in self.downloads.iterdir())
            assert time.perf_counter() < until, f"{name} was never handed over; there is {there}; {self.log()}"
            time.sleep(0.05)
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text


@contextlib.contextmanager
def browsing(folder: Path, profile: Path | None = None, **looks: Any) -> Iterator[Browser]:
    """A browser with an empty profile, or with the one of a time before."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        served = Served(folder)
        browser = None
        try:
            browser = Browser(served, profile or Path(empty), **looks)
            yield browser
        finally:
            if browser is not None:
                browser.driver.quit()
            served.close()


def picture(folder: Path, to: Path) -> None:
    """The corridor of Act I on a telephone at night."""
    with browsing(folder, width=390, height=760, scheme="dark") as browser:
        browser.open()
        for line in PICTURED:
            browser.type(line)
        browser.run("document.activeElement.blur()")
        browser.picture(to)


if __name__ == "__main__":
    picture(Path(sys.argv[1]), Path(__file__).parent / "pictures" / "browser.png")
