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

export class Line {
  private readonly drawing = s("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    class: "curve",
    role: "img",
    "aria-label": words.curve,
  });
  private readonly dot = s("circle", { r: 5 });
  readonly element = h("figure", { class: "curve" }, this.drawing, h("figcaption", {}, words.curve));
  private curve: Curve | undefined;
  private at: [number, number] | undefined;

  draw(curve: Curve): void {
    const { temperatures, entropies, limit } = curve;
    const { x, y, highest } = scales(curve);
    const points = temperatures.map((t, at) => `${x(t)},${y(entropies[at] ?? 0)}`).join(" ");
    const text = (at: number, up: number, said: string, anchor = "middle") =>
      s("text", { x: at, y: up, "text-anchor": anchor }, said);
    this.drawing.replaceChildren(
      s("line", { class: "axis", x1: LEFT, y1: y(0), x2: WIDTH - RIGHT, y2: y(0) }),
      s("line", { class: "limit", x1: LEFT, y1: y(limit), x2: WIDTH - RIGHT, y2: y(limit) }),
      ...TICKS.map((t) => text(x(t), HEIGHT - BOTTOM + 16, String(t))),
      text(WIDTH - RIGHT, HEIGHT - 2, words.axis, "end"),
      ...Array.from({ length: highest }, (_, bits) => text(LEFT - 8, y(bits) + 4, String(bits), "end")),
      text(LEFT + 4, TOP - 1, words.bits, "start"),
      s("polyline", { points }),
      this.dot,
    );
    this.curve = curve;
    if (this.at) this.mark(...this.at);
  }

  mark(temperature: number, entropy: number): void {
    this.at = [temperature, entropy];
    if (!this.curve) return;
    const { x, y } = scales(this.curve);
    this.dot.setAttribute("cx", String(x(temperature)));
    this.dot.setAttribute("cy", String(y(entropy)));
  }
}

function scales({ temperatures, limit }: Curve) {
  const highest = Math.ceil(limit);
  const hottest = temperatures.at(-1) ?? 1;
  return {
    highest,
    x: (t: number) => LEFT + (t / hottest) * (WIDTH - LEFT - RIGHT),
    y: (bits: number) => HEIGHT - BOTTOM - (bits / highest) * (HEIGHT - TOP - BOTTOM),
  };
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
