// Names at a temperature, those of the data marked, and how likely each letter of one was.

import { agree, fill, h, percent, say } from "../../../page/dom";
import { slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Generated {
  name: string;
  known: boolean;
  letters: { token: number; probability: number }[];
}

interface Batch {
  names: Generated[];
  known: number;
  origins: Record<"probability" | "known", Origin>;
}

const COUNT = 20;
const OF_THE_BOT = 0.7;

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const list = h("div", { class: "names", role: "group", "aria-label": words.label });
  const said = h("p", { role: "status" });
  const detail = h("div");
  const seed = h("input", { id: "names-seed", type: "text", value: "1", size: 8, autocomplete: "off" });
  const again = h("button", { type: "submit", class: "main" }, words.again);
  const form = h(
    "form",
    { class: "bar" },
    h("p", { class: "field" }, h("label", { for: seed.id }, words.seed), seed),
    again,
  );
  const temperature = slider(words.temperature, { min: 0.01, max: 2, step: 0.01, value: OF_THE_BOT }, () =>
    ask(),
  );

  const asked = latest(
    (t: number, text: string) => python.ask<Batch>("guide.generate", COUNT, t, text),
    ({ names, known, origins }) => {
      const buttons = names.map((generated) => {
        const mark = generated.known && h("span", { class: "known" }, words.known);
        const button = h("button", { type: "button", "aria-pressed": "false" }, generated.name, mark);
        button.addEventListener("click", () => choose(button, generated, origins));
        return button;
      });
      fill(list, ...buttons);
      const [before = "", behind = ""] = words.count;
      const stand = agree(known, words.stand);
      fill(said, before, figure(known, origins.known), say(behind, { total: names.length, stand }));
      if (buttons[0] && names[0]) choose(buttons[0], names[0], origins);
    },
    state,
  );

  function choose(button: HTMLElement, { name, letters }: Generated, origins: Batch["origins"]): void {
    for (const each of list.children) each.setAttribute("aria-pressed", String(each === button));
    const drawn = letters.map(({ token, probability }, at) => {
      const inputs: [string, string][] = [
        ["prefix", name.slice(0, at)],
        ["token", TOKENS[token] ?? ""],
      ];
      const text = percent(probability);
      return h(
        "li",
        {},
        h("b", {}, token < TOKENS.length - 1 ? (TOKENS[token] ?? "") : words.end),
        figure(probability, origins.probability, { text, inputs }),
      );
    });
    fill(detail, h("h4", {}, say(words.letters, { name })), h("ol", { class: "letters" }, ...drawn));
  }

  function ask(): void {
    asked(temperature.value(), seed.value);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // A number goes on to the next one, so that each press brings other names and can be repeated.
    if (/^\d{1,9}$/.test(seed.value)) seed.value = String(Number(seed.value) + 1);
    ask();
  });
  seed.addEventListener("input", ask);
  fill(place, temperature.element, form, list, said, detail, state);
  ask();
};
