"""`python -m grader pack`: an upload for Gradescope, Classroom 50 or PrairieLearn, with all settings inside."""

from pathlib import Path

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command
from grader.commands.frame.options import FILE, LEVELS, policy_option, weights_option

PLACES = ("gradescope", "classroom50", "prairielearn")
VIEWS = ("student", "instructor")


@click.command(
    "pack",
    cls=Command,
    examples=(
        f"{PROGRAM} pack gradescope autograder.zip --policy mine.toml",
        f"{PROGRAM} pack classroom50 CLASSROOM/autograders/ASSIGNMENT",
        f"{PROGRAM} pack prairielearn course/questions/guard",
    ),
    statuses={0: "written"},
)
@click.argument("place", type=click.Choice(PLACES))
@click.argument("out", type=FILE)
@policy_option
@weights_option
@click.option("--seed", help="Any text: the same questions for all. Default: a random seed for each grading.")
@click.option(
    "--view", type=click.Choice(VIEWS), default="student", show_default=True, help="What results tell."
)
@click.option(
    "--require-sandbox",
    type=click.Choice(LEVELS),
    default="limited",
    show_default=True,
    help="Grade nothing below this level: from `limited` on, a submission can write nothing.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=5.0,
    show_default=True,
    help="Seconds for each response.",
)
def pack_command(
    place: str,
    out: Path,
    policy: Path | None,
    weights: Path | None,
    seed: str | None,
    view: str,
    require_sandbox: str,
    timeout: float,
) -> None:
    """Write an upload to OUT: for Gradescope a zip, for the other two a new folder.

    docs/platforms.md says where it goes, and what a submission can do there.
    """
    import msgspec

    from grader.grading.bench import make_bench
    from grader.grading.settings import Settings
    from grader.packs.making import make_pack, write_folder
    from grader.packs.orders import Orders
    from grader.report.archive import zipped
    from model.files import check_target, write_whole
    from model.weights import find_frozen

    orders = msgspec.convert(
        {
            "place": place,
            "seed": seed,
            "view": view,
            "require_sandbox": require_sandbox,
            "timeout": timeout,
        },
        Orders,
    )
    if place == "gradescope":
        check_target(out, policy, weights)
    make_bench(Settings(policy=policy, weights=weights))  # what cannot be used is said here, and not there
    pack = make_pack(orders, policy, weights or find_frozen())
    if place == "gradescope":
        write_whole(out, zipped(pack))
    else:
        write_folder(pack, out)
    with printing():
        click.echo(f"{out}: {len(pack)} files. {NEXT[place]}")


NEXT = {
    "gradescope": "Upload it as the autograder of a programming assignment (Ubuntu 22.04).",
    "classroom50": "Commit it as autograders/ASSIGNMENT in the classroom's folder; what is there is public.",
    "prairielearn": "Commit it as a question of your course.",
}
