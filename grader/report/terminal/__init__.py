"""The report for people, as rich draws it. Texts are put in as `Text`, so that nothing in them is markup."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from grader.report.record import Report
from grader.report.terminal.adversary import searches
from grader.report.terminal.failures import failure, stderr_end
from grader.report.terminal.run import about_the_run, families, residual_bars
from grader.report.terminal.score import headline, parts, rates

__all__ = ["to_terminal"]


def to_terminal(report: Report, full: bool = False) -> RenderableType:
    """What failed and why, how to repeat the run, and the score as the last thing, where nothing scrolls it away.

    `full` shows the families that passed, and the residual leak of the worst beginnings, too.
    """
    # A blank line as a text of its own: padding would cut the command off at the width of the terminal.
    spaced = [part for section in sections(report, full) for part in (section, Text())]
    return Group(*spaced, headline(report))


def sections(report: Report, full: bool) -> Iterator[RenderableType]:
    shown = tuple(result for result in report.families if full or result.passed < result.total)
    if shown:
        yield families(shown, full)
    if full and report.residual and report.residual.bars:
        yield residual_bars(report.residual)
    yield from map(failure, report.examples)
    if report.conforms and (full or report.conforms.disagreed):
        yield searches(report.conforms, report.attack)
    if report.stderr:
        yield stderr_end(report.stderr)
    yield about_the_run(report)
    if report.parts and not report.only:
        yield parts(report)
    if report.harm_rate and report.over_block_rate and not report.only:
        yield rates(report.harm_rate, report.over_block_rate, report.residual)
