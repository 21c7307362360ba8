// What the last update did to one weight, number by number, with SGD and with Adam.

import { fill, h, say } from "../../../page/dom";
import { figure } from "../../figure";
import { type Learnt, OPTIMISERS, type Optimiser } from "./data";
import words from "./words.json";

type Row = keyof Learnt["move"];
const ORIGINS: Record<Row, keyof Learnt["origins"]> = {
  before: "before",
  gradient: "gradient",
  mean: "update",
  square: "update",
  mean_corrected: "corrected",
  square_corrected: "corrected",
  after: "update",
};

export function showByHand(place: HTMLElement, learnt: Partial<Record<Optimiser, Learnt>>): void {
  const last = learnt.adam ?? learnt.sgd;
  if (!last) {
    fill(place, h("p", { class: "small" }, words.none));
    return;
  }
  const cell = (row: Row, optimiser: Optimiser) => {
    const of = learnt[optimiser];
    const value = of?.move[row];
    if (!of || value === null || value === undefined) return h("td", {}, "–");
    return h("td", {}, figure(value, of.origins[ORIGINS[row]], { digits: 6 }));
  };
  const rows = Object.keys(ORIGINS) as Row[];
  fill(
    place,
    h(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": words.hand },
      h(
        "table",
        { class: "by-hand" },
        h("thead", {}, h("tr", {}, h("td"), ...OPTIMISERS.map((it) => h("th", { scope: "col" }, words[it])))),
        h(
          "tbody",
          {},
          ...rows.map((row) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, words.moves[row]),
              ...OPTIMISERS.map((it) => cell(row, it)),
            ),
          ),
          h("tr", {}, h("td"), ...OPTIMISERS.map((it) => h("td", { class: "small" }, words.rule[it]))),
        ),
      ),
    ),
    h("p", { class: "small" }, say(words.learned, { word: last.word })),
  );
}
