// The loss of one probability.

import { fill, h } from "../../../page/dom";
import { slider } from "../../controls";
import { figure, type Origin } from "../../figure";
import { plot } from "../../plot";
import { latest, stateLine, type Widget } from "../../widget";
import words from "./words.json";

interface Surprise {
  loss: number;
  curve: [number, number][];
  origins: { loss: Origin };
}

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const drawing = h("div");
  const result = h("p", { class: "figure" });
  const p = slider(words.p, { min: 0.01, max: 1, step: 0.01, value: 0.25 }, () => asked(p.value()));
  const asked = latest(
    (value: number) => python.ask<Surprise>("guide.surprise", value),
    ({ loss, curve, origins }) => {
      fill(result, `${words.loss} `, figure(loss, origins.loss), ` ${words.nats}`);
      fill(
        drawing,
        plot({
          label: words.plot,
          x: [0, 1],
          y: [0, 5],
          xName: words.x,
          yName: words.y,
          lines: [{ points: curve }],
          points: [{ at: [p.value(), loss] }],
        }),
      );
    },
    state,
  );
  fill(place, h("div", { class: "beside" }, h("div", {}, p.element, result), drawing), state);
  asked(p.value());
};
