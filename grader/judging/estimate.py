"""Shares of populations, estimated from questions that were fixed beforehand, with their 95 % intervals."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

CONFIDENCE = 0.95
Key = TypeVar("Key")


class Share(msgspec.Struct, frozen=True):
    """A share of a population: its estimate and the ends of its 95 % interval."""

    estimate: float
    low: float
    high: float


def share(results: Iterable[tuple[float, float, bool]]) -> Share:
    """The share that holds, from (weight, draws that it stands for, whether it holds). 0 to 1 where nothing was asked.

    Korn and Graubard's interval for weighted questions (Survey Methodology 24, 1998): Clopper and Pearson's, with
    the effective number of questions, (sum of weights)^2 / sum of squares. A stratum that was asked whole stands for
    infinitely many draws, and adds no uncertainty.
    """
    total = squares = right = 0.0
    for weight, draws, holds in results:
        total += weight
        squares += weight * weight / draws
        right += weight * holds
    if not total:
        return Share(0.0, 0.0, 1.0)
    estimate = right / total
    if not squares:
        return Share(estimate, estimate, estimate)
    number = total * total / squares
    return Share(estimate, *clopper_pearson(estimate * number, number))


def clopper_pearson(count: float, total: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The ends of the two-sided exact interval for `count` of `total`, which need not be whole numbers.

    Each end is a quantile of a beta distribution (Clopper and Pearson, Biometrika 26, 1934).
    """
    tail = (1 - confidence) / 2
    low = beta_quantile(tail, count, total - count + 1) if count > 0 else 0.0
    high = beta_quantile(1 - tail, count + 1, total - count) if count < total else 1.0
    return low, high


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x at which the beta distribution function reaches a probability, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1.

    Its continued fraction, from the side on which it converges fast.
    """
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_fraction(1 - x, b, a)
    return beta_fraction(x, a, b)


def beta_fraction(x: float, a: float, b: float) -> float:
    """I_x(a, b) by its continued fraction (Abramowitz and Stegun, 26.5.8; evaluated as Lentz does, Applied Optics 15,
    1976), which converges fast for x up to (a + 1) / (a + b + 2).
    """
    if x <= 0:
        return 0.0
    log_front = a * math.log(x) + b * math.log1p(-x) - math.log(a)
    log_front += math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    tiny = 1e-300
    fraction, c, d = 1.0, 1.0, 0.0
    for step in range(500):
        m = step // 2
        if step == 0:
            term = 1.0
        elif step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / ((1 + term * d) or tiny)
        c = (1 + term / c) or tiny
        fraction *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return math.exp(log_front) * (fraction - 1)


def with_interval(value: Callable[[Mapping[Key, Share]], float], shares: Mapping[Key, Share]) -> Share:
    """A value that is computed from the estimates of independent shares, with its interval.

    Each share, moved alone to either end of its interval, moves the value by so much; the moves up and those down add
    up as roots of squares (MOVER: Zou and Donner, Statistics in Medicine 27, 2008; exact to first order).
    """
    estimate = value(shares)
    up = down = 0.0
    for key, known in shares.items():
        ends = (value({**shares, key: Share(end, end, end)}) for end in (known.low, known.high))
        moves = [end - estimate for end in ends]
        up += max(0.0, *moves) ** 2
        down += min(0.0, *moves) ** 2
    return Share(estimate, estimate - math.sqrt(down), estimate + math.sqrt(up))
