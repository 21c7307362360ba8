// The token of the running name that the parts on the model look at: one for the whole page, as the name is one.

import { fill, h } from "../page/dom";
import type { Name } from "./name";

/** The tokens by their ids. */
export const TOKENS = [..."abcdefghijklmnopqrstuvwxyz", "BOS"];
/** The same where there is little room: BOS as a dot, for it stands on both sides of a name. */
export const SHORT = [...TOKENS.slice(0, -1), "·"];
/** The first that is looked at, as in OPENING. */
const FIRST = 2;

export class Token {
  private readonly listeners: ((name: string, position: number) => void)[] = [];
  private readonly pickers: HTMLElement[] = [];
  private position = FIRST;
  private made = 0;

  constructor(private readonly name: Name) {
    name.onChange((now) => {
      this.position = Math.min(this.position, now.length);
      for (const picker of this.pickers) this.draw(picker);
      this.tell();
    });
  }

  /** Hear of the name and the position now, and whenever one of them is another. */
  onChange(listener: (name: string, position: number) => void): void {
    this.listeners.push(listener);
    listener(this.name.current, this.position);
  }

  /** A choice of the tokens. All of them on the page show the same. */
  picker(legend: string): HTMLElement {
    const options = h("span", { class: "options" });
    this.pickers.push(options);
    this.draw(options);
    return h("fieldset", { class: "choice tokens-of-name" }, h("legend", {}, legend), options);
  }

  choose(position: number): void {
    this.position = Math.min(position, this.name.current.length);
    for (const picker of this.pickers)
      for (const input of picker.querySelectorAll("input"))
        input.checked = Number(input.value) === this.position;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.name.current, this.position);
  }

  private draw(picker: HTMLElement): void {
    const name = `token-${++this.made}`;
    const texts = ["BOS", ...this.name.current];
    const labels = texts.map((text, at) => {
      const input = h("input", { type: "radio", name, value: at, checked: at === this.position });
      input.addEventListener("change", () => this.choose(at));
      return h("label", {}, input, h("span", {}, text), h("sub", {}, String(at)));
    });
    fill(picker, ...labels);
  }
}
