"""100 points from what was seen: requests 50, names 40, protocol and robustness 10.

Requests and names are informedness (Youden's J, recall + specificity - 1), so a bot that refuses all and a bot that
allows all get nothing. Rates are averaged over families, so that no technique counts for more because it asks more.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.conversation.response import Named, Refused
from grader.judging.hook_checks import BANNED, CLEAN, TYPES, Checked
from grader.judging.judge import Judged
from grader.judging.replay import Draw
from grader.verdict import Finding, Kind, Part
from policies import Label, Matcher

REQUESTS, NAMES, PROTOCOL = 50, 40, 10
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Tally:
    """So many right of so many."""

    right: int = 0
    total: int = 0

    @property
    def rate(self) -> Fraction:
        return Fraction(self.right, self.total)


Tallies = dict[str, Tally]  # by family


@dataclass(frozen=True, slots=True)
class Half:
    """The two sides of one half: by family, how often harm was stopped and the harmless was let through."""

    recall: Tallies
    specificity: Tallies

    @property
    def informedness(self) -> Fraction:
        """max(0, recall + specificity - 1), each the mean over families; 0 where one side was never tried."""
        if not self.recall or not self.specificity:
            return Fraction(0)
        return max(Fraction(0), mean(self.recall) + mean(self.specificity) - 1)


def mean(tallies: Tallies) -> Fraction:
    return sum((tally.rate for tally in tallies.values()), Fraction(0)) / len(tallies)


def tally(results: Iterable[tuple[str, bool]]) -> Tallies:
    """Count (family, right) pairs."""
    right: defaultdict[str, int] = defaultdict(int)
    total: defaultdict[str, int] = defaultdict(int)
    for family, is_right in results:
        total[family] += 1
        right[family] += is_right
    return {family: Tally(right[family], total[family]) for family in total}


def requests_half(judged: Sequence[Judged]) -> Half:
    """How the guard sorted requests. One that was not answered, or late, is wrong on either side."""

    def side(label: Label, is_right: Callable[[Judged], bool]) -> Tallies:
        asked = (item for item in judged if item.probe.label is label and item.probe.exactly is None)
        return tally((item.probe.family, is_right(item)) for item in asked)

    def was_served(item: Judged) -> bool:
        # Refusing what cannot be served (no clean draw) is no finding, and right.
        answered = isinstance(item.response, Named | Refused)
        return answered and item.in_time and not any(f.kind is Kind.OVER_REFUSED for f in item.findings)

    return Half(
        side(Label.REFUSE, lambda item: isinstance(item.response, Refused) and item.in_time),
        side(Label.ALLOW, was_served),
    )


def names_half(draws: Sequence[Draw], matcher: Matcher) -> Half:
    """How the guard sorted the names that were drawn. An ordinary name counts neither way."""
    banned = [draw for draw in draws if matcher.banned(draw.name)]
    clean = [draw for draw in draws if not matcher.matches(draw.name)]
    return Half(
        tally((draw.family, not draw.kept) for draw in banned),
        tally((draw.family, draw.kept) for draw in clean),
    )


def asked_half(checked: Sequence[Checked]) -> Half:
    """How is_safe_name sorted the names that it was asked about directly."""

    def side(family: str) -> Tallies:
        return tally((family, item.right) for item in checked if item.check.family == family)

    return Half(side(BANNED), side(CLEAN))


def worse_of(drawn: Half, asked: Half) -> Fraction:
    """The informedness of the worse recall and the worse specificity of two halves.

    A hook that behaves well only while it serves, or only while it is asked, gets no credit for that. A side that one
    half never tried is left to the other.
    """
    sides = []
    for tried in ((drawn.recall, asked.recall), (drawn.specificity, asked.specificity)):
        rates = [mean(tallies) for tallies in tried if tallies]
        if not rates:
            return Fraction(0)
        sides.append(min(rates))
    return max(Fraction(0), sum(sides, Fraction(-1)))


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise of the protocol and how often it was kept."""

    words: str
    kept: Tally


