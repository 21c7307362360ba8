// One worker with Python in it. It lives until somebody ends it, or until a part of an answer is late.

import type { Answer, Order } from "./messages";

export type How = "late" | "crash" | "ended";

/** The worker was ended, and why; what it was asked has no answer. */
export class Ended extends Error {
  constructor(
    readonly how: How,
    readonly said = "",
  ) {
    super(said || how);
  }
}

/** Seconds for Python to start and to make what all widgets share, on a slow machine. */
const START_SECONDS = 120;
/** Seconds without an answer or a sign of life; then a hook hangs, and its worker is ended. */
export const PART_SECONDS = 2.5;

/** Python as it is after its start: from it, each worker but the first is there in a fraction of the time. */
let snapshot: Uint8Array | undefined;

type Reply = Exclude<Answer, { crash: string } | { alive: true }>;
type Unnumbered = Order extends infer Each ? (Each extends Order ? Omit<Each, "id"> : never) : never;

export class Interpreter {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  private readonly waiting = new Map<number, { answer(answer: Answer): void; end(ended: Ended): void }>();
  /** One order at a time: a deadline counts nobody else's work. */
  private queue: Promise<unknown> = Promise.resolve();
  private orders = 0;
  private ended: Ended | undefined;

  constructor(root: string) {
    this.worker.onmessage = (event: MessageEvent<Answer>) => {
      this.waiting.get(event.data.id)?.answer(event.data);
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end(new Ended("crash", event.message));
    };
    const start = this.send(++this.orders, { order: "start", root, snapshot }, START_SECONDS);
    this.queue = start.then(
      (answer) => {
        if (answer.done) snapshot ??= answer.snapshot;
      },
      () => undefined,
    );
  }

  get isAlive(): boolean {
    return this.ended === undefined;
  }

  /** The parts of an answer, each as it comes. Throws Ended when the worker is. */
  async *parts<Part>(call: string, args: readonly unknown[], seconds = PART_SECONDS): AsyncGenerator<Part> {
    const id = ++this.orders;
    let answer = await this.next(id, { order: "call", call, args: JSON.stringify(args) }, seconds);
    let isDone = false;
    try {
      while (!answer.done) {
        yield JSON.parse(answer.part) as Part;
        answer = await this.next(id, { order: "next" }, seconds);
      }
      isDone = true;
    } finally {
      // Whoever reads no further frees what Python holds for it.
      if (!isDone && this.isAlive) this.next(id, { order: "stop" }, seconds).catch(() => undefined);
    }
  }

  /** The one part of an answer. */
  async call<Part>(call: string, args: readonly unknown[], seconds = PART_SECONDS): Promise<Part> {
    for await (const part of this.parts<Part>(call, args, seconds)) return part;
    throw new Ended("crash");
  }

  /** What Python says when it is there. */
  ready<Part>(): Promise<Part> {
    return this.call<Part>("ready", [], START_SECONDS);
  }

  /** Have what everybody shares made before anybody asks. */
  warm(): void {
    this.call("warm", [], START_SECONDS).catch(() => undefined);
  }

  end(ended: Ended = new Ended("ended")): void {
    this.ended ??= ended;
    this.worker.terminate();
    for (const waiting of this.waiting.values()) waiting.end(this.ended);
    this.waiting.clear();
  }

  private next(id: number, order: Unnumbered, seconds: number): Promise<Reply> {
    const sent = this.queue.then(
      () => this.send(id, order, seconds),
      () => this.send(id, order, seconds),
    );
    this.queue = sent.catch(() => undefined);
    return sent;
  }

  private send(id: number, order: Unnumbered, seconds: number): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.ended) {
        reject(this.ended);
        return;
      }
      const wait = () => setTimeout(() => this.end(new Ended("late")), seconds * 1_000);
      let timer = wait();
      const over = () => {
        clearTimeout(timer);
        this.waiting.delete(id);
      };
      this.waiting.set(id, {
        answer: (answer) => {
          if ("alive" in answer) {
            clearTimeout(timer);
            timer = wait();
            return;
          }
          over();
          if ("crash" in answer) {
            const crash = new Ended("crash", answer.crash);
            this.end(crash);
            reject(crash);
          } else resolve(answer);
        },
        end: (ended) => {
          over();
          reject(ended);
        },
      });
      this.worker.postMessage({ ...order, id } as Order);
    });
  }
}
