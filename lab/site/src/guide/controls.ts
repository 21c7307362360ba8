// Handles: a slider with its number, and a choice of several.

import { fill, h } from "../page/dom";
import { rounded } from "./figure";

export interface Range {
  min: number;
  max: number;
  step: number;
  value: number;
}

export interface Slider {
  element: HTMLElement;
  value(): number;
  set(value: number): void;
}

let made = 0;

/** A labelled slider that shows its number and tells each move. */
export function slider(label: string, range: Range, onInput: () => void): Slider {
  const id = `slider-${++made}`;
  const input = h("input", { id, type: "range", min: range.min, max: range.max, step: range.step });
  const output = h("output", { for: id });
  const digits = String(range.step).split(".")[1]?.length ?? 0;
  const show = () => fill(output, rounded(input.valueAsNumber, digits));
  const set = (value: number) => {
    input.value = String(value);
    show();
  };
  set(range.value);
  input.addEventListener("input", () => {
    show();
    onInput();
  });
  return {
    element: h("div", { class: "slider" }, h("label", { for: id }, label), input, output),
    value: () => input.valueAsNumber,
    set,
  };
}

/** Whether a button can be pressed. One that cannot keeps the focus, which `disabled` would drop from under a keyboard. */
export function allow(button: HTMLButtonElement, can: boolean): void {
  button.setAttribute("aria-disabled", String(!can));
}

/** Let nobody hear a press of a button that cannot be pressed. */
export function heedWhatIsAllowed(): void {
  const heed = (event: Event) => {
    if ((event.target as Element).closest('[aria-disabled="true"]')) event.stopImmediatePropagation();
  };
  document.addEventListener("click", heed, { capture: true });
}

/** One of several, as radio buttons side by side; the first is chosen. */
export function choice(
  legend: string,
  options: [string, string][],
  onChoose: (value: string) => void,
): HTMLElement {
  const name = `choice-${++made}`;
  return h(
    "fieldset",
    { class: "choice" },
    h("legend", {}, legend),
    ...options.map(([value, text], at) => {
      const input = h("input", { type: "radio", name, value, checked: at === 0 });
      input.addEventListener("change", () => onChoose(value));
      return h("label", {}, input, h("span", {}, text));
    }),
  );
}
