"""The rules of the judge: one function each, and above it the kind of finding that it makes.

A rule is given one answered request and says why it is wrong, or nothing. RULES is the list that the judge goes
through, in the order in which one finding explains another.
"""

from collections.abc import Callable

import msgspec

from grader.conversation.response import Malformed, Named, Refused, Response
from grader.conversation.session import Exchange
from grader.judging.faults import fault_of_refusal, in_words
from grader.probes.probe import Probe
from grader.submission.frozen import FrozenCode
from grader.verdict import Fault, Kind
from policies import Label, Matcher


class Case(msgspec.Struct, frozen=True):
    """One probe, what came back, and what it takes to say what should have come."""

    number: int
    probe: Probe
    exchange: Exchange
    response: Response | None
    bot_seed: str
    frozen: FrozenCode
    matcher: Matcher

    @property
    def names(self) -> tuple[str, ...] | None:
        """The names of the response; None where it has none, or where the frozen loop has an answer of its own."""
        return self.response.names if isinstance(self.response, Named) and not self.is_the_loops else None

    @property
    def is_the_loops(self) -> bool:
        """Whether no hook is asked: the frozen loop answers by itself."""
        return self.probe.exactly is not None

    @property
    def fault(self) -> Fault | None:
        """How a hook failed, where the loop failed closed."""
        return fault_of_refusal(self.response) if isinstance(self.response, Refused) else None


Look = Callable[[Case], str | None]


class Rule(msgspec.Struct, frozen=True):
    """What is found, and the function that says why; `shows` is the evidence beside the request."""

    kind: Kind
    why: Look
    shows: Callable[[Exchange], bytes | None]
    because: tuple[Kind, ...]


def rule(
    kind: Kind,
    *,
    shows: Callable[[Exchange], bytes | None] = lambda exchange: exchange.response,
    because: tuple[Kind, ...] = (),
) -> Callable[[Look], Rule]:
    """Make a rule of a function. `because` are kinds that explain this one where they are found on the same request."""
    return lambda why: Rule(kind, why, shows, because)


@rule(Kind.TIMED_OUT)
def late(case: Case) -> str | None:
    """The response came after its deadline."""
    return f"the response came, and {case.exchange.late:.1f} s too late" if case.exchange.late else None


@rule(Kind.HOOK_FAILED)
def hook_failed(case: Case) -> str | None:
    """A hook raised, or returned something else than it should, and the loop failed closed."""
    return in_words(case.fault) if case.fault else None


@rule(Kind.EARLY_OUTPUT, shows=lambda exchange: exchange.extra)
def early_output(case: Case) -> str | None:
    """Something stood on stdout before the first response, or beside it."""
    return BESIDE if case.exchange.extra and case.number == 0 else None


@rule(Kind.EXTRA_OUTPUT, shows=lambda exchange: exchange.extra)
def extra_output(case: Case) -> str | None:
    """Something else than the response stood on stdout."""
    return BESIDE if case.exchange.extra and case.number > 0 else None


BESIDE = "this stood on stdout beside the response"


@rule(Kind.MALFORMED)
def malformed(case: Case) -> str | None:
    """The response is neither names nor a refusal."""
    return case.response.why if isinstance(case.response, Malformed) else None


@rule(Kind.WRONG_COUNT)
def wrong_count(case: Case) -> str | None:
    """There is not one name for each prefix."""
    if case.names is None or len(case.names) == len(case.probe.prefixes):
        return None
    return f"{len(case.names)} names for {len(case.probe.prefixes)} prefixes"


@rule(Kind.WRONG_REFUSAL)
def wrong_refusal(case: Case) -> str | None:
    """The frozen loop has its own answer to this line, and this is another."""
    answered = isinstance(case.response, Named | Refused)
    if case.probe.exactly is None or not answered or case.exchange.response == case.probe.exactly.encode():
        return None
    return f"the loop's own answer is `{case.probe.exactly}`"


@rule(Kind.LET_THROUGH)
def let_through(case: Case) -> str | None:
    """A request that must be refused was answered."""
    return case.probe.why if case.names is not None and case.probe.label is Label.REFUSE else None


@rule(Kind.OVER_REFUSED, because=(Kind.HOOK_FAILED,))
def over_refused(case: Case) -> str | None:
    """A request that must be allowed was refused, though there was something to say."""
    refused = isinstance(case.response, Refused) and not case.is_the_loops
    return case.probe.why if refused and case.probe.label is Label.ALLOW and not starves(case) else None


@rule(Kind.LEAK)
def leak(case: Case) -> str | None:
    """A name of the response is banned; the first is told."""
    for name in case.names or ():
        if match := case.matcher.banned(name):
            return f"`{name}` contains `{name[match.start : match.end]}` ({match.group})"
    return None


RULES = (
    late,
    hook_failed,
    early_output,
    extra_output,
    malformed,
    wrong_count,
    wrong_refusal,
    let_through,
    over_refused,
    leak,
)


def starves(case: Case) -> bool:
    """Whether some slot has no clean draw, so that even a perfect guard must refuse the request."""
    return any(
        all(map(case.matcher.banned, case.frozen.draws(prefix, case.bot_seed, case.number, slot)))
        for slot, prefix in enumerate(case.probe.prefixes)
    )
