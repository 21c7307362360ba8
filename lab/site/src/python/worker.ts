// Python in the page. It has no text of its own and no formula: it hands calls in and parts out.

import type { PyodideInterface } from "pyodide";
import type { Answer, Order } from "./messages";

interface Parts {
  next(): { done?: boolean; value: unknown };
  destroy(): void;
}

const HOUSE = "/house";
const answers = new Map<number, Parts>();
/** The order that is being answered. */
let now = 0;
let parts: ((call: string, args: string) => Parts) | undefined;

/** Start Python, from a snapshot of it where there is one; else return one, made before any code of a bot. */
async function start(root: string, snapshot: Uint8Array | undefined): Promise<Uint8Array | undefined> {
  const [archive, python] = await Promise.all([
    fetch(new URL("python.zip", root)).then((response) => response.arrayBuffer()),
    load(root, snapshot),
  ]);
  const made = snapshot ? undefined : python.makeMemorySnapshot();
  // What goes past Python's own streams, which are kept, is nobody's to read.
  const nowhere = { write: (bytes: Uint8Array) => bytes.length };
  python.setStdout(nowhere);
  python.setStderr(nowhere);
  python.unpackArchive(archive, "zip", { extractDir: HOUSE });
  python.runPython(`import sys; sys.path[:0] = ["${HOUSE}", "${HOUSE}/lab/browser/standins"]`);
  const calls = python.pyimport("lab.browser.calls");
  parts = calls.parts;
  calls.connect(() => self.postMessage({ id: now, alive: true } satisfies Answer));
  shutTheDoors();
  return made;
}

async function load(root: string, snapshot: Uint8Array | undefined): Promise<PyodideInterface> {
  const address = new URL("pyodide/pyodide.mjs", root).href;
  const { loadPyodide } = (await import(/* @vite-ignore */ address)) as typeof import("pyodide");
  return loadPyodide({
    indexURL: new URL("pyodide/", root).href,
    ...(snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true }),
  });
}

// The code of a bot has nothing to ask of a network, nothing to keep, and nothing to say but through its own streams.
function shutTheDoors(): void {
  for (const say of ["debug", "error", "info", "log", "warn"] as const) console[say] = () => undefined;
  const doors = [
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "WebTransport",
    "EventSource",
    "Worker",
    "BroadcastChannel",
    "indexedDB",
    "caches",
    "importScripts",
  ];
  for (const door of doors) {
    Object.defineProperty(self, door, { value: undefined, configurable: false, writable: false });
  }
}

function answer(order: Exclude<Order, { order: "start" }>): Answer {
  if (order.order === "stop") {
    answers.get(order.id)?.destroy();
    answers.delete(order.id);
    return { id: order.id, done: true };
  }
  if (order.order === "call") {
    if (!parts) throw new Error("Python has not started");
    answers.set(order.id, parts(order.call, order.args));
  }
  const part = answers.get(order.id)?.next();
  if (!part || part.done) {
    answers.delete(order.id);
    return { id: order.id, done: true };
  }
  return { id: order.id, done: false, part: String(part.value) };
}

self.onmessage = async (event: MessageEvent<Order>) => {
  const order = event.data;
  now = order.id;
  try {
    if (order.order === "start") {
      const snapshot = await start(order.root, order.snapshot);
      const answer: Answer = { id: order.id, done: true, ...(snapshot && { snapshot }) };
      self.postMessage(answer, { transfer: snapshot ? [snapshot.buffer] : [] });
    } else {
      self.postMessage(answer(order));
    }
  } catch (error) {
    // Python itself is gone: a hook ended the interpreter, or broke it.
    self.postMessage({ id: order.id, crash: String(error).slice(0, 2_000) } satisfies Answer);
  }
};
