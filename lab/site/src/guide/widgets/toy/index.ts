// A toy of a, b, c that learns with SGD and with Adam, by updates and at a run.

import { agree, fill, h, say } from "../../../page/dom";
import { allow, slider } from "../../controls";
import { figure } from "../../figure";
import { heat } from "../../grid";
import { plot } from "../../plot";
import { NoAnswer } from "../../python";
import { latest, stateLine, type Widget, whyNot } from "../../widget";
import {
  type Begun,
  type Diverged,
  type Learnt,
  OPTIMISERS,
  type Optimiser,
  type Point,
  type Seen,
  type Step,
  type Toy,
  type Valley,
  type Weight,
} from "./data";
import { showByHand } from "./hand";
import "./style.css";
import { valleyPlot } from "./valley";
import words from "./words.json";

/** As in the calls that the build answers ahead. */
const WORDS = "abc ab cab bca abcb ca";
const RATES = {
  sgd: { min: 0.02, max: 2, step: 0.02, value: 0.1 },
  adam: { min: 0.002, max: 0.2, step: 0.002, value: 0.03 },
};
const FIRST = "wte 0 0";
const RUN = 100;
const TOP = 1.6;

export const widget: Widget = (place, { python }) => {
  const state = stateLine();
  const leftOut = h("p", { class: "small" });
  const input = h("input", {
    type: "text",
    value: WORDS,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
  });
  const button = (text: string, act: () => void, kind?: string) => {
    const made = h("button", { type: "button", class: kind }, text);
    made.addEventListener("click", act);
    return made;
  };
  const one = button(words.one, () => learn(1), "main");
  const run = button(words.run, () => learn(RUN));
  const again = button(words.again, () => begin(input.value));
  const curves = h("div");
  const weights = h("select");
  const byHand = h("div");
  const valley = valleyPlot();
  const wayDown = h("div", {}, h("h4", {}, words.valley), valley.element);
  const sides = {
    sgd: side("sgd", lookAgain),
    adam: side("adam"),
  };

  let begun: Begun | undefined;
  let running = 0;
  let learnt: Partial<Record<Optimiser, Learnt>> = {};
  let lines: Record<Optimiser, Point[]> = { sgd: [], adam: [] };
  /** The curve that is known, and of which toy and weight. */
  let down: { toy: Toy; weight: Weight; valley: Valley } | undefined;
  const seen = {} as Record<Optimiser, Seen>;

  const ask = latest(
    async (text: string, mine: number) => {
      try {
        return await python.ask<Begun>("guide.toy", text, watched(), sides.sgd.rate());
      } finally {
        if (mine === running) allowUpdates(true);
      }
    },
    start,
    state,
  );
  const look = latest(
    async (toy: Toy, weight: Weight, rate: number): Promise<Valley> => {
      const asked = [toy, begun?.words, weight];
      // While the rate is turned, the curve stays: only where the step leads is asked.
      if (down?.toy === toy && String(down.weight) === String(weight)) {
        const { valley } = down;
        const step = await python.ask<Step>("guide.toy_step", ...asked, valley.curve.gradient, rate);
        return { ...valley, step };
      }
      const valley = await python.ask<Valley>("guide.toy_valley", ...asked, rate);
      down = { toy, weight, valley };
      return valley;
    },
    (shown) => valley.show(shown),
    state,
  );

  /** Nothing is learned while it is awaited: that would be lost. */
  function begin(text: string): void {
    running += 1;
    allowUpdates(false);
    ask(text, running);
  }

  function start(answer: Begun): void {
    begun = answer;
    learnt = {};
    lines = { sgd: [], adam: [] };
    if (!weights.options.length) fill(weights, ...answer.weights.flatMap(options));
    fill(leftOut, answer.left_out.length ? say(words.left_out, { words: answer.left_out.join(" ") }) : "");
    for (const optimiser of OPTIMISERS) note(optimiser, answer.seen);
    const none = answer.words.length === 0;
    fill(state, none ? words.few : "");
    if (none) allowUpdates(false);
    showByHand(byHand, learnt);
    draw();
    wayDown.hidden = none;
    if (!answer.valley) return;
    down = { toy: answer.seen.toy, weight: watched(), valley: answer.valley };
    valley.show(answer.valley);
  }

  function note(optimiser: Optimiser, now: Seen): void {
    seen[optimiser] = now;
    lines[optimiser].push([now.toy.updates, now.loss]);
    sides[optimiser].show(now);
  }

  function draw(): void {
    if (!begun) return;
    const most = Math.max(RUN, ...OPTIMISERS.map((it) => seen[it].toy.updates));
    const uniform: Point[] = [
      [0, begun.uniform],
      [most, begun.uniform],
    ];
    const drawing = plot({
      label: words.plot,
      x: [0, most],
      y: [0, TOP],
      xName: words.updates,
      yName: words.loss_name,
      lines: [
        { points: uniform, class: "guess" },
        ...OPTIMISERS.map((it) => ({ points: lines[it], class: it })),
      ],
    });
    fill(curves, drawing);
  }

  function lookAgain(): void {
    if (begun?.words.length) look(seen.sgd.toy, watched(), sides.sgd.rate());
  }

  async function learn(updates: number): Promise<void> {
    if (!begun) return;
    const mine = ++running;
    allowUpdates(false);
    try {
      await Promise.all(OPTIMISERS.map((optimiser) => follow(optimiser, updates, mine)));
      if (mine === running) lookAgain();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      fill(state, whyNot(error));
    } finally {
      if (mine === running) allowUpdates(true);
    }
  }

  async function follow(optimiser: Optimiser, updates: number, mine: number): Promise<void> {
    const rate = sides[optimiser].rate();
    const asked = [seen[optimiser].toy, begun?.words, optimiser, rate, updates, watched()];
    for await (const part of python.parts<Learnt | Diverged>("guide.toy_learn", ...asked)) {
      if (mine !== running) return;
      if ("diverged" in part) {
        sides[optimiser].stop();
        return;
      }
      learnt[optimiser] = part;
      note(optimiser, part.seen);
      showByHand(byHand, learnt);
      draw();
    }
  }

  function allowUpdates(can: boolean): void {
    for (const button of [one, run]) allow(button, can);
  }

  function watched(): Weight {
    const [name = "", row, column] = (weights.value || FIRST).split(" ");
    return [name, Number(row), Number(column)];
  }

  input.addEventListener("input", () => begin(input.value));
  weights.addEventListener("change", () => {
    learnt = {};
    showByHand(byHand, learnt);
    lookAgain();
  });
  fill(
    place,
    h("div", { class: "bar" }, h("label", { class: "field grow" }, words.words, input)),
    leftOut,
    h("div", { class: "bar" }, one, run, again),
    state,
    h(
      "div",
      { class: "learning" },
      curves,
      h("div", { class: "sides" }, ...OPTIMISERS.map((it) => sides[it].element)),
    ),
    h("h4", {}, words.hand),
    h("div", { class: "bar" }, h("label", { class: "field" }, words.weight, weights)),
    byHand,
    wayDown,
  );
  begin(WORDS);
};

