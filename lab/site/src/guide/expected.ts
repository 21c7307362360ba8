// What the model expects next: 27 bars, and the first few of them in numbers.

import { h, percent } from "../page/dom";
import { figure, type Origin } from "./figure";
import { bars } from "./grid";
import { SHORT, TOKENS } from "./token";
import words from "./words.json";

/** As lab/browser/guide/stages/output.py has it. */
export interface Expected {
  temperature: number;
  logits: number[];
  probabilities: number[];
  entropy: number;
  limit: number;
  likeliest: number[];
  origins: Record<"logits" | "probabilities" | "entropy" | "limit", Origin>;
}

const FIRST = 4;

/** The bars; without another one the likeliest token is marked. `full` is the value of a bar of full height. */
export function expectedBars(
  label: string,
  { probabilities, likeliest, origins }: Expected,
  marked = likeliest[0],
  full = Math.max(...probabilities),
): HTMLElement {
  const all = probabilities.map((value, token) => ({
    label: SHORT[token] ?? "",
    value,
    text: percent(value),
    marked: token === marked,
  }));
  const first = likeliest.slice(0, FIRST).map((token) => {
    const value = probabilities[token] ?? 0;
    const name = TOKENS[token] ?? "";
    const inputs: [string, string][] = [["at", name]];
    return h(
      "li",
      {},
      h("b", {}, name),
      " ",
      figure(value, origins.probabilities, { text: percent(value), inputs }),
    );
  });
  return h(
    "div",
    { class: "expected" },
    bars(label, all, origins.probabilities, full),
    h("ol", { class: "likeliest", "aria-label": words.likeliest }, ...first),
  );
}
