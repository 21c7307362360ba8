// What a widget of the guide is given, and what its numbers and handles are made with.

import { fill, h } from "../page/dom";
import type { Name } from "./name";
import { NoAnswer, type Python } from "./python";
import type { Token } from "./token";
import words from "./words.json";

export interface Guide {
  python: Python;
  name: Name;
  token: Token;
}

/** A folder in `widgets` exports this as `widget`. It fills its place, which holds the text that stands there before. */
export type Widget = (place: HTMLElement, guide: Guide) => void;

/**
 * Ask, and show each answer. While one is awaited no other is asked; of all that came meanwhile only the last counts,
 * so that a handle that is pulled stays with the hand. Where nobody looks, nothing is asked until somebody does.
 */
export function latest<Args extends unknown[], Answer>(
  ask: (...args: Args) => Promise<Answer>,
  show: (answer: Answer) => void,
  /** Where it is said that there is no answer. */
  state: HTMLElement,
): (...args: Args) => void {
  let next: Args | undefined;
  let isAsking = false;

  async function run(): Promise<void> {
    isAsking = true;
    try {
      while (next) {
        await inSight(state);
        const args = next;
        next = undefined;
        const answer = await ask(...args);
        fill(state);
        show(answer);
      }
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      fill(state, whyNot(error));
    } finally {
      isAsking = false;
    }
    // What was asked while an answer failed.
    if (next) await run();
  }

  return (...args) => {
    next = args;
    if (!isAsking) void run();
  };
}

/**
 * Resolves when the widget around an element is in the window, or at most one window away. While Python starts that is
 * at once: then every widget has its answer from the build.
 */
function inSight(element: Element): Promise<void> {
  const place = element.closest("[data-widget]");
  if (!place || document.body.dataset["python"] !== "ready") return Promise.resolve();
  return new Promise((resolve) => {
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((each) => each.isIntersecting)) return;
        watch.disconnect();
        resolve();
      },
      { rootMargin: "100%" },
    );
    watch.observe(place);
  });
}

/** Why there is no answer, for people: the last line of what Python said, where it said something. */
export function whyNot(error: NoAnswer): string {
  const last = error.message.trim().split("\n").at(-1) ?? "";
  return last.includes("Error: ") ? last.slice(last.indexOf("Error: ") + 7) : words.nothing;
}

/** A line in which a widget says what it cannot do. */
export function stateLine(): HTMLElement {
  return h("p", { class: "state", role: "status" });
}
