"""`python -m lab`: guide and workbench in the browser, with a server that grades; `build` writes them for any host."""

import sys

# The current folder, which Python puts first on the path, may be a student's, with a `bot.py` in it.
if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]

from pathlib import Path

import click
from click_default_group import DefaultGroup

from lab.errors import LabError
from programs.commands import Command, Group

STATUSES = "Exit status: 0 done; 2 wrong use, or a site that cannot be built; 130 interrupted."


class Program(Group, DefaultGroup):
    """Serves where no command is named."""


@click.group(cls=Program, statuses=STATUSES, refused=(LabError,), default="serve", default_if_no_args=True)
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """The lab, in the browser: a guide through the whole model, and the workbench to edit, attack and grade a bot.

    \b
    Examples:
      python -m lab
      python -m lab --bot my-bot/bot.py
      python -m lab build --out public
    """


@click.command(cls=Command, epilog="Example: python -m lab --bot my-bot/bot.py")
@click.option(
    "--bot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show this file, and follow it when it is saved.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=0,
    metavar="N",
    help="On which port of this machine; the default is any that is free.",
)
@click.option(
    "--open/--no-open",
    "opens",
    default=True,
    help="Open the browser (the default), or print the address alone.",
)
def serve(bot: Path | None, port: int, opens: bool) -> None:
    """Serve the lab to this machine (what happens without a command)."""
    from lab.build import build
    from lab.server.follow import read
    from lab.server.serving import run

    if bot is not None:
        read(bot)
    try:
        run(build(tell), bot, port, opens)
    except KeyboardInterrupt:
        sys.exit(130)


@click.command("build", cls=Command, epilog="Example: python -m lab build --out public")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new folder, or one that holds a site. Default: where `python -m lab` serves it from.",
)
def build_command(out: Path | None) -> None:
    """Build the site: files for any static host, without a server of ours."""
    from lab.build import build, write_to

    place = build(tell)
    if out is not None:
        write_to(out, tell)
        place = out
    click.echo(
        f"{place}: the site. Any static host can serve it; it needs http, and opens no file by itself."
    )


def tell(said: str) -> None:
    click.echo(said, err=True)


main.add_command(serve)
main.add_command(build_command)

if __name__ == "__main__":
    main(prog_name="python -m lab")
