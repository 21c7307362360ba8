"""The command line: a click group whose default command grades a path."""

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click_default_group import DefaultGroup

from grader.commands.attack import attack_command
from grader.commands.prove import prove_command
from grader.commands.risk import risk_command
from grader.commands.self_test import selftest_command

if TYPE_CHECKING:
    from grader.report.record import Report

LEVELS = ("isolated", "restricted", "limited", "unprotected")


@click.group(cls=DefaultGroup, default="run", default_if_no_args=False)
def main() -> None:
    """Grade a bot.py: attack it, check its protocol, prove its frozen part, and score it.

    \b
    Examples:
      python -m grader bot.py
      python -m grader bot.py --seed 7 --json report.json
      python -m grader --list
      python -m grader risk f appl gra man

    Exit status: 0 all passed; 1 graded, something failed; 2 wrong use or environment; 3 rejected.
    """


class RunCommand(click.Command):
    """Its help ends with the limits of a submission."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from grader.sandbox import Limits, describe

        with formatter.section("Limits of a submission"):
            formatter.write_dl([(f"{name}: {value}", effect) for name, value, effect in describe(Limits())])
        super().format_epilog(ctx, formatter)


@click.command(
    "run", cls=RunCommand, epilog='Example: python -m grader bot.py --only stem --only "near miss"'
)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--seed", help="Any text. The same seed asks the same questions. Default: a random one, shown.")
@click.option(
    "--policy", type=click.Path(path_type=Path), metavar="FILE", help="Another policy than fruit.toml."
)
@click.option("--weights", type=click.Path(path_type=Path), metavar="FILE", help="Another model.json.")
@click.option("--only", multiple=True, metavar="FAMILY", help="Only this family of probes; may be repeated.")
@click.option("--list", "list_families", is_flag=True, help="Show the families of probes, and stop.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=5.0,
    show_default=True,
    help="Seconds for each response.",
)
@click.option(
    "--thorough", is_flag=True, help="Ask is_safe_name about 1.8 million names, not eighty thousand."
)
@click.option(
    "--json", "json_path", metavar="FILE", help="Write the report as JSON too; - for stdout, and only that."
)
@click.option(
    "--sandbox", type=click.Choice(LEVELS), help="Exactly this level. Default: the best that works here."
)
@click.option("--require-sandbox", type=click.Choice(LEVELS), help="Refuse to run below this level.")
def run_command(
    path: Path | None,
    seed: str | None,
    policy: Path | None,
    weights: Path | None,
    only: tuple[str, ...],
    list_families: bool,
    timeout: float,
    thorough: bool,
    json_path: str | None,
    sandbox: str | None,
    require_sandbox: str | None,
) -> None:
    """Grade the submission at PATH (what happens without a command)."""
    from grader.commands.progress import progress_bar
    from grader.conversation.session import Deadlines
    from grader.errors import GraderFault, UsageError
    from grader.grading.run import grade
    from grader.grading.settings import Settings
    from grader.report.record import ALL_ABOUT, printable
    from grader.sandbox import Level
    from model.errors import TargetError
    from model.files import check_target

    if list_families:
        show_families()
        return
    if path is None:
        raise click.UsageError("give the path of a bot.py")
    if not timeout > 0:  # a range lets "nan" through
        raise click.UsageError("--timeout takes a number of seconds")
    for name in only:
        if name not in ALL_ABOUT:
            raise click.UsageError(f"there is no family {name!r}: `python -m grader --list` shows them")
    settings = Settings(
        seed=seed,
        policy=policy,
        weights=weights,
        only=only,
        deadlines=Deadlines(line=timeout),
        sandbox=Level(sandbox) if sandbox else None,
        require_sandbox=Level(require_sandbox) if require_sandbox else None,
        thorough=thorough,
    )
    try:
        if json_path not in (None, "-"):
            check_target(Path(json_path))
        with progress_bar("asking") as progress:
            report = grade(path, settings, progress)
        show(report, json_path)
    except (UsageError, GraderFault, TargetError) as error:
        click.echo(f"grader: {printable(str(error))}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(report.exit_status)


main.add_command(run_command)
main.add_command(selftest_command)
main.add_command(risk_command)
main.add_command(attack_command)
main.add_command(prove_command)


def show_families() -> None:
    """The families with their docstrings."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from grader.report.record import ALL_ABOUT

    table = Table.grid(padding=(0, 2))
    for name, about in ALL_ABOUT.items():
        table.add_row(Text(name, style="bold"), Text(about))
    Console().print(table)


def show(report: "Report", json_path: str | None) -> None:
    """The report in the terminal, and as JSON where that was asked for."""
    from rich.console import Console

    from grader.report.machine import to_json
    from grader.report.terminal import to_terminal
    from model.files import write_whole

    if json_path == "-":
        sys.stdout.buffer.write(to_json(report))
        return
    if json_path is not None:
        write_whole(Path(json_path), to_json(report))
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal may not know every letter of a request
    Console(highlight=False).print(to_terminal(report))
