// A query with sliders: the cache stays, and all that comes of the query is computed anew.

import { fill, h, say } from "../../../page/dom";
import { allow, choice, slider } from "../../controls";
import { type Expected, expectedBars } from "../../expected";
import type { Origin } from "../../figure";
import { heat } from "../../grid";
import { TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import { HEADS, type Looking } from "../lookup";
import words from "./words.json";

export const widget: Widget = (place, { python, token }) => {
  const state = stateLine();
  const tables = h("div", { class: "side-by-side" });
  const next = h("div");
  const whose = h("p", { class: "small", role: "status" });
  const reset = h("button", { type: "button" }, words.reset);
  const sliders = [1, 2, 3, 4].map((number, at) =>
    slider(say(words.number, { number }), { min: -4, max: 4, step: 0.01, value: 0 }, () => {
      query = query.map((own, place) => (place === at ? (sliders[at]?.value() ?? own) : own));
      isOwn = true;
      ask();
    }),
  );
  let query: number[] = [];
  let isOwn = false;
  let head = 0;
  let position = 0;
  let name = "";

  const asked = latest(
    (text: string, at: number, number: number, given: number[]) =>
      python.ask<Looking & { next: Expected }>("guide.look", text, at, number, given),
    (look) => {
      if (!isOwn) {
        query = look.query;
        for (const [at, each] of sliders.entries()) each.set(query[at] ?? 0);
      }
      fill(tables, ...drawn(look));
      fill(next, expectedBars(words.bars, look.next));
      fill(whose, isOwn ? words.yours : words.own);
      allow(reset, isOwn);
    },
    state,
  );

  function ask(): void {
    asked(name, position, head, isOwn ? query : []);
  }

  function learned(): void {
    isOwn = false;
    ask();
  }

  reset.addEventListener("click", learned);
  fill(
    place,
    token.picker(words.token),
    choice(words.head, HEADS, (number) => {
      head = Number(number);
      learned();
    }),
    h("div", { class: "sliders" }, ...sliders.map(({ element }) => element)),
    h("div", { class: "bar" }, reset, whose),
    tables,
    h("p", {}, words.next),
    next,
    state,
  );
  token.onChange((text, at) => {
    [name, position] = [text, at];
    learned();
  });
};

function drawn({
  tokens,
  keys,
  values,
  scores,
  weights,
  output,
  origins,
  row_origins,
}: Looking): HTMLElement[] {
  const rowNames = tokens.map((id) => TOKENS[id] ?? "");
  const single = (numbers: number[]) => numbers.map((number) => [number]);
  const column = (label: string, rows: number[][], origin: Origin | Origin[], full?: number) => {
    const some = full === undefined ? {} : { full };
    return h("div", {}, h("h4", {}, label), heat({ label, rows, rowNames, origin, written: true, ...some }));
  };
  return [
    column(words.keys, keys, row_origins.keys),
    column(words.scores, single(scores), origins.scores),
    column(words.shares, single(weights), origins.weights, 1),
    column(words.values, values, row_origins.values),
    h(
      "div",
      {},
      h("h4", {}, words.brings),
      heat({
        label: words.brings,
        rows: [output],
        rowNames: [words.output],
        origin: origins.output,
        written: true,
      }),
    ),
  ];
}
