// The game's own engine, under Pyodide, beside the page. It is asked with {id, name, words} and answers {id, json}. The player's home folder is
// kept in the browser's own storage; everything else comes from the folder that this file is in.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const home = `/home/${self.name}`;
const files = fetch("game.zip", { cache: "no-cache" }).then((found) => {
  if (!found.ok) throw new Error(`game.zip: ${found.status}`);
  return found.arrayBuffer();
});

let python, evening, keeping;

async function start() {
  python = await loadPyodide({ env: { HOME: home }, packages: [] });
  let kept = true;
  try {
    python.FS.mount(python.FS.filesystems.IDBFS, {}, home);
    await sync(true);
  } catch {
    kept = false;
  }
  python.unpackArchive(await files, "zip", { extractDir: "/game" });
  evening = python.runPython(`
import sys
sys.path.insert(0, "/game")
from kalmurzaeva.browser.evening import Evening
from kalmurzaeva.language.load import cut_story
Evening(cut_story()[0])
`);
  self.postMessage({ ready: true, kept });
}

// Between the home folder and the browser's storage: from there at the beginning, to there after every turn.
function sync(fromThere) {
  return new Promise((done, failed) => python.FS.syncfs(fromThere, (error) => (error ? failed(error) : done())));
}

// One at a time; what is asked for meanwhile is one more, after it.
let again = false;
async function keep() {
  again = true;
  if (keeping) return;
  keeping = true;
  while (again) {
    again = false;
    try {
      await sync(false);
    } catch {
      self.postMessage({ unkept: true });
    }
  }
  keeping = false;
}

// A few milliseconds at a time, so that a line never waits for it.
function readAhead() {
  if (evening.read_ahead(8)) setTimeout(readAhead, 0);
  else self.postMessage({ read: true });
}

self.onmessage = ({ data: { id, name, words } }) => {
  const json = evening.answer(name, ...words);
  self.postMessage({ id, json });
  if (name === "open") readAhead();
  if (!["preview", "export"].includes(name)) keep();
};

start().catch((error) => {
  console.error(error);
  self.postMessage({ failed: true });
});
