// A word with the shipped bot.

import { fill, h, percent, say } from "../../../page/dom";
import { figure, type Origin } from "../../figure";
import { NoAnswer } from "../../python";
import { stateLine, type Widget, whyNot } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Said {
  prefix: string;
  name: string;
  letters: { letter: string; probability: number }[];
  discarded: string[];
  in_data: number;
  origins: Record<"probability" | "in_data", Origin>;
}

interface Answer {
  request: string;
  response: string;
  refused: boolean;
  reason: string;
  names: Said[];
}

const SEED = "42";
/** Exchanges that stay. */
const KEPT = 4;

export const widget: Widget = (place, { python, name }) => {
  const input = h("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const form = h(
    "form",
    { class: "bar" },
    h("label", { class: "field grow" }, words.request, input),
    h("button", { type: "submit", class: "main" }, words.send),
  );
  const state = stateLine();
  const log = h("div", { class: "talk", role: "log", "aria-label": words.log });
  let number = 0;

  async function send(line: string): Promise<void> {
    try {
      const answer = await python.ask<Answer>("guide.talk", line, number++, SEED);
      fill(state);
      log.prepend(exchange(answer));
      for (const old of [...log.children].slice(KEPT)) old.remove();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      fill(state, whyNot(error));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(input.value);
  });
  name.onChange((now) => {
    input.value = now.slice(0, 2);
  });
  fill(place, form, state, log);
  void send(input.value);
};

function exchange({ request, response, refused, reason, names }: Answer): HTMLElement {
  return h(
    "article",
    {},
    h("p", { class: "asked" }, `> ${request.trim() || words.blank}`),
    h("p", { class: refused ? "answer refused" : "answer" }, response),
    refused && reason !== "" && h("p", { class: "small" }, say(words.policy, { reason })),
    ...names.flatMap(spelled),
  );
}

function spelled({ prefix, name, letters, discarded, in_data, origins }: Said): (HTMLElement | false)[] {
  const given = [...prefix].map((letter) =>
    h("li", { class: "given" }, h("b", {}, letter), h("span", { class: "small" }, words.given)),
  );
  const drawn = letters.map(({ letter, probability }, at) => {
    const before =
      prefix +
      letters
        .slice(0, at)
        .map((each) => each.letter)
        .join("");
    const what = letter === "." ? words.ends : letter;
    const inputs: [string, string][] = [
      ["after", before || "BOS"],
      ["next", letter === "." ? "BOS" : letter],
    ];
    return h(
      "li",
      {},
      h("b", {}, what),
      figure(probability, origins.probability, { text: percent(probability), inputs }),
    );
  });
  const known = in_data > 0;
  return [
    h("ol", { class: "spelled", "aria-label": say(words.letters, { name }) }, ...given, ...drawn),
    h(
      "p",
      { class: known ? "small known" : "small" },
      say(known ? words.in_data : words.new, { count: in_data }),
    ),
    discarded.length > 0 && h("p", { class: "small" }, say(words.discarded, { names: discarded.join(", ") })),
  ];
}
