// A neuron of one input, in three stages: it adds, it weighs, it bends.

import { fill, h } from "../../../page/dom";
import { choice, slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { plot } from "../../plot";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Single {
  z: number;
  a: number;
  threshold: number | null;
  line: [number, number][];
  origins: Record<"z" | "a" | "threshold", Origin>;
}

export const widget: Widget = (place, { python }) => {
  let kind = "adder";
  const state = stateLine();
  const drawing = h("div");
  const result = h("p", { class: "figure" });
  const move = () => asked(kind, x.value(), w.value(), b.value());
  const x = slider(words.x, { min: -5, max: 5, step: 0.1, value: 3 }, move);
  const w = slider(words.w, { min: -3, max: 3, step: 0.1, value: 2 }, move);
  const b = slider(words.b, { min: -5, max: 5, step: 0.1, value: -1 }, move);
  const asked = latest(
    (...args: [string, number, number, number]) => python.ask<Single>("guide.single", ...args),
    ({ z, a, threshold, line, origins }) => {
      const bend = threshold !== null && [
        `. ${words.turns_on} `,
        figure(threshold, origins.threshold, { digits: 3 }),
      ];
      const isBent = kind === "relu";
      fill(
        result,
        ...(isBent ? [`${words.sum} `, figure(z, origins.z, { digits: 2 }), ", "] : []),
        ...[`${words.out} `, figure(a, origins.a, { digits: 2 })],
        ...(bend || []),
      );
      fill(
        drawing,
        plot({
          label: words.plot,
          x: [-5, 5],
          y: [-10, 10],
          xName: words.x,
          yName: words.output,
          lines: [{ points: line }],
          points: [{ at: [x.value(), a] }],
        }),
      );
    },
    state,
  );
  const kinds = choice(words.kind, words.kinds as [string, string][], (value) => {
    kind = value;
    w.element.hidden = value === "adder";
    move();
  });
  w.element.hidden = true;
  fill(
    place,
    kinds,
    h("div", { class: "beside" }, h("div", {}, x.element, w.element, b.element, result), drawing),
    state,
  );
  move();
};
