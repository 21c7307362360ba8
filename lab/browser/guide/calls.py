"""What the guide may ask: the name of a call, and the function that answers it, brought in when it is asked first.

So the workbench, which asks none of them, waits for none of them.
"""

from collections.abc import Callable, Iterator
from importlib import import_module

from model.sizes import SHAPES


def later(place: str) -> Callable[..., object]:
    """The function "package.module.name" of this folder, imported at its first call."""
    module, _, name = place.rpartition(".")

    def call(*arguments: object) -> object:
        function: Callable[..., object] = getattr(import_module(f"lab.browser.guide.{module}"), name)
        return function(*arguments)

    return call


PLACES = {
    "guide.source": "origins.source",
    "guide.name": "basics.tokens.read_name",
    "guide.check_code": "basics.questions.check_code",
    "guide.talk": "basics.talk.talk",
    "guide.tokens": "basics.tokens.tokens",
    "guide.beginnings": "basics.tokens.beginnings",
    "guide.single": "basics.network.single",
    "guide.many": "basics.network.many",
    "guide.network": "basics.network.network",
    "guide.surprise": "basics.losses.surprise_at",
    "guide.name_loss": "basics.losses.name_loss",
    "guide.remembered": "basics.descent.remembered",
    "guide.graph": "basics.graphs.graph",
    "guide.descent": "basics.descent.descent",
    "guide.embed": "stages.embedding.embed",
    "guide.stretch": "stages.embedding.stretch",
    "guide.attention": "stages.attention.attention",
    "guide.look": "stages.attention.look",
    "guide.added": "stages.attention.added",
    "guide.cache": "stages.attention.kept",
    "guide.units": "stages.mlp.units",
    "guide.unit": "stages.mlp.unit",
    "guide.block": "stages.mlp.block",
    "guide.output": "stages.output.output",
    "guide.entropies": "stages.output.entropies",
    "guide.parameters": "stages.parameters.parameters",
    "guide.matrix": "stages.parameters.matrix",
    "guide.generate": "stages.generate.generate",
    "guide.walk": "stages.walk.walk",
    "guide.scene": "stages.scene.scene",
    "guide.toy": "learning.beginning.start",
    "guide.toy_learn": "learning.updates.learn",
    "guide.toy_valley": "learning.valley.valley",
    "guide.toy_step": "learning.valley.step",
}
"""Where each call is answered."""


def warm() -> Iterator[bool]:
    """Bring in what the calls need, a module a part, so that no reader waits for it and none waits long meanwhile."""
    for module in dict.fromkeys(place.rpartition(".")[0] for place in PLACES.values()):
        import_module(f"lab.browser.guide.{module}")
        yield True
    for call, *arguments in OPENING:
        GUIDE[str(call)](*arguments)
        yield True


GUIDE: dict[str, Callable[..., object]] = {
    "guide.warm": warm,
    **{name: later(place) for name, place in PLACES.items()},
}

NAME = "emma"
"""The running name before the reader chooses one."""
PLACE = 2
"""The token of it that is looked at first."""

OPENING: list[tuple[object, ...]] = [
    ("guide.name", NAME),
    ("guide.talk", "em", 0, "42"),
    ("guide.tokens", NAME),
    ("guide.beginnings", NAME),
    ("guide.single", "adder", 3, 2, -1),
    ("guide.many", [0.5, -0.3, 1.2], [0.4, 0.7, -0.1], 0.3),
    ("guide.network", [1, 0.5, -0.3], [1, 0.8, 0.5, 0, 0, 0]),
    ("guide.surprise", 0.25),
    ("guide.name_loss", NAME),
    ("guide.remembered", 2, 3),
    ("guide.graph", "a*b + a", {}),
    ("guide.descent", 0.02),
    ("guide.embed", NAME, PLACE, 12, []),
    ("guide.stretch", NAME, PLACE, 1),
    *(("guide.matrix", name) for name in SHAPES),
    ("guide.attention", NAME),
    ("guide.look", NAME, PLACE, 0),
    ("guide.look", NAME, PLACE, 0, []),
    ("guide.added", NAME, PLACE),
    ("guide.cache", NAME, PLACE),
    ("guide.units", NAME),
    ("guide.unit", NAME, PLACE, 56),
    ("guide.block", NAME, PLACE, []),
    ("guide.output", NAME, PLACE, 0.7),
    ("guide.entropies", NAME, PLACE),
    ("guide.parameters", 16, 1, 16, 27),
    ("guide.generate", 20, 0.7, "1"),
    ("guide.walk", NAME, PLACE),
    ("guide.scene", NAME, PLACE),
    ("guide.toy", "abc ab cab bca abcb ca", ["wte", 0, 0], 0.1),
]
"""What the page asks before a reader touches anything, with its arguments: the build answers it ahead, so that the
pictures are there before Python is."""
