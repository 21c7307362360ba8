// Python starts before anything else of a page does: it takes the longest.

import { Interpreter } from "./interpreter";

/** Where the site is, from wherever this page of it lies. */
export const root = new URL(document.documentElement.dataset["root"] ?? "./", location.href).href;
export const first = new Interpreter(root);
