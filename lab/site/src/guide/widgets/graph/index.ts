// An expression as a graph: values forward and gradients backward, one node a click.

import { fill, h, s, say } from "../../../page/dom";
import { allow, choice } from "../../controls";
import { figure, type Origin, rounded } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Graph {
  expression: string;
  problem: string;
  names: Record<string, number>;
  box: [number, number, number, number];
  card: [number, number];
  cards: {
    label: string;
    is_name: boolean;
    value: number;
    grad: number;
    x: number;
    y: number;
    origin: Origin;
  }[];
  lines: { below: number; above: number; path: string; local_grads: number[]; x: number; y: number }[];
  forward: number[];
  backward: { node: number; grads: number[] }[];
  origins: Record<"grad", Origin>;
}

const FIRST = "a*b + a";

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const said = h("p", { class: "about", role: "status" });
  const drawing = h("div", { class: "scroll", tabindex: "0", role: "region" });
  const values = h("div", { class: "bar" });
  const expression = h("input", { type: "text", value: FIRST, autocomplete: "off", spellcheck: "false" });
  const form = h(
    "form",
    { class: "bar" },
    h("label", { class: "field grow" }, words.expression, expression),
    h("button", { type: "submit" }, words.draw),
  );
  const button = (text: string, go: () => number, main = false) => {
    const made = h("button", { type: "button", class: main ? "main" : undefined }, text);
    made.addEventListener("click", () => {
      clicks = go();
      show();
    });
    return made;
  };
  let graph: Graph | undefined;
  let clicks = 0;
  const total = () => (graph ? graph.forward.length + graph.backward.length : 0);
  const next = button(words.next, () => clicks + 1, true);
  const back = button(words.back, () => clicks - 1);
  const all = button(words.all, total);
  const start = button(words.start, () => 0);

  function show(): void {
    if (!graph) return;
    for (const button of [next, all]) allow(button, clicks < total());
    for (const button of [back, start]) allow(button, clicks > 0);
    fill(drawing, picture(graph, clicks));
    drawing.setAttribute("aria-label", say(words.label, { expression: graph.expression }));
    fill(said, told(graph, clicks));
  }

  function ask(given: Record<string, number>): void {
    asked(expression.value, given);
  }

  function given(): Record<string, number> {
    const inputs = [...values.querySelectorAll("input")];
    return Object.fromEntries(
      inputs.filter((each) => each.value !== "").map((each) => [each.name, Number(each.value)]),
    );
  }

  function offer(names: Record<string, number>): void {
    // Whoever types into one of them keeps it.
    const there = [...values.querySelectorAll("input")].map((each) => each.name);
    if (there.join() === Object.keys(names).join()) return;
    fill(
      values,
      ...Object.entries(names).map(([name, value]) => {
        const input = h("input", { type: "number", name, step: "any", value });
        input.addEventListener("input", () => {
          if (Number.isFinite(input.valueAsNumber)) ask(given());
        });
        return h("label", { class: "value" }, say(words.name, { name }), " ", input);
      }),
    );
  }

  const asked = latest(
    (text: string, named: Record<string, number>) => python.ask<Graph>("guide.graph", text, named),
    (answer) => {
      if (answer.problem) {
        fill(state, answer.problem);
        return;
      }
      if (answer.expression !== graph?.expression) clicks = 0;
      graph = answer;
      offer(answer.names);
      show();
    },
    state,
  );
  const presets = choice(words.examples, words.presets as [string, string][], (text) => {
    expression.value = text;
    ask({});
  });
  const chosen = presets.querySelector<HTMLInputElement>(`input[value="${FIRST}"]`);
  if (chosen) chosen.checked = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(given());
  });
  fill(
    place,
    presets,
    form,
    values,
    h("div", { class: "bar" }, next, back, all, start),
    said,
    drawing,
    h("p", { class: "small" }, words.legend),
    state,
  );
  ask({});
};

/** What the last click did. */
function told({ cards, forward, backward }: Graph, clicks: number): string {
  if (clicks === 0) return words.ready;
  if (clicks <= forward.length) {
    const card = cards[forward[clicks - 1] ?? 0];
    return card ? say(words.forward, { label: card.label, value: rounded(card.value) }) : "";
  }
  const step = clicks - forward.length;
  if (step === 1) return backward.length === 1 ? words.end : words.first;
  const label = cards[backward[step - 1]?.node ?? 0]?.label ?? "";
  return step === backward.length
    ? `${say(words.backward, { label })} ${words.end}`
    : say(words.backward, { label });
}

/** The graph after so many clicks: the nodes that have a value by then, and their gradients by then. */
function picture(graph: Graph, clicks: number): HTMLElement {
  const { box, card, cards, lines, forward, backward, origins } = graph;
  const [left, top, width, height] = box;
  const step = clicks - forward.length;
  const valued = new Set(forward.slice(0, clicks));
  const grads = backward[step - 1]?.grads;
  const active = step > 0 ? backward[step - 1]?.node : forward[clicks - 1];
  const handed = new Set(backward.slice(1, step).map(({ node }) => node));
  const handsOn = (above: number) => step > 1 && above === active;
  const edges = s(
    "svg",
    { viewBox: box.join(" "), "aria-hidden": "true" },
    ...lines.map((line) => s("path", { d: line.path, class: handsOn(line.above) ? "active" : undefined })),
  );
  const sheet = h("div", { class: "graph" });
  sheet.style.width = `${width}px`;
  sheet.style.height = `${height}px`;
  sheet.append(edges);
  for (const line of lines) {
    const above = cards[line.above];
    if (step < 1 || !above) break;
    const tag = h("span", { class: handsOn(line.above) ? "local active" : "local" });
    for (const value of line.local_grads)
      tag.append(
        figure(value, above.origin, {
          text: `×${rounded(value, 2)}`,
          inputs: [
            [words.local, say(words.by, { above: above.label, below: cards[line.below]?.label ?? "" })],
          ],
        }),
        " ",
      );
    tag.style.left = `${line.x - left}px`;
    tag.style.top = `${line.y - top}px`;
    sheet.append(tag);
  }
  for (const [at, node] of cards.entries()) {
    const grad = grads?.[at];
    // What has arrived so far: of each that this one was used for, its gradient times the local one.
    const arrived = lines
      .filter((line) => line.below === at && handed.has(line.above))
      .flatMap(({ above, local_grads }) =>
        local_grads.map((local): [string, string] => [
          say(words.from, { label: cards[above]?.label ?? "" }),
          say(words.product, { grad: rounded(grads?.[above] ?? 0), local: rounded(local) }),
        ]),
      );
    const inputs: [string, string][] = [[words.node, node.label], ...arrived];
    const element = h(
      "div",
      { class: `node${node.is_name ? " name" : ""}${at === active ? " active" : ""}` },
      h("b", {}, node.label),
      h("span", { class: "hidden" }, words.value),
      valued.has(at)
        ? figure(node.value, node.origin, { inputs: [[words.node, node.label]], digits: 3 })
        : h("span", {}, words.unknown),
      h("span", { class: "hidden" }, words.grad),
      grad === undefined
        ? h("span", { class: "grad" }, words.unknown)
        : figure(grad, origins.grad, { inputs, class: "grad", digits: 3 }),
    );
    element.style.left = `${node.x - left}px`;
    element.style.top = `${node.y - top}px`;
    element.style.width = `${card[0]}px`;
    element.style.height = `${card[1]}px`;
    sheet.append(element);
  }
  return sheet;
}
