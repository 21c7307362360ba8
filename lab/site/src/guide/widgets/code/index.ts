// The model's own code, line by line. The text inside has the code, and below it headings that quote beginnings of lines,
// each with what they are for.

import { append, fill, h } from "../../../page/dom";
import type { Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Note {
  quotes: string[];
  said: Node[];
}

export const widget: Widget = (place) => {
  const notes = notesOf(place);
  const panel = h("div", { class: "note-of-line", role: "status" });
  const lines: { element: HTMLElement; note: Note | undefined }[] = [];
  for (const code of place.querySelectorAll("figure.code code")) {
    const made = (code.textContent ?? "").split("\n").map((text) => {
      const note = notes.find(({ quotes }) => quotes.some((quote) => text.includes(quote)));
      const element = h("span", { class: note ? "line told" : "line", tabindex: note && "-1" }, text || " ");
      lines.push({ element, note });
      return element;
    });
    fill(code, ...made);
  }
  const told = lines.filter(({ note }) => note);

  function show(note: Note | undefined): void {
    if (!note) return;
    for (const each of lines) each.element.classList.toggle("lit", each.note === note);
    fill(panel, ...note.said.map((node) => node.cloneNode(true)));
  }

  for (const { element, note } of told) {
    element.addEventListener("pointerenter", () => show(note));
    element.addEventListener("focus", () => show(note));
  }
  place.addEventListener("keydown", (event) => {
    const at = told.findIndex(({ element }) => element === event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = step && at >= 0 ? told[at + step] : undefined;
    if (!next) return;
    event.preventDefault();
    told[at]?.element.setAttribute("tabindex", "-1");
    next.element.setAttribute("tabindex", "0");
    next.element.focus();
  });
  told[0]?.element.setAttribute("tabindex", "0");
  const figures = h("div", { class: "listing", role: "group", "aria-label": words.lines });
  append(figures, [...place.querySelectorAll("figure.code")]);
  fill(place, figures, panel);
  show(notes[0]);
};

/** Each heading's quotes, with what stands below it. */
function notesOf(place: HTMLElement): Note[] {
  return [...place.querySelectorAll("h4")].map((heading) => {
    const said: Node[] = [];
    for (let next = heading.nextElementSibling; next && next.tagName !== "H4"; next = next.nextElementSibling)
      said.push(next);
    return { quotes: [...heading.querySelectorAll("code")].map((code) => code.textContent ?? ""), said };
  });
}
