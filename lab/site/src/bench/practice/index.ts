// The practice check: every family, and the questions to the hooks alone.

import { byId, fill, h, percent, say } from "../../page/dom";
import type { Progress, Result, Told, Verdict } from "../../python/data";
import { type Bench, whyNot } from "../widget";
import words from "../words.json";

const told = words.practice;

export function practice({ bot, region }: Bench): void {
  const form = byId("practice-form", HTMLFormElement);
  const seed = byId("practice-seed", HTMLInputElement);
  const start = byId("practice-start", HTMLButtonElement);
  const stop = byId("practice-stop", HTMLButtonElement);
  const bar = byId("practice-bar", HTMLProgressElement);
  const state = byId("practice-state", HTMLElement);
  const causes = byId("practice-causes", HTMLElement);
  const results = byId("practice-results", HTMLElement);
  let isStopped = false;

  async function check(): Promise<void> {
    isStopped = false;
    fill(causes);
    const list = h("ul", { class: "matrix" });
    fill(results, h("h3", {}, told.families), list);
    for await (const part of bot.parts<Progress | Verdict>("practice", region(), seed.value)) {
      if (isStopped) {
        fill(state, told.stopped);
        return;
      }
      if ("causes" in part) {
        fill(
          state,
          say(part.passed ? told.passed : told.failed, {
            right: count(part.right),
            total: count(part.total),
          }),
        );
        fill(causes, ...causesOf(part.causes));
      } else {
        bar.value = part.done / part.total;
        const what = part.results.at(-1)?.name;
        if (what) fill(state, say(told.running, { share: percent(bar.value), what }));
        list.append(...part.results.map(resultOf));
      }
    }
  }

  function running(is: boolean): void {
    start.disabled = is;
    stop.hidden = !is;
    bar.hidden = !is;
  }

  stop.addEventListener("click", () => {
    isStopped = true;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    running(true);
    check()
      .catch((error: unknown) => fill(state, whyNot(error)))
      .finally(() => running(false));
  });
}

function causesOf(causes: Told[]): HTMLElement[] {
  if (!causes.length) return [];
  return [h("h3", {}, told.causes), ...causes.map(causeOf)];
}

function causeOf({ title, why, hint }: Told): HTMLElement {
  return h(
    "article",
    { class: "cause" },
    h("h3", {}, title),
    h("dl", {}, h("dt", {}, told.why), h("dd", {}, why), h("dt", {}, told.hint), h("dd", {}, hint)),
  );
}

function resultOf(result: Result): HTMLElement {
  const failed = result.passed < result.total;
  const shown = [...result.wrong.map((row) => `${row.request} → ${row.response}`), ...result.texts];
  return h(
    "li",
    { class: failed ? "failed" : undefined },
    h(
      "b",
      {},
      h("span", { class: "name" }, `${failed ? "✗" : "✓"} ${result.name}`),
      h("span", {}, `${count(result.passed)} / ${count(result.total)}`),
    ),
    h("span", {}, result.about.split("\n")[0] ?? ""),
    shown.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, told.examples),
        h("div", {}, ...shown.map((text) => h("p", { class: "mono" }, text))),
      ),
  );
}

function count(number: number): string {
  return number.toLocaleString("en");
}
