"""`python -m bot`: answer requests, with one process or several; `new` makes a student's kit."""

import sys


def leave_current_folder() -> None:
    """Take the folder that Python put first on the path off it, before anything is imported from there.

    It may be a student's, with a `random.py` or a `click.py` in it. Where this package itself stands there, it stays.
    A `bot.py` there is what Python runs for `python -m bot`, in place of all this: `fruitless-bot` never looks there.
    """
    here = __file__.replace("\\", "/").rsplit("/", 2)[0]
    if not sys.flags.safe_path and sys.path and sys.path[0].replace("\\", "/") != here:
        del sys.path[0]


if __name__ == "__main__":
    leave_current_folder()

from collections.abc import Iterator  # noqa: E402
from pathlib import Path  # noqa: E402

import click  # noqa: E402
from click_default_group import DefaultGroup  # noqa: E402

from programs.commands import Command, Group  # noqa: E402

STATUSES = (
    "Exit status: 0 done; 1 a process died; 2 wrong use, or a file that cannot be used; 130 interrupted."
)


class Program(Group, DefaultGroup):
    """Answers requests where no command is named."""


@click.group(cls=Program, statuses=STATUSES, default="serve", default_if_no_args=True)
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """Invent first names, and never a fruit.

    Reads one request a line from stdin and writes one response a line to stdout.

    \b
    Examples:
      printf 'j\\nab cy\\n' | python -m bot --seed 1
      python -m bot --jobs 2 < requests.txt > responses.txt
      python -m bot new my-bot

    In a folder that holds a bot.py, Python takes `python -m bot` for that file: there, `fruitless-bot` is this
    program, with the same commands.
    """


@click.command(cls=Command, epilog="Example: python -m bot --jobs 2 --seed 1 < requests.txt")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to answer with."
)
@click.option("--seed", help="Any text; repeats a run exactly. Default: BOT_SEED, else a random one.")
@click.option("--weights", metavar="FILE", help="Another model.json.")
@click.option("--temperature", metavar="T", help="0.001 to 1000; the default is 0.7.")
def serve(jobs: int, seed: str | None, weights: str | None, temperature: str | None) -> None:
    """Answer the requests on stdin (what happens without a command)."""
    import os
    from concurrent.futures.process import BrokenProcessPool

    from bot import bot
    from bot.parallel import answer_in_parallel
    from bot.progress import with_progress

    given = {"--seed": seed, "--weights": weights, "--temperature": temperature}
    arguments = [f"{option}={value}" for option, value in given.items() if value is not None]
    seed = bot.prepare(arguments)  # before any process starts: a bad option is reported once
    lines = bot.read_requests()
    if jobs == 1:
        answers: Iterator[bytes] = (bot.answer(raw, request, seed) for request, raw in enumerate(lines))
    else:
        answers = answer_in_parallel(lines, seed, arguments, jobs)
    try:
        for answer in with_progress(answers):
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BrokenProcessPool:
        sys.exit("bot: a process died while it answered; run with --jobs 1 to see at which request")
    except KeyboardInterrupt:
        sys.exit(130)


@click.command(cls=Command, epilog="Example: python -m bot new my-bot")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Another policy than fruit.toml: the assignment and the starter come in its words.",
)
def new(directory: Path, policy: Path | None) -> None:
    """Write a student's kit into DIRECTORY, which must be new or empty."""
    from bot.kit import KitError, write_kit
    from policies import PolicyError, load

    try:
        write_kit(directory, load(policy) if policy else None)
    except (KitError, PolicyError) as error:
        click.echo(f"bot new: {error}", err=True)
        sys.exit(2)
    click.echo(f"{directory}: bot.py, model.json, ASSIGNMENT.md and requests.txt. Begin with ASSIGNMENT.md.")


main.add_command(serve)
main.add_command(new)

if __name__ == "__main__":
    main(prog_name="python -m bot")
