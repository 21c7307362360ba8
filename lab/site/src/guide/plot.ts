// Lines in the coordinates of their numbers, with a scale beside them: drawing, and nothing of the model.

import { fill, h } from "../page/dom";

const SVG = "http://www.w3.org/2000/svg";

export type Point = [number, number];

export interface Scene {
  /** From where to where, x then y. */
  from: Point;
  to: Point;
  /** Marks at equal distances, from the lowest and from the left. */
  down: string[];
  across: string[];
  /** Each with its class in the style sheet. */
  lines: { kind: string; points: Point[] }[];
  dots?: { kind: string; at: Point }[];
}

/** A plot that can be drawn again and again. */
export function plot(label: string): { element: HTMLElement; draw(scene: Scene): void } {
  const down = h("div", { class: "down", "aria-hidden": "true" });
  const across = h("div", { class: "across", "aria-hidden": "true" });
  const svg = element("svg", {
    class: "curves",
    preserveAspectRatio: "none",
    role: "img",
    "aria-label": label,
  });
  const group = element("g", { transform: "scale(1 -1)" });
  svg.append(group);
  const box = h("div", { class: "plot" }, down, svg, across);

  function draw({ from, to, down: marks, across: places, lines, dots = [] }: Scene): void {
    svg.setAttribute("viewBox", `${from[0]} ${-to[1]} ${to[0] - from[0]} ${to[1] - from[1]}`);
    fill(down, ...marks.map((mark) => h("span", {}, mark)).reverse());
    fill(across, ...places.map((place) => h("span", {}, place)));
    const apart = (to[1] - from[1]) / (marks.length - 1);
    const grid = marks.map((_, at) => `M${from[0]},${from[1] + at * apart}H${to[0]}`).join("");
    group.replaceChildren(
      element("path", { class: "grid", d: grid }),
      ...lines.map(({ kind, points }) =>
        element("polyline", { class: kind, points: points.map((point) => point.join()).join(" ") }),
      ),
      // A line without length: its round end is a dot, which no scale bends.
      ...dots.map(({ kind, at }) => element("path", { class: `dot ${kind}`, d: `M${at.join()}h0` })),
    );
  }
  return { element: box, draw };
}

function element(name: string, attributes: Record<string, string>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
