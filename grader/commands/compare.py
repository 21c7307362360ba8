"""`python -m grader compare`: two reports side by side, what got better and what got worse."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command
from grader.commands.frame.options import FILE

if TYPE_CHECKING:
    from grader.report.comparison import Comparison


@click.command(
    "compare",
    cls=Command,
    examples=(f"{PROGRAM} compare monday.json tuesday.json",),
    statuses={0: "nothing got worse but by chance", 1: "something did"},
)
@click.argument("before", type=FILE, metavar="A.json")
@click.argument("after", type=FILE, metavar="B.json")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def compare_command(context: click.Context, before: Path, after: Path, as_json: bool) -> None:
    """Show what got better and what got worse from one report to another; `--json` of a grading writes them."""
    from grader.report.comparison import compare
    from grader.report.reading import read_report

    compared = compare(read_report(before), read_report(after))
    status = 1 if compared.got_worse else 0
    with printing(status):
        show(compared, as_json)
    context.exit(status)


def show(compared: "Comparison", as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(compared))
        return
    from grader.commands.frame.console import Console
    from grader.report.terminal.comparison import comparison_to_terminal

    Console().print(comparison_to_terminal(compared))
