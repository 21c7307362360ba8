// The network as circles and lines: the thicker a line, the larger its weight; the warmer a circle, the more it says.

import { h, s } from "../../../page/dom";
import { figure, type Origin } from "../../figure";

export interface Values {
  h1: number;
  h2: number;
  a: number;
  origins: Record<"h1" | "h2" | "a" | "loss", Origin>;
}

const COLUMNS = [14, 50, 86];
const STRONGEST = 2;

/** Where each circle stands, in percent of the picture. */
const PLACES: Record<string, [number, number]> = {
  x1: [COLUMNS[0] ?? 0, 16],
  x2: [COLUMNS[0] ?? 0, 50],
  x3: [COLUMNS[0] ?? 0, 84],
  h1: [COLUMNS[1] ?? 0, 33],
  h2: [COLUMNS[1] ?? 0, 84],
  a: [COLUMNS[2] ?? 0, 58],
};

export function diagram(label: string, xs: number[], knobs: number[], values: Values): HTMLElement {
  const [w1 = 0, w2 = 0, w3 = 0] = knobs;
  const lines: [string, string, number][] = [
    ["x1", "h1", w1],
    ["x2", "h1", w2],
    ["x3", "h2", w3],
    ["h1", "a", 1],
    ["h2", "a", 1],
  ];
  const drawing = s(
    "svg",
    { viewBox: "0 0 100 100", preserveAspectRatio: "none", role: "img", "aria-label": label },
    ...lines.map(([from, to, weight]) => {
      const [x1, y1] = PLACES[from] ?? [0, 0];
      const [x2, y2] = PLACES[to] ?? [0, 0];
      const width = 0.8 + (4 * Math.abs(weight)) / STRONGEST;
      return s("line", { x1, y1, x2, y2, class: weight < 0 ? "cool" : "warm", "stroke-width": width });
    }),
  );
  const circle = (name: string, value: number, origin?: Origin) => {
    const [x, y] = PLACES[name] ?? [0, 0];
    const element = h(
      "div",
      { class: value < 0 ? "node cool" : "node warm" },
      h("b", {}, name),
      origin ? figure(value, origin, { digits: 2 }) : h("span", {}, value.toFixed(1).replace("-", "−")),
    );
    element.style.left = `${x}%`;
    element.style.top = `${y}%`;
    element.style.setProperty("--heat", `${Math.min(100, (100 * Math.abs(value)) / STRONGEST)}%`);
    return element;
  };
  return h(
    "div",
    { class: "diagram" },
    drawing,
    ...xs.map((value, at) => circle(`x${at + 1}`, value)),
    circle("h1", values.h1, values.origins.h1),
    circle("h2", values.h2, values.origins.h2),
    circle("a", values.a, values.origins.a),
  );
}
