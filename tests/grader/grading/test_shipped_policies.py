"""Another policy needs nothing but its file: the guard with its lists written in holds it."""

import json
from pathlib import Path

import pytest

from policies import FRUIT, load, read_given_names
from policies.write import write_lists
from tests.grader.making import SHIPPED, run_grader

OTHERS = [path for path in sorted(FRUIT.parent.glob("*.toml")) if path != FRUIT]


@pytest.mark.thorough
@pytest.mark.parametrize("policy", OTHERS, ids=lambda path: path.stem)
def test_the_guard_of_a_shipped_policy_gets_full_marks(policy: Path, tmp_path: Path) -> None:
    bot, report = tmp_path / "bot.py", tmp_path / "report.json"
    bot.write_bytes(write_lists(SHIPPED.encode(), load(policy), read_given_names()))
    done = run_grader(bot, "--policy", policy, "--seed", "7", "--json", report)
    assert done.returncode == 0, done.stdout
    graded = json.loads(report.read_bytes())
    assert (graded["score"], graded["policy"]) == (100, load(policy).name)
