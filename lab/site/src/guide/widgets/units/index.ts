// The 64 hidden units of the MLP: which fire, what one of them is for, and what becomes of the answer without it.

import { agree, fill, h, say } from "../../../page/dom";
import { allow } from "../../controls";
import { type Expected, expectedBars } from "../../expected";
import { figure, type Origin } from "../../figure";
import { bars, heat } from "../../grid";
import { SHORT, TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import words from "./words.json";

interface Units {
  positions: { token: number; hidden: number[]; fired: number; nearest: number[] }[];
  largest: number;
  origins: Record<"fired", Origin>;
  row_origins: Origin[];
}

interface Unit {
  unit: number;
  token: number;
  reads: number[];
  writes: number[];
  before: number;
  hidden: number;
  by_token: number[];
  pushes: number[];
  origins: Record<"reads" | "writes" | "before" | "hidden" | "pushes", Origin>;
  by_token_origins: Origin[];
}

interface Block {
  next: Expected;
}

export const widget: Widget = (place, { python, token }) => {
  const state = stateLine();
  const all = h("div");
  const fired = h("p");
  const chips = h("span", { class: "options" });
  const detail = h("div");
  const toggle = h("button", { type: "button" });
  const reset = h("button", { type: "button" }, words.reset);
  const off = new Set<number>();
  const offSaid = h("p", { class: "small", role: "status" });
  const next = h("div");
  let name = "";
  let position = 0;
  let chosen = -1;

  const askUnits = latest(
    (text: string) => python.ask<Units>("guide.units", text),
    (units) => {
      const here = units.positions[position];
      if (!here) return;
      fill(
        all,
        heat({
          label: words.all,
          rows: units.positions.map(({ hidden }) => hidden),
          rowNames: units.positions.map(({ token: id }) => TOKENS[id] ?? ""),
          origin: units.row_origins,
          full: units.largest,
          small: true,
          chosen: position,
        }),
      );
      const [before = "", behind = ""] = words.fire;
      const fire = agree(here.fired, words.fires);
      fill(fired, before, figure(here.fired, units.origins.fired), say(behind, { fire }));
      if (!here.nearest.includes(chosen)) chosen = here.nearest[0] ?? 0;
      fill(chips, ...here.nearest.map(chip));
      choose(chosen);
    },
    state,
  );
  const askUnit = latest(
    (text: string, at: number, unit: number) => python.ask<Unit>("guide.unit", text, at, unit),
    (unit) => fill(detail, ...drawn(unit)),
    state,
  );
  const askBlock = latest(
    (text: string, at: number, without: number[]) => python.ask<Block>("guide.block", text, at, without),
    ({ next: expected }) => fill(next, expectedBars(words.bars, expected)),
    state,
  );

  function chip(unit: number): HTMLElement {
    const input = h("input", { type: "radio", name: "unit", value: unit, checked: unit === chosen });
    input.addEventListener("change", () => choose(unit));
    return h("label", {}, input, h("span", {}, String(unit)));
  }

  function choose(unit: number): void {
    chosen = unit;
    for (const input of chips.querySelectorAll("input")) input.checked = Number(input.value) === unit;
    askUnit(name, position, unit);
    switchUnits();
  }

  function switchUnits(): void {
    const units = [...off].sort((a, b) => a - b);
    fill(toggle, say(off.has(chosen) ? words.on : words.off, { unit: chosen }));
    fill(offSaid, units.length ? say(words.some, { units: units.join(", ") }) : words.none);
    allow(reset, units.length > 0);
    askBlock(name, position, units);
  }

  toggle.addEventListener("click", () => {
    if (!off.delete(chosen)) off.add(chosen);
    switchUnits();
  });
  reset.addEventListener("click", () => {
    off.clear();
    switchUnits();
  });
  fill(
    place,
    token.picker(words.token),
    all,
    fired,
    h("fieldset", { class: "choice" }, h("legend", {}, words.unit), chips),
    detail,
    h("div", { class: "bar" }, toggle, reset, offSaid),
    h("p", {}, words.next),
    next,
    state,
  );
  token.onChange((text, at) => {
    [name, position] = [text, at];
    askUnits(text);
  });
};

function drawn({
  unit,
  token: here,
  reads,
  writes,
  before,
  hidden,
  by_token,
  pushes,
  origins,
  by_token_origins,
}: Unit): HTMLElement[] {
  const woken = by_token.map((value, token) => ({
    label: SHORT[token] ?? "",
    value,
    text: value.toFixed(2),
    marked: token === here,
  }));
  return [
    h("h4", {}, say(words.chosen, { unit })),
    h(
      "p",
      {},
      ...[
        words.before,
        figure(before, origins.before),
        words.hidden,
        figure(hidden, origins.hidden),
        words.end,
      ],
    ),
    heat({
      label: words.rows,
      rows: [reads, writes],
      rowNames: words.reads,
      origin: [origins.reads, origins.writes],
    }),
    h("p", {}, words.by_token),
    bars(words.by_token_label, woken, by_token_origins, Math.max(...by_token, Number.MIN_VALUE)),
    h("p", {}, words.pushes),
    heat({
      label: words.pushes_label,
      rows: [pushes],
      rowNames: [""],
      columnNames: SHORT,
      origin: origins.pushes,
    }),
  ];
}
