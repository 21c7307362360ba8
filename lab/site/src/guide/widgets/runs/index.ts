// The real runs of the six steps: the build has put drawing and table there; here they move, and tell where they are from.

import { comparison } from "../../../../../../model/pictures/templates/comparison.js";
import "../../../../../../model/pictures/templates/comparison.css";
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
  const from = (number: Element, kind: Kind, step: number, update: number) => {
    if (!(number instanceof HTMLElement)) return;
    number.tabIndex = 0;
    number.role = "button";
    const inputs: [string, string][] = [
      [words.step, String(step)],
      [words.update, String(update)],
    ];
    tell(number, Number(number.dataset["value"]), runs.origins[kind], inputs);
  };
  const box = place.querySelector<HTMLElement>(".comparison");
  if (!box) throw new Error("the build has put no runs there");
  comparison(box, runs, (number, _value, { step, kind, update }) => from(number, kind, step, update));
  for (const cell of box.querySelectorAll<HTMLElement>(".figures [data-kind]")) {
    const number = cell.querySelector("[data-value]");
    const step = Number(cell.closest("tr")?.dataset["step"]);
    if (number) from(number, cell.dataset["kind"] as Kind, step, runs.losses[step]?.length ?? 0);
  }
};
