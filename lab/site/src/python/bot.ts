// The bot of the page: the text that was run last, in a worker of its own. Whatever ends that worker is told, and the
// next question finds a new one.

import type { Broken, Loaded, Ready } from "./data";
import { Ended, Interpreter } from "./interpreter";

export { PART_SECONDS } from "./interpreter";

export type Why = "late" | "crash" | "flood" | "broken";

export type State =
  | { kind: "starting" }
  | { kind: "loading" }
  | { kind: "loaded"; loaded: Loaded }
  | { kind: "ended"; why: Why; said: string };

/** A question that has no answer, and why. */
export class NoAnswer extends Error {
  constructor(
    readonly why: Why,
    readonly said = "",
  ) {
    super(said || why);
  }
}

/** The text cannot be loaded, so nothing can be asked. */
export class NotLoaded extends Error {}

export class Bot {
  private source = "";
  /** The worker that has the text, or is about to. */
  private current: Promise<Interpreter> | undefined;
  private ready: Ready | undefined;

  constructor(
    private readonly root: string,
    /** One that is started ahead, so that nobody waits for Python. */
    private spare: Interpreter | undefined,
    private readonly onState: (state: State) => void,
    private readonly onReady: (ready: Ready) => void,
  ) {}

  /** Load a text into a fresh worker. What comes of it is told by its states. */
  run(source: string): Promise<void> {
    this.source = source;
    const before = this.current;
    this.current = this.load();
    before?.then((interpreter) => interpreter.end()).catch(() => undefined);
    return this.current.then(
      () => undefined,
      () => undefined,
    );
  }

  /** Have Python started before it is asked for. */
  prepare(): void {
    if (!this.spare?.isAlive) this.spare = new Interpreter(this.root);
  }

  /** The parts of an answer about the text that was run. Throws NoAnswer or NotLoaded. */
  async *parts<Part extends object>(call: string, ...args: unknown[]): AsyncGenerator<Part> {
    this.current ??= this.load();
    const current = this.current;
    const interpreter = await current;
    try {
      for await (const part of interpreter.parts<Part | Broken>(call, args)) {
        if ("broken" in part) throw new NoAnswer("broken", part.broken);
        if ("flood" in part && part.flood) throw new NoAnswer("flood");
        yield part;
      }
    } catch (error) {
      const told =
        error instanceof Ended && error.how !== "ended" ? new NoAnswer(error.how, error.said) : error;
      if (told instanceof NoAnswer && this.current === current) {
        interpreter.end();
        this.current = undefined;
        this.prepare();
        this.onState({ kind: "ended", why: told.why, said: told.said });
      }
      throw told;
    }
  }

  /** The one part of an answer. */
  async ask<Part extends object>(call: string, ...args: unknown[]): Promise<Part> {
    for await (const part of this.parts<Part>(call, ...args)) return part;
    throw new NoAnswer("crash");
  }

  private async load(): Promise<Interpreter> {
    const source = this.source;
    const interpreter = this.spare?.isAlive ? this.spare : new Interpreter(this.root);
    this.spare = undefined;
    try {
      this.onState({ kind: "starting" });
      this.ready = await interpreter.ready<Ready>();
      this.onReady(this.ready);
      this.onState({ kind: "loading" });
      const loaded = await interpreter.call<Loaded>("load", [source]);
      if (loaded.flood) throw new Ended("crash", "flood");
      this.onState({ kind: "loaded", loaded });
      if (loaded.error) throw new NotLoaded(loaded.error);
      interpreter.warm();
      return interpreter;
    } catch (error) {
      if (error instanceof Ended && error.how !== "ended") {
        const why = error.said === "flood" ? "flood" : error.how;
        this.prepare();
        this.onState({ kind: "ended", why, said: error.said });
        throw new NotLoaded(error.said);
      }
      throw error;
    }
  }
}
