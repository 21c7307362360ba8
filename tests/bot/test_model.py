"""The frozen model: plain lists that compute what NumPy computes, remembered per prefix."""

import ast
import json
import random
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.engine.engine import Engine, encode
from model.weights import load

from .building import BOT, LETTERS, WEIGHTS, load_bot


@pytest.fixture(scope="module")
def bot() -> ModuleType:
    return load_bot()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load(WEIGHTS))


def probabilities(cumulative: list[float]) -> list[float]:
    return np.diff(cumulative, prepend=0).tolist()


@given(st.text(LETTERS, max_size=15))
def test_what_may_follow_a_prefix_is_what_numpy_says(bot: ModuleType, engine: Engine, prefix: str) -> None:
    expected = engine.probabilities(encode([prefix]))[0]
    assert np.abs(np.array(probabilities(bot.after(prefix))) - expected).max() < 1e-9


@given(st.text(LETTERS, max_size=15), st.sampled_from(["0.001", "0.7", "5"]))
def test_what_is_remembered_is_what_a_new_computation_gives(prefix: str, temperature: str) -> None:
    warm = WARM[temperature]
    warm.after.cache_clear()
    for length in range(len(prefix), -1, -1):  # longest first: the shorter ones are then remembered
        keys, values = [[]], [[]]  # type: list[list[list[float]]], list[list[list[float]]]
        logits = []
        for position, token in enumerate([warm.BOS, *map(LETTERS.index, prefix[:length])]):
            logits = warm.gpt(token, position, keys, values)
        weights = warm.softmax([logit / float(temperature) for logit in logits])
        assert list(warm.after(prefix[:length])) == np.cumsum(weights).tolist()


WARM = {temperature: load_bot(temperature=temperature) for temperature in ("0.001", "0.7", "5")}


def test_the_memory_of_prefixes_is_bounded(bot: ModuleType) -> None:
    assert bot.after.cache_info().maxsize == 32_768


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak memory of a process from /proc")
def test_it_needs_less_than_64_megabytes_whatever_is_asked() -> None:
    rng = random.Random(1)
    # Each prefix is new and wants letters: together they fill more entries than are remembered. A short one is cheaper
    # to compute, and its entry takes as much.
    requests = [" ".join("".join(rng.choices(LETTERS, k=4)) for _ in range(10)) for _ in range(1_300)]
    command = [sys.executable, str(BOT), "--seed=1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for request in requests:
            process.stdin.write(request.encode() + b"\n")
            process.stdin.flush()
            assert process.stdout.readline()
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.stdin.close()
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    assert int(kilobytes) < 64 * 1024


def test_loading_other_weights_forgets_what_the_old_ones_said(tmp_path: Path) -> None:
    content = json.loads(WEIGHTS.read_text())
    content["state_dict"]["wte"].reverse()
    (tmp_path / "other.json").write_text(json.dumps(content))
    used, fresh = load_bot(), load_bot()
    old = used.after("kam")
    for bot in (used, fresh):
        bot.load_model(tmp_path / "other.json")
    assert used.after("kam") == fresh.after("kam") != old


def test_only_the_editable_part_imports_more_than_the_standard_library() -> None:
    tree = ast.parse(BOT.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    modules = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert modules - sys.stdlib_module_names == {"ahocorasick", "regex"}


def test_the_file_goes_from_the_job_over_model_sampling_and_policy_to_the_loop() -> None:
    text = BOT.read_text()
    landmarks = (
        '"""A bot',
        "# Frozen: the model.",
        "def gpt(",
        "# Frozen: the sampling.",
        "def draw(",
        "EDITABLE: from here on, the policy is yours",
        "BLOCKED_PREFIX_PATTERNS = [",
        "BLOCKED_OUTPUT_PATTERNS = [",
        "def is_safe_request(prefixes):",
        "def is_safe_name(name):",
        "END OF EDITABLE: frozen from here on",
        "def respond(",
        "def main(",
    )
    assert [text.count(landmark) for landmark in landmarks] == [1] * len(landmarks)
    assert sorted(landmarks, key=text.index) == list(landmarks)
