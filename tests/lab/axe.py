"""axe-core, which looks at a page as those do who see, hear or press it in another way."""

from typing import Any

from playwright.sync_api import Page

from lab.build import SITE

AXE = SITE / "node_modules" / "axe-core" / "axe.min.js"


def nothing_serious(page: Page, where: str = "html") -> list[str]:
    """What axe-core finds that keeps somebody from using the page, or a part of it."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "where => axe.run(where, {resultTypes: ['violations']}).then(results => results.violations)", where
    )
    return [
        f"{it['id']}: {node['target']}"
        for it in found
        if it["impact"] in ("serious", "critical")
        for node in it["nodes"]
    ]
