"""The frozen code at work: what the model draws, and what the loop itself answers."""

import ast
import dataclasses
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from grader.submission.pristine import PRISTINE_BOT, pristine_bot


class Tensor(Protocol):
    """A matrix, of NumPy or not."""

    def tolist(self) -> Any:
        """Its rows, as nested lists."""


class Weights(Protocol):
    """What of `model.weights.Weights` the frozen code needs: the lab's page has that, and no NumPy."""

    @property
    def config(self) -> Any: ...
    @property
    def tensors(self) -> Mapping[str, Tensor]: ...


class FrozenCode:
    """The pristine model and sampling, running in this process with the given weights."""

    def __init__(self, weights: Weights) -> None:
        bot = pristine_bot()
        namespace: dict[str, Any] = {"__name__": "pristine_bot", "__file__": str(PRISTINE_BOT)}
        # The frozen statements, and nothing of any editable region.
        module = ast.Module([*bot.head, *bot.tail], [])
        exec(compile(module, str(PRISTINE_BOT), "exec"), namespace)
        namespace["config"].update(dataclasses.asdict(weights.config))
        namespace["state_dict"].update({name: tensor.tolist() for name, tensor in weights.tensors.items()})
        self.draw: Callable[[str, random.Random], str] = namespace["draw"]
        self.slot_stream: Callable[[str, int, int], random.Random] = namespace["slot_stream"]
        self.read_prefixes: Callable[[str], list[str]] = namespace["read_prefixes"]
        self.max_draws: int = namespace["MAX_DRAWS"]
        self._why_not_asked: Callable[[list[str]], str | None] = namespace["why_not_asked"]
        self._refuse: Callable[[str], str] = namespace["refuse"]
        # Hooks of our own, only to hear what the loop itself says; no probe is judged by them.
        namespace["is_safe_request"] = lambda _prefixes: None
        namespace["is_safe_name"] = lambda _name: False
        self.starved: str = namespace["respond"]("a", 0, "")
        """The response when all ten draws of a slot were rejected."""

    def own_refusal(self, prefixes: list[str]) -> str | None:
        """The response to prefixes that no hook is asked about; None for any others."""
        reason = self._why_not_asked(prefixes)
        return None if reason is None else self._refuse(reason)

    def draws(self, prefix: str, seed: str, request: int, slot: int) -> Iterator[str]:
        """The draws of one slot, in order."""
        stream = self.slot_stream(seed, request, slot)
        return (self.draw(prefix, stream) for _ in range(self.max_draws))
