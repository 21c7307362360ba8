"""`python -m model train`."""

import json
from dataclasses import replace
from pathlib import Path

import click

from model.commands.options import FILE, NAMES
from model.training.recipe import RECIPES
from programs.commands import Command


@click.command("train", cls=Command, epilog="Example: python -m model train --out model.json")
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
def train_command(
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
