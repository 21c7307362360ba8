"""What all commands of the grader share: version, exit statuses in every help, and how they end."""

from typing import Any

import click
from click.shell_completion import CompletionItem
from click_default_group import DefaultGroup

from grader.commands.frame.ending import printing, told

EVERYWHERE = {2: "wrong use or environment", 4: "an error of the grader itself"}
OF_A_GRADING = {0: "all passed", 1: "graded, something failed", 3: "rejected"}
PROGRAM = "{program}"  # in an example: how this program was started

version = click.version_option(package_name="fruitless", message="%(package)s %(version)s")


class Command(click.Command):
    """A command whose help ends with examples and exit statuses."""

    def __init__(
        self, *arguments: Any, examples: tuple[str, ...] = (), statuses: dict[int, str], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.examples = examples
        self.statuses = dict(sorted((statuses | EVERYWHERE).items()))
        version(self)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        with printing():  # help and version
            return super().make_context(*arguments, **options)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        program = ctx.find_root().info_name or ""
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write_text(example.replace(PROGRAM, program))
        with formatter.section("Exit status"):
            formatter.write_dl([(str(status), meaning) for status, meaning in self.statuses.items()])
        super().format_epilog(ctx, formatter)


class Group(DefaultGroup):
    """A group that shows its default command's help and completions as its own, and ends as every command should."""

    @property
    def default(self) -> click.Command:
        return self.commands[str(self.default_cmd_name)]

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        with told(), printing():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: click.Context) -> Any:
        with told():
            return super().invoke(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.default.collect_usage_pieces(ctx)))
        formatter.write_usage(ctx.command_path, "COMMAND [ARGS]...", prefix="   or: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.default.format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.default.format_epilog(ctx, formatter)
        super().format_epilog(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, and what the default command takes: its options and a path."""
        own = super().shell_complete(ctx, incomplete)
        if incomplete[:1] == "-":
            known = {item.value for item in own}
            return own + [i for i in self.default.shell_complete(ctx, incomplete) if i.value not in known]
        return [*own, CompletionItem(incomplete, type="file")]
