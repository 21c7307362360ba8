// What goes to the worker, and what comes back: one answer for each order, matched by its id, and signs of life before.

export type Order =
  | { id: number; order: "start"; root: string; snapshot: Uint8Array | undefined }
  | { id: number; order: "call"; call: string; args: string }
  | { id: number; order: "next" }
  | { id: number; order: "stop" };

export type Answer =
  | { id: number; done: true; snapshot?: Uint8Array }
  | { id: number; alive: true }
  | { id: number; done: false; part: string }
  | { id: number; crash: string };
