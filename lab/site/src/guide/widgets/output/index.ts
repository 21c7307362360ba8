// 27 bars, a temperature, and how undecided the model is at it.

import { fill, h, percent, say } from "../../../page/dom";
import { slider } from "../../controls";
import { type Expected, expectedBars } from "../../expected";
import { figure, type Origin } from "../../figure";
import { heat } from "../../grid";
import { plot } from "../../plot";
import { SHORT, TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

interface Output {
  expected: Expected;
  follows: number | null;
  probability: number | null;
  loss: number | null;
  origins: Record<"probability" | "loss", Origin>;
}

/** The entropy at each temperature, and its limit. */
interface Curve {
  temperatures: number[];
  entropies: number[];
  limit: number;
}

const OF_THE_BOT = 0.7;
/** The least probability that is drawn at full height, so that a sharp distribution stands out from a flat one. */
const FULL = 0.4;

export const widget: Widget = (place, { python, name, token }) => {
  const state = stateLine();
  const logits = h("div");
  const shown = h("div");
  const said = h("p");
  const line = h("div");
  let curve: Curve | undefined;
  let mark: [number, number] | undefined;
  let position = 0;
  const temperature = slider(words.temperature, { min: 0.05, max: 3, step: 0.05, value: OF_THE_BOT }, () =>
    ask(),
  );

  const asked = latest(
    async (text: string, at: number, t: number) => {
      return { text, output: await python.ask<Output>("guide.output", text, at, t) };
    },
    ({ text, output }) => {
      const { expected, follows, probability, loss, origins } = output;
      const { origins: from } = expected;
      fill(
        logits,
        heat({
          label: words.logits_label,
          rows: [expected.logits],
          rowNames: [""],
          columnNames: SHORT,
          origin: from.logits,
        }),
      );
      fill(
        shown,
        expectedBars(words.bars, expected, follows ?? -1, Math.max(FULL, ...expected.probabilities)),
      );
      const [a = "", b, c] = words.entropy;
      const [d = "", e, f] = words.follows;
      fill(
        said,
        ...[a, figure(expected.entropy, from.entropy), b, figure(expected.limit, from.limit), c],
        ...(follows === null || probability === null || loss === null
          ? [words.ends]
          : [
              say(d, { name: text, token: TOKENS[follows] ?? "" }),
              figure(probability, origins.probability, { text: percent(probability) }),
              ...[e, figure(loss, origins.loss), f],
            ]),
      );
      mark = [expected.temperature, expected.entropy];
      drawCurve();
    },
    state,
  );
  const askCurve = latest(
    (text: string, at: number) => python.ask<Curve>("guide.entropies", text, at),
    (given) => {
      curve = given;
      drawCurve();
    },
    state,
  );

  function drawCurve(): void {
    if (!curve) return;
    const { temperatures, entropies, limit } = curve;
    const hottest = temperatures.at(-1) ?? 1;
    const points = temperatures.map((t, at): [number, number] => [t, entropies[at] ?? 0]);
    fill(
      line,
      plot({
        label: words.curve,
        x: [0, hottest],
        y: [0, Math.ceil(limit)],
        xName: words.axis,
        yName: words.bits,
        lines: [
          {
            class: "limit",
            points: [
              [0, limit],
              [hottest, limit],
            ],
          },
          { points },
        ],
        points: mark ? [{ at: mark }] : [],
      }),
      h("p", { class: "small" }, words.curve),
    );
  }

  function ask(): void {
    asked(name.current, position, temperature.value());
  }

  fill(
    place,
    token.picker(words.token),
    temperature.element,
    shown,
    said,
    line,
    h("p", {}, words.logits),
    logits,
    state,
  );
  token.onChange((_, at) => {
    position = at;
    askCurve(name.current, at);
    ask();
  });
};
