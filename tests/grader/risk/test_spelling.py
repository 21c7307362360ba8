"""How a prefix became a name."""

import math

import pytest

from grader.risk.spelling import END, spell
from model.engine.engine import Engine
from tests.grader.risk import test_risk as risk

tiny = risk.tiny


@pytest.mark.parametrize(("prefix", "name"), [("", "cab"), ("c", "cab"), ("ca", "ca"), ("b", "bacca")])
def test_the_steps_lead_from_the_prefix_to_the_name(tiny: Engine, prefix: str, name: str) -> None:
    spelled = spell(tiny, prefix, name)
    said = "".join(step.letter for step in spelled.steps)
    # Five letters are the longest name of this model: it ends without a draw.
    assert prefix + said == name + (END if len(name) < 5 else "")
    probability = math.prod(step.probability for step in spelled.steps)
    assert probability == pytest.approx(risk.every_name(tiny, prefix)[name])
    assert all(len(set(step.likeliest)) == 3 for step in spelled.steps)
