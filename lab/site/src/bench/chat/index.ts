// Chat, and how each answer came about.

import { byId, type Child, h, percent, say } from "../../page/dom";
import type { Call, Draw, Slot, Span, Traced } from "../../python/data";
import { type Bench, whyNot } from "../widget";
import words from "../words.json";

const told = words.chat;

export function chat({ bot }: Bench): void {
  const form = byId("chat-form", HTMLFormElement);
  const line = byId("chat-line", HTMLInputElement);
  const seed = byId("chat-seed", HTMLInputElement);
  const log = byId("chat-log", HTMLElement);
  const file = byId("chat-file", HTMLInputElement);
  let number = 0;
  let seedBefore = seed.value;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // The same seed and the same requests in the same order give the same answers, as they do in a terminal.
    number = seed.value === seedBefore ? number : 0;
    seedBefore = seed.value;
    const entry = h("article", { class: "exchange", "aria-busy": "true" }, asked(line.value, number));
    log.prepend(entry);
    bot
      .ask<Traced>("ask", line.value, number++, seed.value)
      .then(answered, (error: unknown) => [h("p", { class: "refused" }, whyNot(error))])
      .then((children) => {
        for (const older of log.querySelectorAll("details")) older.open = false;
        entry.append(...children);
        entry.removeAttribute("aria-busy");
      });
    line.value = "";
  });

  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    const lines = (await chosen.text()).replace(/\n$/, "").split("\n");
    file.value = "";
    const entry = h(
      "article",
      { class: "exchange", "aria-busy": "true" },
      h("p", { class: "asked" }, say(told.many, { name: chosen.name, count: lines.length })),
    );
    log.prepend(entry);
    const said = await bot
      .ask<string[]>("ask_all", lines, seed.value)
      .then((responses) => h("pre", {}, responses.join("\n")))
      .catch((error: unknown) => h("p", { class: "refused" }, whyNot(error)));
    entry.append(said);
    entry.removeAttribute("aria-busy");
  });
}

function asked(line: string, number: number): HTMLElement {
  return h("p", { class: "asked", title: say(told.asked, { number }) }, line.trim() ? line : told.blank);
}

function answered(traced: Traced): HTMLElement[] {
  const refused = traced.response.startsWith("REFUSE");
  const trace = h("details", { open: true }, h("summary", {}, told.trace), h("div", {}, ...trail(traced)));
  return [h("p", { class: refused ? "answer refused" : "answer" }, traced.response), trace];
}

function* trail(traced: Traced): Generator<Child> {
  if (traced.label) {
    yield h("p", {}, h("b", {}, `${told.policy}: ${traced.label.label}`), `, ${traced.label.reason}`);
    for (const [at, found] of traced.label.spans.entries()) {
      const prefix = traced.prefixes[at] ?? "";
      if (found) yield h("p", {}, ...marked(prefix, found), ` ${inWords(found, prefix)}`);
    }
  } else yield h("p", {}, told.loop);
  if (traced.call)
    yield h("p", {}, ...called(told.request_hook, traced.call, told.let_through, told.refused));
  for (const [at, slot] of traced.slots.entries()) yield* slotTrail(slot, at);
  if (traced.untraced) yield h("p", {}, say(told.more, { count: traced.untraced }));
  if (traced.stdout) yield* printed(told.printed, traced.stdout);
  if (traced.stderr) yield* printed(told.printed_err, traced.stderr);
}

function* slotTrail(slot: Slot, at: number): Generator<Child> {
  yield h("h4", {}, say(told.slot, { number: at + 1, prefix: slot.prefix || told.no_prefix }));
  for (const [number, draw] of slot.draws.entries()) yield drawTrail(draw, slot.prefix, number);
}

function drawTrail(draw: Draw, prefix: string, number: number): HTMLElement {
  const isBanned = (at: number) => draw.banned !== null && at >= draw.banned.start && at < draw.banned.end;
  const letter = (text: string, at: number, below: string) =>
    h("li", { class: isBanned(at) ? "banned" : undefined }, h("b", {}, text), below);
  return h(
    "div",
    { class: "draw" },
    h("p", {}, `${say(told.draw, { number: number + 1 })}: `, ...marked(draw.name, draw.banned)),
    h(
      "ol",
      { class: "letters" },
      ...[...prefix].map((text, at) => letter(text, at, told.asked_for)),
      ...draw.letters.map(({ letter: text, probability }, at) =>
        letter(text, prefix.length + at, percent(probability)),
      ),
    ),
    h("p", {}, draw.banned ? inWords(draw.banned, draw.name) : told.clean),
    draw.call &&
      h(
        "p",
        { class: draw.call.passed ? undefined : "discarded" },
        ...called(told.name_hook, draw.call, told.kept, told.discarded),
      ),
  );
}

function called(hook: string, call: Call, passed: string, stopped: string): Child[] {
  const outcome = call.failed ? told.failed : call.passed ? passed : stopped;
  return [h("code", {}, say(hook, { argument: call.argument })), ` ${say(outcome, { said: call.said })}`];
}

function inWords(found: Span, text: string): string {
  const part = text.slice(found.start, found.end);
  return say(told.banned, {
    found: found.rule === "stem" ? `${part}… → ${found.word}` : part,
    group: found.group,
  });
}

/** A text with what the policy found in it marked. */
export function marked(text: string, found: Span | null): Child[] {
  if (!found) return [h("code", {}, text)];
  const part = h("mark", {}, text.slice(found.start, found.end));
  return [h("code", {}, text.slice(0, found.start), part, text.slice(found.end))];
}

function* printed(title: string, text: string): Generator<Child> {
  yield h("p", {}, title);
  yield h("pre", {}, text);
}
