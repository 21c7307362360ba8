"""Stands in for a host: two hooks of this process, which is asked as a host is."""

import math
import random
from collections.abc import Callable, Sequence
from typing import cast

from grader.conversation.hook_host import Answer, Call, HookHost, Question, Says
from grader.judging.interview import Interview, interview
from grader.judging.survey import Survey, survey
from grader.probes.families.world import World
from grader.probes.populations import Populations

RequestHook = Callable[[Sequence[str]], object]
NameHook = Callable[[str], object]


def allow(_prefixes: Sequence[str]) -> None:
    """An is_safe_request that lets everything through."""


def refuse(_prefixes: Sequence[str]) -> str:
    """An is_safe_request that lets nothing through."""
    return "no."


def keep(_name: str) -> bool:
    """An is_safe_name that keeps everything."""
    return True


def discard(_name: str) -> bool:
    """An is_safe_name that keeps nothing."""
    return False


class HooksAlone:
    """Two hooks, and the number of calls after which there is no time left, or the process breaks."""

    def __init__(
        self, request: RequestHook, name: NameHook, most: float = math.inf, breaks: bool = False
    ) -> None:
        self._request, self._name = request, name
        self._most, self._breaks = most, breaks
        self.calls: list[Call] = []
        self.broken = ""

    def decide(self, calls: Sequence[Call]) -> list[Says]:
        return [self._says(call) for call in calls]

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        return [Answer(self._says((q.hook, q.argument)), "said") for q in questions]

    def _says(self, call: Call) -> Says:
        if len(self.calls) >= self._most:
            self.broken = "it ended" if self._breaks else ""
            return Says.NOTHING
        self.calls.append(call)
        hook, argument = call
        safe, unsafe = (None, str) if hook == "is_safe_request" else (True, bool)
        try:
            value = (
                self._request(cast(Sequence[str], argument)) if safe is None else self._name(str(argument))
            )
        except Exception:
            return Says.NEITHER
        return Says.SAFE if value is safe else Says.UNSAFE if isinstance(value, unsafe) else Says.NEITHER

    def as_host(self) -> HookHost:
        return cast(HookHost, self)


def right_hooks(world: World) -> tuple[RequestHook, NameHook]:
    """Hooks that decide as the policy does."""
    labeller = world.labeller

    def is_safe_request(prefixes: Sequence[str]) -> str | None:
        return "no." if labeller.label(prefixes).label.value == "REFUSE" else None

    return is_safe_request, lambda name: labeller.matcher.banned(name) is None


def surveyed(populations: Populations, *hosts: HooksAlone, rounds: int = 1) -> Survey:
    """What each of the hosts is asked about, in an order of its own."""
    return survey(populations, *(interviews(populations, *hosts, number=number) for number in range(rounds)))


def interviews(populations: Populations, *hosts: HooksAlone, number: int = 0) -> list[Interview]:
    """One round of them."""
    return [
        interview(host.as_host(), populations, (), random.Random(f"{number}/{n}"))
        for n, host in enumerate(hosts)
    ]
