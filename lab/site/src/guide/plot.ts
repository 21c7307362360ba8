// A small plot: lines and points on two axes. It only draws what it is given.

import { h, s } from "../page/dom";

type Pair = [number, number];

interface Plot {
  /** What it shows, for those who do not see it. */
  label: string;
  x: Pair;
  y: Pair;
  xName: string;
  yName: string;
  lines: { points: Pair[]; class?: string }[];
  points?: { at: Pair; class?: string }[];
}

const WIDTH = 380;
const HEIGHT = 220;
const LEFT = 34;
const RIGHT = 10;
const TOP = 12;
const BOTTOM = 34;
const TICKS = 5;

/** The drawing. What lies outside of its axes is cut. */
export function plot({ label, x, y, xName, yName, lines, points = [] }: Plot): HTMLElement {
  const across = (value: number) => LEFT + ((WIDTH - LEFT - RIGHT) * (value - x[0])) / (x[1] - x[0]);
  const up = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * (value - y[0])) / (y[1] - y[0]);
  const at = ([a, b]: Pair) => `${across(a).toFixed(2)},${up(b).toFixed(2)}`;
  const svg = s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    ...ticks(x).map((value) =>
      s(
        "g",
        {},
        s("line", {
          class: value ? "rule" : "axis",
          x1: across(value),
          x2: across(value),
          y1: TOP,
          y2: HEIGHT - BOTTOM,
        }),
        s("text", { x: across(value), y: HEIGHT - BOTTOM + 13, "text-anchor": "middle" }, signed(value)),
      ),
    ),
    ...ticks(y).map((value) =>
      s(
        "g",
        {},
        s("line", {
          class: value ? "rule" : "axis",
          x1: LEFT,
          x2: WIDTH - RIGHT,
          y1: up(value),
          y2: up(value),
        }),
        s("text", { x: LEFT - 5, y: up(value) + 3.5, "text-anchor": "end" }, signed(value)),
      ),
    ),
    s("text", { class: "name", x: WIDTH - RIGHT, y: HEIGHT - 5, "text-anchor": "end" }, xName),
    s("text", { class: "name", x: LEFT + 5, y: TOP + 3 }, yName),
    s(
      "svg",
      {
        x: LEFT,
        y: TOP,
        width: WIDTH - LEFT - RIGHT,
        height: HEIGHT - TOP - BOTTOM,
        viewBox: `${LEFT} ${TOP} ${WIDTH - LEFT - RIGHT} ${HEIGHT - TOP - BOTTOM}`,
      },
      ...lines.map((line) =>
        s("polyline", { class: line.class ?? "line", points: line.points.map(at).join(" ") }),
      ),
    ),
    ...points.map((point) =>
      s("circle", { class: point.class ?? "point", cx: across(point.at[0]), cy: up(point.at[1]), r: 5 }),
    ),
  );
  return h("div", { class: "plot" }, svg);
}

function signed(value: number): string {
  return String(value).replace("-", "−");
}

/** Round numbers between two ends, some five of them. */
function ticks([low, high]: Pair): number[] {
  const raw = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw) ?? raw;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, at) =>
    Number(((first + at) * step).toFixed(6)),
  );
}
