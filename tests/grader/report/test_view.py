"""What students see under a policy that is hidden: nothing of it that their own file does not say."""

import ast
import re
from pathlib import Path

import pytest

from benchmarks.instrument.gallery import gallery
from benchmarks.instrument.guard import Guard
from policies import load
from tests.conftest import REPOSITORY
from tests.grader.making import run_grader

COLOURS = REPOSITORY / "policies" / "colours.toml"
FRUIT = REPOSITORY / "policies" / "fruit.toml"
OF_FRUIT = (
    "20 fruits", "every word, no stems", "missing 10 common words", "equal only", "stems of a half",
    "refuses more than 4 letters", "discards 30 % of names", "one letter from a word", "no request hook",
    "raises for q in names",
)  # fmt: skip
EMPTIER = (
    "starter", "20 fruits", "47 fruits, stems", "short words only", "missing 100 common words",
    "missing 30 random words", "alternation, everyday", "famous fruits, beginnings", "trie, everyday",
)  # fmt: skip


def tokens(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def own_vocabulary() -> set[str]:
    """Every word of the texts that stand in the grader's code."""
    nodes = [
        node
        for file in (REPOSITORY / "grader").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    ]
    texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    fields = [node.id for node in nodes if isinstance(node, ast.Name)]
    return tokens(" ".join([*texts, *fields]))


def named(name: str) -> Guard:
    return next(guard for guard in gallery() if guard.name == name)


@pytest.mark.parametrize(
    ("policy", "name"),
    [*((COLOURS, name) for name in OF_FRUIT), *((FRUIT, name) for name in EMPTIER)],
    ids=lambda value: value if isinstance(value, str) else value.stem,
)
def test_nothing_of_a_hidden_policy_is_told(policy: Path, name: str, tmp_path: Path) -> None:
    source, bot, written = named(name).source, tmp_path / "bot.py", tmp_path / "report.json"
    bot.write_text(source, encoding="utf-8")
    hidden = load(policy)
    words = {*hidden.anywhere_words, *hidden.whole_words, *hidden.stems}
    secret = {word for word in words if len(word) >= 3 and word not in source.lower()}
    run = run_grader(
        "bot.py",
        "--view",
        "student",
        "--policy",
        policy,
        "--full",
        "--seed",
        "1",
        "--json",
        written,
        cwd=tmp_path,
    )
    assert run.returncode in (0, 1), run.stderr.decode()
    assert secret
    for output in (run.stdout.decode(), written.read_text(encoding="utf-8")):
        told = tokens(output) - own_vocabulary() - tokens(str(tmp_path))
        assert {token for token in told if any(word in token for word in secret)} == set()
