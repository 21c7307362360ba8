// A number that can be asked where it comes from: which function computed it, and from what.

import { append, fill, h } from "../page/dom";
import type { Python } from "./python";
import words from "./words.json";

/** As lab/browser/guide/origins.py has it. */
export interface Origin {
  module: string;
  function: string;
  inputs: [string, string][];
}

interface Source {
  file: string;
  line: number;
  text: string;
}

const told = words.origin;
const origins = new WeakMap<Element, { value: number; origin: Origin; more: [string, string][] }>();

interface Look {
  /** Behind the point; 4 where nothing is said, and none of a whole number. */
  digits?: number;
  /** What stands there instead of the number itself, "12 %" for 0.12. */
  text?: string;
  /** Inputs of this one number, before those of its origin. */
  inputs?: [string, string][];
  class?: string;
}

/** A number as a button that tells where it comes from. Its full value is in `data-value`. */
export function figure(value: number, origin: Origin, look: Look = {}): HTMLButtonElement {
  const element = h(
    "button",
    { type: "button", class: look.class ? `number ${look.class}` : "number" },
    look.text ?? rounded(value, look.digits),
  );
  tell(element, value, origin, look.inputs);
  return element;
}

/** Make an element tell where its number comes from when it is pressed. It must be one that takes the focus. */
export function tell(
  element: HTMLElement,
  value: number,
  origin: Origin,
  more: [string, string][] = [],
): void {
  element.dataset["value"] = String(value);
  element.setAttribute("aria-haspopup", "dialog");
  origins.set(element, { value, origin, more });
}

/** A number in the reader's eyes: with a true minus, but none before a zero, and whole where it is whole. */
export function rounded(value: number, digits = 4): string {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(digits);
  return text.replace(/^-(?=[0.]*$)/, "").replace("-", "−");
}

/** Answer whoever presses a number anywhere on the page. */
export function answerForNumbers(python: Python): void {
  const card = h("div", { id: "origin", popover: "auto", role: "dialog", "aria-label": told.title });
  document.body.append(card);

  async function show(element: HTMLElement): Promise<void> {
    const known = origins.get(element);
    if (!known) return;
    const { value, origin, more } = known;
    const code = h("div");
    const name = origin.module === "builtins" ? origin.function : `${origin.module}.${origin.function}`;
    fill(
      card,
      h("p", { class: "full" }, String(value).replace("-", "−")),
      h("p", {}, `${told.from} `, h("code", {}, name)),
      inputs([...more, ...origin.inputs]),
      code,
    );
    // Of this number, so that the keyboard goes on from it into the card.
    card.showPopover({ source: element });
    place(card, element);
    const source = await python
      .ask<Source | null>("guide.source", origin.module, origin.function)
      .catch(() => undefined);
    if (!source) {
      fill(code, h("p", { class: "small" }, source === null ? told.foreign : words.nothing));
      return;
    }
    append(code, [
      h("p", { class: "small" }, `${source.file}, ${told.line} ${source.line}`),
      h("pre", { tabindex: "0" }, source.text),
    ]);
    place(card, element);
  }

  document.addEventListener("click", (event) => {
    const element = (event.target as Element).closest<HTMLElement>("[data-value]");
    if (element) void show(element);
  });
}

function inputs(all: [string, string][]): HTMLElement | null {
  if (!all.length) return null;
  return h("dl", {}, ...all.flatMap(([name, said]) => [h("dt", {}, name), h("dd", {}, said)]));
}

/** Below the number, or above it where there is more room, and always within the window. */
function place(card: HTMLElement, element: HTMLElement): void {
  const at = element.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = card;
  const edge = 8;
  const below = at.bottom + edge;
  const top = below + height > innerHeight && at.top > innerHeight / 2 ? at.top - edge - height : below;
  card.style.left = `${Math.max(edge, Math.min(at.left, document.documentElement.clientWidth - width - edge))}px`;
  card.style.top = `${Math.max(edge, Math.min(top, innerHeight - height - edge))}px`;
}
