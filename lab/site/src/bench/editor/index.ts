// The editor: CodeMirror, in a shadow root, where its styles need no exception from the page's policy.

import { defaultKeymap, history, historyKeymap, indentWithTab, undo } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  codeFolding,
  foldEffect,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { Annotation, EditorState, type Range, StateEffect, StateField, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { say } from "../../page/dom";
import words from "../words.json";

/** The starter, and what the two fences say: made from bot.py by the build. */
export interface Starter {
  text: string;
  opening: string;
  closing: string;
}

export interface Editor {
  text(): string;
  /** The text between the fences; all of it where they are missing. */
  region(): string;
  /** Put another text in, frozen parts and all; undoing brings the old one back. */
  replace(text: string): void;
  /** Show which lines are wrong; none, to show none. */
  mark(lines: number[]): void;
  goTo(line: number): void;
  undo(): void;
}

/** The frozen parts: from the start through the opening fence, and from the closing fence to the end. */
interface Frozen {
  head: number;
  tail: number;
}

const replacing = Annotation.define<boolean>();
const marking = StateEffect.define<number[]>();

export function makeEditor(
  parent: HTMLElement,
  starter: Starter,
  text: string,
  onChange: (text: string) => void,
  onRun: () => void,
): Editor {
  const root = parent.attachShadow({ mode: "open" });

  function frozenParts(doc: Text): Frozen | undefined {
    const lines = Array.from({ length: doc.lines }, (_, index) => doc.line(index + 1));
    const opening = lines.filter((line) => line.text.includes(starter.opening));
    const closing = lines.filter((line) => line.text.includes(starter.closing));
    const [from, to] = [opening[0], closing[0]];
    if (!from || !to || opening.length > 1 || closing.length > 1 || to.from <= from.to) return undefined;
    return { head: from.to + 1, tail: to.from - 1 };
  }

  const frozenLines = StateField.define<DecorationSet>({
    create: (state) => shade(state.doc, frozenParts(state.doc)),
    update: (value, transaction) =>
      transaction.docChanged ? shade(transaction.newDoc, frozenParts(transaction.newDoc)) : value,
    provide: (field) => EditorView.decorations.from(field),
  });

  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      foldGutter(),
      highlightSpecialChars(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("    "),
      bracketMatching(),
      codeFolding({
        preparePlaceholder: (state, range) => lineCount(state, range),
        placeholderDOM: placeholder,
      }),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      python(),
      syntaxHighlighting(COLOURS),
      frozenLines,
      markedLines,
      THEME,
      EditorView.contentAttributes.of({ "aria-label": words.editor.label, spellcheck: "false" }),
      EditorState.changeFilter.of((transaction) => {
        if (
          transaction.annotation(replacing) ||
          transaction.isUserEvent("undo") ||
          transaction.isUserEvent("redo")
        )
          return true;
        const frozen = frozenParts(transaction.startState.doc);
        return frozen ? [0, frozen.head, frozen.tail, transaction.startState.doc.length] : true;
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
      }),
      keymap.of([
        {
          key: "Mod-Enter",
          run: () => {
            onRun();
            return true;
          },
        },
        { key: "Mod-a", run: selectRegion },
        indentWithTab,
        ...foldKeymap,
        ...historyKeymap,
        ...defaultKeymap,
      ]),
    ],
  });
  const view = new EditorView({ state, parent: root, root });
  fold();

  /** What select-all means where the rest is frozen. */
  function selectRegion(view: EditorView): boolean {
    const frozen = frozenParts(view.state.doc);
    if (frozen) view.dispatch({ selection: { anchor: frozen.head, head: frozen.tail } });
    return frozen !== undefined;
  }

  /** Fold the frozen parts away, and show the editable one. */
  function fold(): void {
    const doc = view.state.doc;
    const frozen = frozenParts(doc);
    if (!frozen) return;
    const closing = doc.lineAt(frozen.tail + 1);
    const effects: StateEffect<unknown>[] = [
      foldEffect.of({ from: 0, to: doc.lineAt(frozen.head - 1).from - 1 }),
    ];
    if (closing.to < doc.length) effects.push(foldEffect.of({ from: closing.to, to: doc.length }));
    view.dispatch({ effects, selection: { anchor: frozen.head } });
  }

  return {
    text: () => view.state.doc.toString(),
    region: () => {
      const frozen = frozenParts(view.state.doc);
      return frozen ? view.state.sliceDoc(frozen.head, frozen.tail) : view.state.doc.toString();
    },
    replace: (text) => {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        annotations: replacing.of(true),
      });
      fold();
    },
    mark: (lines) => view.dispatch({ effects: marking.of(lines) }),
    goTo: (line) => {
      const at = view.state.doc.line(Math.min(line, view.state.doc.lines));
      view.dispatch({
        selection: { anchor: at.from },
        effects: EditorView.scrollIntoView(at.from, { y: "center" }),
      });
      view.focus();
    },
    undo: () => void undo(view),
  };
}

function shade(doc: Text, frozen: Frozen | undefined): DecorationSet {
  if (!frozen) return Decoration.none;
  const lines: Range<Decoration>[] = [];
  for (let number = 1; number <= doc.lines; number++) {
    const line = doc.line(number);
    if (line.from < frozen.head || line.from > frozen.tail) lines.push(FROZEN.range(line.from));
  }
  return Decoration.set(lines);
}

const FROZEN = Decoration.line({ class: "frozen" });
const WRONG = Decoration.line({ class: "wrong" });

const markedLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (value, transaction) => {
    const marked = transaction.effects.find((effect) => effect.is(marking));
    if (!marked) return value.map(transaction.changes);
    const doc = transaction.newDoc;
    const lines = (marked.value as number[]).filter((line) => line >= 1 && line <= doc.lines);
    const starts = [...new Set(lines)].sort((a, b) => a - b).map((line) => doc.line(line).from);
    return Decoration.set(starts.map((at) => WRONG.range(at)));
  },
  provide: (field) => EditorView.decorations.from(field),
});

function lineCount(
  state: EditorState,
  range: { from: number; to: number },
): { lines: number; isHead: boolean } {
  const lines = state.doc.lineAt(range.to).number - state.doc.lineAt(range.from).number;
  return { lines: range.from === 0 ? lines + 1 : lines, isHead: range.from === 0 };
}

function placeholder(
  view: EditorView,
  onclick: (event: Event) => void,
  prepared: { lines: number; isHead: boolean },
): HTMLElement {
  const button = view.dom.ownerDocument.createElement("button");
  button.type = "button";
  button.className = "folded";
  // Tab leaves the editor; its own keys unfold (Ctrl-Shift-]).
  button.tabIndex = -1;
  button.textContent = say(prepared.isHead ? words.editor.head : words.editor.tail, {
    lines: prepared.lines,
  });
  button.onclick = onclick;
  return button;
}

const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--accent)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--string)" },
  { tag: [tags.comment, tags.docString], color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    fontWeight: "600",
  },
]);

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--card)", fontSize: ".84rem", height: "100%" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--ink)", padding: ".5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    color: "var(--soft)",
    backgroundColor: "var(--card)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": {
    backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".frozen": { backgroundColor: "color-mix(in srgb, var(--line) 30%, transparent)" },
  ".wrong": { backgroundColor: "color-mix(in srgb, var(--accent) 18%, transparent)" },
  ".folded": {
    padding: "0 .5rem",
    border: "1px solid var(--line)",
    borderRadius: "99px",
    color: "var(--soft)",
    backgroundColor: "var(--paper)",
    font: "inherit",
    fontSize: ".92em",
    cursor: "pointer",
  },
});
