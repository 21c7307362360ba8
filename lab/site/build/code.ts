// Code of the project in the text: what is shown is what runs.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const HOUSE = fileURLToPath(new URL("../../../", import.meta.url));

export interface Code {
  /** From the repository's root. */
  file: string;
  line: number;
  text: string;
}

/** A function or class at the top of a file: "bot/bot.py rmsnorm". Throws where there is none. */
export function codeOf(place: string): Code {
  const [file = "", name = ""] = place.trim().split(/\s+/);
  const lines = readFileSync(HOUSE + file, "utf8").split("\n");
  const start = lines.findIndex((line) => new RegExp(`^(def|class) ${name}\\b`).test(line));
  if (start < 0) throw new Error(`${file} has no function or class ${name}`);
  const length = lines.slice(start + 1).findIndex((line) => /^\S/.test(line));
  const text = lines.slice(start, length < 0 ? undefined : start + 1 + length).join("\n");
  return { file, line: start + 1, text: text.trimEnd() };
}
