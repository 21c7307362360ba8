// Weights as they are: one matrix after the other, as colours that can be asked.

import { fill, h, say } from "../../../page/dom";
import { choice } from "../../controls";
import { figure, type Origin } from "../../figure";
import { heat } from "../../grid";
import { TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import words from "./words.json";

interface Numbers {
  name: string;
  rows: number[][];
  smallest: number;
  largest: number;
  deviation: number;
  origins: Record<"rows" | "deviation", Origin>;
}

/** What the rows of a matrix stand for; those of the others are numbers of a vector. */
const ROWS: Record<string, string[]> = { wte: TOKENS, lm_head: TOKENS };

export const widget: Widget = (place, { python }) => {
  const names = place.dataset["of"]?.split(" ") ?? [];
  const state = stateLine();
  const shown = h("div");
  const said = h("p", { class: "small" });
  const ask = latest(
    (name: string) => python.ask<Numbers>("guide.matrix", name),
    ({ name, rows, smallest, largest, deviation, origins }) => {
      const columns = rows[0]?.length ?? 0;
      const rowNames = ROWS[name] ?? rows.map((_, row) => String(row));
      fill(shown, heat({ label: name, rows, rowNames, origin: origins.rows, small: true }));
      fill(
        said,
        ...[say(words.shape, { rows: rows.length, columns }), figure(smallest, origins.rows, { digits: 2 })],
        ...[words.and, figure(largest, origins.rows, { digits: 2 }), words.deviation],
        ...[figure(deviation, origins.deviation, { digits: 3 }), words.end],
      );
    },
    state,
  );
  const options = names.map((name): [string, string] => [name, name.replace("layer0.", "")]);
  fill(place, names.length > 1 && choice(words.legend, options, ask), shown, said, state);
  ask(names[0] ?? "");
};
