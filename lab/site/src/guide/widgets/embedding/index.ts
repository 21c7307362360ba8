// A token and its place become a vector; another token may stand in, and a letter that there is not.

import { fill, h } from "../../../page/dom";
import { allow, slider } from "../../controls";
import { type Expected, expectedBars } from "../../expected";
import type { Origin } from "../../figure";
import { heat } from "../../grid";
import { TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Embedded {
  token_embedding: number[];
  position_embedding: number[];
  norm: { vector: number[]; normed: number[]; origins: Record<"normed", Origin> };
  next: Expected;
  origins: Record<"token_embedding" | "position_embedding" | "summed", Origin>;
}

export const widget: Widget = (place, { python, name, token }) => {
  const state = stateLine();
  const rows = h("div");
  const next = h("div");
  const whose = h("p", { class: "small", role: "status" });
  const reset = h("button", { type: "button" }, words.reset);
  const read = h(
    "select",
    { id: "embedding-read" },
    ...TOKENS.map((text, id) => h("option", { value: id }, text)),
  );
  const which = slider(words.which, { min: 0, max: 15, step: 1, value: 0 }, () => pull());
  const value = slider(words.value, { min: -2, max: 2, step: 0.01, value: 0 }, () => {
    own = own.map((number, at) => (at === which.value() ? value.value() : number));
    isOwn = true;
    ask();
  });
  let position = 0;
  let own: number[] = [];
  let isOwn = false;

  const asked = latest(
    (text: string, at: number, id: number, embedding: number[]) =>
      python.ask<Embedded>("guide.embed", text, at, id, embedding),
    ({ token_embedding, position_embedding, norm, next: expected, origins }) => {
      const vectors = [token_embedding, position_embedding, norm.vector, norm.normed];
      const from = [origins.token_embedding, origins.position_embedding, origins.summed, norm.origins.normed];
      fill(
        rows,
        heat({ label: words.heat, rows: vectors, rowNames: words.rows, origin: from, written: true }),
      );
      fill(next, expectedBars(words.bars, expected));
      if (!isOwn) {
        own = token_embedding;
        pull();
      }
      fill(whose, isOwn ? words.yours : words.own);
      allow(reset, isOwn);
    },
    state,
  );

  /** The slider stands where the number is. */
  function pull(): void {
    value.set(own[which.value()] ?? 0);
  }

  function ask(): void {
    asked(name.current, position, Number(read.value), isOwn ? own : []);
  }

  function learned(): void {
    isOwn = false;
    ask();
  }

  read.addEventListener("change", learned);
  reset.addEventListener("click", learned);
  fill(
    place,
    token.picker(words.token),
    h("p", { class: "field embedding-read" }, h("label", { for: read.id }, words.read), read),
    rows,
    h("div", { class: "sliders" }, which.element, value.element),
    h("div", { class: "bar" }, reset, whose),
    h("p", {}, words.next),
    next,
    state,
  );
  token.onChange((text, at) => {
    position = at;
    read.value = String(at ? TOKENS.indexOf(text[at - 1] ?? "") : TOKENS.length - 1);
    learned();
  });
};
