// Questions: the reader answers, and then hears whether it is right, and why.

import { append, fill, h } from "../page/dom";
import { Late, NoAnswer } from "./python";
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
      else fill(verdict, told.choose);
    } else if (!given) {
      fill(verdict, told.write);
      input.focus();
    } else if (number !== undefined || word !== undefined) say(isNear(given, number) || isWord(given, word));
    else if (code !== undefined)
      await python.try<Checked>(CODE_SECONDS, "guide.check_code", code, given).then(
        (checked) => say(checked.right, checked.said),
        (error: unknown) => {
          if (!(error instanceof NoAnswer)) throw error;
          fill(verdict, error instanceof Late ? told.late : whyNot(error));
        },
      );
  });
  append(box, [form, verdict, hint, why]);
}

/** Whether a number is the one that was asked for: "3.2958 within 0.01", or just "25". Of several each must be. */
function isNear(given: string, asked = ""): boolean {
  const [right, within] = asked.split(" within ").map(Number);
  const several = given.split(/;|,\s+|\s+and\s+/);
  return right !== undefined && several.every((each) => Math.abs(numberOf(each) - right) <= (within ?? 1e-9));
}

/** A number as people write it: 1.5, 1,5, 3/2, 4,192. NaN where it is none. */
function numberOf(text: string): number {
  const [over = "", under = "1", ...more] = plain(text).split("/");
  return more.length || !over || !under ? Number.NaN : Number(pointed(over)) / Number(pointed(under));
}

/** Commas between groups of three digits left out; another one is a decimal point. */
function pointed(text: string): string {
  return /^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text) ? text.replaceAll(",", "") : text.replace(",", ".");
}

function isWord(given: string, asked: string | undefined): boolean {
  return asked?.split("|").some((each) => plain(each) === plain(given)) ?? false;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[−–—]/g, "-")
    .replaceAll(/[\s'"“”·*()]/g, "");
}
