// The loss along one weight: the curve, the slope where it stands, and one step of SGD.

import { fill, h } from "../../../page/dom";
import { figure, rounded } from "../../figure";
import { plot } from "../../plot";
import type { Valley } from "./data";
import words from "./words.json";

const MARKS = 5;

export function valleyPlot(): { element: HTMLElement; show(valley: Valley): void } {
  const drawing = plot(words.valley_plot);
  const said = h("p", { class: "about" });

  function show({ curve, tangent, there, loss_there, origins }: Valley): void {
    const [left = 0, right = 1] = [curve.weights[0], curve.weights.at(-1)];
    const bottom = Math.floor(10 * Math.min(...curve.losses, loss_there)) / 10;
    const top = Math.max(bottom + 0.1, Math.ceil(10 * Math.max(...curve.losses)) / 10);
    const marks = (from: number, to: number) =>
      Array.from({ length: MARKS }, (_, at) => rounded(from + ((to - from) * at) / (MARKS - 1), 2));
    drawing.draw({
      from: [left, bottom],
      to: [right, top],
      down: marks(bottom, top),
      across: marks(left, right),
      lines: [
        { kind: "valley", points: curve.weights.map((weight, at) => [weight, curve.losses[at] ?? 0]) },
        { kind: "tangent", points: tangent },
        {
          kind: "step",
          points: [
            [curve.here, curve.loss],
            [there, loss_there],
          ],
        },
      ],
      dots: [
        { kind: "there", at: [there, loss_there] },
        { kind: "here", at: [curve.here, curve.loss] },
      ],
    });
    const [a = "", b, c, d, e, f] = words.valley_said;
    fill(
      said,
      ...[a, figure(curve.here, origins.here), b, figure(curve.loss, origins.loss)],
      ...[c, figure(curve.gradient, origins.gradient), d, figure(there, origins.there)],
      ...[e, figure(loss_there, origins.loss), f],
    );
  }
  return { element: h("div", {}, drawing.element, said), show };
}
