// The running name in tokens, with their ids, and what is to follow each.

import { agree, fill, h, say } from "../../../page/dom";
import { figure, type Origin } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Tokens {
  name: string;
  tokens: { text: string; id: number; position: number; next: string }[];
  letters: number;
  count: number;
  tasks: number;
  in_data: number;
  lines: number;
  origins: Record<"id" | "count" | "tasks" | "in_data" | "letters" | "lines", Origin>;
}

export const widget: Widget = (place, { python, name }) => {
  const state = stateLine();
  const row = h("ol", { class: "tokens" });
  const summary = h("p", { class: "about" });
  const asked = latest(
    (text: string) => python.ask<Tokens>("guide.tokens", text),
    ({ name: shown, tokens, letters, count, tasks, in_data, lines, origins }) => {
      row.setAttribute("aria-label", say(words.caption, { name: shown }));
      fill(
        row,
        ...tokens.map(({ text, id, position, next }) =>
          h(
            "li",
            { class: text.length > 1 ? "bos" : undefined },
            h("span", { class: "small" }, String(position)),
            h("b", {}, text),
            figure(id, origins.id, { inputs: [["token", text]] }),
            h("span", { class: "small" }, next && `→ ${next}`),
          ),
        ),
      );
      const [a = "", b = "", c, d] = words.summary;
      const [e, f, g] = words.in_data;
      fill(
        summary,
        ...[say(a, { name: shown }), figure(letters, origins.letters)],
        ...[say(b, { letters: agree(letters, words.letters) }), figure(count, origins.count)],
        ...[c, figure(tasks, origins.tasks), d, " ", e, figure(in_data, origins.in_data)],
        ...[f, figure(lines, origins.lines, { text: lines.toLocaleString("en") }), g],
      );
    },
    state,
  );
  fill(place, row, summary, state);
  name.onChange(asked);
};
