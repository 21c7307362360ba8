// The guide: its text is there already; each widget fills the place that the text has for it.

import "katex/dist/katex.min.css";
import "virtual:formulas.css";
import { byId, fill } from "../page/dom";
import { Server } from "../page/server";
import { first, root } from "../python/early";
import { markCurrent } from "./contents";
import { heedWhatIsAllowed } from "./controls";
import { answerForNumbers } from "./figure";
import { Name } from "./name";
import { Python } from "./python";
import { questions } from "./question";
import { Token } from "./token";
import type { Guide, Widget } from "./widget";
import words from "./words.json";

// One folder a widget; a widget's code comes when the page has a place for it.
const WIDGETS = import.meta.glob<{ widget: Widget }>("./widgets/*/index.ts");

// The token of the lab's own server, where there is one, is for the workbench.
Server.of(root);
const state = byId("python", HTMLElement);
const python = new Python(root, first, (now) => {
  fill(state, words.python[now]);
  document.body.dataset["python"] = now;
});
const name = new Name(python);
const guide: Guide = { python, name, token: new Token(name) };
heedWhatIsAllowed();
answerForNumbers(python);
questions(guide);
markCurrent();
for (const place of document.querySelectorAll<HTMLElement>("[data-widget]")) {
  const kind = place.dataset["widget"] ?? "";
  const load = WIDGETS[`./widgets/${kind}/index.ts`];
  if (!load) throw new Error(`there is no widget ${kind}`);
  load().then(({ widget }) => widget(place, guide));
}
