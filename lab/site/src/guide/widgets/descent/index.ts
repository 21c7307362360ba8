// Two parameters nudged against their gradients, one click a step.

import { fill, h, say } from "../../../page/dom";
import { allow, slider } from "../../controls";
import { figure, type Origin, rounded } from "../../figure";
import { plot } from "../../plot";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface State {
  w: number;
  b: number;
  prediction: number;
  loss: number;
  w_grad: number;
  b_grad: number;
}

interface Descent {
  x: number;
  y: number;
  states: State[];
  origins: Record<"parameter" | "prediction" | "loss" | "grad", Origin>;
}

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const said = h("p", { class: "small", role: "status" });
  const body = h("tbody");
  const drawing = h("div");
  let shown = 1;
  let answer: Descent | undefined;

  function show(): void {
    if (!answer) return;
    const { states, origins } = answer;
    const seen = states.slice(0, shown);
    fill(body, ...seen.map((each, at) => row(each, at, origins)));
    const losses = seen.map(({ loss }, at): [number, number] => [at, loss]);
    fill(
      drawing,
      plot({
        label: words.plot,
        x: [0, states.length - 1],
        y: [0, Math.max(10, states[0]?.loss ?? 0)],
        xName: words.step,
        yName: words.loss,
        lines: [{ points: losses }],
        points: losses.map((at) => ({ at })),
      }),
    );
    const isDone = shown >= states.length;
    allow(next, !isDone);
    fill(said, isDone && say(words.done, { count: states.length - 1 }));
  }

  const rate = slider(words.rate, { min: 0.01, max: 0.12, step: 0.01, value: 0.02 }, () =>
    asked(rate.value()),
  );
  const next = h("button", { type: "button", class: "main" }, words.next);
  const again = h("button", { type: "button" }, words.again);
  next.addEventListener("click", () => {
    shown += 1;
    show();
  });
  again.addEventListener("click", () => {
    shown = 1;
    show();
  });
  const asked = latest(
    (value: number) => python.ask<Descent>("guide.descent", value),
    (given) => {
      answer = given;
      show();
    },
    state,
  );
  const table = h(
    "table",
    { class: "descent", "aria-label": words.label },
    h("thead", {}, h("tr", {}, ...words.head.map((text) => h("th", { scope: "col" }, text)))),
    body,
  );
  fill(
    place,
    h(
      "div",
      { class: "beside" },
      h("div", {}, rate.element, h("div", { class: "bar" }, next, again), said),
      drawing,
    ),
    h("div", { class: "scroll", tabindex: "0" }, table),
    state,
  );
  asked(rate.value());
};

function row(state: State, step: number, origins: Descent["origins"]): HTMLElement {
  const { w, b, prediction, loss, w_grad, b_grad } = state;
  const at: [string, string][] = [
    ["step", String(step)],
    ["w", rounded(w)],
    ["b", rounded(b)],
  ];
  const cell = (value: number, origin: Origin) =>
    h("td", {}, figure(value, origin, { digits: 3, inputs: at }));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, String(step)),
    ...[cell(w, origins.parameter), cell(b, origins.parameter), cell(prediction, origins.prediction)],
    ...[cell(loss, origins.loss), cell(w_grad, origins.grad), cell(b_grad, origins.grad)],
  );
}
