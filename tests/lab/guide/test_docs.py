"""The table of what is where in the guide: it names every widget, and none that there is not."""

import re

from lab.build import SITE
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "lab.md"


def test_the_table_names_every_widget_of_the_guide_and_no_other() -> None:
    rows = [
        line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")
    ]
    named = {name for _, _, ours, *_ in rows for name in re.findall(r"`([a-z-]+)`", ours)}
    assert named == {folder.name for folder in (SITE / "src" / "guide" / "widgets").iterdir()}
