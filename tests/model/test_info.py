"""`python -m model info` shows a weights file without its numbers."""

import json
import re
import subprocess
import sys
from pathlib import Path

from model.weights import dumps, find_frozen, load, make
from tests.model.terminal import at_terminal


def info(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "model", "info", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_tables_name_every_tensor_and_how_the_weights_were_made() -> None:
    shown = info()
    assert (shown.returncode, shown.stderr) == (0, "")
    for expected in ("layer0.mlp_fc2", "1,024", "4,192", "block_size", "recipe.learning_rate", "2.3656"):
        assert expected in shown.stdout


def test_a_machine_reads_the_same_as_json() -> None:
    summary = json.loads(info("--json").stdout)
    assert summary["parameters"] == sum(row["rows"] * row["columns"] for row in summary["tensors"]) == 4192
    assert [row["name"] for row in summary["tensors"]] == list(load(find_frozen()).tensors)
    assert summary["training"]["steps"] == 1000
    assert summary["config"]["head_dim"] == 4


def test_text_of_a_file_is_shown_as_it_is_and_never_as_markup(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    frozen = load(find_frozen())
    path.write_bytes(dumps(make(frozen.tensors, {"[bold]note": "[red]hot[/red]", "bell": "\x1b]0;a\x07"})))
    shown = info(path).stdout
    assert "[red]hot[/red]" in shown
    assert "[bold]note" in shown
    assert r"\x1b]0;a\x07" in shown
    assert "\x1b" not in shown


def test_a_file_without_a_card_says_so(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(dumps(make(load(find_frozen()).tensors, {})))
    assert "the file does not say" in info(path).stdout


def test_a_narrow_terminal_cuts_nothing_off() -> None:
    shown = at_terminal("info", columns=40)
    assert "…" not in shown
    assert max(len(line) for line in re.sub(r"\x1b\[\d*m", "", shown).splitlines()) == 40


def test_a_broken_file_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text("{}")
    shown = info(path)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr == f"Error: {path}: has no key 'format'\n"
