// Many numbers in one look: a matrix as a heat map, and a row of bars. Each of them can be asked where it comes from;
// the keyboard reaches the whole with one Tab, and walks in it with the arrows.

import "../../../../model/pictures/templates/heat.css";
import { h } from "../page/dom";
import { type Origin, rounded, tell } from "./figure";

interface Heat {
  /** What it is, for those who do not see it. */
  label: string;
  rows: number[][];
  rowNames: string[];
  /** Without any there is no line of headings. */
  columnNames?: string[];
  /** Of all numbers, or of each row. */
  origin: Origin | Origin[];
  digits?: number;
  /** The number that has the full colour; without it the largest one. */
  full?: number;
  /** Whether each number is written into its cell. */
  written?: boolean;
  /** Small cells, for many. */
  small?: boolean;
  /** A row that stands out. */
  chosen?: number;
}

/** A matrix: warm where it is positive, cool where it is negative, the paler the nearer to 0. */
export function heat({
  label,
  rows,
  rowNames,
  columnNames = [],
  origin,
  digits = 2,
  full,
  written,
  small,
  chosen,
}: Heat): HTMLElement {
  const strongest = full ?? Math.max(...rows.flat().map(Math.abs), Number.MIN_VALUE);
  const cell = (value: number, row: number, column: number) => {
    const at = [rowNames[row] ?? row, columnNames[column] ?? column].filter((it) => it !== "").join(", ");
    const element = h(
      "td",
      { tabindex: "-1", class: value < 0 ? "cool" : "warm", title: `${at}: ${rounded(value, 4)}` },
      written ? rounded(value, digits) : h("span", { class: "hidden" }, rounded(value, digits)),
    );
    element.style.setProperty("--heat", `${Math.min(100, Math.round((100 * Math.abs(value)) / strongest))}%`);
    const from = Array.isArray(origin) ? origin[row] : origin;
    if (from) tell(element, value, from, [["at", at]]);
    return element;
  };
  const kinds = ["heat", written && "written", small && "small"].filter(Boolean).join(" ");
  const headings = columnNames.map((name) => h("th", { scope: "col" }, name));
  const table = h(
    "table",
    { class: kinds, role: "grid", "aria-label": label },
    headings.length > 0 && h("thead", {}, h("tr", {}, h("td"), ...headings)),
    h(
      "tbody",
      {},
      ...rows.map((values, row) =>
        h(
          "tr",
          { class: row === chosen ? "chosen" : undefined },
          h("th", { scope: "row" }, rowNames[row] ?? ""),
          ...values.map((value, column) => cell(value, row, column)),
        ),
      ),
    ),
  );
  walk(table, "td[data-value]");
  return h("div", { class: "scroll" }, table);
}

export interface Bar {
  label: string;
  value: number;
  text: string;
  marked?: boolean;
}

/** Bars side by side, as high as their values; `full` is the value of the highest that fits. */
export function bars(label: string, all: Bar[], origin: Origin | Origin[], full: number): HTMLElement {
  const list = h(
    "ol",
    { class: "bars", "aria-label": label },
    ...all.map(({ label: name, value, text, marked }, at) => {
      const bar = h("span", { class: "column" }, h("i"));
      bar.style.setProperty("--share", `${Math.max(0, Math.min(100, (100 * value) / full))}%`);
      const button = h(
        "button",
        { type: "button", tabindex: "-1", class: marked ? "marked" : undefined, title: `${name}: ${text}` },
        bar,
        h("b", {}, name),
        h("span", { class: "hidden" }, ` ${text}`),
      );
      const from = Array.isArray(origin) ? origin[at] : origin;
      if (from) tell(button, value, from, [["at", name]]);
      return h("li", {}, button);
    }),
  );
  walk(list, "[data-value]");
  return list;
}

/** One of these is tabbed to; arrows, Home and End lead on, Enter and space press it. */
function walk(box: HTMLElement, which: string): void {
  const all = [...box.querySelectorAll<HTMLElement>(which)];
  all[0]?.setAttribute("tabindex", "0");
  box.addEventListener("keydown", (event) => {
    const here = event.target as HTMLElement;
    const at = all.indexOf(here);
    if (at < 0) return;
    if ((event.key === "Enter" || event.key === " ") && here instanceof HTMLTableCellElement) {
      event.preventDefault();
      here.click();
      return;
    }
    const next = {
      ArrowRight: all[at + 1],
      ArrowLeft: all[at - 1],
      ArrowDown: beside(here, 1) ?? all[at + 1],
      ArrowUp: beside(here, -1) ?? all[at - 1],
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (!next || !all.includes(next)) return;
    event.preventDefault();
    here.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  });
}

/** The cell in the same column, some rows further. */
function beside(cell: HTMLElement, rows: number): HTMLElement | undefined {
  const row = cell.closest("tr");
  if (!row || !(cell instanceof HTMLTableCellElement)) return undefined;
  return row.parentElement?.querySelectorAll("tr")[row.sectionRowIndex + rows]?.cells[cell.cellIndex];
}
