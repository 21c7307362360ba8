"""What students see under a policy that is hidden: nothing of it that their own file does not say."""

import ast
import functools
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.instrument.gallery import named
from grader.grading.bench import make_bench
from grader.grading.run import grade_read, read
from grader.grading.settings import Settings
from grader.grading.shared import Shared
from grader.report.formats.classroom50 import to_classroom50
from grader.report.formats.gradescope import to_gradescope
from grader.report.formats.junit import to_junit
from grader.report.formats.prairielearn import to_prairielearn
from grader.report.html import to_html
from grader.report.machine import to_json
from grader.report.record import Report
from grader.report.terminal import to_terminal
from policies import load
from tests.conftest import REPOSITORY
from tests.grader.making import run_grader, thinned

pytestmark = pytest.mark.slow

COLOURS = REPOSITORY / "policies" / "colours.toml"
FRUIT = REPOSITORY / "policies" / "fruit.toml"
OF_FRUIT = ("every word, no stems", "stems of a half", "one letter from a word", "raises for q in names")
EMPTIER = ("starter", "missing 100 common words", "famous fruits, beginnings")


def tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


@functools.cache
def own_vocabulary() -> frozenset[str]:
    """Every word of the texts that stand in the grader's code and templates."""
    python = [file.read_text(encoding="utf-8") for file in (REPOSITORY / "grader").rglob("*.py")]
    nodes = [node for text in python for node in ast.walk(ast.parse(text))]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    fields = [node.id for node in nodes if isinstance(node, ast.Name)]
    templates = [
        file.read_text(encoding="utf-8")
        for place in ("grader", "model")
        for file in (REPOSITORY / place).rglob("*.jinja")
    ]
    return frozenset(tokens(" ".join([*texts, *fields, *templates])))


def secret_words(policy: Path, source: str) -> set[str]:
    """What the policy says and the submission does not."""
    hidden = load(policy)
    words = {*hidden.anywhere_words, *hidden.whole_words, *hidden.stems}
    return {word for word in words if len(word) >= 3 and word not in source.lower()}


def told_words(output: str, secret: set[str], place: Path) -> set[str]:
    told = tokens(output) - own_vocabulary() - tokens(str(place))
    return {token for token in told if any(word in token for word in secret)}


def in_every_format(report: Report) -> dict[str, str]:
    terminal = io.StringIO()
    Console(file=terminal, width=100).print(to_terminal(report, full=True))
    written = {
        "json": to_json(report),
        "html": to_html(report),
        "junit": to_junit(report),
        "gradescope": to_gradescope(report),
        "classroom50": to_classroom50(report, {}),
        "prairielearn": to_prairielearn(report),
    }
    return {"terminal": terminal.getvalue(), **{name: text.decode() for name, text in written.items()}}


@pytest.fixture(scope="module")
def shared() -> Callable[[Path], Shared]:
    """What is the same for all guards under a policy."""

    def make(policy: Path) -> Shared:
        settings = Settings(policy=policy, seed="1", for_student=True)
        made = Shared(make_bench(settings), "1", settings)
        made.populations = thinned(made.populations, made.bench.engine, 4)
        return made

    return functools.cache(make)


@pytest.mark.parametrize(
    ("policy", "name"),
    [*((COLOURS, name) for name in OF_FRUIT), *((FRUIT, name) for name in EMPTIER)],
    ids=lambda value: value if isinstance(value, str) else value.stem,
)
def test_nothing_of_a_hidden_policy_is_told_in_any_format(
    policy: Path, name: str, shared: Callable[[Path], Shared], tmp_path: Path
) -> None:
    source, bot = named(name).source, tmp_path / "bot.py"
    bot.write_text(source, encoding="utf-8")
    secret = secret_words(policy, source)
    report = grade_read(bot, read(bot), lambda: shared(policy))
    assert secret
    assert report.verdict == "failed"
    for format_, output in in_every_format(report).items():
        assert (format_, told_words(output, secret, tmp_path)) == (format_, set())


@pytest.mark.thorough
def test_the_command_tells_nothing_either(tmp_path: Path) -> None:
    source, bot, written = named("starter").source, tmp_path / "bot.py", tmp_path / "report.json"
    bot.write_text(source, encoding="utf-8")
    options = ("--view", "student", "--policy", FRUIT, "--full", "--seed", "1", "--json", written)
    run = run_grader("bot.py", *options, cwd=tmp_path)
    assert run.returncode == 1, run.stderr.decode()
    for output in (run.stdout.decode(), run.stderr.decode(), written.read_text(encoding="utf-8")):
        assert told_words(output, secret_words(FRUIT, source), tmp_path) == set()
