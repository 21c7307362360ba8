// A network of three neurons: what each says, the surface it makes, and a hidden surface to match by hand.

import { fill, h, say } from "../../../page/dom";
import { slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { plot } from "../../plot";
import { latest, stateLine, type Widget } from "../../widget";
import { diagram, type Values } from "./diagram";
import "./style.css";
import { FRONT, makeSurface, type Sides, type Surface } from "./surface";
import words from "./words.json";

interface Network extends Values {
  surface: Surface;
  target: Surface;
  loss: number;
}

/** Below this the hidden network counts as found. */
const FOUND = 0.02;
const LOSS_SHOWN = 2;

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const move = () =>
    asked(
      xs.map((each) => each.value()),
      knobs.map((each) => each.value()),
    );
  const make = (label: string, n: number, value: number) =>
    slider(say(label, { n }), { min: -2, max: 2, step: 0.1, value }, move);
  const xs = [1, 0.5, -0.3].map((value, at) => make(words.x, at + 1, value));
  const ws = [1, 0.8, 0.5].map((value, at) => make(words.w, at + 1, value));
  const bs = [1, 2, 3].map((n) => make(words.b, n, 0));
  const knobs = [...ws, ...bs];
  const picture = h("div");
  const result = h("p", { class: "figure" });
  const surface = makeSurface(words.surface, words.sides as Sides);
  const target = h("input", { type: "checkbox" });
  const match = h("div", { class: "match", hidden: true });
  const losses: [number, number][] = [];
  let best: { loss: number; origin: Origin } | undefined;

  function show({ surface: heights, target: hidden, loss, origins, ...values }: Network): void {
    fill(
      picture,
      diagram(
        words.diagram,
        xs.map((x) => x.value()),
        knobs.map((knob) => knob.value()),
        { ...values, origins },
      ),
    );
    fill(result, `${words.output} `, figure(values.a, origins.a, { digits: 3 }));
    surface.show(heights, target.checked ? hidden : undefined);
    match.hidden = !target.checked;
    if (!target.checked) return;
    losses.push([losses.length, loss]);
    if (!best || loss < best.loss) best = { loss, origin: origins.loss };
    fill(
      match,
      h(
        "p",
        { class: "figure", role: "status" },
        `${words.loss} `,
        figure(loss, origins.loss),
        h("span", { class: "small" }, ` ${words.best} `, figure(best.loss, best.origin)),
      ),
      h("p", { class: "about" }, best.loss < FOUND && words.found),
      plot({
        label: words.history,
        x: [0, Math.max(20, losses.length)],
        y: [0, LOSS_SHOWN],
        xName: words.move,
        yName: words.loss_axis,
        lines: [{ points: losses }],
        points: [{ at: [losses.length - 1, Math.min(loss, LOSS_SHOWN)] }],
      }),
    );
  }

  const asked = latest(
    (...args: [number[], number[]]) => python.ask<Network>("guide.network", ...args),
    show,
    state,
  );
  target.addEventListener("change", () => {
    losses.length = 0;
    best = undefined;
    move();
  });
  const turn = slider(words.turn, { min: 0, max: 360, step: 5, value: FRONT }, () =>
    surface.turn(turn.value()),
  );
  surface.onTurn((degrees) => turn.set(degrees));
  const group = (legend: string, handles: { element: HTMLElement }[]) =>
    h(
      "div",
      { role: "group", "aria-label": legend },
      h("h4", {}, legend),
      ...handles.map((each) => each.element),
    );
  fill(
    place,
    h("div", { class: "knobs" }, group(words.inputs, xs), group(words.first, ws), group(words.biases, bs)),
    h(
      "div",
      { class: "network" },
      h("div", {}, picture, result, match),
      h("div", {}, surface.element, turn.element, h("label", { class: "check" }, target, ` ${words.target}`)),
    ),
    state,
  );
  move();
};
