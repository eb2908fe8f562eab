"""How fast the studio is: `python -m tests.benchmarks.studio [--ink STORY.ink] [--inkjs FOLDER]`.

`explore` on one core, with everything measured and without, beside inkjs playing an ink story with the same random player: every turn it reads all
the text there is and takes one of the choices. Seconds are those of the processor, so that a busy machine is no worse. inkjs is installed with `npm install inkjs@2.4.0` in FOLDER; no package carries its maker's sample
story, so that is given by hand, and without it the line says "not run". And how long `check` takes beside loading.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import time
from pathlib import Path

from kalmurzaeva import Story, begin, load_story, offers, step
from kalmurzaeva.studio.checks.command import check
from kalmurzaeva.studio.exploration.players import RandomPlayer
from kalmurzaeva.studio.exploration.playthrough import play_run
from kalmurzaeva.studio.exploration.tally import Tally

SECONDS = 8.0

INK = """
const { Compiler } = require("inkjs/full");
const { version } = JSON.parse(require("fs").readFileSync("node_modules/inkjs/package.json", "utf-8"));
const source = require("fs").readFileSync(process.argv[2], "utf-8").replace(/^\\uFEFF/, "");
const compiled = process.argv[2].endsWith(".json") ? source : new Compiler(source).Compile().ToJson();
const { Story } = require("inkjs");
const story = new Story(compiled);
story.onError = () => {}; // a loose end of the sample ends its run
const clock = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };
const start = clock();
let turns = 0, words = 0, seed = 1;
const chance = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
while (clock() - start < Number(process.argv[3])) {
  story.ResetState();
  for (;;) {
    words += story.ContinueMaximally().split(/\\s+/).length;
    const choices = story.currentChoices;
    if (!choices.length) break;
    story.ChooseChoiceIndex(Math.floor(chance() * choices.length));
    turns += 1;
  }
}
console.log(JSON.stringify({ version, node: process.version, turns, words, seconds: clock() - start }));
"""


def explored(story: Story, *, measured: bool) -> float:
    """Turns a second of explore on one core, over runs after the first few."""
    turns = 0
    tally = Tally()
    for index in range(1000, 1004):
        play_run(story, 1, index, frozenset(), Tally())
    start, index = time.process_time(), 2000
    while time.process_time() - start < SECONDS:
        if measured:
            play_run(story, 1, index, frozenset(), tally)
            turns = sum(tally.turns)
        else:
            turns += _bare_run(story, index)
        index += 1
    return turns / (time.process_time() - start)


def _bare_run(story: Story, seed: int) -> int:
    """One random run with its text made and thrown away."""
    player = RandomPlayer(random.Random(seed))
    state, beat = begin(story, seed)
    turns = 0
    while beat.ending is None and (offered := offers(story, state)):
        state, beat = step(story, state, player.pick(state.node, offered))
        beat.text  # noqa: B018  # made, and thrown away
        turns += 1
    return turns


def ink(sample: Path | None, folder: Path) -> str:
    """What inkjs does with a story, or why it was not asked."""
    node = shutil.which("node")
    if sample is None:
        return "not run: no package carries inkle's sample story; give one with --ink"
    if node is None or not (folder / "node_modules" / "inkjs").is_dir():
        return f"not run: no inkjs in {folder} (npm install inkjs@2.4.0)"
    script = folder / "play_ink.cjs"
    script.write_text(INK, encoding="utf-8")
    done = subprocess.run(
        [node, str(script), str(sample.resolve()), str(SECONDS)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"not run: inkjs failed: {done.stderr.strip()[-200:]}"
    found = json.loads(done.stdout.splitlines()[-1])
    pace = found["turns"] / found["seconds"]
    words = found["words"] / max(1, found["turns"])
    return f"{pace:,.0f} (inkjs {found['version']} on node {found['node']}, {sample.name}, {words:.0f} words a turn)"


def best(work: object, times: int = 3) -> float:
    """The best of some runs, in seconds."""
    assert callable(work)
    found = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        found = min(found, time.process_time() - start)
    return found


def main() -> None:
    """Prints one line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ink", type=Path, metavar="STORY.ink")
    parser.add_argument("--inkjs", type=Path, metavar="FOLDER", default=Path())
    parser.add_argument("--story", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    story = load_story(arguments.story)
    print(f"explore, turns a second on one core, everything measured: {explored(story, measured=True):,.0f}")
    print(f"offers, step and text alone, turns a second: {explored(story, measured=False):,.0f}")
    print(f"inkjs, turns a second: {ink(arguments.ink, arguments.inkjs)}")
    loading, checking = best(lambda: load_story(arguments.story)), best(lambda: check(arguments.story))
    print(f"loading {loading * 1000:.0f} ms, check {checking * 1000:.0f} ms: {checking / loading:.2f} times as long")


if __name__ == "__main__":
    main()
