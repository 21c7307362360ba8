// Nine matrices and how many numbers they have; and how many they would have in another model.

import { fill, h, say } from "../../../page/dom";
import { slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Matrix {
  name: string;
  layers: number;
  rows: number;
  columns: number;
  count: number;
  times: number;
  origins: Record<"count" | "times", Origin>;
}

interface Parameters {
  matrices: Matrix[];
  total: number;
  times: number;
  origins: Record<"shape" | "total" | "times", Origin>;
}

const OURS = { n_embd: 16, n_layer: 1, block_size: 16, vocab_size: 27 };

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const table = h("div", { class: "scroll" });
  const reset = h("button", { type: "button" }, words.reset);
  const wide = slider(words.n_embd, { min: 4, max: 128, step: 4, value: OURS.n_embd }, () => ask());
  const deep = slider(words.n_layer, { min: 1, max: 12, step: 1, value: OURS.n_layer }, () => ask());
  const long = slider(words.block_size, { min: 4, max: 1024, step: 4, value: OURS.block_size }, () => ask());
  const rich = slider(words.vocab_size, { min: 4, max: 500, step: 1, value: OURS.vocab_size }, () => ask());

  const asked = latest(
    (...sizes: number[]) => python.ask<Parameters>("guide.parameters", ...sizes),
    (parameters) => fill(table, drawn(parameters)),
    state,
  );

  function ask(): void {
    asked(wide.value(), deep.value(), long.value(), rich.value());
  }

  reset.addEventListener("click", () => {
    wide.set(OURS.n_embd);
    deep.set(OURS.n_layer);
    long.set(OURS.block_size);
    rich.set(OURS.vocab_size);
    ask();
  });
  const sliders = [wide, deep, long, rich].map(({ element }) => element);
  fill(place, h("div", { class: "sliders" }, ...sliders), h("div", { class: "bar" }, reset), table, state);
  ask();
};

function drawn({ matrices, total, times, origins }: Parameters): HTMLElement {
  const largest = Math.max(...matrices.map(({ count }) => count));
  const number = (value: number, origin: Origin) =>
    figure(value, origin, { text: value.toLocaleString("en") });
  const factor = (value: number, origin: Origin) => figure(value, origin, { digits: 2 });
  const row = ({ name, layers, rows, columns, count, times: more, origins: own }: Matrix) => {
    const share = h("i", { class: "share" });
    share.style.setProperty("--share", `${(100 * count) / largest}%`);
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, layers > 1 ? say(words.each, { name, count: layers }) : name),
      h("td", {}, figure(rows, origins.shape), " × ", figure(columns, origins.shape)),
      h("td", {}, number(count, own.count), share),
      h("td", {}, "×\u202f", factor(more, own.times)),
    );
  };
  return h(
    "table",
    { class: "sizes", "aria-label": words.table },
    h("thead", {}, h("tr", {}, ...words.headings.map((heading) => h("th", { scope: "col" }, heading)))),
    h("tbody", {}, ...matrices.map(row)),
    h(
      "tfoot",
      {},
      h(
        "tr",
        {},
        h("th", { scope: "row" }, words.total),
        h("td"),
        h("td", {}, number(total, origins.total)),
        h("td", {}, "×\u202f", factor(times, origins.times)),
      ),
    ),
  );
}
