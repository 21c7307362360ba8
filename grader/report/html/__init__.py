"""The report as one page that needs nothing else: no script, no request, and a policy that forbids both."""

import base64
import hashlib

from grader.report.html.pictures import cost_plot, harm_plot, residual_rows
from grader.report.record import Report
from model.pictures.pages import render

__all__ = ["sealed", "to_html"]

CHARSET = '<meta charset="utf-8">'


def to_html(report: Report) -> bytes:
    """A page for people: score, causes, families, what it lets out and what it costs, and how to repeat the run."""
    page = render(
        "report.html.jinja",
        "grader.report",
        report=report,
        harm=harm_plot(report),
        cost=cost_plot(report.costs) if report.costs else None,
        residual=residual_rows(report.residual) if report.residual else (),
    )
    return sealed(page).encode()


def sealed(page: str) -> str:
    """The page with a Content-Security-Policy that allows its own style sheet and script, and nothing else."""
    rules = ["default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"]
    rules += [
        f"{kind}-src 'sha256-{digest(inner)}'"
        for kind in ("style", "script")
        if (inner := page.partition(f"<{kind}>")[2].partition(f"</{kind}>")[0])
    ]
    return page.replace(
        CHARSET, f'{CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">', 1
    )


def digest(text: str) -> str:
    """The SHA-256 of a text as such a policy gives it."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
