// Whom each head attends to: from the chosen token, and from all of them as four heat maps.

import { fill, h, say } from "../../../page/dom";
import type { Origin } from "../../figure";
import { heat } from "../../grid";
import { SHORT, TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import words from "./words.json";

interface Attention {
  tokens: number[];
  heads: number[][][];
  origins: Origin[][];
}

export const widget: Widget = (place, { python, token }) => {
  const state = stateLine();
  const chosen = h("div");
  const maps = h("div", { class: "side-by-side" });
  const ask = latest(
    async (name: string, position: number) => {
      return { position, ...(await python.ask<Attention>("guide.attention", name)) };
    },
    ({ position, tokens, heads, origins }) => {
      const names = tokens.map((id) => TOKENS[id] ?? "");
      fill(
        chosen,
        heat({
          label: words.shares,
          rows: heads.map((rows) => rows[position] ?? []),
          rowNames: heads.map((_, number) => say(words.head, { number })),
          columnNames: names.slice(0, position + 1),
          origin: origins.flatMap((rows) => rows[position] ?? []),
          full: 1,
          written: true,
        }),
      );
      fill(
        maps,
        ...heads.map((rows, number) =>
          h(
            "div",
            {},
            h("h4", {}, say(words.head, { number })),
            heat({
              label: say(words.map, { number }),
              rows,
              rowNames: names,
              columnNames: tokens.map((id) => SHORT[id] ?? ""),
              origin: origins[number] ?? [],
              full: 1,
              chosen: position,
            }),
          ),
        ),
      );
    },
    state,
  );
  fill(place, token.picker(words.token), chosen, h("p", {}, words.all), maps, state);
  token.onChange(ask);
};
