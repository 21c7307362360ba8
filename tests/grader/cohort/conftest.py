"""A small class, graded once in one go: what every other way of grading it must come to."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.cohort.run import Way, grade_class
from grader.grading.settings import Settings
from tests.grader.making import ALLOW_ALL, SHIPPED, STARTER, with_region

SEED = "7"
ONE_WORD = 'name = "drinks"\n[anywhere]\nstrong = ["schnapps"]\n'
CLASS = {
    "ada/bot.py": STARTER,
    "ben.py": with_region(ALLOW_ALL + "HOARD = [0] * 10**9\n"),
    "cem.py": "def (",
    "dora/essay.pdf": "",
    "eve.py": SHIPPED.replace("MAX_DRAWS = 10", "MAX_DRAWS = 11"),
    "fay.py": STARTER,
}
RUN_ONCE = 5  # not dora's, who handed in nothing; fay's is ada's
Files = Mapping[str, bytes]


def files_of(folder: Path) -> Files:
    """Every file below a folder, with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@dataclass(frozen=True)
class Graded:
    """The submissions, the policy that they are held against, and the results in one go."""

    folder: Path
    policy: Path
    results: Files

    @property
    def settings(self) -> Settings:
        """As `python -m grader` has them."""
        return Settings(seed=SEED, policy=self.policy, program=(sys.executable, "-m", "grader"))

    def again(self, out: Path, way: Way | None = None, settings: Settings | None = None) -> int:
        """Grade them into a folder; how many had to be."""
        totals = [0]
        grade_class(
            [self.folder],
            settings or self.settings,
            way or Way(out, 2),
            lambda _, total: totals.append(total),
        )
        return totals[-1]


@pytest.fixture(scope="session")
def in_one_go(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    folder = tmp_path_factory.mktemp("class")
    for name, source in CLASS.items():
        (folder / "all" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "all" / name).write_text(source, encoding="utf-8")
    policy = folder / "drinks.toml"
    policy.write_text(ONE_WORD)
    graded = Graded(folder / "all", policy, {})
    graded.again(folder / "results", Way(folder / "results", 1))
    return Graded(folder / "all", policy, files_of(folder / "results"))


@pytest.fixture
def cheap(in_one_go: Graded, tmp_path: Path) -> Graded:
    """Those of the class that are not run, in a folder that may be changed."""
    folder = tmp_path / "all"
    for name in ("cem.py", "dora", "eve.py"):
        folder.mkdir(exist_ok=True)
        whole = in_one_go.folder / name
        (shutil.copytree if whole.is_dir() else shutil.copyfile)(whole, folder / name)
    graded = Graded(folder, in_one_go.policy, {})
    graded.again(tmp_path / "results")
    return Graded(folder, in_one_go.policy, files_of(tmp_path / "results"))
