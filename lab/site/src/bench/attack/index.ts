// One family of the grader's requests, asked of the bot, and judged.

import { byId, fill, h, say } from "../../page/dom";
import type { About, Row } from "../../python/data";
import { type Bench, whyNot } from "../widget";
import words from "../words.json";

const told = words.attack;

export function attack({ bot }: Bench): (families: About[]) => void {
  const form = byId("attack-form", HTMLFormElement);
  const family = byId("attack-family", HTMLSelectElement);
  const seed = byId("attack-seed", HTMLInputElement);
  const about = byId("attack-about", HTMLElement);
  const state = byId("attack-state", HTMLElement);
  const rows = byId("attack-rows", HTMLElement);
  let asked = 0;
  let abouts: About[] = [];

  const describe = () => fill(about, abouts.find(({ name }) => name === family.value)?.about ?? "");
  family.addEventListener("change", describe);

  async function ask(): Promise<void> {
    const mine = ++asked;
    const body = h("tbody");
    fill(rows, h("table", { class: "rows" }, head(), body));
    fill(state, told.asking);
    let [right, total] = [0, 0];
    for await (const row of bot.parts<Row>("attack", family.value, seed.value)) {
      if (mine !== asked) return;
      total += 1;
      right += row.wrong.length ? 0 : 1;
      body.append(rowOf(row));
    }
    fill(state, say(told.done, { right, total }));
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask().catch((error: unknown) => fill(state, whyNot(error)));
  });

  return (families) => {
    if (abouts.length) return;
    abouts = families;
    fill(family, ...families.map(({ name }) => h("option", { value: name }, name)));
    describe();
  };
}

function head(): HTMLElement {
  return h(
    "thead",
    {},
    h("tr", {}, ...told.head.map((title) => (title ? h("th", { scope: "col" }, title) : h("td")))),
  );
}

export function rowOf(row: Row): HTMLElement {
  return h(
    "tr",
    {},
    h("th", { scope: "row", class: "mono" }, row.request.trim() || told.blank),
    h("td", {}, row.label, h("br"), h("small", {}, row.why)),
    h("td", { class: "mono" }, row.response),
    h("td", { class: row.wrong.length ? "wrong" : undefined }, ...verdict(row)),
  );
}

function verdict(row: Row): (string | HTMLElement)[] {
  if (!row.wrong.length) return [told.well];
  return row.wrong.flatMap(({ title, why }) => [
    `✗ ${title}`,
    h("br"),
    // Where it is the label's own reason, it stands beside it already.
    ...(why === row.why ? [] : [h("small", {}, why), h("br")]),
  ]);
}
