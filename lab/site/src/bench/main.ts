// The workbench: the editor, the bot in its worker, and one widget a tab.

import { append, byId, fill, h, say } from "../page/dom";
import { Server } from "../page/server";
import { tabs } from "../page/tabs";
import { Bot, type State } from "../python/bot";
import type { Loaded, Problem } from "../python/data";
import { first, root } from "../python/early";
import { attack } from "./attack";
import { chat } from "./chat";
import { type Editor, makeEditor, type Starter } from "./editor";
import { follow, isText, MAX_BYTES, save } from "./files";
import { grade } from "./grade";
import { practice } from "./practice";
import { risk } from "./risk";
import { type Bench, inWords } from "./widget";
import words from "./words.json";

const KEPT = "fruitless-bench-bot.py";
const MOST_PROBLEMS = 5;

const starter = (await (await fetch(new URL("starter.json", root))).json()) as Starter;
const state = byId("state", HTMLElement);
const problems = byId("problems", HTMLElement);
const file = byId("file", HTMLElement);
const run = byId("run", HTMLButtonElement);
let ran = "";

const editor: Editor = makeEditor(
  byId("editor", HTMLElement),
  starter,
  localStorage.getItem(KEPT) ?? starter.text,
  (text) => {
    localStorage.setItem(KEPT, text);
    // Whoever edits will run it: Python is then there already.
    bot.prepare();
    if (text !== ran) tell(words.state.edited);
  },
  runIt,
);
const server = Server.of(root);
const bot = new Bot(root, first, show, (ready) => fillFamilies(ready.families));
const bench: Bench = { bot, text: editor.text, region: editor.region };

chat(bench);
const fillFamilies = attack(bench);
practice(bench);
const stopLooking = risk(bench);
tabs(byId("tabs", HTMLElement), (id) => {
  if (id !== "tab-risk") stopLooking();
});
grade(bench, server);

run.disabled = false;
run.addEventListener("click", runIt);
byId("save", HTMLButtonElement).addEventListener("click", () => save("bot.py", editor.text()));
byId("undo", HTMLButtonElement).addEventListener("click", () => editor.undo());
byId("starter", HTMLButtonElement).addEventListener("click", () => take(starter.text, words.editor.starter));
byId("open", HTMLInputElement).addEventListener("change", async (event) => {
  const input = event.target as HTMLInputElement;
  const chosen = input.files?.[0];
  if (!chosen) return;
  const { name } = chosen;
  const bytes = chosen.size > MAX_BYTES ? undefined : await chosen.arrayBuffer();
  const text = bytes && isText(bytes);
  if (text === undefined) fill(file, say(bytes ? words.editor.not_text : words.editor.too_large, { name }));
  else take(text, say(words.editor.opened, { name }));
  input.value = "";
});
if (server) {
  follow(
    server,
    (name) => fill(file, say(words.editor.following, { name })),
    ({ name, text }, isFirst) => {
      if (text === editor.text()) return;
      take(text, isFirst ? say(words.editor.following, { name }) : say(words.editor.followed, { name }));
    },
  );
}
runIt();

function runIt(): void {
  ran = editor.text();
  void bot.run(ran);
}

/** Put another text into the editor, and run it. */
function take(text: string, said: string): void {
  editor.replace(text);
  fill(file, said);
  runIt();
}

function show(now: State): void {
  editor.mark([]);
  if (now.kind === "loaded") showLoaded(now.loaded);
  else if (now.kind === "ended") tell(inWords(now), true);
  else tell(words.state[now.kind]);
}

function showLoaded(loaded: Loaded): void {
  const bad = Boolean(loaded.error) || loaded.problems.length > 0;
  const { failed, rejected, loaded: well } = words.state;
  tell(loaded.error ? failed : loaded.problems.length ? rejected : well, bad);
  editor.mark([loaded.error_line, ...loaded.problems.map(({ line }) => line)]);
  if (loaded.error)
    append(problems, [h("div", { class: "problem" }, h("pre", {}, loaded.error), goTo(loaded.error_line))]);
  append(problems, loaded.problems.slice(0, MOST_PROBLEMS).map(problem));
  const more = loaded.problems.length - MOST_PROBLEMS;
  if (more > 0) append(problems, [h("p", { class: "small" }, say(words.state.more, { count: more }))]);
  const printed = loaded.stdout + loaded.stderr;
  if (printed) append(problems, [h("p", { class: "small" }, words.state.printed), h("pre", {}, printed)]);
}

function problem({ title, why, hint, diff, line }: Problem): HTMLElement {
  return h(
    "div",
    { class: "problem" },
    h("h3", {}, title),
    h("p", {}, why),
    h("p", {}, hint),
    goTo(line),
    diff !== "" && h("pre", {}, diff),
  );
}

function goTo(line: number): HTMLElement | null {
  if (!line) return null;
  const button = h("button", { type: "button", class: "link" }, say(words.state.line, { line }));
  button.addEventListener("click", () => editor.goTo(line));
  return button;
}

function tell(said: string, bad = false): void {
  fill(state, said);
  state.classList.toggle("bad", bad);
  fill(problems);
}
