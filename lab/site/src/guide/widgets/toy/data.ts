// What Python says of the toy, as lab/browser/guide/learning has it.

import type { Origin } from "../../figure";

/** Goes back to Python as it came. */
export type Toy = { updates: number };

export type Optimiser = "sgd" | "adam";
export const OPTIMISERS: Optimiser[] = ["sgd", "adam"];

/** Across and up. */
export type Point = [number, number];

/** Its matrix, row and column. */
export type Weight = [string, number, number];

export interface Seen {
  toy: Toy;
  loss: number;
  following: number[][];
  origins: Record<"loss" | "following", Origin>;
}

export interface Begun {
  words: string[];
  left_out: string[];
  seen: Seen;
  valley: Valley | null;
  uniform: number;
  weights: Weight[];
  origins: Record<"uniform", Origin>;
}

export interface Learnt {
  seen: Seen;
  word: string;
  word_loss: number;
  move: Record<
    "before" | "gradient" | "mean" | "square" | "mean_corrected" | "square_corrected" | "after",
    number | null
  >;
  origins: Record<"word" | "before" | "gradient" | "update" | "corrected", Origin>;
}

export interface Diverged {
  diverged: true;
}

export interface Step {
  there: number;
  loss_there: number;
  origins: Record<"loss" | "there", Origin>;
}

export interface Valley {
  curve: { weights: number[]; losses: number[]; here: number; loss: number; gradient: number };
  tangent: Point[];
  step: Step;
  origins: Record<"loss" | "gradient" | "here", Origin>;
}
