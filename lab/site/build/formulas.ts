// Formulas, drawn when the site is built. The pages allow no style in an element, so each of KaTeX's becomes a class.

import katex from "katex";

const classes = new Map<string, string>();

/** A formula in TeX as HTML, with MathML in it for those who listen. Throws where TeX does. */
export function formula(tex: string, display: boolean): string {
  const drawn = katex.renderToString(tex, { displayMode: display, output: "htmlAndMathml", strict: true });
  return drawn.replaceAll(
    /(?: class="([^"]*)")? style="([^"]*)"/g,
    (_, before: string | undefined, style) => {
      return ` class="${before ? `${before} ` : ""}${classFor(style)}"`;
    },
  );
}

function classFor(style: string): string {
  const made = classes.get(style) ?? `f${classes.size}`;
  classes.set(style, made);
  return made;
}

/** The styles of all formulas that were drawn. */
export function styles(): string {
  return [...classes].map(([style, name]) => `.katex .${name} { ${style} }`).join("\n");
}
