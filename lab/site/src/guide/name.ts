// The running name: one at a time for the whole page, read by Python as it reads a prefix.

import { byId, fill, say } from "../page/dom";
import type { Python } from "./python";
import words from "./words.json";

export class Name {
  private readonly listeners: ((name: string) => void)[] = [];
  private name: string;

  constructor(private readonly python: Python) {
    const input = byId("name", HTMLInputElement);
    const said = byId("name-said", HTMLElement);
    this.name = input.defaultValue;
    input.value = this.name;
    const read = () => {
      this.read(input.value).then(
        (name) => fill(said, reading(input.value, name)),
        () => fill(said, words.nothing),
      );
    };
    input.addEventListener("input", read);
    byId("name-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      read();
    });
    this.onChange((name) => {
      for (const place of document.querySelectorAll(".running-name")) fill(place, name);
    });
  }

  get current(): string {
    return this.name;
  }

  /** Hear of the name now, and whenever it is another. */
  onChange(listener: (name: string) => void): void {
    this.listeners.push(listener);
    listener(this.name);
  }

  private async read(text: string): Promise<string> {
    const name = await this.python.ask<string>("guide.name", text);
    if (name && name !== this.name) {
      this.name = name;
      for (const listener of this.listeners) listener(name);
    }
    return name;
  }
}

/** What is said of a text that was read as this name: nothing where it is the same, but for capitals. */
function reading(text: string, name: string): string {
  if (!name) return words.name.none;
  return text.trim().toLowerCase() === name ? "" : say(words.name.read, { name });
}
