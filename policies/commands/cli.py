"""The command line: a click group with a command a file."""

import click

from policies import BeginningsError, PolicyError
from policies.commands.beginnings import beginnings_command
from policies.commands.check import check_command
from policies.commands.explain import explain_command
from policies.commands.label import label_command
from policies.commands.list import list_command
from policies.commands.write import write_command
from policies.write import WriteError
from programs.commands import Group

STATUSES = "Exit status: 0 done; 1 a check found something; 2 wrong use, or a file that cannot be used."


@click.group(cls=Group, statuses=STATUSES, refused=(BeginningsError, PolicyError, WriteError))
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """Check a policy, ask what it says, and write it into a bot file.

    \b
    Examples:
      python -m policies explain pearson mybanana
      python -m policies label appl ma
      python -m policies write bot/bot.py
    """


for command in (
    beginnings_command,
    check_command,
    explain_command,
    label_command,
    list_command,
    write_command,
):
    main.add_command(command)
