// How the data thins out along the running name.

import { fill, h, say } from "../../../page/dom";
import { figure, type Origin } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Beginnings {
  name: string;
  rows: { letters: string; count: number; examples: string[] }[];
  origins: { count: Origin };
}

export const widget: Widget = (place, { python, name }) => {
  const state = stateLine();
  const body = h("tbody");
  const table = h(
    "table",
    { class: "beginnings" },
    h("thead", {}, h("tr", {}, ...words.head.map((text) => h("th", { scope: "col" }, text)))),
    body,
  );
  const asked = latest(
    (text: string) => python.ask<Beginnings>("guide.beginnings", text),
    ({ name: shown, rows, origins }) => {
      table.setAttribute("aria-label", say(words.label, { name: shown }));
      fill(
        body,
        ...rows.map(({ letters, count, examples }) =>
          h(
            "tr",
            {},
            h("th", { scope: "row" }, letters || words.all),
            h(
              "td",
              {},
              figure(count, origins.count, {
                text: count.toLocaleString("en"),
                inputs: [["letters", letters]],
              }),
            ),
            h("td", { class: "examples" }, examples.join(", ")),
          ),
        ),
      );
    },
    state,
  );
  fill(place, table, state);
  name.onChange(asked);
};
