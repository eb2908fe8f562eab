"""What the page costs in a real browser, and whether it holds what it promises: `python -m tests.benchmarks.browser [TRANSCRIPT]`.

It writes the site (PYODIDE names Pyodide's package; without it npm fetches it), serves it, and opens it in Chromium with an empty profile, three times.
Then it types a whole transcript, twice: at once, while the story is still being read, and again when it is. A turn is from Enter to the text laid
out on the page, as the page itself measures it. What else the machine does falls on the times, too: so between the turns a loop is run that takes ten
milliseconds where it is alone, and what it took is printed beside them. Nothing here is a test: a number over its budget is printed, not raised.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from kalmurzaeva import Session, Story, load_story
from kalmurzaeva.cli import main as run
from kalmurzaeva.session.transcripts import parse_transcript
from tests.browser import Browser, browsing, missing, saved_file

DEFAULT = Path(__file__).parents[1] / "transcripts" / "odyssey.txt"
COLD, TURN = 10.0, 0.050
_SPAN = """
const done = arguments[arguments.length - 1];
document.getElementById('line').value = arguments[0];
performance.clearMeasures();
document.getElementById('form').requestSubmit();
const look = () => { const [turn] = performance.getEntriesByName('turn'); turn ? done(turn.duration / 1000) : setTimeout(look, 1); };
look();
"""
_LOOP = """
const began = performance.now();
let sum = 0;
for (let i = 0; i < arguments[0]; i++) sum += Math.sqrt(i);
return sum && (performance.now() - began) / 1000;
"""
_ALONE = 0.010


def ten_milliseconds(browser: Browser) -> int:
    """How many rounds of the loop take ten milliseconds where nothing else wants to run."""
    rounds = 4_000_000
    return int(rounds * _ALONE / min(browser.driver.execute_script(_LOOP, rounds) for _ in range(30)))


def typed(browser: Browser, story: Story, transcript: Path) -> tuple[list[float], list[float]]:
    """A transcript's lines typed one after another, from its own beginning: the seconds of each turn, and of the loop after each."""
    script = parse_transcript(transcript.read_text(encoding="utf-8"))
    start = saved_file(Session.new(story, script.seed))
    browser.driver.execute_async_script(
        "const done = arguments[arguments.length - 1]; ask('bring', 'start.json', arguments[0]).then(done, done)", start
    )
    newest = browser.driver.execute_async_script(
        "const done = arguments[arguments.length - 1]; ask('saves').then((rows) => done(rows.map(([name]) => name)))"
    )
    name = max((one for one in newest if one.startswith("start")), key=lambda one: (len(one), one))
    browser.driver.execute_async_script(_SPAN, f"restore {name}")
    rounds = ten_milliseconds(browser)
    both = [
        (browser.driver.execute_async_script(_SPAN, line), browser.driver.execute_script(_LOOP, rounds))
        for line in script.steps
        if isinstance(line, str)
    ]
    return [turn for turn, _ in both], [loop for _, loop in both]


def report(name: str, seconds: float, budget: float, beside: str = "") -> None:
    over = "OVER" if seconds > budget else ""
    print(f"{name:<40}{seconds * 1000:6.0f} ms   budget {budget * 1000:6.0f}  {over:<5} {beside}".rstrip())


def of_turns(name: str, turns: list[float], loops: list[float]) -> None:
    """The middle, the ninety-ninth of a hundred, and the worst of some turns, beside those of the loop."""
    turns, loops = sorted(turns), sorted(loops)
    for what, at in (
        (f"median of {len(turns)}", len(turns) // 2),
        ("99 of 100", len(turns) * 99 // 100),
        ("slowest", -1),
    ):
        report(f"{name}, {what}", turns[at], TURN, f"a loop of 10 ms: {loops[at] * 1000:.0f}")


def main(transcript: Path) -> int:
    """Prints a line for each measure."""
    if (lacks := missing()) is not None:
        print(f"Nothing was measured: {lacks}")
        return 1
    story = load_story()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "site"
        given = os.environ.get("PYODIDE")
        if run(["site", str(folder), *(["--pyodide", given] if given else [])]):
            return 1
        print(f"\nAt once {os.getloadavg()[0]:.1f} programs want to run on {os.cpu_count()} processors.")
        shown, opened = [], []
        for _ in range(3):
            with browsing(folder) as browser:
                opened.append(browser.open())
                shown.append(browser.run("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"))
                elsewhere = browser.elsewhere()
        report("first page, cold", median(shown), COLD)
        report("first line can be answered, cold", median(opened), COLD)
        print(f"asked of elsewhere: {', '.join(elsewhere) or 'nothing'}")
        with browsing(folder) as browser:
            browser.open()
            of_turns("a turn at once", *typed(browser, story, transcript))
            browser.wait("performance.getEntriesByName('read').length")
            of_turns("a turn when all is read", *typed(browser, story, transcript))
            for complaint in browser.log():
                print(complaint)
        print(f"At the end it was {os.getloadavg()[0]:.1f}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
