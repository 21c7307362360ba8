// The KV cache, growing by one row of keys and one of values with each token.

import { fill, h } from "../../../page/dom";
import { figure, type Origin } from "../../figure";
import { heat } from "../../grid";
import { TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import words from "./words.json";

interface Kept {
  tokens: number[];
  keys: number[][][];
  values: number[][][];
  numbers: number;
  kept: number;
  anew: number;
  origins: Record<"counts", Origin>;
  row_origins: Record<"keys" | "values", Origin[]>;
}

export const widget: Widget = (place, { python, token }) => {
  const state = stateLine();
  const tables = h("div", { class: "side-by-side" });
  const said = h("p");
  const more = h("button", { type: "button", class: "main" }, words.more);
  let position = 0;
  let length = 0;

  const ask = latest(
    (name: string, at: number) => python.ask<Kept>("guide.cache", name, at),
    ({ tokens, keys, values, numbers, kept, anew, origins, row_origins }) => {
      const rowNames = tokens.map((id) => TOKENS[id] ?? "");
      const chosen = tokens.length - 1;
      const table = (label: string, rows: number[][][], origin: Origin[]) =>
        h(
          "div",
          {},
          h("h4", {}, h("code", {}, label)),
          heat({
            label: `${label}: ${words.heads}`,
            rows: rows.map((heads) => heads.flat()),
            rowNames,
            origin,
            chosen,
          }),
        );
      fill(
        tables,
        table(words.keys, keys, row_origins.keys),
        table(words.values, values, row_origins.values),
      );
      const count = (value: number) => figure(value, origins.counts);
      fill(said, words.numbers, count(numbers), words.kept, count(kept), words.anew, count(anew), words.end);
      fill(more, position === length ? words.again : words.more);
    },
    state,
  );

  more.addEventListener("click", () => token.choose(position === length ? 0 : position + 1));
  fill(place, token.picker(words.token), h("div", { class: "bar" }, more), tables, said, state);
  token.onChange((name, at) => {
    [position, length] = [at, name.length];
    ask(name, at);
  });
};
