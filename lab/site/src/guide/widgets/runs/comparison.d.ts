declare module "*/comparison.js" {
  /** See there. */
  export function comparison(
    box: HTMLElement,
    runs: { losses: number[][]; smooth: number[][] },
    told?: (
      number: HTMLElement,
      value: number,
      of: { step: number; kind: "mean" | "each"; update: number },
    ) => void,
  ): void;
}
