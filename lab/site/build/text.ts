// The guide's text: each Markdown file of src/guide/text is a part of the page, put into index.html when it is built.
// So it is there before any script is, and an instructor changes a sentence without touching code.

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { styles } from "./formulas.ts";
import { markup } from "./markup.ts";

const TEXT = fileURLToPath(new URL("../src/guide/text/", import.meta.url));
const FILE = /^(\d\d)-([a-z-]+)\.md$/;
const STYLES = "virtual:formulas.css";

const FONTS = /KaTeX_(?:Main|Math|Size\d)\b/;

interface Part {
  number: number;
  id: string;
  title: string;
  html: string;
}

/** The parts in their order: "02-tokens.md" is part 2 with the address #tokens, and its first line is "# Its title". */
function parts(): Part[] {
  return readdirSync(TEXT)
    .filter((file) => file.endsWith(".md"))
    .sort()
    .map((file) => {
      const [, number, id] = FILE.exec(file) ?? [];
      const [first = "", ...rest] = readFileSync(TEXT + file, "utf8").split("\n");
      if (!number || !id || !first.startsWith("# "))
        throw new Error(`${file}: a part is a file like 02-tokens.md, and its first line is "# Title"`);
      return {
        number: Number(number),
        id,
        title: first.slice(2).trim(),
        html: markup(rest.join("\n"), file),
      };
    });
}

function section({ number, id, title, html }: Part): string {
  return `<section class="part" id="${id}" aria-labelledby="${id}-title">
<p class="kicker">Part ${number}</p>
<h2 id="${id}-title">${title}</h2>
${html}</section>\n`;
}

export function text(): Plugin {
  return {
    name: "guide-text",
    enforce: "pre",
    resolveId: (id) => (id === STYLES ? `\0${STYLES}` : undefined),
    load: (id) => {
      if (id !== `\0${STYLES}`) return undefined;
      parts();
      return styles();
    },
    transform: (code, id) => {
      if (!id.endsWith("katex.min.css")) return undefined;
      // One kind of font file is enough for every browser that runs Python, and no formula here is in Fraktur.
      return code
        .replaceAll(/,url\([^)]*\.(?:woff|ttf)\) format\("[a-z]+"\)/g, "")
        .replaceAll(/@font-face\{[^}]*\}/g, (face) => (FONTS.test(face) ? face : ""));
    },
    transformIndexHtml: {
      order: "pre",
      handler: (html) =>
        html
          .replace("<!-- contents -->", () =>
            parts()
              .map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`)
              .join("\n"),
          )
          .replace("<!-- parts -->", () => parts().map(section).join("\n")),
    },
  };
}
