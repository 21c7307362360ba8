// The way of one token as a column of vectors, as far as the text has come.

import { fill, h } from "../../../page/dom";
import type { Origin } from "../../figure";
import { heat } from "../../grid";
import { SHORT } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Stage {
  name: keyof typeof words.stages;
  numbers: number[];
  origin: Origin;
}

const RESIDUAL = ["embedded", "after_attention", "after_mlp"];

export const widget: Widget = (place, { python, token }) => {
  const state = stateLine();
  const list = h("ol", { class: "stages" });
  const last = words.upto[place.dataset["of"] as keyof typeof words.upto];
  const ask = latest(
    (name: string, position: number) => python.ask<Stage[]>("guide.walk", name, position),
    (stages) => {
      const end = stages.findIndex(({ name }) => name === last);
      fill(list, ...stages.slice(0, end + 1).map(drawn));
    },
    state,
  );
  fill(place, token.picker(words.token), list, state);
  token.onChange(ask);
};

function drawn({ name, numbers, origin }: Stage): HTMLElement {
  const { title, code } = words.stages[name];
  const ofTokens = name === "logits" || name === "probabilities";
  return h(
    "li",
    { class: RESIDUAL.includes(name) ? "residual" : undefined },
    h("p", {}, h("b", {}, title), " ", h("code", {}, code)),
    heat({
      label: title,
      rows: [numbers],
      rowNames: [""],
      columnNames: ofTokens ? SHORT : [],
      origin,
      small: numbers.length > SHORT.length,
    }),
  );
}
