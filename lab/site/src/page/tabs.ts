// Tabs as the ARIA Authoring Practices have them: arrows move, Home and End jump, only the chosen one is tabbed to.

export function tabs(list: HTMLElement, onShow: (id: string) => void): (id: string) => void {
  const all = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];

  function show(id: string, focus = false): void {
    for (const tab of all) {
      const chosen = tab.id === id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel) panel.hidden = !chosen;
      if (chosen && focus) tab.focus();
    }
    onShow(id);
  }

  list.addEventListener("click", (event) => {
    const tab = (event.target as Element).closest("[role=tab]");
    if (tab) show(tab.id);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const tab = to === undefined ? undefined : all[(to + all.length) % all.length];
    if (tab) {
      event.preventDefault();
      show(tab.id, true);
    }
  });
  return show;
}
