// Questions: the reader answers, and then hears whether it is right, and why.

import { append, fill, h } from "../page/dom";
import { NoAnswer } from "./python";
import { type Guide, whyNot } from "./widget";
import words from "./words.json";

const told = words.question;
/** Seconds for code that a reader wrote. */
const CODE_SECONDS = 5;

interface Checked {
  right: boolean;
  said: string;
}

/** Make every question of the page one that listens. Its answer stays shut until the reader tried, or gave up. */
export function questions(guide: Guide): void {
  for (const box of document.querySelectorAll<HTMLElement>(".question")) question(box, guide);
}

function question(box: HTMLElement, { python }: Guide): void {
  const why = box.querySelector<HTMLDetailsElement>(".why");
  const hint = box.querySelector<HTMLElement>(".hint");
  if (!why || !hint) return;
  const { number, word, code } = box.dataset;
  const ask = `${box.id}-ask`;
  const wide = code !== undefined;
  const input = wide
    ? h("textarea", { rows: 3, spellcheck: "false", "aria-labelledby": ask })
    : h("input", {
        type: "text",
        size: 12,
        autocomplete: "off",
        spellcheck: "false",
        "aria-labelledby": ask,
      });
  const verdict = h("p", { class: "verdict", role: "status" });
  const hasChoices = box.querySelector(".choices") !== null;
  const form = h("form", { class: "bar" }, !hasChoices && input, h("button", { type: "submit" }, told.check));
  why.hidden = true;

  function say(right: boolean, said = ""): void {
    box.classList.toggle("right", right);
    fill(verdict, right ? told.right : told.wrong, said && ` ${said}`);
    hint?.toggleAttribute("hidden", right || !hint.textContent);
    if (!why) return;
    why.hidden = false;
    why.open = right;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = input.value.trim();
    if (hasChoices) {
      const chosen = box.querySelector<HTMLInputElement>("input:checked");
      if (chosen) say(chosen.dataset["verdict"] === "right");
    } else if (!given) input.focus();
    else if (number !== undefined) say(isNear(given, number));
    else if (word !== undefined) say(word.split("|").some((each) => plain(each) === plain(given)));
    else if (code !== undefined)
      await python.try<Checked>(CODE_SECONDS, "guide.check_code", code, given).then(
        (checked) => say(checked.right, checked.said),
        (error: unknown) => {
          if (!(error instanceof NoAnswer)) throw error;
          fill(verdict, whyNot(error));
        },
      );
  });
  append(box, [form, verdict, hint, why]);
}

/** Whether a number is the one that was asked for: "3.2958 within 0.01", or just "25". */
function isNear(given: string, asked: string): boolean {
  const [right, within] = asked.split(" within ").map(Number);
  const [over, under] = plain(given).replaceAll(",", "").split("/").map(Number);
  if (right === undefined || over === undefined) return false;
  return Math.abs(over / (under ?? 1) - right) <= (within ?? 1e-9);
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("−", "-")
    .replaceAll(/[\s'"“”·*]/g, "");
}
