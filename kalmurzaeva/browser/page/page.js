// The page: it sends lines to the engine beside it, and puts what comes back where it belongs. Every word of the story is made HTML, and escaped, by
// the engine (kalmurzaeva.browser.markup).
"use strict";
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const story = $("story"), listed = $("listed"), choices = $("choices"), line = $("line"), state = $("state");
const UNKEPT = "This browser keeps nothing for this page. Export the game, under Saved games, before you close it.";
const begun = `${root.dataset.story} begun`;

// ── The engine ──────────────────────────────────────────────────────────────────────────────────────────────

let engine, isOpen;
const opened = new Promise((done) => (isOpen = done));
const waiting = new Map();

function ask(name, ...words) {
  return new Promise((done, failed) => {
    const id = crypto.getRandomValues(new Uint32Array(1))[0];
    waiting.set(id, { done, failed });
    engine.postMessage({ id, name, words });
  });
}

function heard({ data }) {
  if (data.ready) open(data.kept);
  else if (data.read) performance.mark("read");
  else if (data.failed) say("The game cannot be opened: a file of its folder could not be read, or this browser is too old for it. The console says which.");
  else if (data.unkept) say((unkept = UNKEPT));
  else {
    const { done, failed } = waiting.get(data.id);
    waiting.delete(data.id);
    const { gives, says } = JSON.parse(data.json);
    says === undefined ? done(gives) : failed(says);
  }
}

async function open(kept) {
  let view;
  try {
    view = await ask("open");
  } catch (why) {
    return say(why);
  }
  const page = document.createElement("div");
  page.className = "turn";
  page.innerHTML = `\n${view.html}\n`;
  // The first page of a new game stands there already.
  if (page.innerHTML !== story.firstElementChild.innerHTML) story.replaceChildren(page);
  if (!kept) unkept = UNKEPT;
  set(view);
  story.hidden = listed.hidden = false;
  isOpen();
  performance.mark("open");
}

// ── A turn ──────────────────────────────────────────────────────────────────────────────────────────────────

const typed = [];
let recalled = 0;

async function send(words, pressed) {
  const began = performance.now();
  await opened;
  let view;
  try {
    view = await ask("line", words);
  } catch (why) {
    return say(why);
  }
  const turn = document.createElement("div");
  turn.className = "turn";
  turn.innerHTML = view.html;
  story.append(turn);
  set(view);
  // Who pressed a choice is led to the next ones, and who types stays at the line.
  if (pressed) (choices.childElementCount ? listed : story).focus({ preventScroll: true });
  scrollTo(0, turn.getBoundingClientRect().top + scrollY - 12);
  for (const [name, text] of view.files) handOver(name, text);
  try {
    localStorage.setItem(begun, "1");
  } catch {}
  performance.measure("turn", { start: began });
}

function set(view) {
  choices.innerHTML = view.choices;
  listed.hidden = !view.choices;
  root.dataset.palette = view.palette;
  root.dataset.ground = view.background;
  root.style.setProperty("--measure", `${view.measure}ch`);
  $("reading").textContent = "";
  $("where").textContent = [view.where, view.saved].filter(Boolean).join(" · ");
  say(unkept);
}

// What is to be heard, unlike where one is, which is told with the story.
let unkept = "";

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}

function handOver(name, text) {
  const link = document.createElement("a");
  link.download = name;
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = line.value;
  line.value = "";
  if (words.trim()) typed.push(words);
  recalled = typed.length;
  send(words, false);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[value]");
  if (button && !button.closest("dialog")) send(button.value, true);
});

// ── The line ────────────────────────────────────────────────────────────────────────────────────────────────

line.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || event.isComposing || !(recalled + step in typed || recalled + step === typed.length)) return;
  event.preventDefault();
  recalled += step;
  line.value = typed[recalled] ?? "";
});

let latest = 0;
line.addEventListener("input", async () => {
  const number = ++latest, words = line.value;
  await opened;
  const read = words.trim() && !/^\s*\d+\s*$/.test(words) ? await ask("preview", words).catch(() => "") : "";
  if (number === latest && line.value === words) $("reading").textContent = read && `→ ${read}`;
});

// Whoever types anywhere types at the line.
document.addEventListener("keydown", (event) => {
  const isText = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (isText && event.target !== line && !event.target.closest("dialog, input")) line.focus();
});

// ── Saved games ─────────────────────────────────────────────────────────────────────────────────────────────

const dialog = $("saves"), slots = $("slots");

async function list() {
  const rows = (await ask("saves")).map(([name, where, isPlayed]) => {
    const row = document.createElement("li"), words = document.createElement("p"), label = document.createElement("strong");
    label.textContent = isPlayed ? "this game" : name;
    words.append(label, ` ${where}`);
    row.append(words, ...(isPlayed ? ["Export"] : ["Open", "Export", "Delete"]).map((deed) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = deed;
      button.setAttribute("aria-label", `${deed} ${name}`);
      button.addEventListener("click", () => carryOut(deed, name));
      return button;
    }));
    return row;
  });
  slots.replaceChildren(...rows);
}

async function carryOut(deed, name) {
  try {
    if (deed === "Export") {
      handOver(`${name}.json`, await ask("export", name));
      $("saves-say").textContent = `${name}.json is handed over.`;
    } else if (deed === "Open") {
      dialog.close();
      await send(`restore ${name}`, true);
    } else if (confirm(`Delete the saved game "${name}"?`)) {
      await ask("delete", name);
      await list();
      $("saves-say").textContent = `"${name}" is deleted.`;
    }
  } catch (why) {
    $("saves-say").textContent = why;
  }
}

$("open-saves").addEventListener("click", async () => {
  await opened;
  $("saves-say").textContent = "";
  try {
    await list();
  } catch (why) {
    $("saves-say").textContent = why;
  }
  dialog.showModal();
});

$("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  try {
    const name = await ask("bring", file.name, await file.text());
    await list();
    $("saves-say").textContent = `"${name}" is among the saved games now.`;
    [...slots.querySelectorAll("button")].find((button) => button.ariaLabel === `Open ${name}`)?.focus();
  } catch (why) {
    $("saves-say").textContent = why;
  }
});

// ── The beginning ───────────────────────────────────────────────────────────────────────────────────────────

function begin() {
  engine = new Worker("engine.js", { type: "module", name: root.dataset.story });
  engine.onmessage = heard;
  engine.onerror = () => heard({ data: { failed: true } });
  return new Promise(() => {});
}

if (location.protocol === "file:") {
  say("A browser plays this only from a server. In this folder: python3 -m http.server, and then open http://localhost:8000.");
} else {
  let isBegun = false;
  try {
    isBegun = Boolean(localStorage.getItem(begun));
  } catch {}
  // A game goes on where it was: its page is not known yet.
  if (isBegun) story.hidden = listed.hidden = true;
  if (navigator.locks) {
    const late = setTimeout(() => say("This story is open in another window. It opens here when that one is closed."), 500);
    navigator.locks.request(root.dataset.story, () => (clearTimeout(late), say("Being opened…"), begin()));
  } else begin();
}
