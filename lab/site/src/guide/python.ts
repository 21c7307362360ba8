// Python for the guide: a worker without any bot of a student's, and before it is there, what the build asked ahead.

import type { Broken } from "../python/data";
import { Ended, Interpreter } from "../python/interpreter";

/** Seconds that an answer may take on a slow machine: all that runs here is the project's own. */
const SECONDS = 60;

export type State = "starting" | "ready" | "gone";

/** There is no answer: Python is not there, or what was asked failed, and then its message says how. */
export class NoAnswer extends Error {}

/** There is none in time. */
export class Late extends NoAnswer {}

export class Python {
  private readonly opening: Promise<Map<string, unknown[]>>;
  private isReady = false;

  constructor(
    private readonly root: string,
    private interpreter: Interpreter,
    private readonly onState: (state: State) => void,
  ) {
    this.opening = fetch(new URL("opening.json", root))
      .then((response) => response.json())
      .then((asked: [string, unknown[], unknown[]][]) => {
        return new Map(asked.map(([call, args, parts]) => [key(call, args), parts]));
      })
      .catch(() => new Map());
    this.start();
  }

  /** The one part of an answer. Throws NoAnswer. */
  async ask<Part>(call: string, ...args: unknown[]): Promise<Part> {
    for await (const part of this.parts<Part>(call, ...args)) return part;
    throw new NoAnswer(call);
  }

  /** The parts of an answer, each as it comes. Throws NoAnswer. */
  async *parts<Part>(call: string, ...args: unknown[]): AsyncGenerator<Part> {
    if (!this.isReady) {
      const parts = (await this.opening).get(key(call, args));
      if (parts) {
        yield* parts as Part[];
        return;
      }
    }
    yield* this.computed<Part>(call, args, SECONDS);
  }

  /** The same for what a reader wrote, which may run without an end: Python is then ended, and starts again. */
  async try<Part>(seconds: number, call: string, ...args: unknown[]): Promise<Part> {
    for await (const part of this.computed<Part>(call, args, seconds)) return part;
    throw new NoAnswer(call);
  }

  private async *computed<Part>(call: string, args: unknown[], seconds: number): AsyncGenerator<Part> {
    try {
      for await (const part of this.interpreter.parts<Part | Broken>(call, args, seconds)) {
        if (isBroken(part)) throw new NoAnswer(part.broken);
        yield part;
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      const isLate = this.isReady && error.how === "late";
      // One that never came is not tried again: what keeps it away keeps the next one away too.
      if (this.isReady && !this.interpreter.isAlive) {
        this.isReady = false;
        this.interpreter = new Interpreter(this.root);
        this.start();
      }
      throw isLate ? new Late() : new NoAnswer();
    }
  }

  private start(): void {
    this.onState("starting");
    this.interpreter.ready().then(
      () => {
        this.isReady = true;
        this.onState("ready");
        void this.warm();
      },
      () => this.onState("gone"),
    );
  }

  /** Have what the widgets need brought in while nobody asks for it; questions come between. */
  private async warm(): Promise<void> {
    try {
      for await (const _ of this.parts("guide.warm"));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }
}

function key(call: string, args: unknown[]): string {
  return JSON.stringify([call, ...args]);
}

function isBroken(part: unknown): part is Broken {
  return typeof part === "object" && part !== null && "broken" in part;
}
