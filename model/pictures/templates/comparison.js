// The comparison of the six steps, made to move: which curves are drawn, and the numbers of one step of them.

/**
 * `runs` has for each step of the course its losses and their means, `{losses: number[][], smooth: number[][]}`. `told`
 * hears of each number that is shown, of which step of the course and of which update it is.
 */
export function comparison(box, runs, told = () => undefined) {
  const steps = Number(box.dataset.steps);
  const svg = box.querySelector(".curves");
  const [grid, at] = [svg.querySelector(".grid"), svg.querySelector(".at")];
  const lines = [...svg.querySelectorAll("polyline")];
  const down = box.querySelector(".down");
  const handle = box.querySelector(".handle input");
  const rows = [...box.querySelectorAll(".readout tbody tr")];
  const means = lines.map((line) => line.getAttribute("points"));

  function draw() {
    const kind = box.querySelector("input[type=radio]:checked");
    const { low, high, ticks } = kind.dataset;
    const marks = ticks.split(" ");
    svg.setAttribute("viewBox", `0 ${-high} ${steps} ${high - low}`);
    svg.classList.toggle("each", kind.value === "each");
    grid.setAttribute("d", marks.map((tick) => `M0,${tick}H${steps}`).join(""));
    down.replaceChildren(...marks.reverse().map((tick) => Object.assign(document.createElement("span"), { textContent: tick })));
    lines.forEach((line, step) => {
      const points = runs.losses[step].map((loss, update) => `${update + 1},${loss}`);
      line.setAttribute("points", kind.value === "each" ? points.join(" ") : means[step]);
      line.toggleAttribute("hidden", !rows[step].querySelector("input").checked);
    });
    read();
  }

  function read() {
    const update = handle.valueAsNumber;
    box.querySelector(".handle output").textContent = String(update);
    at.setAttribute("d", update < steps ? `M${update},-100V100` : "");
    for (const row of rows) {
      const step = Number(row.dataset.step);
      for (const [kind, values] of [["mean", runs.smooth[step]], ["each", runs.losses[step]]]) {
        const value = values[update - 1];
        const cell = row.querySelector(`[data-kind=${kind}] [data-value]`);
        cell.dataset.value = String(value);
        cell.textContent = value.toFixed(4);
        told(cell, value, { step, kind, update });
      }
    }
  }

  function point(event) {
    const { left, width } = svg.getBoundingClientRect();
    handle.value = String(Math.round((steps * (event.clientX - left)) / width));
    read();
  }

  box.addEventListener("change", draw);
  handle.addEventListener("input", read);
  svg.addEventListener("pointermove", point);
  svg.addEventListener("pointerdown", point);
  draw();
}
