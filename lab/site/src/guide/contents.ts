// The list of the parts shows where the reader is.

export function markCurrent(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>(".contents a")].map((link) => [
      link.hash.slice(1),
      link,
    ]),
  );
  const watch = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        const link = links.get(target.id);
        if (isIntersecting) link?.setAttribute("aria-current", "true");
        else link?.removeAttribute("aria-current");
      }
    },
    // A line in the upper part of the window: one part at a time crosses it.
    { rootMargin: "-20% 0px -80% 0px" },
  );
  for (const part of document.querySelectorAll(".part")) watch.observe(part);
}
