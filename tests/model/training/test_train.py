"""The default recipe is the published run, exactly; the long one learns more, and survives being killed."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from model.engine.batch import Batch, Documents, Ints, pack
from model.errors import CheckpointError
from model.training.checkpoint import Checkpoints
from model.training.names import SHA256, load_names
from model.training.recipe import LONG, PUBLISHED
from model.training.train import Trained, train
from model.weights import dumps, find_frozen, load
from tests.model.terminal import at_terminal

FEW = ["emma", "olivia", "ava", "isabella", "sophia", "charlotte", "mia", "amelia", "harper", "jo"]
SHORT = replace(LONG, steps=12, documents_per_step=4, warmup=3)


def nothing(_step: int, _loss: float) -> None:
    """Nobody watches."""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "model", "train", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def published(names_path: Path) -> Trained:
    return train(load_names(names_path), PUBLISHED, nothing)


@pytest.fixture(scope="module")
def figures() -> dict[str, list[object]]:
    """What the walkthrough prints for the published run."""
    path = Path(__file__).with_name("published_run.json")
    figures: dict[str, list[object]] = json.loads(path.read_text())
    return figures


@pytest.mark.slow
def test_the_losses_are_those_that_the_walkthrough_prints(
    published: Trained, figures: dict[str, list[object]]
) -> None:
    assert [round(loss, 4) for loss in published.run.losses[:13]] == figures["first_losses"]
    assert len(published.run.losses) == 1000


def test_the_samples_are_those_that_the_walkthrough_prints(
    published: Trained, figures: dict[str, list[object]]
) -> None:
    assert list(published.run.samples) == figures["samples"]


def test_the_other_published_figures_hold_to_four_decimals(published: Trained) -> None:
    losses = published.run.losses
    measured = [losses[0], losses[1], losses[-1], np.mean(losses), np.mean(losses[-50:])]
    assert [f"{loss:.4f}" for loss in measured] == ["3.3660", "3.4243", "2.6497", "2.4517", "2.3233"]
    assert f"{published.weights.training['loss']:.4f}" == "2.3656"
    assert published.weights.training["data_sha256"] == SHA256


def test_anyone_can_rebuild_the_frozen_weights(published: Trained) -> None:
    frozen = load(find_frozen())
    for name, tensor in frozen.tensors.items():
        assert np.abs(tensor - published.weights.tensors[name]).max() < 1e-9, name
    rebuilt = published.weights.training
    assert {**frozen.training, "loss": None} == {**rebuilt, "loss": None}
    assert frozen.training["loss"] == pytest.approx(rebuilt["loss"], abs=1e-9)


@pytest.mark.thorough
def test_300_steps_of_the_long_recipe_already_beat_the_published_run(names_path: Path) -> None:
    trained = train(load_names(names_path), replace(LONG, steps=300), nothing)
    assert trained.run.whole_loss < 2.2
    assert trained.weights.parameters == 4192


def test_every_pass_of_the_long_recipe_reads_every_name_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def watched(documents: Documents, chosen: Ints) -> Batch:
        read.extend(chosen)
        return pack(documents, chosen)

    monkeypatch.setattr("model.training.train.pack", watched)
    train(FEW, replace(SHORT, steps=10), nothing)
    assert len(read) == 40  # four passes in ten steps, some of which span two
    passes = [read[start : start + len(FEW)] for start in range(0, 40, len(FEW))]
    assert [sorted(one) for one in passes] == [list(range(len(FEW)))] * 4
    assert len({tuple(one) for one in passes}) == 4


@pytest.mark.parametrize("stopped_after", [1, 4, 5, 11, 12])
def test_a_run_that_stops_anywhere_goes_on_to_the_same_last_bit(tmp_path: Path, stopped_after: int) -> None:
    class StopError(Exception):
        pass

    def stop(step: int, _loss: float) -> None:
        if step == stopped_after:
            raise StopError

    checkpoints = Checkpoints(tmp_path / "checkpoint", every=2)
    with pytest.raises(StopError):
        train(FEW, SHORT, stop, checkpoints)
    steps: list[int] = []
    resumed = train(FEW, SHORT, lambda step, _loss: steps.append(step), checkpoints)
    whole = train(FEW, SHORT, nothing)
    assert resumed.run == whole.run
    assert dumps(resumed.weights) == dumps(whole.weights)
    assert steps == list(range((stopped_after - 1) // 2 * 2 + 1, 13))


@pytest.mark.thorough
def test_a_killed_process_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("\n".join(FEW * 20))
    out, checkpoint = tmp_path / "long.json", tmp_path / "long.json.checkpoint"
    arguments = ["--recipe", "long", "--names", names, "--steps", 100]
    command = [sys.executable, "-m", "model", "train", "--out", str(out), *map(str, arguments)]
    command += ["--checkpoint-every", "1"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while not checkpoint.exists():
        with pytest.raises(subprocess.TimeoutExpired):  # it must not end before
            process.wait(0.01)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert not out.exists()

    resumed = run("--out", out, *arguments, "--json")
    assert resumed.stderr == f"going on from {checkpoint}\n"
    assert not checkpoint.exists()
    whole = run("--out", tmp_path / "whole.json", *arguments, "--json")
    assert whole.stderr == ""
    assert out.read_bytes() == (tmp_path / "whole.json").read_bytes()
    one, other = json.loads(resumed.stdout), json.loads(whole.stdout)
    assert (one["losses"], one["samples"]) == (other["losses"], other["samples"])


def test_a_checkpoint_of_another_recipe_or_other_names_is_refused(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "long.json.checkpoint", every=1)
    train(FEW, SHORT, nothing, checkpoints)
    for names, recipe in ((FEW, replace(SHORT, seed=7)), ([*FEW, "ann"], SHORT)):
        with pytest.raises(
            CheckpointError, match=r"long\.json\.checkpoint: was left by another recipe or other names"
        ):
            train(names, recipe, nothing, checkpoints)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04N.", b"names"])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path, content: bytes) -> None:
    checkpoints = Checkpoints(tmp_path / "long.json.checkpoint")
    checkpoints.path.write_bytes(content)
    with pytest.raises(CheckpointError, match="is not a checkpoint of a training run; delete it"):
        train(FEW, SHORT, nothing, checkpoints)


def test_a_single_array_is_no_checkpoint(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "long.json.checkpoint")
    with checkpoints.path.open("wb") as file:
        np.save(file, np.zeros(4192))
    with pytest.raises(CheckpointError, match="is not a checkpoint"):
        train(FEW, SHORT, nothing, checkpoints)


def test_a_cut_off_checkpoint_is_refused(tmp_path: Path) -> None:
    checkpoints = Checkpoints(tmp_path / "long.json.checkpoint", every=1)
    train(FEW, SHORT, nothing, checkpoints)
    checkpoints.path.write_bytes(checkpoints.path.read_bytes()[:-1000])
    with pytest.raises(CheckpointError, match="is not a checkpoint"):
        train(FEW, SHORT, nothing, checkpoints)


@pytest.mark.slow
def test_the_command_prints_what_the_course_prints(names_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "model.json"
    ended = run("--names", names_path, "--out", out)
    lines = ended.stdout.splitlines()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert lines[:4] == [
        "num docs: 32033",
        "vocab size: 27",
        "num params: 4192",
        "step    1 / 1000 | loss 3.3660",
    ]
    assert lines[1002:1004] == ["step 1000 / 1000 | loss 2.6497", "sample  1: kamon"]
    assert lines[-4:] == [
        "sample 20: anton",
        "mean loss of all steps: 2.4517, of the last 50: 2.3233",
        "loss of all 32,033 names: 2.3656 nats per token",
        f"written to {out}",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["model.json"]
    assert load(out).parameters == 4192


def test_other_names_than_the_published_ones_are_pointed_out(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\n".join(FEW))
    ended = run("--names", tmp_path / "names.txt", "--out", tmp_path / "model.json", "--steps", 2)
    assert ended.stderr == "note: these are not the published names, so the run will be another one\n"
    assert ended.stdout.startswith("num docs: 10\n")


def test_at_a_terminal_a_bar_shows_the_progress(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\n".join(FEW))
    names, out = tmp_path / "names.txt", tmp_path / "model.json"
    shown = at_terminal("train", "--quiet", "--steps", 20, "--names", names, "--out", out)
    assert "training (published)" in shown
    assert "20/20" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "."], "Error: .: is a folder; give the path of a file"),
        (["--out", "none/model.json"], "does not exist; make it first"),
        (
            ["--names", "none.txt"],
            "Error: none.txt: no such file; give the path of a text file with one name a line",
        ),
        (["--recipe", "short"], "'short' is not one of 'published', 'long'"),
        (["--steps", "0"], "0 is not in the range x>=1"),
    ],
)
def test_what_is_wrong_is_said_before_any_training(arguments: list[str], message: str) -> None:
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
