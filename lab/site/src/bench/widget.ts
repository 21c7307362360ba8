// What a widget is given: the bot to ask, and what to say where there is no answer.

import { say } from "../page/dom";
import { type Bot, NoAnswer, NotLoaded, PART_SECONDS } from "../python/bot";
import words from "./words.json";

export interface Bench {
  bot: Bot;
  /** The text in the editor, and its editable region. */
  text(): string;
  region(): string;
}

/** Why there was no answer, for people. Throws on what is a fault of the page itself. */
export function whyNot(error: unknown): string {
  if (error instanceof NoAnswer) return say(words.nothing.ended, { why: inWords(error) });
  if (error instanceof NotLoaded) return words.nothing.not_loaded;
  throw error;
}

export function inWords(ended: { why: keyof typeof words.ended; said: string }): string {
  const told = say(words.ended[ended.why], { seconds: PART_SECONDS });
  return ended.said && ended.why !== "flood" ? `${told} ${ended.said}` : told;
}
