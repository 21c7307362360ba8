// Attention step by step: one head at one token, from its query to what goes on.

import { fill, h, say } from "../../../page/dom";
import { allow, choice } from "../../controls";
import type { Origin } from "../../figure";
import { heat } from "../../grid";
import { TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

export interface Looking {
  tokens: number[];
  query: number[];
  keys: number[][];
  values: number[][];
  scores: number[];
  weights: number[];
  output: number[];
  origins: Record<"query" | "scores" | "weights" | "output", Origin>;
  row_origins: Record<"keys" | "values", Origin[]>;
}

interface Added {
  attended: number[];
  attention_out: number[];
  embedded: number[];
  after_attention: number[];
  origins: Record<"attended" | "attention_out" | "embedded" | "after_attention", Origin>;
}

export const HEADS = ["0", "1", "2", "3"].map((number): [string, string] => [number, number]);
const MILLISECONDS = 1800; // a step, when they play
const LAST = words.steps.length - 1;

export const widget: Widget = (place, { python, token }) => {
  const state = stateLine();
  const title = h("h4", { role: "status" });
  const said = h("p");
  const steps = words.steps.map(() => h("div", { class: "step" }));
  const back = h("button", { type: "button" }, words.back);
  const next = h("button", { type: "button", class: "main" }, words.next);
  const play = h("button", { type: "button" });
  let step = 0;
  let timer = 0;
  let position = 0;
  let head = 0;
  let name = "";

  const asked = latest(
    async (text: string, at: number, number: number) => ({
      look: await python.ask<Looking>("guide.look", text, at, number),
      added: await python.ask<Added>("guide.added", text, at),
    }),
    ({ look, added }) => {
      for (const [number, children] of drawings(look, added).entries()) {
        const box = steps[number];
        if (box) fill(box, ...children);
      }
      show();
    },
    state,
  );

  function show(): void {
    fill(
      title,
      say(words.step, { number: step + 1, count: LAST + 1, title: words.steps[step]?.title ?? "" }),
    );
    fill(said, words.steps[step]?.said ?? "");
    for (const [number, box] of steps.entries()) {
      box.hidden = number > step;
      box.classList.toggle("now", number === step);
    }
    allow(back, step > 0);
    allow(next, step < LAST);
    fill(play, timer ? words.pause : words.play);
  }

  function go(to: number): void {
    step = Math.max(0, Math.min(LAST, to));
    if (step === LAST) stop();
    show();
  }

  function stop(): void {
    window.clearInterval(timer);
    timer = 0;
  }

  back.addEventListener("click", () => go(step - 1));
  next.addEventListener("click", () => go(step + 1));
  play.addEventListener("click", () => {
    if (timer) stop();
    else {
      if (step === LAST) step = 0;
      timer = window.setInterval(() => go(step + 1), MILLISECONDS);
    }
    show();
  });
  fill(
    place,
    token.picker(words.token),
    choice(words.head, HEADS, (number) => {
      head = Number(number);
      asked(name, position, head);
    }),
    h("div", { class: "bar" }, back, next, play),
    title,
    said,
    h("div", { class: "steps" }, ...steps),
    state,
  );
  show();
  token.onChange((text, at) => {
    [name, position] = [text, at];
    asked(name, position, head);
  });
};

/** What each step adds to the picture. */
function drawings(look: Looking, added: Added): HTMLElement[][] {
  const { query, keys, values, scores, weights, output, origins, row_origins } = look;
  const rowNames = look.tokens.map((id) => TOKENS[id] ?? "");
  const last = keys.length - 1;
  const column = (label: string, rows: number[][], origin: Origin | Origin[]) =>
    h("div", {}, h("h4", {}, label), heat({ label, rows, rowNames, origin, written: true, chosen: last }));
  const single = (numbers: number[]) => numbers.map((number) => [number]);
  const made = [query, keys[last] ?? [], values[last] ?? []];
  const out = [added.attended, added.attention_out, added.embedded, added.after_attention];
  const from = added.origins;
  return [
    [
      heat({
        label: words.made,
        rows: made,
        rowNames: words.vectors,
        origin: [origins.query, ...row_origins.keys.slice(-1), ...row_origins.values.slice(-1)],
        written: true,
      }),
    ],
    [column(words.keys, keys, row_origins.keys), column(words.values, values, row_origins.values)],
    [column(words.scores, single(scores), origins.scores)],
    [column(words.shares, single(weights), origins.weights)],
    [
      heat({
        label: words.blend,
        rows: [output],
        rowNames: [words.blend],
        origin: origins.output,
        written: true,
      }),
    ],
    [
      heat({
        label: words.output,
        rows: out,
        rowNames: words.rows,
        origin: [from.attended, from.attention_out, from.embedded, from.after_attention],
        written: true,
      }),
    ],
  ];
}
