// The loss along one weight: the curve, the slope where it stands, and one step of SGD.

import { fill, h } from "../../../page/dom";
import { figure } from "../../figure";
import { plot } from "../../plot";
import type { Point, Valley } from "./data";
import words from "./words.json";

/** Nats above and below the curve. */
const AIR = 0.03;

export function valleyPlot(): { element: HTMLElement; show(valley: Valley): void } {
  const drawing = h("div");
  const said = h("p", { class: "about" });

  function show({ curve, tangent, step, origins }: Valley): void {
    const { there, loss_there } = step;
    const low = Math.min(...curve.losses, loss_there);
    const high = Math.max(...curve.losses);
    const here: Point = [curve.here, curve.loss];
    const picture = plot({
      label: words.valley_plot,
      x: [curve.weights[0] ?? 0, curve.weights.at(-1) ?? 1],
      y: [low - AIR, high + AIR],
      xName: words.weight_name,
      yName: words.loss_name,
      lines: [
        { points: curve.weights.map((weight, at): Point => [weight, curve.losses[at] ?? 0]), class: "sgd" },
        { points: tangent, class: "tangent" },
        { points: [here, [there, loss_there]], class: "adam" },
      ],
      points: [
        { at: [there, loss_there], class: "there" },
        { at: here, class: "here" },
      ],
    });
    fill(drawing, picture);
    const [a = "", b, c, d, e, f] = words.valley_said;
    fill(
      said,
      ...[a, figure(curve.here, origins.here), b, figure(curve.loss, origins.loss)],
      ...[c, figure(curve.gradient, origins.gradient), d, figure(there, step.origins.there)],
      ...[e, figure(loss_there, step.origins.loss), f],
    );
  }
  return { element: h("div", {}, drawing, said), show };
}
