"""`python -m bot`: answer requests, with one process or several; `new` makes a student's kit."""

import sys
from pathlib import Path

import click
from click_default_group import DefaultGroup


@click.group(cls=DefaultGroup, default="serve", default_if_no_args=True)
def main() -> None:
    """Invent first names, and never a fruit.

    Reads one request a line from stdin and writes one response a line to stdout.

    \b
    Examples:
      printf 'j\\nab cy\\n' | python -m bot --seed 1
      python -m bot --jobs 2 < requests.txt > responses.txt
      python -m bot new my-bot
    """


@click.command(epilog="Example: python -m bot --jobs 2 --seed 1 < requests.txt")
@click.option(
    "--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes to answer with."
)
@click.option("--seed", help="Any text; repeats a run exactly. Default: BOT_SEED, else a random one.")
@click.option("--weights", metavar="FILE", help="Another model.json.")
@click.option("--temperature", metavar="T", help="0.001 to 1000; the default is 0.7.")
def serve(jobs: int, seed: str | None, weights: str | None, temperature: str | None) -> None:
    """Answer the requests on stdin (what happens without a command)."""
    from bot import bot

    given = {"--seed": seed, "--weights": weights, "--temperature": temperature}
    arguments = [f"{option}={value}" for option, value in given.items() if value is not None]
    if jobs == 1:
        bot.main(arguments)
    else:
        serve_in_parallel(arguments, jobs)


def serve_in_parallel(arguments: list[str], jobs: int) -> None:
    """What bot.main does, with `jobs` processes."""
    import os
    from concurrent.futures.process import BrokenProcessPool

    from bot import bot
    from bot.parallel import answer_in_parallel

    seed = bot.prepare(arguments)  # here too: a bad option is reported once, before any worker starts
    try:
        for responses in answer_in_parallel(bot.read_requests(), seed, arguments, jobs):
            sys.stdout.buffer.write(responses)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BrokenProcessPool:
        sys.exit("bot: a process died while it answered; run with --jobs 1 to see at which request")
    except KeyboardInterrupt:
        sys.exit(130)


@click.command(epilog="Example: python -m bot new my-bot && python my-bot/bot.py")
@click.argument("directory", type=click.Path(path_type=Path))
def new(directory: Path) -> None:
    """Write a student's kit into DIRECTORY, which must be new or empty."""
    from bot.kit import KitError, write_kit

    try:
        write_kit(directory)
    except KitError as error:
        click.echo(f"bot new: {error}", err=True)
        sys.exit(2)
    click.echo(f"{directory}: bot.py, model.json, ASSIGNMENT.md and requests.txt. Begin with ASSIGNMENT.md.")


main.add_command(serve)
main.add_command(new)

if __name__ == "__main__":
    main(prog_name="python -m bot")
