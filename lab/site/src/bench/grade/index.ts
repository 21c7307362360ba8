// The real grader, where the page has a server; else what is missing.

import { byId, fill, h, say } from "../../page/dom";
import { Refused, type Server } from "../../page/server";
import type { Bench } from "../widget";
import words from "../words.json";

const told = words.grade;

export function grade({ text }: Bench, server: Server | undefined): void {
  byId("grade-here", HTMLElement).hidden = !server;
  byId("grade-away", HTMLElement).hidden = Boolean(server);
  if (!server) return;
  const start = byId("grade-start", HTMLButtonElement);
  const stop = byId("grade-stop", HTMLButtonElement);
  const bar = byId("grade-bar", HTMLProgressElement);
  const state = byId("grade-state", HTMLElement);
  const report = byId("grade-report", HTMLElement);
  let stopping = new AbortController();

  async function run(from: Server): Promise<void> {
    stopping = new AbortController();
    bar.removeAttribute("value");
    fill(report);
    fill(state, told.starting);
    for await (const part of from.grade(text(), stopping.signal)) {
      if ("failed" in part) fill(state, say(told.failed, { why: part.failed }));
      else if ("report" in part) {
        const address = from.address(part.report);
        fill(state, part.verdict);
        fill(
          report,
          h("p", { class: "small" }, h("a", { href: address, target: "_blank", rel: "noopener" }, told.open)),
          h("iframe", { class: "report", src: address, title: told.report, sandbox: "" }),
        );
      } else {
        bar.max = part.total;
        bar.value = part.done;
        fill(state, say(told.running, { done: part.done, total: part.total }));
      }
    }
  }

  function running(is: boolean): void {
    start.disabled = is;
    stop.hidden = !is;
    bar.hidden = !is;
  }

  stop.addEventListener("click", () => stopping.abort());
  start.addEventListener("click", () => {
    running(true);
    run(server)
      .catch((error: unknown) => fill(state, why(error)))
      .finally(() => running(false));
  });
}

function why(error: unknown): string {
  if (error instanceof DOMException && error.name === "AbortError") return told.cancelled;
  if (error instanceof Refused) return say(told.failed, { why: error.message });
  if (error instanceof TypeError) return told.gone;
  throw error;
}
