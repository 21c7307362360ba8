// The entropy over the temperature, as a line with a mark where the slider is.

import { h } from "../../../page/dom";
import words from "./words.json";

export interface Curve {
  temperatures: number[];
  entropies: number[];
  limit: number;
}

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 190, 34, 10, 12, 30];
const TICKS = [0.5, 1, 1.5, 2, 2.5, 3];

export function curve(
  { temperatures, entropies, limit }: Curve,
  temperature: number,
  entropy: number,
): HTMLElement {
  const highest = Math.ceil(limit);
  const x = (t: number) => LEFT + (t / (temperatures.at(-1) ?? 1)) * (WIDTH - LEFT - RIGHT);
  const y = (bits: number) => HEIGHT - BOTTOM - (bits / highest) * (HEIGHT - TOP - BOTTOM);
  const points = temperatures.map((t, at) => `${x(t)},${y(entropies[at] ?? 0)}`).join(" ");
  const text = (at: number, up: number, said: string, anchor = "middle") =>
    s("text", { x: at, y: up, "text-anchor": anchor }, said);
  const drawing = s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": words.curve },
    s("line", { class: "axis", x1: LEFT, y1: y(0), x2: WIDTH - RIGHT, y2: y(0) }),
    s("line", { class: "limit", x1: LEFT, y1: y(limit), x2: WIDTH - RIGHT, y2: y(limit) }),
    ...TICKS.map((t) => text(x(t), HEIGHT - BOTTOM + 16, String(t))),
    text(WIDTH - RIGHT, HEIGHT - 2, words.axis, "end"),
    ...Array.from({ length: highest }, (_, bits) => text(LEFT - 8, y(bits) + 4, String(bits), "end")),
    text(LEFT + 4, TOP - 1, words.bits, "start"),
    s("polyline", { points }),
    s("circle", { cx: x(temperature), cy: y(entropy), r: 5 }),
  );
  return h("figure", { class: "curve" }, drawing, h("figcaption", {}, words.curve));
}

function s(
  tag: string,
  attributes: Record<string, string | number>,
  ...children: (Node | string)[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
