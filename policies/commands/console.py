"""What `python -m policies` prints."""

from collections.abc import Sequence

import click
import msgspec

COLOURS = {  # on a terminal only
    **dict.fromkeys(("banned", "REFUSE"), "red"),
    **dict.fromkeys(("clean", "ALLOW"), "green"),
    **dict.fromkeys(("ordinary", "EITHER"), "yellow"),
}


def print_json(record: object) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(record)).decode())


def print_table(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Plain columns, as wide as what is in them: fit to read, to grep and to paste."""
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    for row in (columns, tuple("-" * width for width in widths), *rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(map(_coloured, cells)).rstrip())


def _coloured(cell: str) -> str:
    colour = COLOURS.get(cell.strip())
    return click.style(cell, fg=colour) if colour else cell


def print_paragraph(title: str, text: str) -> None:
    click.echo(f"\n{title}\n{click.wrap_text(text, 100, '  ', '  ')}")
