"""`python -m model step`."""

import json
import sys
from pathlib import Path

import click

from model.commands.options import NAMES, STEPS
from programs.commands import Command


@click.command("step", cls=Command, epilog="Example: python -m model step 3 --steps 1000")
@click.argument("number", type=click.IntRange(0, 5))
@NAMES
@STEPS
@click.option(
    "--fast", is_flag=True, help="NumPy and gradients by hand in place of `Value`: the same losses."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def step_command(number: int, names: Path | None, steps: int, fast: bool, as_json: bool) -> None:
    """Train a step of the course: 0 counts letters, 5 is a GPT."""
    from model.console import progress_bar
    from model.pictures.report import as_dict, curve, ending, heading, step_line, step_lines
    from model.training.names import load_names
    from model.training.steps import STEPS
    from model.training.steps.run import run

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
