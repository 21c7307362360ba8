// How surprised the model is by the running name, letter by letter.

import { fill, h, percent, say } from "../../../page/dom";
import { figure, type Origin } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Place {
  before: string;
  target: string;
  probability: number;
  loss: number;
  favourite: string;
  favourite_probability: number;
  origins: Record<"probability" | "loss" | "favourite", Origin>;
}

interface NameLoss {
  name: string;
  places: Place[];
  loss: number;
  uniform: number;
  origins: Record<"loss" | "uniform", Origin>;
}

/** Nats that fill the width of a bar. */
const FULL = 6;

export const widget: Widget = (place, { python, name }) => {
  const state = stateLine();
  const body = h("tbody");
  const table = h(
    "table",
    { class: "name-losses" },
    h("thead", {}, h("tr", {}, ...words.head.map((text) => h("th", { scope: "col" }, text)))),
    body,
  );
  const result = h("p", { class: "about" });
  const asked = latest(
    (text: string) => python.ask<NameLoss>("guide.name_loss", text),
    ({ name: shown, places, loss, uniform, origins }) => {
      table.setAttribute("aria-label", say(words.label, { name: shown }));
      fill(body, ...places.map(row));
      fill(
        result,
        ...[say(words.mean, { name: shown }), figure(loss, origins.loss), words.uniform],
        ...[figure(uniform, origins.uniform), words.end],
      );
    },
    state,
  );
  fill(place, h("div", { class: "scroll", tabindex: "0" }, table), result, state);
  name.onChange(asked);
};

function row(place: Place): HTMLElement {
  const bar = h("i", { class: "bar" });
  bar.style.width = `${Math.min(100, (100 * place.loss) / FULL)}%`;
  const share = figure(place.favourite_probability, place.origins.favourite, {
    text: percent(place.favourite_probability),
  });
  const isHit = place.favourite === place.target;
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, place.before),
    h("td", { class: "mono" }, place.target),
    h("td", {}, figure(place.probability, place.origins.probability, { text: percent(place.probability) })),
    h("td", { class: "loss" }, figure(place.loss, place.origins.loss), bar),
    h("td", {}, isHit ? words.hit : h("span", {}, h("span", { class: "mono" }, place.favourite), " ", share)),
  );
}
