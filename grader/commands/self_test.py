"""`python -m grader self-test`: which attacks are held on this machine, at which level."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command

if TYPE_CHECKING:
    from rich.console import RenderableType

    from grader.sandbox.self_test import LevelResult, Outcome


@click.command(
    "self-test",
    cls=Command,
    examples=(f"{PROGRAM} self-test --json",),
    statuses={0: "every level holds what it promises", 1: "one does not"},
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def selftest_command(context: click.Context, as_json: bool) -> None:
    """Run bounded attacks in every sandbox level of this machine, and show what is held."""
    from grader.commands.frame.progress import progress_bar
    from grader.sandbox.self_test import self_test

    with progress_bar("attacking") as progress:
        results = self_test(progress)
    kept = all(result.keeps_its_promise for result in results)
    with printing(0 if kept else 1):
        show(results, as_json)
    context.exit(0 if kept else 1)


def show(results: Sequence["LevelResult"], as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode({"format": "fruitless-self-test-v1", "levels": results}))
        return
    from grader.commands.frame.console import Console

    Console().print(to_terminal(results))


def to_terminal(results: Sequence["LevelResult"]) -> "RenderableType":
    """What holds at each level, then a row for each attack."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    lines = [Text(result.protection.line() if result.protection else result.missing) for result in results]
    tried = [result for result in results if result.protection]
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("attack")
    for result in tried:
        table.add_column(result.level.value)
    table.add_column("what it does")
    for outcomes in zip(*(result.outcomes for result in tried), strict=True):
        table.add_row(outcomes[0].attack, *map(cell, outcomes), Text(outcomes[0].about, style="dim"))
    broken = [
        Text(f"{result.level.value}, {outcome.attack}: {outcome.evidence}", style="red")
        for result in tried
        for outcome in result.outcomes
        if outcome.promised and not outcome.held
    ]
    promise = broken or [Text("Every level holds what it promises.", style="green")]
    return Group(*lines, Padding(table, (1, 0)), *promise)


def cell(outcome: "Outcome") -> str:
    """Held or not; what a level never promised to hold is no failure."""
    if outcome.held:
        return "[green]held[/]"
    return "[bold red]NOT HELD[/]" if outcome.promised else "[yellow]open[/]"
