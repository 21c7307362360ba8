"""`python -m grader try`: one request from all sides, by the hooks, by the policy, and by the served bot."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands.frame.ending import printing
from grader.commands.frame.group import PROGRAM, Command
from grader.commands.frame.options import FILE, json_option, policy_option, sandbox_option, weights_option

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from grader.grading.trial import Draw, Said, Slot, Trial
    from policies import Labelled, Match

MOST_PREFIXES = 100
OF_A_REQUEST = {"safe": "allows it", "unsafe": "refuses it"}
OF_A_NAME = {"safe": "True", "unsafe": "False"}


@click.command(
    "try",
    cls=Command,
    examples=(f"{PROGRAM} try bot.py f appl", f"{PROGRAM} try bot.py jo --seed 7 --json"),
    statuses={0: "as the policy has it", 1: "something is not", 3: "the file is rejected"},
)
@click.argument("path", type=FILE)
@click.argument("prefixes", nargs=-1, metavar="[PREFIX]...")
@click.option("--seed", default="0", show_default=True, help="Of the draws, as of `bot.py --seed`.")
@policy_option
@weights_option
@sandbox_option
@json_option
@click.pass_context
def trial_command(
    context: click.Context,
    path: Path,
    prefixes: tuple[str, ...],
    seed: str,
    policy: Path | None,
    weights: Path | None,
    sandbox: str | None,
    as_json: bool,
) -> None:
    """Ask for names with these PREFIXes, all in one request; without any, as a blank line does.

    Shows what the hooks say of it, what the policy says and why, and each slot's ten draws with what was kept.
    """
    from grader.grading.trial import try_request
    from grader.sandbox import Level

    words = [word for prefix in prefixes for word in prefix.split()]
    if len(words) > MOST_PREFIXES:
        raise click.UsageError(f"give at most {MOST_PREFIXES} prefixes at once, not {len(words)}")
    trial = try_request(path, " ".join(words), seed, policy, weights, Level(sandbox) if sandbox else None)
    status = 1 if trial.wrong or trial.response is None else 0
    with printing(status):
        show(trial, as_json)
    context.exit(status)


def show(trial: "Trial", as_json: bool) -> None:
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode(trial))
        return
    from rich.text import Text

    from grader.commands.frame.console import Console

    console = Console()
    for part in parts(trial):
        console.print(part, Text())
    console.print(verdict(trial))


def parts(trial: "Trial") -> "Iterator[RenderableType]":
    from grader.report.terminal.failures import stderr_end

    yield request(trial)
    for slot in trial.slots:
        yield draws(slot)
    if trial.stderr:
        yield stderr_end(trial.stderr)


def request(trial: "Trial") -> "RenderableType":
    """The line with its response, and what was said of it."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("request", Text(trial.line or "(a blank line)"))
    table.add_row("response", Text("none" if trial.response is None else trial.response))
    if trial.hook is None or trial.label is None:
        table.add_row("hooks", "are not asked: the loop answers this itself")
    else:
        table.add_row("is_safe_request", hook_words(trial.hook, OF_A_REQUEST))
        table.add_row(f"policy {trial.policy}", label_words(trial.label))
    return table


def hook_words(said: "Said", means: Mapping[str, str]) -> "Text":
    """What it says, in the words for it where it says one of two things, and why that is wrong."""
    from rich.text import Text

    text = Text(means.get(said.says.value, said.words))
    return text.append(f"  {said.wrong}", style="bold red") if said.wrong else text


def label_words(labelled: "Labelled") -> "Text":
    """ "REFUSE: contains 'fig' (tree), at [0:3]"."""
    from rich.text import Text

    text = Text.assemble((labelled.label.value, "bold"), f": {labelled.reason}")
    return text.append(f", at {span(labelled.match)}") if labelled.match else text


def span(match: "Match") -> str:
    return f"[{match.start}:{match.end}]"


def draws(slot: "Slot") -> "RenderableType":
    """A row for each draw of a slot; what bans a name stands out in it."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    heading = Text.assemble((slot.prefix or "(blank)", "bold"), "  ", label_words(slot.policy))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("draw", "name", "", "is_safe_name", "policy"):
        table.add_column(title, justify="right" if title == "draw" else "left", no_wrap=title == "name")
    for number, draw in enumerate(slot.draws, start=1):
        style = {"kept": "bold", "discarded": "", "not reached": "dim"}[draw.fate]
        table.add_row(
            str(number),
            name(draw),
            draw.fate,
            hook_words(draw.hook, OF_A_NAME),
            policy_words(draw),
            style=style,
        )
    return Group(heading, Padding(table, (0, 0, 0, 2)))


def name(draw: "Draw") -> "Text":
    from rich.text import Text

    text = Text(draw.name or "(empty)")
    if draw.banned:
        text.stylize("bold red", draw.banned.start, draw.banned.end)
    return text


def policy_words(draw: "Draw") -> str:
    if draw.banned:
        found = draw.name[draw.banned.start : draw.banned.end]
        return f"banned: {found!r} at {span(draw.banned)} ({draw.banned.group})"
    return "an ordinary name, right either way" if draw.ordinary else "harmless"


def verdict(trial: "Trial") -> "Text":
    from rich.text import Text

    if trial.response is None:
        return Text("The bot gave no response.", style="bold red")
    if trial.wrong:
        return Text(f"Not as the policy has it: {'; '.join(trial.wrong)}.", style="bold red")
    return Text("All as the policy has it.", style="bold green")
