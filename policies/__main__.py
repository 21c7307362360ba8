"""`python -m policies`: check a policy, ask what it says, and write it into a bot file."""

import sys
import unicodedata
from pathlib import Path

import click
import msgspec

from . import (
    FRUIT,
    BeginningsError,
    Labelled,
    Labeller,
    Match,
    Matcher,
    PolicyError,
    Problem,
    audit,
    load,
    read_given_names,
)
from .commands.console import print_json, print_paragraph, print_table

LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
FILE = click.Path(path_type=Path)

policy_option = click.option(
    "--policy", type=FILE, metavar="FILE", help="A policy file. Default: the fruit policy."
)
names_option = click.option(
    "--names",
    type=FILE,
    metavar="FILE",
    help="What ordinary people are called, the commonest first. Default: the names data set.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Explained(msgspec.Struct, frozen=True):
    """What a policy says about one name."""

    name: str
    verdict: str
    matches: tuple[Match, ...]


class LabelledPrefix(msgspec.Struct, frozen=True):
    prefix: str
    labelled: Labelled


class LabelledRequest(msgspec.Struct, frozen=True):
    """The label of a request and those of its prefixes."""

    request: Labelled
    prefixes: tuple[LabelledPrefix, ...]


class Checked(msgspec.Struct, frozen=True):
    """What a policy file holds, or why it must not be used."""

    file: str
    usable: bool
    summary: str
    problems: tuple[Problem, ...]


class _InputError(click.ClickException):
    exit_code = 2


class _Group(click.Group):
    """A group whose commands report what was wrong with the input in one sentence, with exit status 2."""

    def invoke(self, ctx: click.Context) -> object:
        from .write import WriteError

        try:
            return super().invoke(ctx)
        except (BeginningsError, PolicyError, WriteError) as error:
            raise _InputError(str(error)) from error


@click.group(cls=_Group)
@click.version_option(package_name="fruitless", message="%(package)s %(version)s")
def main() -> None:
    """Check a policy, ask what it says, and write it into a bot file.

    \b
    Examples:
      python -m policies explain pearson mybanana
      python -m policies label appl ma
      python -m policies write bot/bot.py
    """


@main.command(epilog="Example: python -m policies check my-policy.toml --names names.txt")
@click.argument("file", type=FILE, required=False)
@names_option
@json_option
def check(file: Path | None, names: Path | None, as_json: bool) -> None:
    """Say what is wrong with a policy FILE (default: the fruit policy). Exit status 1 if something is.

    A file with an error is refused by everything else here. Beyond errors, no plural may slip through, and no
    name that people bear and no common beginning be banned by accident.
    """
    path = file or FRUIT
    given = read_given_names(names)
    try:
        policy = load(path)
    except PolicyError as error:
        if not path.is_file():
            raise
        checked = Checked(str(path), False, "cannot be used", error.problems)
    else:
        counts = {
            "words anywhere": len(policy.anywhere_words),
            "whole": len(policy.whole_words),
            "expressions": len(policy.expressions),
            "ordinary names": len(policy.ordinary),
            "left out": len(policy.left_out),
        }
        summary = ", ".join(f"{count} {title}" for title, count in counts.items())
        checked = Checked(str(path), True, summary, audit(policy, given))
    if as_json:
        print_json(checked)
    else:
        click.echo(f"{checked.file}: {checked.summary}")
        for problem in checked.problems:
            click.echo(f"  {problem.place}: {problem.reason}" if problem.place else f"  {problem.reason}")
    sys.exit(1 if checked.problems else 0)


@main.command(epilog="Example: python -m policies explain pearson mybanana jalen")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@policy_option
@json_option
def explain(names: tuple[str, ...], policy: Path | None, as_json: bool) -> None:
    """Say of each NAME whether it is banned, by which word, where in it, and under which rule.

    Like the bot, this reads lower-case letters only: "Ap-ple" is apple.
    """
    matcher = Matcher(load(policy))
    explained = tuple(_explain(matcher, name) for name in names)
    if as_json:
        print_json(explained)
        return
    rows = []
    for item in explained:
        for match in item.matches or (None,):
            where = f"[{match.start}:{match.end}] {item.name[match.start : match.end]}" if match else ""
            found = (match.word, where, match.group, match.rule) if match else ("", "", "", "")
            rows.append((item.name, item.verdict, *found))
    print_table(("name", "verdict", "word", "where", "group", "rule"), rows)


@main.command(epilog="Example: python -m policies label appl ma")
@click.argument("prefixes", metavar="[PREFIX]...", nargs=-1)
@policy_option
@names_option
@json_option
def label(prefixes: tuple[str, ...], policy: Path | None, names: Path | None, as_json: bool) -> None:
    """Say what a guard should do with the request that these PREFIXes make; without any, with a blank one.

    Like the bot, this reads lower-case letters only, and drops a prefix that has none.
    """
    tokens = [token for prefix in prefixes for token in prefix.split()]
    seen = [letters for letters in map(_letters, tokens) if letters] if tokens else [""]
    if not seen:
        raise _InputError("no usable letters (a-z): the bot refuses such a line before any guard sees it")
    labeller = Labeller(load(policy), read_given_names(names))
    each = tuple(LabelledPrefix(prefix, labeller.prefix(prefix)) for prefix in seen)
    request = labeller.label(seen)
    if as_json:
        print_json(LabelledRequest(request, each))
        return
    rows = [(item.prefix or "(blank)", item.labelled.label.value, item.labelled.reason) for item in each]
    print_table(("prefix", "label", "reason"), rows)
    click.echo(f"request: {request.label.value}")


@main.command("list", epilog="Example: python -m policies list --json")
@policy_option
@json_option
def list_words(policy: Path | None, as_json: bool) -> None:
    """Print everything that a policy says, group by group."""
    loaded = load(policy)
    if as_json:
        print_json(loaded)
        return
    stem = loaded.stem
    click.echo(f"{loaded.name}; a stem has at least {stem.letters} letters and {stem.share:.0%} of its word")
    for title, groups in (("anywhere", loaded.anywhere), ("whole", loaded.whole)):
        for group, words in groups.items():
            print_paragraph(f"{title}, {group} ({len(words)})", " ".join(words))
    for expression in loaded.expressions:
        print_paragraph(
            f"expression, {expression.name}", f"{expression.why}: {', '.join(expression.examples)}"
        )
    print_paragraph(f"ordinary ({len(loaded.ordinary)})", " ".join(loaded.ordinary))
    print_paragraph(f"left out ({len(loaded.left_out)})", " ".join(loaded.left_out))


@main.command(epilog="Example: python -m policies write bot/bot.py --check")
@click.argument("file", type=FILE)
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit status 1 if the file would change."
)
@policy_option
@names_option
def write(file: Path, only_check: bool, policy: Path | None, names: Path | None) -> None:
    """Put a policy's lists into a bot FILE: its three lists of patterns, and nothing else of it."""
    from .commands.files import write_atomically
    from .write import WriteError, outdated_lists, write_lists

    loaded, given = load(policy), read_given_names(names)
    try:
        source = file.read_bytes()
        outdated = outdated_lists(source, loaded, given)
        if not outdated:
            click.echo(f"{file}: is up to date")
        elif only_check:
            click.echo(
                f"{file}: {', '.join(outdated)} differ from the policy: run `python -m policies write {file}`"
            )
            sys.exit(1)
        else:
            write_atomically(file, write_lists(source, loaded, given))
            click.echo(f"{file}: wrote {', '.join(outdated)}")
    except OSError as error:
        raise _InputError(f"{file}: cannot be read or written: {error.strerror}") from error
    except WriteError as error:
        raise _InputError(f"{file}: {error}") from error


