"""What `pack` refuses, and which of the files that were handed in is graded."""

from pathlib import Path

import pytest

from grader.packs.orders import ORDERS, Orders, read_orders, to_json
from grader.packs.submitted import NothingToGrade, find_submission
from tests.grader.making import run_grader
from tests.grader.packs.places import hand_in

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gradescope", "no/such/folder/a.zip"), "the folder "),
        (("gradescope", "tests"), "tests: is a folder"),
        (("gradescope", "a.zip", "--policy", "no-such.toml"), "the policy cannot be used"),
        (
            ("gradescope", "policies/fruit.toml", "--policy", "policies/fruit.toml"),
            "would overwrite what is read",
        ),
        (("prairielearn", "tests"), "tests is not empty: name a new folder"),
        (("classroom50", "model.json"), "model.json cannot be written"),
        (("moodle", "a.zip"), "'moodle' is not one of"),
    ],
)
def test_what_cannot_be_packed_is_told_before_anything_is_written(
    arguments: tuple[str, ...], said: str
) -> None:
    refused = run_grader("pack", *arguments)
    assert refused.returncode == 2
    assert said in " ".join(refused.stderr.decode().split())
    assert not Path("a.zip").exists()


def test_the_settings_of_a_pack_become_options_of_a_grading(tmp_path: Path) -> None:
    orders = Orders("prairielearn", "-7", "instructor", "restricted", 2.5)
    (tmp_path / ORDERS).write_bytes(to_json(orders))
    assert read_orders(tmp_path) == orders
    words = orders.options(tmp_path)
    assert words == [
        *("--policy", str(tmp_path / "policy.toml"), "--weights", str(tmp_path / "model.json")),
        *("--view", "instructor", "--require-sandbox", "restricted", "--timeout", "2.5", "--seed=-7"),
    ]
    assert not any(word.startswith("--seed") for word in Orders("gradescope").options(tmp_path))


def test_a_link_is_found_for_the_grader_to_reject_and_no_linked_folder_is_entered(tmp_path: Path) -> None:
    hand_in(tmp_path / "elsewhere", {"other.py": ""})
    handed_in = tmp_path / "handed in"
    handed_in.mkdir()
    (handed_in / "bot.py").symlink_to("/etc/passwd")
    (handed_in / "more").symlink_to(tmp_path / "elsewhere")
    assert find_submission(handed_in) == handed_in / "bot.py"


def test_names_that_are_hostile_are_told_in_printable_letters_and_not_at_length(tmp_path: Path) -> None:
    for number in range(100):
        (tmp_path / f"\x1b[2J<b>{number:03}.py").touch()
    with pytest.raises(NothingToGrade) as refused:
        find_submission(tmp_path)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 1_000
