// The usual drawing of a transformer as a column of boxes, and what each is in this model. The text inside has the boxes:
// headings like "Mask: not here", with what there is to say below.

import { fill, h } from "../../../page/dom";
import type { Widget } from "../../widget";
import "./style.css";
import words from "./words.json";

export const widget: Widget = (place) => {
  const panel = h("div", { class: "told", role: "status" });
  const boxes = [...place.querySelectorAll("h4")].map((heading) => {
    const [title = "", kind = ""] = (heading.textContent ?? "").split(": ");
    const said: Element[] = [];
    for (let next = heading.nextElementSibling; next && next.tagName !== "H4"; next = next.nextElementSibling)
      said.push(next);
    const button = h(
      "button",
      { type: "button", class: kind.replace(" ", "-"), "aria-pressed": "false" },
      title,
      h("span", { class: "kind" }, kind),
    );
    const show = () => {
      for (const box of boxes) box.button.setAttribute("aria-pressed", String(box.button === button));
      fill(panel, h("h4", {}, title), ...said);
    };
    button.addEventListener("click", show);
    return { button, show };
  });
  const column = h("div", { class: "boxes", role: "group", "aria-label": words.label });
  fill(column, ...boxes.map(({ button }) => button));
  fill(place, h("div", { class: "blocks" }, column, panel));
  boxes[0]?.show();
};
