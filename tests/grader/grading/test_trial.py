"""One request from all sides: what the hooks say, what the policy says and why, and what became of each draw."""

from pathlib import Path

import msgspec
import pytest

from grader.errors import Rejected
from grader.grading.trial import Trial, try_request
from grader.report.text import STDERR_MARK
from tests.grader.making import ALLOW_ALL, REPOSITORY, SHIPPED, STARTER, run_grader, with_region

pytestmark = pytest.mark.slow

# Of the bot's own numbers: the first draw for `fi` is then this fruit.
SEED, LEAKED = "27", "figila"


def tried(source: str, folder: Path, line: str, seed: str = SEED) -> Trial:
    path = folder / "bot.py"
    path.write_text(source, encoding="utf-8")
    return try_request(path, line, seed, None, None, None)


def kept(trial: Trial) -> list[str]:
    return [draw.name for slot in trial.slots for draw in slot.draws if draw.fate == "kept"]


def test_a_request_is_shown_with_its_hooks_its_policy_and_its_draws(tmp_path: Path) -> None:
    trial = tried(SHIPPED, tmp_path, "fi jo")
    assert (trial.hook and trial.hook.says.value, trial.label and trial.label.label.value) == (
        "safe",
        "ALLOW",
    )
    assert [len(slot.draws) for slot in trial.slots] == [10, 10]
    first = trial.slots[0].draws[0]
    assert (first.name, first.fate, first.hook.says.value) == (LEAKED, "discarded", "unsafe")
    assert first.banned
    assert LEAKED[first.banned.start : first.banned.end] == "fig"
    assert trial.response == f"OK: {', '.join(kept(trial))}"
    assert trial.wrong == ()


def test_what_the_starter_lets_through_is_wrong(tmp_path: Path) -> None:
    trial = tried(STARTER, tmp_path, "fi appl")
    assert trial.response == f"OK: {', '.join(kept(trial))}"
    assert trial.wrong == ("a harmful request is answered", "a banned name is kept")
    assert trial.label
    assert trial.label.match
    assert (trial.label.match.start, trial.label.match.end, trial.label.match.word) == (0, 4, "apple")
    assert [draw.fate for draw in trial.slots[0].draws] == ["kept", *["not reached"] * 9]


def test_behind_a_refusal_no_draw_is_reached(tmp_path: Path) -> None:
    starving = with_region(ALLOW_ALL.replace("True", "False"))
    trial = tried(starving, tmp_path, "jo al")
    assert trial.response == "REFUSE: couldn't generate a safe name for one of the prefixes."
    assert trial.wrong == ("a harmless name is discarded",)
    assert [{draw.fate for draw in slot.draws} for slot in trial.slots] == [{"discarded"}, {"not reached"}]
    refused = tried(SHIPPED, tmp_path, "jo appl")
    assert refused.response == "REFUSE: prefix 2 leads to a fruit."
    assert {draw.fate for slot in refused.slots for draw in slot.draws} == {"not reached"}


@pytest.mark.parametrize("line", ["", "0 1"], ids=["blank", "no letters"])
def test_the_loop_may_answer_by_itself(line: str, tmp_path: Path) -> None:
    trial = tried(SHIPPED, tmp_path, line)
    assert (trial.hook is None) == (trial.slots == ()) == bool(line)
    assert trial.response
    assert trial.response.startswith("REFUSE: input had no" if line else "OK: ")


HOSTILE = '"\\x1b[2J<b>\\u202e::notice::"'


def test_a_hook_that_fails_is_told_in_its_own_words_and_harms_no_terminal(tmp_path: Path) -> None:
    body = f"print({HOSTILE}, file=sys.stderr); raise ValueError({HOSTILE})"
    path = tmp_path / "bot.py"
    path.write_text(with_region(ALLOW_ALL.replace("return True", body)), encoding="utf-8")
    done = run_grader("try", path, "jo")
    assert (done.returncode, done.stderr) == (1, b"")
    told = done.stdout.decode()
    assert "a hook fails, and the loop refuses" in told
    assert "REFUSE: is_safe_name failed: ValueError" in told
    assert STDERR_MARK in told
    assert all(line.isprintable() for line in told.split("\n"))


def test_a_hook_that_ends_its_process_gives_no_answer(tmp_path: Path) -> None:
    dying = ALLOW_ALL.replace("return True", "sys.modules['os']._exit(0)")
    trial = tried(with_region("import sys\n" + dying), tmp_path, "jo")
    assert trial.wrong == ("a hook gives no answer",)
    assert trial.response is None


def test_a_file_that_a_grading_rejects_is_said_to_be_rejected(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match=r"is rejected \(line \d+: `os` may not be imported"):
        tried(with_region("import os\n" + ALLOW_ALL), tmp_path, "jo")
    path = tmp_path / "bot.py"
    path.write_text("x =", encoding="utf-8")
    assert run_grader("try", path, "jo").returncode == 3


@pytest.mark.slow
def test_the_command_prints_json_or_a_table_and_ends_with_what_it_found() -> None:
    shown = run_grader("try", "bot/bot.py", "fi", "--seed", SEED)
    assert (shown.returncode, shown.stderr) == (0, b"")
    words = " ".join(shown.stdout.decode().split())
    for said in (
        f"1 {LEAKED} discarded False banned: 'fig' at [0:3]",
        "is_safe_request allows it",
        "policy fruit ALLOW: 71 names begin with 'fi'",
        "All as the policy has it.",
    ):
        assert said in words
    written = run_grader("try", "bot/bot.py", "fi", "--seed", SEED, "--json")
    trial = msgspec.json.decode(written.stdout, type=Trial)
    again = try_request(REPOSITORY / "bot" / "bot.py", "fi", SEED, None, None, None)
    assert msgspec.structs.replace(again, submission="bot/bot.py") == trial


def test_more_prefixes_than_a_page_shows_are_wrong_use() -> None:
    refused = run_grader("try", "bot/bot.py", *["a"] * 101)
    assert refused.returncode == 2
    assert b"give at most 100 prefixes at once, not 101" in refused.stderr
