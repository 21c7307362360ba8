"""axe-core, which looks at a page as those do who see, hear or press it in another way."""

from typing import Any

from playwright.sync_api import Page

from lab.build import SITE

AXE = SITE / "node_modules" / "axe-core" / "axe.min.js"

# The rules whose answer depends on the light or on the width; all others say of a page what they said at first.
OF_A_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")


def nothing_serious(page: Page, where: str = "html", rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds that keeps somebody from using the page, or a part of it; by all of its rules or by some."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    found: list[dict[str, Any]] = page.evaluate(
        "([where, options]) => axe.run(where, options).then(results => results.violations)", [where, options]
    )
    return [
        f"{it['id']}: {node['target']}"
        for it in found
        if it["impact"] in ("serious", "critical")
        for node in it["nodes"]
    ]
