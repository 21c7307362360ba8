"""`python -m model`: train, sample, look into the model. Each command imports what it needs when it runs."""

import sys

# Python puts the current folder first on the path. Nothing there may stand for a library; the package itself is found.
if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]

import errno
import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import click

from model.errors import ModelError
from model.training.recipe import RECIPES

FILE = click.Path(path_type=Path)
STATUSES = "Exit status: 0 done; 1 interrupted, or nobody reads the output; 2 wrong use, or a file that cannot be used."


def _temperature(_context: click.Context, _parameter: click.Parameter, value: float) -> float:
    if not 0.001 <= value <= 1000:  # false for what is no number, too
        raise click.BadParameter(f"temperature must be a positive number from 0.001 to 1000, not {value}")
    return value


NAMES = click.option(
    "--names", type=FILE, metavar="PATH", help="One name a line. Default: the 32,033 that come along."
)
STEPS = click.option(
    "--steps", type=click.IntRange(min=1), default=1000, show_default=True, help="How many updates."
)
TEMPERATURE = click.option(
    "--temperature",
    type=float,
    metavar="T",
    callback=_temperature,
    default=0.7,
    show_default=True,
    help="0.001 to 1000; the bot's is 0.7.",
)
WEIGHTS = click.option(
    "--weights", type=FILE, metavar="FILE", help="A weights file. Default: the frozen model.json."
)


class _InputError(click.ClickException):
    exit_code = 2


