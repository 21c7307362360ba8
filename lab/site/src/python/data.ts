// The records of lab/browser, as its JSON has them.

export interface About {
  name: string;
  about: string;
}

export interface Ready {
  python: string;
  families: About[];
}

export interface Problem {
  title: string;
  why: string;
  hint: string;
  diff: string;
  line: number;
}

/** What may stand in place of any answer: the bot ended. */
export interface Broken {
  broken: string;
}

export interface Loaded {
  error: string;
  error_line: number;
  problems: Problem[];
  stdout: string;
  stderr: string;
  flood: boolean;
}

export interface Letter {
  letter: string;
  probability: number;
}

export interface Span {
  start: number;
  end: number;
  word: string;
  group: string;
  rule: string;
}

export interface Call {
  argument: string;
  said: string;
  passed: boolean;
  failed: boolean;
}

export interface Draw {
  name: string;
  letters: Letter[];
  banned: Span | null;
  call: Call | null;
}

export interface Slot {
  prefix: string;
  draws: Draw[];
}

export interface Traced {
  request: string;
  number: number;
  response: string;
  prefixes: string[];
  label: { label: string; reason: string; spans: (Span | null)[] } | null;
  call: Call | null;
  slots: Slot[];
  untraced: number;
  stdout: string;
  stderr: string;
  flood: boolean;
}

export interface Told {
  title: string;
  why: string;
  hint: string;
}

export interface Row {
  family: string;
  request: string;
  label: string;
  why: string;
  response: string;
  answered: boolean;
  wrong: Told[];
  stdout: string;
  flood: boolean;
}

export interface Result {
  name: string;
  about: string;
  passed: number;
  total: number;
  wrong: Row[];
  texts: string[];
}

export interface Progress {
  done: number;
  total: number;
  results: Result[];
  flood: boolean;
}

export interface Verdict {
  passed: boolean;
  right: number;
  total: number;
  causes: Told[];
}

export interface Branch {
  text: string;
  probability: number;
  state: "open" | "name" | "banned";
  banned: Span | null;
  kept: boolean | null;
}

export interface Bounds {
  low: number;
  high: number;
  nodes: number;
  done: boolean;
  branches: Branch[];
  refused: string;
  flood: boolean;
}
