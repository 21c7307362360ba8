"""How weights are made, as data: everything that decides what training makes of a list of names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a training run; the defaults are the published run's."""

    name: str
    about: str  # a sentence for the file's model card
    seed: int = 42  # of the one generator that shuffles, draws the first weights, then samples
    steps: int = 1000  # updates of the weights
    documents_per_step: int = 1  # names whose positions are averaged in one gradient
    reshuffled: bool = False  # whether each pass over the names after the first has an order of its own
    learning_rate: float = 0.01  # at its peak; it falls linearly, to zero after the last step
    warmup: int = 1  # steps over which the rate first rises linearly, while Adam's means are still rough
    beta1: float = 0.85  # Adam: the part of the mean gradient that is kept from step to step
    beta2: float = 0.99  # Adam: the same for the mean squared gradient
    eps: float = 1e-8  # Adam: keeps the division finite


PUBLISHED = Recipe("published", about="The published run, replayed: the weights that the bot is frozen with.")

LONG = Recipe(
    "long",
    about="The same model trained for longer, on minibatches: a lower loss, other names, for experiments.",
    steps=12_000,  # 192 passes over the names
    documents_per_step=512,
    reshuffled=True,
    learning_rate=0.03,  # 512 names give a far steadier gradient than one, so the steps may be larger
    warmup=100,
    beta1=0.9,
)

RECIPES = {recipe.name: recipe for recipe in (PUBLISHED, LONG)}
