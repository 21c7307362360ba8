// A surface in perspective: heights over a square, turned by a drag or by a handle. It draws; it computes no height.

import { h, s } from "../../../page/dom";

/** Rows of heights, over the square from its first corner to the opposite one. */
export type Surface = number[][];

const WIDTH = 340;
const HEIGHT = 280;
/** The height that fills the upper half of the picture, and the pixels of it. */
const HIGHEST = 4.4;
const UP = 120;
const SIDE = 116;
const TILT = 0.55;
/** Where the name of a side stands, beside the square from −1 to 1. */
const OUTSIDE = 1.12;
/** The side that is looked at first, in degrees: from there no height hides another. */
export const FRONT = 250;

/** What is written at the side where x is lowest, where it is highest, and so for y. */
export type Sides = [[string, string], [string, string]];

export interface Shown {
  element: HTMLElement;
  show(heights: Surface, wires: Surface | undefined): void;
  turn(degrees: number): void;
  onTurn(listener: (degrees: number) => void): void;
}

export function makeSurface(label: string, names: Sides): Shown {
  const floor = s("polygon", { class: "floor" });
  const sides = s("g", { "aria-hidden": "true" });
  const patches = s("g");
  const mesh = s("g", { class: "wires" });
  const svg = s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
    floor,
    patches,
    mesh,
    sides,
  );
  const element = h("div", { class: "surface" });
  element.append(svg);
  let heights: Surface = [];
  let wires: Surface | undefined;
  let degrees = FRONT;
  let told: (degrees: number) => void = () => undefined;

  function draw(): void {
    const angle = (degrees * Math.PI) / 180;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    const last = heights.length - 1;
    const place = (row: number, column: number): [number, number] => [
      (2 * row) / last - 1,
      (2 * column) / last - 1,
    ];
    const onFloor = (x: number, y: number): [number, number] => [
      WIDTH / 2 + SIDE * (x * cos - y * sin),
      HEIGHT * 0.68 + SIDE * TILT * (x * sin + y * cos),
    ];
    const corner = (of: Surface, row: number, column: number): string => {
      const [across, down] = onFloor(...place(row, column));
      return `${across.toFixed(1)},${(down - (UP * (of[row]?.[column] ?? 0)) / HIGHEST).toFixed(1)}`;
    };
    const corners = [onFloor(-1, -1), onFloor(1, -1), onFloor(1, 1), onFloor(-1, 1)];
    floor.setAttribute("points", corners.join(" "));
    // Written at the two sides that are near, which nothing covers.
    const [xSide, ySide] = [sin > 0 ? 1 : -1, cos > 0 ? 1 : -1];
    const name = ([low, high]: [string, string], side: number, [x, y]: [number, number]) =>
      s("text", { x, y, dy: "0.6em", "text-anchor": x < WIDTH / 2 ? "end" : "start" }, side > 0 ? high : low);
    sides.replaceChildren(
      name(names[0], xSide, onFloor(xSide * OUTSIDE, 0)),
      name(names[1], ySide, onFloor(0, ySide * OUTSIDE)),
    );
    const patch = (of: Surface, row: number, column: number, kind: string) => {
      const points = [
        corner(of, row, column),
        corner(of, row + 1, column),
        corner(of, row + 1, column + 1),
        corner(of, row, column + 1),
      ];
      const made = s("polygon", { points: points.join(" "), class: kind });
      (made as SVGPolygonElement).style.setProperty(
        "--heat",
        `${Math.min(100, (100 * (of[row]?.[column] ?? 0)) / HIGHEST)}%`,
      );
      return made;
    };
    // The farthest patches first: what is near covers what is behind it.
    const order = Array.from({ length: last * last }, (_, at): [number, number] => [
      Math.floor(at / last),
      at % last,
    ]);
    const depth = ([row, column]: [number, number]) => {
      const [x, y] = place(row, column);
      return x * sin + y * cos;
    };
    order.sort((one, other) => depth(one) - depth(other));
    patches.replaceChildren(...order.map(([row, column]) => patch(heights, row, column, "patch")));
    const net = wires;
    mesh.replaceChildren(...(net ? order.map(([row, column]) => patch(net, row, column, "wire")) : []));
  }

  function turn(to: number): void {
    degrees = ((to % 360) + 360) % 360;
    draw();
  }

  let held: { x: number; degrees: number } | undefined;
  element.addEventListener("pointerdown", (event) => {
    held = { x: event.clientX, degrees };
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!held) return;
    turn(held.degrees - (event.clientX - held.x) / 2);
    told(Math.round(degrees));
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => (held = undefined));

  return {
    element,
    show: (now, hidden) => {
      heights = now;
      wires = hidden;
      draw();
    },
    turn,
    onTurn: (listener) => {
      told = listener;
    },
  };
}
