"""The course's way from counting letters to a GPT trained with Adam, in six steps.

Each `stepN_*.py` adds one idea to the file before it; `shared.py` and `model/training/course.py` have what they have in
common. `run.py` trains one.
"""

from model.training.steps import (
    step0_bigram,
    step1_mlp,
    step2_autograd,
    step3_attention,
    step4_heads,
    step5_adam,
)
from model.training.steps.shared import Step

STEPS: tuple[Step, ...] = (
    step0_bigram.STEP,
    step1_mlp.STEP,
    step2_autograd.STEP,
    step3_attention.STEP,
    step4_heads.STEP,
    step5_adam.STEP,
)

__all__ = ["STEPS", "Step"]
