// A neuron of three inputs: each meets its weight, and all products are summed.

import { fill, h, say } from "../../../page/dom";
import { slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Many {
  products: number[];
  z: number;
  a: number;
  origins: Record<"product" | "z" | "a", Origin>;
}

const INPUTS = [0.5, -0.3, 1.2];
const WEIGHTS = [0.4, 0.7, -0.1];

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const move = () =>
    asked(
      xs.map((each) => each.value()),
      ws.map((each) => each.value()),
      b.value(),
    );
  const range = { min: -2, max: 2, step: 0.1 };
  const xs = INPUTS.map((value, n) => slider(say(words.x, { n: n + 1 }), { ...range, value }, move));
  const ws = WEIGHTS.map((value, n) => slider(say(words.w, { n: n + 1 }), { ...range, value }, move));
  const b = slider(words.bias, { ...range, value: 0.3 }, move);
  const products = INPUTS.map(() => h("p", { class: "product" }));
  const result = h("p", { class: "figure" });
  const asked = latest(
    (...args: [number[], number[], number]) => python.ask<Many>("guide.many", ...args),
    (answer) => {
      for (const [n, product] of answer.products.entries()) {
        const told = products[n];
        const number = figure(product, answer.origins.product, { digits: 2, inputs: [["i", String(n + 1)]] });
        if (told) fill(told, `${say(words.times, { n: n + 1 })} `, number);
      }
      fill(
        result,
        ...[`${words.sum} `, figure(answer.z, answer.origins.z, { digits: 2 })],
        ...[`, ${words.out} `, figure(answer.a, answer.origins.a, { digits: 2 })],
      );
    },
    state,
  );
  fill(
    place,
    h("div", { class: "many" }, ...xs.flatMap((x, n) => [x.element, ws[n]?.element, products[n]])),
    b.element,
    result,
    state,
  );
  move();
};
