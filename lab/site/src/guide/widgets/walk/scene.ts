// What Python says of the walk, as lab/browser/guide/stages/scene.py has it, with the numbers of the matrices put in.

import { say } from "../../../page/dom";
import type { Origin } from "../../figure";
import type { Python } from "../../python";
import { TOKENS } from "../../token";
import stages from "../stages/words.json";
import words from "./words.json";

export type Role = "matrix" | "in" | "out" | "stack";

export interface Grid {
  name: string;
  role: Role;
  rows: number[][];
  origin: Origin;
  chosen: number | null;
}

export interface Station {
  name: keyof typeof words.stations;
  grids: Grid[];
}

const matrices = new Map<string, Promise<number[][]>>();

export async function sceneOf(python: Python, name: string, position: number): Promise<Station[]> {
  const stations = await python.ask<Station[]>("guide.scene", name, position);
  const whole = async (grid: Grid): Promise<Grid> => {
    if (grid.role !== "matrix") return grid;
    return { ...grid, rows: await matrix(python, grid.name) };
  };
  return Promise.all(
    stations.map(async (station) => ({ ...station, grids: await Promise.all(station.grids.map(whole)) })),
  );
}

/** The nine never change, so each is asked for once. */
function matrix(python: Python, name: string): Promise<number[][]> {
  const known =
    matrices.get(name) ?? python.ask<{ rows: number[][] }>("guide.matrix", name).then((it) => it.rows);
  known.catch(() => matrices.delete(name));
  matrices.set(name, known);
  return known;
}

/** The name of a grid for people. */
export function titleOf({ name, role }: Grid): string {
  if (role === "matrix") return name.replace("layer0.", "");
  if (name in words.grids) return words.grids[name as keyof typeof words.grids];
  return stages.stages[name as keyof typeof stages.stages].title;
}

export function shapeOf({ rows }: Grid): string {
  return say(words.shape, { rows: rows.length, columns: rows[0]?.length ?? 0 });
}

/** Whether each row of a grid, or each number of its only row, is a token's. */
export function ofTokens({ rows }: Grid): boolean {
  return (rows.length > 1 ? rows.length : rows[0]?.length) === TOKENS.length;
}

/** What the rows of a grid stand for. */
export function rowNames(grid: Grid): string[] {
  if (grid.rows.length === 1) return [""];
  return grid.rows.map((_, row) => (ofTokens(grid) ? (TOKENS[row] ?? "") : String(row)));
}
