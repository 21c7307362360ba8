// 27 bars, a temperature, and how undecided the model is at it.

import { fill, h, percent, say } from "../../../page/dom";
import { slider } from "../../controls";
import { type Expected, expectedBars } from "../../expected";
import { figure, type Origin } from "../../figure";
import { heat } from "../../grid";
import { SHORT, TOKENS } from "../../token";
import { latest, stateLine, type Widget } from "../../widget";
import { type Curve, Line } from "./curve";
import "./style.css";
import words from "./words.json";

interface Output {
  expected: Expected;
  follows: number | null;
  probability: number | null;
  loss: number | null;
  origins: Record<"probability" | "loss", Origin>;
}

const OF_THE_BOT = 0.7;
/** The least probability that is drawn at full height, so that a sharp distribution stands out from a flat one. */
const FULL = 0.4;

export const widget: Widget = (place, { python, name, token }) => {
  const state = stateLine();
  const logits = h("div");
  const shown = h("div");
  const said = h("p");
  const line = new Line();
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
      line.mark(expected.temperature, expected.entropy);
    },
    state,
  );
  const askCurve = latest(
    (text: string, at: number) => python.ask<Curve>("guide.entropies", text, at),
    (curve) => line.draw(curve),
    state,
  );

  function ask(): void {
    asked(name.current, position, temperature.value());
  }

  fill(
    place,
    token.picker(words.token),
    temperature.element,
    shown,
    said,
    line.element,
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
