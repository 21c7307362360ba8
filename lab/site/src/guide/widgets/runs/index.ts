// The real runs of the six steps: the build has put drawing and table there; here they move, and tell where they are from.

import { comparison } from "../../../../../../model/pictures/templates/comparison.js";
import "../../../../../../model/pictures/templates/comparison.css";
import { h } from "../../../page/dom";
import { root } from "../../../python/early";
import { type Origin, tell } from "../../figure";
import type { Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

type Kind = "mean" | "each" | "whole";

interface Runs {
  losses: number[][];
  smooth: number[][];
  origins: Record<Kind, Origin>;
}

export const widget: Widget = async (place) => {
  const response = await fetch(new URL("runs.json", root));
  const runs = (await response.json()) as Runs;
  const box = place.querySelector<HTMLElement>(".comparison");
  if (!box) throw new Error("the build has put no runs there");
  // A number that can be asked is a button; on a page without Python it is text.
  for (const number of box.querySelectorAll<HTMLElement>("td [data-value]"))
    number.replaceWith(
      h(
        "button",
        { type: "button", class: "number", "data-value": number.dataset["value"] },
        number.textContent,
      ),
    );
  const from = (number: HTMLElement, kind: Kind, step: number, update: number) =>
    tell(number, Number(number.dataset["value"]), runs.origins[kind], [
      [words.step, String(step)],
      [words.update, String(update)],
    ]);
  comparison(box, runs, (number, _value, { step, kind, update }) => from(number, kind, step, update));
  for (const number of box.querySelectorAll<HTMLElement>(".figures [data-value]")) {
    const step = Number(number.closest("tr")?.dataset["step"]);
    const kind = number.closest("td")?.dataset["kind"] as Kind;
    from(number, kind, step, runs.losses[step]?.length ?? 0);
  }
};