/** One optimiser: its rate, its loss, and what it expects after each token. */
function side(optimiser: Optimiser, onRate = () => {}) {
  const rate = slider(words.rate, RATES[optimiser], onRate);
  const loss = h("p", { class: "loss" });
  const stopped = h("p", { class: "state", role: "status" });
  const following = h("div");
  const element = h(
    "section",
    { class: `side ${optimiser}`, "aria-label": words[optimiser] },
    h("h4", {}, words[optimiser]),
    rate.element,
    loss,
    stopped,
    following,
  );
  function show({ toy, loss: value, following: rows, origins }: Seen): void {
    const [before, behind = ""] = words.loss;
    const after = { count: toy.updates, updates: agree(toy.updates, words.learned_by) };
    fill(loss, before, figure(value, origins.loss), say(behind, after));
    const table = heat({
      label: say(words.following, { optimiser: words[optimiser] }),
      rows,
      rowNames: words.rows,
      columnNames: words.columns,
      origin: origins.following,
      full: 1,
      written: true,
    });
    fill(following, table);
    fill(stopped);
  }
  /** Say, until it learns on, that it could not. */
  const stop = () => fill(stopped, words.diverged);
  return { element, rate: rate.value, show, stop };
}

/** Every weight of a matrix. */
function options([name, rows, columns]: Weight): HTMLOptionElement[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    return h("option", { value: `${name} ${row} ${column}` }, `${name}[${row}][${column}]`);
  });
}
