// Markdown with what the guide has beside it:
//
//   $x$, $$x$$        a formula, in TeX
//   {name}            the running name
//   ```code           a line "bot/bot.py rmsnorm": the function as it stands in the project
//   ```widget tokens  a widget, the folder of that name in src/guide/widgets; the text inside stands there before it;
//                     words behind the name tell the widget which of several it is
//   ```made runs      the same, with what Python made for it when the site was built: made/runs.html
//   ```question z     a question, of lines that begin with one of the words of `QUESTION`

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Marked, type Tokens } from "marked";
import { codeOf } from "./code.ts";
import { formula } from "./formulas.ts";

const MADE = fileURLToPath(new URL("../made/", import.meta.url));
/** The running name before the reader chooses one. */
const NAME = "emma";

// ask: what is asked. One of: number: the right answer, or "3.2958 within 0.01"; word: right answers with | between,
// also beside a number, as other ways to write it;
// code: the name of the check in Python. Or some of right: and wrong:, to choose from. hint: for who is wrong.
// why: the answer in full.
const QUESTION = ["ask", "number", "word", "code", "right", "wrong", "hint", "why"];

/** Signs of TeX of a formula in a line that is wider than a phone, so that it may go on in the next one. */
const WIDE = 40;
/** Lines of code that are shown without being asked for. */
const LONG = 24;

const marked = new Marked({
  async: false,
  extensions: [
    {
      name: "display",
      level: "block",
      start: (source) => source.indexOf("$$"),
      tokenizer: (source) => found("display", /^\$\$([^$]+)\$\$/.exec(source)),
      renderer: (token) => `<div class="formula" tabindex="0">${formula(token["text"], true)}</div>\n`,
    },
    {
      name: "inline",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer: (source) => found("inline", /^\$([^$\n]+)\$/.exec(source)),
      renderer: ({ text }) => {
        const drawn = formula(text, false);
        return text.length < WIDE ? `<span class="together">${drawn}</span>` : drawn;
      },
    },
    {
      name: "name",
      level: "inline",
      start: (source) => source.indexOf("{name}"),
      tokenizer: (source) => found("name", /^\{(name)\}/.exec(source)),
      renderer: () => `<span class="running-name">${NAME}</span>`,
    },
  ],
  renderer: {
    code({ text, lang }: Tokens.Code) {
      const [kind = "", what = "", ...of] = (lang ?? "").split(" ");
      if (kind === "widget") return widget(what, of.join(" "), block(text));
      if (kind === "made") return widget(what, "", readFileSync(`${MADE}${what}.html`, "utf8"));
      if (kind === "question") return question(what, text);
      if (kind === "code") return code(text);
      return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
    },
    table(token: Tokens.Table) {
      const row = (cells: Tokens.TableCell[], tag: string) =>
        `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
      const body = token.rows.map((cells) => row(cells, "td")).join("\n");
      return `<div class="scroll" tabindex="0"><table class="rows"><thead>${row(token.header, "th")}</thead><tbody>${body}</tbody></table></div>\n`;
    },
  },
});

/** Markdown as HTML. Throws with the name of the file. */
export function markup(source: string, file: string): string {
  try {
    return marked.parse(source) as string;
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function found(type: string, match: RegExpExecArray | null): Tokens.Generic | undefined {
  return match ? { type, raw: match[0], text: match[1] } : undefined;
}

function block(source: string): string {
  return marked.parse(source) as string;
}

function inline(source: string): string {
  return marked.parseInline(source) as string;
}

function widget(name: string, of: string, html: string): string {
  const which = of ? ` data-of="${escaped(of)}"` : "";
  return `<div class="widget" data-widget="${name}"${which}>${html}</div>\n`;
}

function code(place: string): string {
  const { file, line, text } = codeOf(place);
  const said = `${escaped(file)}, line ${line}`;
  const shown = `<pre tabindex="0"><code>${escaped(text)}</code></pre>`;
  // What is long is opened by whoever wants it.
  return text.split("\n").length > LONG
    ? `<details class="code"><summary>${said}</summary>${shown}</details>\n`
    : `<figure class="code"><figcaption>${said}</figcaption>${shown}</figure>\n`;
}

function question(id: string, text: string): string {
  const lines = text
    .split("\n")
    .filter((line) => line.trim())
    .map((line): [string, string] => {
      const at = line.indexOf(":");
      const word = line.slice(0, at);
      if (!QUESTION.includes(word)) throw new Error(`question ${id}: ${line}`);
      return [word, line.slice(at + 1).trim()];
    });
  const of = (word: string) => lines.filter(([begin]) => begin === word).map(([, rest]) => rest);
  const kinds = ["number", "word", "code"].filter((word) => of(word).length);
  const choices = lines
    .filter(([word]) => word === "right" || word === "wrong")
    .map(
      ([word, rest], at) =>
        `<label><input type="radio" name="${id}" value="${at}" data-verdict="${word}"> <span>${inline(rest)}</span></label>`,
    );
  if (!of("ask").length || !of("why").length || (!kinds.length && choices.length < 2))
    throw new Error(`question ${id} needs ask:, why:, and number:, word:, code: or choices`);
  const answer = kinds.map((each) => ` data-${each}="${escaped(of(each).join(" "))}"`).join("");
  return `<div class="question" id="question-${id}"${answer} role="group" aria-labelledby="question-${id}-ask">
<p class="ask" id="question-${id}-ask">${of("ask").map(inline).join("<br>")}</p>
${choices.length ? `<div class="choices">${choices.join("\n")}</div>` : ""}
<p class="hint" hidden>${of("hint").map(inline).join(" ")}</p>
<details class="why"><summary>Answer</summary><div>${of("why")
    .map((line) => `<p>${inline(line)}</p>`)
    .join("")}</div></details>
</div>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
