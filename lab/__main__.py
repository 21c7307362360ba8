"""`python -m lab`: the workbench in the browser, with a server that grades; `build` writes it for any host."""

import sys
from pathlib import Path

import click
from click_default_group import DefaultGroup

STATUSES = "Exit status: 0 done; 2 wrong use, or a site that cannot be built; 130 interrupted."
ANY_PORT = 0


@click.group(cls=DefaultGroup, default="serve", default_if_no_args=True, epilog=STATUSES)
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """The workbench: edit the two hooks, talk to the bot, attack it and grade it, in the browser.

    \b
    Examples:
      python -m lab
      python -m lab --bot my-bot/bot.py
      python -m lab build --out public
    """


@click.command(epilog=f"{STATUSES}\n\nExample: python -m lab --bot my-bot/bot.py")
@click.option(
    "--bot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show this file, and follow it when it is saved.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=ANY_PORT,
    metavar="N",
    help="On which port of this machine; the default is any that is free.",
)
@click.option(
    "--open/--no-open",
    "opens",
    default=True,
    help="Open the browser (the default), or only print the address.",
)
def serve(bot: Path | None, port: int, opens: bool) -> None:
    """Serve the workbench to this machine (what happens without a command)."""
    from lab.server.follow import Unreadable, read
    from lab.server.serving import PortTaken, run

    try:
        if bot is not None:
            read(bot)
        run(built(), bot, port, opens)
    except (Unreadable, PortTaken) as error:
        fail(error)
    except KeyboardInterrupt:
        sys.exit(130)


@click.command("build", epilog=f"{STATUSES}\n\nExample: python -m lab build --out public")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new folder, or one that holds a site. Default: where `python -m lab` serves it from.",
)
def build_command(out: Path | None) -> None:
    """Build the site: files for any static host, without a server of ours."""
    from lab.build import BuildError, write_to

    place = built()
    if out is not None:
        try:
            write_to(out, tell)
        except (BuildError, OSError) as error:
            fail(error)
        place = out
    click.echo(
        f"{place}: the site. Any static host can serve it; it needs http, and opens no file by itself."
    )


def built() -> Path:
    from lab.build import BuildError, build

    try:
        return build(tell)
    except (BuildError, OSError) as error:
        fail(error)
        raise


def tell(said: str) -> None:
    click.echo(said, err=True)


def fail(error: Exception) -> None:
    click.echo(f"lab: {error}", err=True)
    sys.exit(2)


main.add_command(serve)
main.add_command(build_command)

if __name__ == "__main__":
    main(prog_name="python -m lab")
