// The walk through the whole model: in space where the browser can and motion is wanted, else flat.

import { fill, h, say } from "../../../page/dom";
import { allow, choice } from "../../controls";
import { figure } from "../../figure";
import { latest, stateLine, type Widget } from "../../widget";
import { flat } from "./flat";
import { type Station, sceneOf, shapeOf, titleOf } from "./scene";
import type { Pressed, Space } from "./space";
import "./style.css";
import words from "./words.json";

type View = "space" | "flat";

export const widget: Widget = (place, { python, token }) => {
  const before = [...place.childNodes];
  const open = h("button", { type: "button", class: "main" }, words.open);
  open.addEventListener("click", () => {
    fill(place);
    walk();
  });
  fill(place, ...before, open);

  function walk(): void {
    const isStill = matchMedia("(prefers-reduced-motion: reduce)");
    const state = stateLine();
    const box = h("div", { class: "space", tabindex: "0", role: "application" });
    const flatly = h("div");
    const title = h("h4");
    const said = h("p");
    const count = h("p", { class: "small" });
    const number = h("p", { class: "about", role: "status" });
    const button = (text: string, act: () => void) => {
      const made = h("button", { type: "button" }, text);
      made.addEventListener("click", act);
      return made;
    };
    const back = button(words.back, () => go(at - 1));
    const on = button(words.on, () => go(at + 1));
    const near = button(words.near, () => space?.zoom(true));
    const far = button(words.far, () => space?.zoom(false));
    const list = h("ol", { class: "stations", "aria-label": words.stations_label });
    const help = h("p", { class: "small" }, words.help);
    let stations: Station[] = [];
    let at = 0;
    let view: View = "flat";
    let space: Space | undefined;

    const ask = latest(
      (name: string, position: number) => sceneOf(python, name, position),
      (answer) => {
        stations = answer;
        if (!list.childElementCount)
          fill(
            list,
            ...stations.map(({ name }, to) =>
              h(
                "li",
                {},
                button(words.stations[name].title, () => go(to)),
              ),
            ),
          );
        space?.show(stations);
        go(at);
      },
      state,
    );

    function go(to: number): void {
      at = Math.max(0, Math.min(stations.length - 1, to));
      const station = stations[at];
      if (!station) return;
      const { title: name, said: text } = words.stations[station.name];
      fill(title, name);
      fill(said, text);
      fill(count, say(words.count, { at: at + 1, all: stations.length }));
      fill(number);
      allow(back, at > 0);
      allow(on, at < stations.length - 1);
      for (const [place, item] of [...list.querySelectorAll("button")].entries())
        item.setAttribute("aria-current", place === at ? "step" : "false");
      const grids = station.grids.map((grid) => `${titleOf(grid)}, ${shapeOf(grid)}`).join("; ");
      box.setAttribute("aria-label", say(words.picture, { title: name, grids }));
      if (view === "flat") fill(flatly, flat(station));
      else space?.go(at, !isStill.matches);
    }

    async function show(wanted: View): Promise<void> {
      view = wanted;
      if (wanted === "space" && !space) await makeSpace();
      const isFlat = view === "flat";
      box.hidden = help.hidden = near.hidden = far.hidden = isFlat;
      flatly.hidden = !isFlat;
      go(at);
    }

    async function makeSpace(): Promise<void> {
      const { Space } = await import("./space");
      box.hidden = false;
      space = new Space(box, press);
      space.show(stations);
    }

    function press({ grid, row, column }: Pressed): void {
      const value = grid.rows[row]?.[column] ?? 0;
      const told = say(words.number, { name: titleOf(grid), row, column });
      const inputs: [string, string][] = [["at", `${row}, ${column}`]];
      const shown = figure(value, grid.origin, { digits: 6, inputs });
      fill(number, told, shown);
      // A cube tells where its number comes from when it is pressed, as every number does.
      shown.click();
    }

    const options: [string, string][] = [
      ["space", words.in_space],
      ["flat", words.flat],
    ];
    const views = choice(words.view, isStill.matches ? options.reverse() : options, (wanted) =>
      show(wanted === "space" ? "space" : "flat"),
    );
    place.addEventListener("keydown", (event) => {
      const from = event.target as Node;
      const leads: Record<string, () => void> = {
        ArrowRight: () => go(at + 1),
        ArrowLeft: () => go(at - 1),
        Home: () => go(0),
        End: () => go(stations.length - 1),
      };
      const turns: Record<string, () => void> = {
        ArrowUp: () => space?.turn(0, 1),
        ArrowDown: () => space?.turn(0, -1),
        "+": () => space?.zoom(true),
        "-": () => space?.zoom(false),
      };
      const isHandle = from === box || bar.contains(from) || list.contains(from);
      const act = (isHandle && leads[event.key]) || (from === box && turns[event.key]);
      if (!act) return;
      event.preventDefault();
      act();
    });
    const bar = h("div", { class: "bar" }, back, on, near, far);
    const caption = h("div", { class: "caption", "aria-live": "polite" }, count, title, said);
    const chosen = hasWebGL() ? views : h("p", { class: "small" }, words.no_webgl);
    fill(place, chosen, token.picker(words.token), state, bar, caption, box, number, flatly, help, list);
    token.onChange(ask);
    void show(isStill.matches || !hasWebGL() ? "flat" : "space");
    on.focus();
  }
};

function hasWebGL(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}