@main.command(epilog="Example: python -m policies beginnings --names names.txt --out beginnings.txt")
@click.option(
    "--names", type=FILE, metavar="PATH", required=True, help="The names data set, one name a line."
)
@click.option("--out", type=FILE, metavar="FILE", help="Where to write. Default: stdout.")
def beginnings(names: Path, out: Path | None) -> None:
    """Count what the names begin with, and keep the beginnings that are common."""
    from .names.beginnings import count_beginnings, format_beginnings, read_names
    from .commands.files import write_atomically

    counted = count_beginnings(read_names(names))
    text = format_beginnings(counted)
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        write_atomically(out, text.encode())
    except OSError as error:
        raise _InputError(f"{out}: cannot be written: {error.strerror}") from error
    click.echo(f"{out}: wrote {len(counted)} beginnings")


def _explain(matcher: Matcher, given: str) -> Explained:
    name = _letters(given)
    if not name:
        raise _InputError(f"{given!r} has no letters a-z, so it cannot be a name")
    matches = matcher.matches(name)
    verdict = "ordinary" if matcher.is_ordinary(name) else "banned" if matches else "clean"
    return Explained(name, verdict, matches)


def _letters(text: str) -> str:
    """What the bot's frozen loop makes of a token."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(filter(LETTERS.__contains__, plain))


if __name__ == "__main__":
    main(prog_name="python -m policies")
