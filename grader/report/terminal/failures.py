"""One cause of failures with its example and hint, and the end of stderr."""

from collections.abc import Iterator

from rich.cells import chop_cells
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.report.record import Example
from grader.report.text import STDERR_MARK

LABEL_WIDTH = 10


def failure(example: Example) -> RenderableType:
    times = f"  ({example.count:,} times)" if example.count > 1 else ""
    heading = Text.assemble((example.title, "bold"), (times, "dim"))
    table = Table.grid(padding=(0, 1))
    table.add_column(width=LABEL_WIDTH, style="dim")
    table.add_column(overflow="fold")
    if example.request is not None:
        number = "" if example.number is None else f"request {example.number}"
        where = ", ".join(filter(None, (example.family, number)))
        shown = example.request or "(a blank line)"
        table.add_row("request", Text.assemble(shown, (f"   [{where}]" if where else "", "dim")))
    if example.response is not None:
        table.add_row("response", Text(example.response))
    table.add_row("why", Text(example.why))
    table.add_row("hint", Text(example.hint))
    for follows in example.follows:
        table.add_row("so", Text(f"{follows} because of it"))
    body: list[RenderableType] = [heading, Padding(table, (0, 0, 0, 2))]
    if example.detail:
        body.append(Padding(diff(example.detail), (0, 0, 0, 4)))
    return Group(*body)


def diff(text: str) -> Text:
    """A unified diff in the usual colours."""
    coloured = Text()
    for line in text.split("\n"):
        style = {"-": "red", "+": "green"}.get(line[:1], "dim")
        coloured.append(line + "\n", style=style)
    coloured.rstrip()
    return coloured


def stderr_end(stderr: str) -> RenderableType:
    return Group(Rule("the end of stderr", align="left", style="dim"), Marked(stderr))


class Marked:
    """Lines of stderr with their mark; a line that is folded has it on each row."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __rich_console__(self, _console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        width = max(1, options.max_width - len(STDERR_MARK))
        for line in self.text.split("\n"):
            for row in chop_cells(line.removeprefix(STDERR_MARK), width) or [""]:
                yield Text.assemble((STDERR_MARK, "dim"), row, no_wrap=True, overflow="ignore")
