"""The command line: a click group whose default command grades a path."""

import click

from grader.commands.attack import attack_command
from grader.commands.cohort.merge import merge_command
from grader.commands.compare import compare_command
from grader.commands.frame.group import Group, version
from grader.commands.pack import pack_command
from grader.commands.prove import prove_command
from grader.commands.risk import risk_command
from grader.commands.run import run_command
from grader.commands.self_test import selftest_command
from grader.commands.trial import trial_command

COMPLETION = """\
Completion of commands, options and paths, in bash: eval "$(_GRADE_COMPLETE=bash_source grade)"; in zsh and fish the
same with zsh_source and fish_source. It goes into ~/.bashrc, ~/.zshrc or ~/.config/fish/completions/grade.fish."""


@click.group(cls=Group, default="run", default_if_no_args=False, epilog=COMPLETION)
@version
def main() -> None:
    """Grade a bot.py, or a folder of them: attack it, check its protocol, prove its frozen part, and score it."""


main.add_command(run_command)
main.add_command(selftest_command)
main.add_command(risk_command)
main.add_command(attack_command)
main.add_command(prove_command)
main.add_command(trial_command)
main.add_command(compare_command)
main.add_command(pack_command)
main.add_command(merge_command)
