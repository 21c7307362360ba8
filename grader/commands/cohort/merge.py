"""`python -m grader merge`: the parts of a class, joined."""

from pathlib import Path

import click

from grader.commands.frame.group import PROGRAM, Command

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(
    "merge",
    cls=Command,
    examples=(f"{PROGRAM} merge part-1 part-2 part-3 part-4 --out results",),
    statuses={
        0: "all passed",
        1: "graded, something failed",
        4: "an error of the grader itself, for at least one",
    },
)
@click.argument("parts", type=FOLDER, nargs=-1, required=True, metavar="PART...")
@click.option("--out", type=FOLDER, required=True, metavar="RESULTS", help="Where the whole goes.")
@click.pass_context
def merge_command(context: click.Context, parts: tuple[Path, ...], out: Path) -> None:
    """Join the parts of a class that --shard graded: the same results as if it had been graded in one go."""
    from grader.cohort.merge import merge
    from grader.commands.cohort.run import tell

    context.exit(tell(merge(parts, out), out))
