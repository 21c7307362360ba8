"""What the guide may ask: the name of a call, and the function that answers it, brought in when it is asked first.

So the workbench, which asks none of them, waits for none of them.
"""

from collections.abc import Callable
from importlib import import_module


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
    "guide.tokens": "basics.tokens.tokens",
}
"""Where each call is answered."""

GUIDE: dict[str, Callable[..., object]] = {name: later(place) for name, place in PLACES.items()}

NAME = "emma"
"""The running name before the reader chooses one."""

OPENING: list[tuple[object, ...]] = [
    ("guide.name", NAME),
    ("guide.tokens", NAME),
]
"""What the page asks before a reader touches anything, with its arguments: the build answers it ahead, so that the
pictures are there before Python is."""
