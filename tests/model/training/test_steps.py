"""The six steps of the course: their figures, as taught and by their fast twins."""

import json
import random
import re
import subprocess
import sys
from itertools import islice, pairwise
from math import log
from pathlib import Path

import pytest

from model.pictures.report import curve
from model.training.course import SEED, Run, tokenize
from model.training.names import shuffled
from model.training.steps import STEPS
from model.training.steps.run import bigram_loss, run, whole_loss
from model.training.steps.shared import Model, Step, training
from model.training.steps.step1_mlp import SHAPES, proof
from model.training.steps.step1_mlp import build as build_mlp
from tests.model.terminal import at_terminal

# loss at steps 1, 2 and 1000; mean of all, mean of the last 50; all names with the final weights; first names
FIGURES = {
    0: ("3.2958", "3.3095", "2.7177", "2.5882", "2.4963", "2.5034", "enaroa romra brabecyler"),
    1: ("3.2978", "3.2974", "2.6873", "2.6530", "2.4915", "2.5345", "aylan an ma jara"),
    2: ("3.2978", "3.2974", "2.6873", "2.6530", "2.4915", "2.5345", "aylan an ma jara"),
    3: ("3.3816", "3.4377", "2.6483", "2.4759", "2.3701", "2.3959", "jalon annyn jaenn aren"),
    4: ("3.3660", "3.4273", "2.6438", "2.4709", "2.3643", "2.3921", "jalyn annze jaenn aren"),
    5: ("3.3660", "3.4243", "2.6497", "2.4517", "2.3233", "2.3656", "kamon ann karai jaire"),
}
PARAMETERS = {0: 729, 1: 3184, 2: 3184, 3: 4192, 4: 4192, 5: 4192}
PUBLISHED_NAMES = (
    "kamon ann karai jaire vialan karia yeran anna areli kaina konna keylen liole alerin earan lenne kana lara "
    "alela anton"
)
TAUGHT = 60  # steps on `Value` are slow: so many of the thousand must do

EACH = pytest.mark.parametrize("step", STEPS, ids=lambda step: f"step{step.number}")


def nothing(_step: int, _loss: float) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def taught(names: tuple[str, ...]) -> list[tuple[Model, list[float]]]:
    """Each step as taught after the first steps of a run of 1,000, with their losses."""
    begun = []
    for step in STEPS:
        rng = random.Random(SEED)
        documents = shuffled(names, rng)
        model = step.build(rng)
        begun.append((model, list(islice(training(model, documents, 1000), TAUGHT))))
    return begun


@EACH
def test_a_run_of_1000_steps_has_the_published_figures(step: Step, fast_runs: tuple[Run, ...]) -> None:
    done = fast_runs[step.number]
    figures = (*done.losses[:2], done.losses[999], done.mean, done.smooth[999], done.whole_loss)
    *published, samples = FIGURES[step.number]
    assert [f"{figure:.4f}" for figure in figures] == published
    assert len(done.samples) == 20
    assert " ".join(done.samples).startswith(samples + " ")


@pytest.mark.thorough
@EACH
def test_the_losses_as_taught_are_those_of_the_fast_twin(
    step: Step, taught: list[tuple[Model, list[float]]], fast_runs: tuple[Run, ...]
) -> None:
    _, losses = taught[step.number]
    assert losses == pytest.approx(fast_runs[step.number].losses[:TAUGHT], abs=1e-9)


@pytest.mark.slow
def test_gradients_by_hand_and_automatic_ones_train_the_same_network(
    taught: list[tuple[Model, list[float]]],
) -> None:
    by_hand, automatic = taught[1][1], taught[2][1]
    assert by_hand == pytest.approx(automatic, abs=1e-12)


@pytest.mark.slow
@EACH
def test_a_taught_model_reads_a_name_as_its_twin_does(
    step: Step, names: tuple[str, ...], taught: list[tuple[Model, list[float]]]
) -> None:
    """The twin's figure is that of batches, the taught one is read token by token with its cache."""
    model, _ = taught[step.number]
    total = positions = 0.0
    for name in names[:5]:
        read, tokens = model.reader(1.0), tokenize(name)
        for token, target in pairwise(tokens):
            total -= log(read(token)[target])
            positions += 1
    assert total / positions == pytest.approx(whole_loss(step, model, names[:5]), abs=1e-9)