class _Command(click.Command):
    """A command whose help ends with the exit statuses and an example."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        formatter.write_text(STATUSES)
        super().format_epilog(ctx, formatter)


class _Group(click.Group):
    """A group whose commands report what was wrong with the input in one sentence, with exit status 2."""

    command_class = _Command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ModelError as error:
            raise _InputError(str(error)) from error
        except OSError as error:
            # A file that could not be opened has a name. A closed pipe is ended by click, quietly.
            if error.filename is not None or error.errno == errno.EPIPE:
                raise
            raise _InputError(f"the output could not be written ({error.strerror})") from error


@click.group(cls=_Group, epilog=STATUSES)
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """Train the tiny GPT, sample names from it, and look into it.

    \b
    Examples:
      python -m model train --out model.json
      python -m model sample ab -n 5 --seed 1
      python -m model info
      python -m model step 3
      python -m model compare --out compare.html
      python -m model graph "a*b + a" a=2 b=3 --out graph.svg
      python -m model inspect annabelle --out annabelle.html
    """


@main.command(epilog="Example: python -m model train --out model.json")
@NAMES
@click.option("--out", type=FILE, metavar="FILE", help="The weights file to write. Default: RECIPE.json.")
@click.option("--recipe", default="published", show_default=True, type=click.Choice(list(RECIPES)))
@click.option("--steps", type=click.IntRange(min=1), help="Another number of steps than the recipe's.")
@click.option(
    "--checkpoint-every",
    type=click.IntRange(min=1),
    default=500,
    show_default=True,
    metavar="STEPS",
    help="How often FILE.checkpoint is written; the same command goes on from it after a kill.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object with the losses and the samples."
)
def train(
    names: Path | None,
    out: Path | None,
    recipe: str,
    steps: int | None,
    checkpoint_every: int,
    quiet: bool,
    as_json: bool,
) -> None:
    """Make a weights file: by default the published run, replayed."""
    from model.console import progress_bar
    from model.files import check_target
    from model.pictures.report import as_dict, ending, heading, step_lines
    from model.training.checkpoint import Checkpoints
    from model.training.names import SHA256, fingerprint, load_names
    from model.training.train import train
    from model.weights import save

    followed = RECIPES[recipe]
    followed = replace(followed, steps=steps or followed.steps)
    target = out or Path(f"{recipe}.json")
    check_target(target, names)
    documents = load_names(names)
    if recipe == "published" and fingerprint(documents) != SHA256 and not quiet:
        click.echo("note: these are not the published names, so the run will be another one", err=True)
    checkpoints = Checkpoints(target.with_name(f"{target.name}.checkpoint"), checkpoint_every)
    if checkpoints.path.exists() and not quiet:
        click.echo(f"going on from {checkpoints.path}", err=True)
    with progress_bar(f"training ({recipe})", followed.steps) as advance:
        trained = train(
            documents, followed, lambda step, loss: advance(step, f"loss {loss:.4f}"), checkpoints
        )
    save(trained.weights, target)
    checkpoints.path.unlink(missing_ok=True)
    weights, run = trained.weights, trained.run
    if as_json:
        click.echo(json.dumps({"out": str(target), "training": dict(weights.training), **as_dict(run)}))
    elif not quiet:
        click.echo(heading(len(documents), weights.parameters))
        click.echo(step_lines(run))
        click.echo(ending(run, len(documents)))
        click.echo(f"written to {target}")


@main.command(epilog="Example: python -m model sample ab -n 5 --seed 1")
@click.argument("prefix", default="")
@click.option(
    "-n", "count", type=click.IntRange(min=1), default=10, show_default=True, help="How many names."
)
@click.option(
    "--counts", is_flag=True, help="Print each distinct name with how often it came, commonest first."
)
@click.option("--seed", default="0", show_default=True, help="Any text; the same seed gives the same names.")
@TEMPERATURE
@WEIGHTS
def sample(
    prefix: str, count: int, counts: bool, seed: str, temperature: float, weights: Path | None
) -> None:
    """Print names that begin with PREFIX; no safety hook sees them."""
    import random

    import numpy as np

    from model.console import progress_bar
    from model.engine.engine import Engine, encode
    from model.engine.tree import count_lines, sample_lines
    from model.training.sampling import check_prefix
    from model.weights import find_frozen, load

    check_prefix(prefix)
    engine = Engine(load(weights or find_frozen()), temperature)
    rng = np.random.default_rng(random.Random(f"{seed}:{prefix}").getrandbits(128))
    lines = (count_lines if counts else sample_lines)(engine, encode([prefix])[0], count, rng)
    with progress_bar("sampling", count) if not sys.stdout.isatty() else nullcontext() as advance:
        written = 0
        for block in lines:
            click.echo(block, nl=False)
            written += block.count(b"\n")
            if advance:
                advance(written, "")


@main.command(epilog="Example: python -m model info long.json")
@click.argument("file", type=FILE, required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def info(file: Path | None, as_json: bool) -> None:
    """Show what a weights FILE holds and how it was made.

    Without a FILE it is the frozen model.json.
    """
    from model.console import print_tables
    from model.info import describe, tables
    from model.weights import find_frozen, load

    path = file or find_frozen()
    summary = describe(load(path), str(path))
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(summary))
    else:
        print_tables(tables(summary))


@main.command(epilog="Example: python -m model step 3 --steps 1000")
@click.argument("number", type=click.IntRange(0, 5))
@NAMES
@STEPS
@click.option(
    "--fast", is_flag=True, help="NumPy and gradients by hand in place of `Value`: the same losses."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def step(number: int, names: Path | None, steps: int, fast: bool, as_json: bool) -> None:
    """Train a step of the course: 0 counts letters, 5 is the whole GPT."""
    from model.console import progress_bar
    from model.pictures.report import as_dict, curve, ending, heading, step_line, step_lines
    from model.training.names import load_names
    from model.training.steps import STEPS, run

    chosen, documents = STEPS[number], load_names(names)
    if not as_json:
        click.echo(heading(len(documents), chosen.parameters))
        if chosen.proof:
            click.echo(chosen.proof(documents[0]))
    at_once = not as_json and not (sys.stdout.isatty() and sys.stderr.isatty())  # else the bar is in the way
    with progress_bar(f"step {number}: {chosen.title}", steps) as advance:

        def each_step(done: int, loss: float) -> None:
            advance(done, f"loss {loss:.4f}")
            if at_once:
                click.echo(step_line(done, steps, loss))

        result = run(chosen, documents, steps, fast=fast, each_step=each_step)
    if as_json:
        click.echo(json.dumps({"step": number, **as_dict(result)}))
        return
    if not at_once:
        click.echo(step_lines(result))
    click.echo(ending(result, len(documents)))
    click.echo(f"\n{curve(result)}")


@main.command(epilog="Example: python -m model compare --out compare.html")
@NAMES
@click.option(
    "--out",
    type=FILE,
    metavar="FILE",
    default=Path("compare.html"),
    show_default=True,
    help="The page to write.",
)
@STEPS
@click.option(
    "--taught", is_flag=True, help="Train on `Value` in place of NumPy: the same figures, in minutes."
)
def compare(names: Path | None, out: Path, steps: int, taught: bool) -> None:
    """Train all six steps and show them side by side on one page."""
    from model.console import progress_bar
    from model.files import check_target, write_whole
    from model.pictures.compare import page, train_all
    from model.training.names import load_names

    check_target(out, names)
    documents = load_names(names)
    with progress_bar("training six steps", 6 * steps) as advance:
        runs = train_all(
            documents, steps, taught=taught, each_step=lambda done, loss: advance(done, f"loss {loss:.4f}")
        )
    write_whole(out, page(runs, documents, taught=taught).encode())
    click.echo(f"written to {out}")


@main.command(epilog="Example: python -m model inspect annabelle --out annabelle.html")
@click.argument("name")
@click.option("--out", type=FILE, metavar="FILE", help="The page to write. Default: tables in the terminal.")
@TEMPERATURE
@WEIGHTS
def inspect(name: str, out: Path | None, temperature: float, weights: Path | None) -> None:
    """Show what the model does with NAME, letter by letter.

    That is attention, the hidden units that fire, and what it expects next. The page lets you choose the
    temperature; the tables in the terminal are for the one that is given here.
    """
    from model.console import print_tables
    from model.files import check_target, write_whole
    from model.pictures.inspect_page import page, tables
    from model.pictures.inspection import inspect
    from model.weights import find_frozen, load

    path = weights or find_frozen()
    positions = inspect(load(path).tensors, name)
    if out:
        check_target(out, path)
        write_whole(out, page(name, positions, path.name).encode())
        click.echo(f"written to {out}")
    else:
        print_tables(tables(name, positions, temperature))


@main.command(
    epilog='Example: python -m model graph "a*b + a" a=2 b=3 --out graph.svg',
    context_settings={"ignore_unknown_options": True},  # "-a + b" is an expression
)
@click.argument("expression")
@click.argument("values", nargs=-1, metavar="[NAME=NUMBER]...")
@click.option("--out", type=FILE, metavar="FILE", help="The SVG file to write. Default: standard output.")
def graph(expression: str, values: tuple[str, ...], out: Path | None) -> None:
    """Draw EXPRESSION as a graph of values and gradients (SVG).

    It may have names, numbers, + - * / **, log(), exp() and relu(). Names without a value get 2, 3, 4, ...
    """
    from model.files import write_whole
    from model.pictures.expression import build, parse_assignments
    from model.pictures.graph import svg

    drawing = svg(build(expression, parse_assignments(values)), expression)
    if out:
        write_whole(out, drawing.encode())
        click.echo(f"written to {out}")
    else:
        click.echo(drawing)


if __name__ == "__main__":
    main(prog_name="python -m model")
