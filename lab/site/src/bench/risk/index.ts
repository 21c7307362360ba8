// The tree of what the model may say after a prefix, and the bounds of how likely that is banned.

import { byId, fill, h, percent, s, say } from "../../page/dom";
import type { Bounds, Branch } from "../../python/data";
import { type Bench, whyNot } from "../widget";
import words from "../words.json";

const told = words.risk;

/** Returns what stops it. */
export function risk({ bot }: Bench): () => void {
  const form = byId("risk-form", HTMLFormElement);
  const prefix = byId("risk-prefix", HTMLInputElement);
  const refused = byId("risk-refused", HTMLElement);
  const bounds = byId("risk-bounds", HTMLElement);
  const scale = byId("risk-scale", HTMLElement);
  const state = byId("risk-state", HTMLElement);
  const tree = byId("risk-tree", HTMLElement);
  let asked = 0;

  async function look(): Promise<void> {
    const mine = ++asked;
    for await (const part of bot.parts<Bounds>("risk", prefix.value)) {
      if (mine !== asked) return;
      fill(refused, part.refused ? say(told.refused, { why: part.refused }) : "");
      fill(bounds, say(told.bounds, { low: percent(part.low), high: percent(part.high) }));
      fill(scale, drawing(part));
      fill(state, say(told.nodes, { nodes: part.nodes.toLocaleString("en") }));
      fill(tree, h("ul", { class: "tree" }, ...rows(part.branches)));
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look().catch((error: unknown) => fill(state, whyNot(error)));
  });
  return () => {
    asked += 1;
  };
}

function drawing({ low, high }: Bounds): SVGElement {
  return s(
    "svg",
    { viewBox: "0 0 100 1", preserveAspectRatio: "none" },
    s("rect", { class: "maybe", height: 1, width: 100 * high }),
    s("rect", { class: "sure", height: 1, width: 100 * low }),
  );
}

/** Each branch under the one that it grows from, of which only the new letters are shown in full. */
function rows(branches: Branch[]): HTMLElement[] {
  const root = branches[0]?.text ?? "";
  return branches.map((branch) => {
    const depth = branch.text.length - root.length;
    const [before, now] = depth
      ? [branch.text.slice(0, -1), branch.text.slice(-1)]
      : ["", root || told.blank];
    return h(
      "li",
      { class: `${branch.state}${branch.kept ? " kept" : ""}` },
      h("span", { class: "text" }, h("i", {}, before), h("b", {}, now)),
      h("span", { class: "number" }, percent(branch.probability)),
      h("span", { class: "what" }, what(branch)),
    );
  });
}

function what(branch: Branch): string {
  if (branch.state !== "banned") return branch.state === "name" ? told.name : "";
  const found = branch.banned ? branch.text.slice(branch.banned.start, branch.banned.end) : branch.text;
  const guard = branch.kept === null ? "" : `; ${branch.kept ? told.kept : told.discarded}`;
  return `${say(told.banned, { found })}${guard}`;
}