@pytest.mark.slow
@EACH
def test_the_parameters_are_counted_right(step: Step, taught: list[tuple[Model, list[float]]]) -> None:
    model, _ = taught[step.number]
    numbers = sum(len(row) for matrix in model.weights().values() for row in matrix)
    assert numbers == step.parameters == PARAMETERS[step.number]


def test_the_gradients_by_hand_are_the_numerical_ones() -> None:
    model, tokens = build_mlp(random.Random(SEED)), tokenize("yuheng")
    _, derived = model.gradients(tokens)
    for name, (rows, columns) in SHAPES.items():
        for row, column in [(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3), (24, 5), (20, 7)]:
            numerical = model.numerical_gradient(tokens, name, row, column)
            assert derived[name][row][column] == pytest.approx(numerical, abs=1e-8), (name, row, column)


def test_step_1_shows_that_its_gradients_are_right() -> None:
    said, far = re.fullmatch(r"(.*), (\S+) apart at most", proof("yuheng")).groups()  # type: ignore[union-attr]
    assert said == "gradients of 'yuheng' by hand and numerically: 64 compared"
    assert 0 < float(far) < 1e-9


def test_steps_may_go_round_the_names_more_than_once() -> None:
    done = run(STEPS[0], ["emma", "ava"], 5, fast=False, each_step=nothing)
    assert done.losses[0] > done.losses[2] > done.losses[4]


def test_the_yardstick_is_the_table_that_counted_every_name(names: tuple[str, ...]) -> None:
    assert f"{bigram_loss(names):.4f}" == "2.4546"


def test_the_smooth_curve_is_the_mean_of_up_to_fifty_steps(fast_runs: tuple[Run, ...]) -> None:
    losses, smooth = fast_runs[5].losses, fast_runs[5].smooth
    assert smooth[0] == losses[0]
    assert smooth[1] == pytest.approx(sum(losses[:2]) / 2)
    assert smooth[499] == pytest.approx(sum(losses[450:500]) / 50)
    assert len(smooth) == len(losses)


@EACH
def test_the_curve_has_a_whole_rule_at_the_loss_of_a_uniform_guess(
    step: Step, fast_runs: tuple[Run, ...]
) -> None:
    shown = curve(fast_runs[step.number])
    (rule,) = (line for line in shown.splitlines() if line.lstrip().startswith("3.3 |"))
    fields = rule.partition("| ")[2]
    assert len(fields) in (20, 50, 100)
    assert not {" ", "\u2800"} & set(fields)  # none of them is without a dot


@pytest.mark.slow
def test_where_there_are_no_colours_the_curve_has_no_dots(names_path: Path) -> None:
    arguments = ("step", 0, "--names", names_path, "--steps", 60)
    plain, coloured = at_terminal(*arguments, NO_COLOR="1"), at_terminal(*arguments)
    assert "dots: loss of each step" in coloured
    assert "\x1b[36m" in coloured
    assert "dots: loss of each step" not in plain
    assert "\x1b[36m" not in plain


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "model", "step", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, check=False)


def test_the_command_prints_what_the_course_prints_and_the_curve(names_path: Path) -> None:
    done = command(2, "--names", names_path, "--steps", 3)
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[:3] == ["num docs: 32033", "vocab size: 27", "num params: 3184"]
    assert lines[3:5] == ["step    1 /    3 | loss 3.2978", "step    2 /    3 | loss 3.2974"]
    assert [line[:10] for line in lines[6:26]] == [f"sample {number:2d}:" for number in range(1, 21)]
    assert "of the last 3: 3.29" in done.stdout
    assert "line: mean of 3 steps; rule: ln 27 = 3.2958" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.thorough
def test_the_command_prints_the_published_names_with_the_fast_twin(names_path: Path) -> None:
    done = command(5, "--names", names_path, "--fast", "--json")
    found = json.loads(done.stdout)
    assert " ".join(found["samples"]) == PUBLISHED_NAMES
    assert f"{found['whole_loss']:.4f}" == FIGURES[5][5]
    assert len(found["losses"]) == 1000


@pytest.mark.parametrize("arguments", [(6,), ("two",), (0, "--steps", 0), (0, "--names", "nowhere.txt")])
def test_wrong_use_ends_with_status_2_and_one_sentence(arguments: tuple[object, ...]) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