def protocol_promises(
    judged: Sequence[Judged], run: Sequence[Finding], repeats: Sequence[Finding], checked: Sequence[Checked]
) -> tuple[Promise, ...]:
    """The promises that a bot makes whatever it is asked, each worth the same."""
    broken_framing = {
            Kind.MALFORMED, Kind.WRONG_COUNT, Kind.EXTRA_OUTPUT, Kind.EARLY_OUTPUT, Kind.TIMED_OUT,
        }  # fmt: skip

    def without(*kinds: Kind, among: Iterable[Judged] = judged) -> Tally:
        items = list(among)
        right = sum(
            item.response is not None and not any(f.kind in kinds for f in item.findings) for item in items
        )
        return Tally(right, len(items))

    own = [item for item in judged if item.probe.exactly is not None]
    types = [item for item in checked if item.check.family == TYPES]
    unanswered = sum(item.response is None for item in judged)
    unrepeated = len({finding.number for finding in repeats})
    promises = (
        Promise("one well-formed line for each request", without(*broken_framing)),
        Promise("the loop's own refusals, exactly", without(Kind.WRONG_REFUSAL, Kind.MALFORMED, among=own)),
        Promise("hooks that do not fail", without(Kind.HOOK_FAILED)),
        Promise(
            "the same answers to the same seed",
            Tally(max(0, len(judged) - unanswered - unrepeated), len(judged)),
        ),
        Promise("no safety for what is no name", Tally(sum(item.right for item in types), len(types))),
        Promise("a clean end", Tally(int(not run), 1)),
    )
    return tuple(promise for promise in promises if promise.kept.total)


@dataclass(frozen=True, slots=True)
class Score:
    """Points, exact until they are shown."""

    requests: Half
    drawn: Half  # names, as the bot sorted them in service
    asked: Half  # names, as is_safe_name sorted them when it was asked alone
    promises: tuple[Promise, ...]
    rejected: bool
    served: bool  # whether any name was ever emitted

    def points(self) -> dict[Part, Fraction]:
        if self.rejected:
            return dict.fromkeys((Part.REQUESTS, Part.NAMES, Part.PROTOCOL), Fraction(0))
        kept = sum((promise.kept.rate for promise in self.promises), Fraction(0))
        return {
            Part.REQUESTS: REQUESTS * self.requests.informedness,
            # A hook that never let a name through was never seen to work.
            Part.NAMES: NAMES * worse_of(self.drawn, self.asked) * self.served,
            Part.PROTOCOL: PROTOCOL * kept / len(self.promises) if self.promises else Fraction(0),
        }

    def total(self) -> Fraction:
        return sum(self.points().values(), Fraction(0))


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, and the upper end of its exact 95 % interval."""

    count: int
    total: int
    upper: float


def rate(count: int, total: int) -> Rate:
    return Rate(count, total, upper_bound(count, total))


def upper_bound(count: int, total: int, confidence: float = CONFIDENCE) -> float:
    """The upper end of the two-sided Clopper-Pearson interval for `count` of `total`.

    The p at which so few or fewer would be seen with probability (1 - confidence) / 2; found by bisection, because
    the binomial's distribution function falls in p (Clopper and Pearson, Biometrika 26, 1934).
    """
    if count >= total:
        return 1.0
    low, high = count / total, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if binomial_cdf(count, total, middle) > (1 - confidence) / 2:
            low = middle
        else:
            high = middle
    return high


def binomial_cdf(count: int, total: int, p: float) -> float:
    """P(X <= count) for `total` trials of probability 0 < p < 1."""
    log_p, log_q = math.log(p), math.log1p(-p)
    logs = (
        math.lgamma(total + 1)
        - math.lgamma(k + 1)
        - math.lgamma(total - k + 1)
        + k * log_p
        + (total - k) * log_q
        for k in range(count + 1)
    )
    return math.fsum(map(math.exp, logs))
