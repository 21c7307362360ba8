"""What is the same for every submission that is graded with one seed: made once, when it is first needed."""

import random
from collections.abc import Callable
from functools import cached_property

from grader.adversary.conformance import APART, APART_THOROUGH, ConformanceSet, conformance_set
from grader.errors import UsageError
from grader.grading.bench import Bench
from grader.grading.beside import beside
from grader.grading.settings import Settings
from grader.probes.plan import make_plan
from grader.probes.populations import Populations, make_populations
from grader.probes.probe import Plan
from grader.risk.residual import FINE_SCREEN, SCREEN, Screen, screen_beginnings
from grader.sandbox import Protection, SandboxError, protect


class Shared:
    """What submissions are held against, and all that is asked of each of them: no submission has a part in it.

    One thread at a time may ask for the same thing. `protection` is to be asked for first by the thread that starts
    children, and may raise UsageError. Where there is one submission alone, `begin` has two processes beside this one
    make what is needed after the plan.
    """

    def __init__(self, bench: Bench, seed: str, settings: Settings) -> None:
        self.bench = bench
        self.seed = seed
        self.settings = settings
        self._populations: Callable[[], Populations] | None = None
        self._screen_and_conformance: Callable[[], tuple[Screen, ConformanceSet]] | None = None

    def begin(self) -> None:
        """Begin to make what is needed after the plan. To be called first, and before there are threads."""
        if not self.settings.only:
            of_both = (self.bench.engine,)
            self._populations = beside(self._make_populations, of_both)
            self._screen_and_conformance = beside(
                lambda: (self._make_screen(), self._make_conformance()), of_both
            )

    @cached_property
    def protection(self) -> Protection:
        try:
            return protect(self.settings.sandbox, self.settings.require_sandbox)
        except SandboxError as error:
            raise UsageError(str(error)) from error

    @cached_property
    def plan(self) -> Plan:
        bench = self.bench
        return make_plan(bench.world, bench.bans, bench.engine, bench.frozen, self.seed, self.settings.only)

    @cached_property
    def populations(self) -> Populations:
        return self._populations() if self._populations else self._make_populations()

    @cached_property
    def conformance(self) -> ConformanceSet:
        return self._screen_and_conformance()[1] if self._screen_and_conformance else self._make_conformance()

    @cached_property
    def screen(self) -> Screen:
        """Of the common beginnings: finer where costs are wanted too."""
        return self._screen_and_conformance()[0] if self._screen_and_conformance else self._make_screen()

    # Apart from the properties: until Python 3.12 one thread alone can be in a cached property, and to make one in the
    # other would be two locks in two orders.

    def _make_populations(self) -> Populations:
        rng = random.Random(f"{self.seed}/populations")
        return make_populations(self.bench.world, self.bench.bans, self.bench.engine, rng)

    def _make_conformance(self) -> ConformanceSet:
        return conformance_set(self.bench.bans, APART_THOROUGH if self.settings.thorough else APART)

    def _make_screen(self) -> Screen:
        least = FINE_SCREEN if self.settings.costs else SCREEN
        return screen_beginnings(self.bench.world, self.bench.bans, self.bench.engine, least)

    def make_all(self) -> None:
        """Make now what would be made later, so that processes which are forked from this one share it."""
        for name, part in vars(type(self)).items():
            if isinstance(part, cached_property):
                getattr(self, name)
