// What a Value remembers, one thing more at each stage of the class.

import { fill, h } from "../../../page/dom";
import { choice, slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Remembered {
  name: keyof typeof words.names;
  data: number;
  children: string[];
  local_grads: number[];
  grad: number;
  local_origin: Origin;
  grad_origin: Origin;
}

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const head = h("tr");
  const body = h("tbody");
  let stage = 1;
  let values: Remembered[] = [];

  function show(): void {
    const shown = stage + 1;
    fill(head, ...words.head.slice(0, shown).map((text) => h("th", { scope: "col" }, text)));
    fill(body, ...values.map((value) => h("tr", {}, ...cells(value).slice(0, shown))));
  }

  const move = () => asked(a.value(), b.value());
  const a = slider(words.a, { min: -5, max: 5, step: 0.5, value: 2 }, move);
  const b = slider(words.b, { min: -5, max: 5, step: 0.5, value: 3 }, move);
  const asked = latest(
    (...args: [number, number]) => python.ask<Remembered[]>("guide.remembered", ...args),
    (answer) => {
      values = answer;
      show();
    },
    state,
  );
  const stages = choice(words.stage, words.stages as [string, string][], (value) => {
    stage = Number(value);
    show();
  });
  const table = h("table", { class: "remembered", "aria-label": words.label }, h("thead", {}, head), body);
  fill(place, stages, a.element, b.element, h("div", { class: "scroll", tabindex: "0" }, table), state);
  move();
};

function cells({
  name,
  data,
  children,
  local_grads,
  grad,
  local_origin,
  grad_origin,
}: Remembered): HTMLElement[] {
  const told = local_grads.flatMap((value, at) => [
    at > 0 && ", ",
    figure(value, local_origin, { inputs: [["by", children[at] ?? ""]] }),
    ` ∂${name}/∂${children[at]}`,
  ]);
  return [
    h("th", { scope: "row" }, words.names[name]),
    h("td", {}, figure(data, local_origin)),
    h("td", { class: "mono" }, children.join(", ") || words.none),
    h("td", {}, ...(told.length ? told : [words.none])),
    h("td", {}, figure(grad, grad_origin)),
  ];
}
