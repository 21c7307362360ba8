// RMSNorm step by step: whatever the vector is stretched by, what comes out has one size.

import { fill, h } from "../../../page/dom";
import { slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { heat } from "../../grid";
import { latest, stateLine, type Widget } from "../../widget";
import words from "./words.json";

interface Normed {
  vector: number[];
  squares: number[];
  mean_square: number;
  scale: number;
  normed: number[];
  size: number;
  origins: Record<"vector" | "squares" | "mean_square" | "scale" | "normed" | "size", Origin>;
}

export const widget: Widget = (place, { python, name, token }) => {
  const state = stateLine();
  const rows = h("div");
  const said = h("p");
  let position = 0;
  const factor = slider(words.stretch, { min: 0.1, max: 5, step: 0.1, value: 1 }, () => ask());

  const asked = latest(
    (text: string, at: number, by: number) => python.ask<Normed>("guide.stretch", text, at, by),
    ({ vector, squares, mean_square, scale, normed, size, origins }) => {
      fill(
        rows,
        heat({
          label: words.heat,
          rows: [vector, squares, normed],
          rowNames: words.rows,
          origin: [origins.vector, origins.squares, origins.normed],
          written: true,
        }),
      );
      fill(
        said,
        ...[words.mean, figure(mean_square, origins.mean_square), words.scale, figure(scale, origins.scale)],
        ...[words.size, figure(size, origins.size), words.end],
      );
    },
    state,
  );

  function ask(): void {
    asked(name.current, position, factor.value());
  }

  fill(place, token.picker(words.token), factor.element, rows, said, state);
  token.onChange((_, at) => {
    position = at;
    ask();
  });
};
