"""`grade bot.py`: grade one submission, and show the report."""

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.cohort.run import check_options, class_options, run_class
from grader.commands.frame.ending import printing
from grader.commands.frame.group import OF_A_GRADING, PROGRAM, Command
from grader.commands.frame.options import FILE, LEVELS, policy_option, sandbox_option, weights_option
from grader.commands.frame.start import started_as
from grader.commands.outputs import TO_STDOUT, Targets, checked, output_options, write_files
from grader.commands.watch import check_watching, watch

if TYPE_CHECKING:
    from grader.report.record import Report

VIEWS = ("instructor", "student")


class RunCommand(Command):
    """Its help tells the limits of a submission too."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from grader.sandbox import Limits, describe

        with formatter.section("Limits of a submission"):
            formatter.write_dl([(f"{name}: {value}", effect) for name, value, effect in describe(Limits())])
        super().format_epilog(ctx, formatter)


@click.command(
    "run",
    cls=RunCommand,
    examples=(
        f"{PROGRAM} bot.py",
        f"{PROGRAM} bot.py --seed 7 --html report.html --json report.json",
        f'{PROGRAM} bot.py --only stem --only "near miss"',
        f"{PROGRAM} submissions --out results",
    ),
    statuses=OF_A_GRADING,
)
@click.argument("paths", type=FILE, nargs=-1, metavar="[PATH]...")
@click.option("--seed", help="Any text. The same seed asks the same questions. Default: a random one, shown.")
@policy_option
@weights_option
@click.option("--only", multiple=True, metavar="FAMILY", help="Only this family of probes; may be repeated.")
@click.option("--watch", "is_watched", is_flag=True, help="Grade again when the file is saved; Ctrl-C ends.")
@click.option("--full", is_flag=True, help="Show every row of the report, not only what failed.")
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
@output_options
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default="instructor",
    show_default=True,
    help="For students: no word of the policy that their file does not hold.",
)
@sandbox_option
@click.option("--require-sandbox", type=click.Choice(LEVELS), help="Refuse to run below this level.")
@class_options
@click.pass_context
def run_command(
    context: click.Context,
    /,
    paths: tuple[Path, ...],
    seed: str | None,
    policy: Path | None,
    weights: Path | None,
    only: tuple[str, ...],
    is_watched: bool,
    full: bool,
    list_families: bool,
    timeout: float,
    thorough: bool,
    view: str,
    sandbox: str | None,
    require_sandbox: str | None,
    out: Path | None,
    workers: int | None,
    shard: tuple[int, int] | None,
    similar: bool,
    dask: str | None,
    **targets: str | None,
) -> None:
    """Grade the submission at PATH, or with --out all below the paths (what happens without a command)."""
    from grader.commands.frame.progress import progress_bar
    from grader.conversation.deadlines import Deadlines
    from grader.grading.bench import policy_problems
    from grader.grading.run import grade, grade_read, read, shared_for
    from grader.grading.settings import Settings
    from grader.report.record import ALL_ABOUT
    from grader.report.text import printable
    from grader.sandbox import Level

    if list_families:
        with printing():
            show_families()
        return
    if not paths:
        raise click.UsageError("give the path of a bot.py")
    for_many = {"out": out, "workers": workers, "shard": shard, "similar": similar, "dask": dask}
    check_options(paths, for_many, seed, {"only": only, "full": full, "watch": is_watched, **targets})
    if not timeout > 0:  # a range lets "nan" through
        raise click.UsageError("--timeout takes a number of seconds")
    for name in only:
        if name not in ALL_ABOUT:
            raise click.UsageError(
                f"there is no family {name!r}: `{context.find_root().info_name} --list` shows them"
            )
    outputs = checked(targets, only)
    if is_watched:
        check_watching(outputs)
    settings = Settings(
        costs=bool(outputs),
        samples="inspect" in outputs,
        program=started_as(sys.argv, sys.orig_argv),
        seed=seed,
        policy=policy,
        weights=weights,
        only=only,
        deadlines=Deadlines(line=timeout),
        sandbox=Level(sandbox) if sandbox else None,
        require_sandbox=Level(require_sandbox) if require_sandbox else None,
        thorough=thorough,
        for_student=view == "student",
    )
    if policy is not None and (problems := policy_problems(policy, settings.for_student)):
        click.echo(f"grader: {printable(problems)}", err=True)
    if out is not None:
        context.exit(run_class(paths, settings, for_many))

    path = paths[0]
    # What changes from run to run is the file, and not the questions.
    shared = shared_for(settings) if is_watched else None

    def grade_it() -> "Report":
        with progress_bar("asking") as progress:
            return (
                grade_read(path, read(path), shared, progress) if shared else grade(path, settings, progress)
            )

    def show_it(report: "Report", before: "Report | None" = None) -> None:
        with printing(report.exit_status):
            show(report, outputs, full)
            if before:
                show_changes(before, report)

    if is_watched:
        report = watch(path, grade_it, show_it)
    else:
        report = grade_it()
        show_it(report)
    context.exit(report.exit_status)


def show_families() -> None:
    """The families with their docstrings."""
    from rich.table import Table
    from rich.text import Text

    from grader.commands.frame.console import Console
    from grader.report.record import ALL_ABOUT

    table = Table.grid(padding=(0, 2))
    for name, about in ALL_ABOUT.items():
        table.add_row(Text(name, style="bold"), Text(about))
    Console().print(table)


def show(report: "Report", outputs: Targets, full: bool) -> None:
    """The report in the files that were asked for, and in the terminal."""
    import msgspec

    from grader.commands.frame.console import Console
    from grader.report.machine import to_json
    from grader.report.terminal import to_terminal
    from grader.report.text import in_ascii

    write_files(report, outputs)
    if TO_STDOUT in outputs.items():
        click.echo(to_json(report), nl=False)
        return
    console = Console()
    if not console.encoding.startswith("utf"):
        # This terminal may not know every letter of a request, or of a path.
        report = msgspec.structs.replace(report, command=in_ascii(report.command))
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
    console.print(to_terminal(report, full), crop=False)


def show_changes(before: "Report", after: "Report") -> None:
    """What changed since the last run, in the terminal."""
    from rich.rule import Rule

    from grader.commands.frame.console import Console
    from grader.report.comparison import compare
    from grader.report.terminal.comparison import comparison_to_terminal

    console = Console()
    console.print(Rule("since the last run", align="left", style="dim"))
    console.print(comparison_to_terminal(compare(before, after)))
