// A station as a flat picture: its grids as colours, of which each number can be asked.

import { h } from "../../../page/dom";
import { heat } from "../../grid";
import { SHORT } from "../../token";
import { ofTokens, rowNames, type Station, shapeOf, titleOf } from "./scene";

export function flat({ grids }: Station): HTMLElement {
  return h(
    "div",
    { class: "flat" },
    ...grids.map((grid) =>
      h(
        "div",
        { class: grid.role },
        h("p", {}, h("b", {}, titleOf(grid)), ` ${shapeOf(grid)}`),
        heat({
          label: titleOf(grid),
          rows: grid.rows,
          rowNames: rowNames(grid),
          columnNames: grid.rows.length === 1 && ofTokens(grid) ? SHORT : [],
          origin: grid.origin,
          small: grid.role === "matrix" || (grid.rows[0]?.length ?? 0) > SHORT.length,
          ...(grid.chosen === null ? {} : { chosen: grid.chosen }),
        }),
      ),
    ),
  );
}
