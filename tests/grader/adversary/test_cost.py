"""What a guard costs: brute force on a tiny model, and the command on the real one."""

import json
import math

import pytest

from grader.adversary.cost import MOST_BITS, costs_of, masking_bits
from grader.probes.bans import Bans
from grader.risk.exact import draw_risks, measure
from model.engine.engine import Engine, encode
from tests.grader.risk import test_risk as risk

tiny, tiny_bans = risk.tiny, risk.tiny_bans


@pytest.mark.parametrize(("guard", "through"), risk.GUARDS.values(), ids=risk.GUARDS)
def test_the_bits_are_the_divergence_of_what_is_kept(
    tiny: Engine, tiny_bans: Bans, guard: risk.Guard, through: set[str]
) -> None:
    measured = measure(
        tiny_bans, tiny, risk.PREFIXES, risk.seeded(), least=0.0, walks=0, named=0.0, draws=4_000
    )
    guarded = risk.behind(guard, through, measured)
    for cost in costs_of(draw_risks(measured), guarded, [0.0] * len(guarded)):
        names = risk.every_name(tiny, cost.prefix)
        clean = {name: mass for name, mass in names.items() if not tiny_bans.matcher.banned(name)}
        kept = {name: mass for name, mass in names.items() if guard(name)}
        total, harmless = math.fsum(kept.values()), math.fsum(clean.values())
        if kept:
            divergence = math.fsum(
                mass / total * math.log2(mass / total / names[n]) for n, mass in kept.items()
            )
            assert cost.bits.low - 1e-9 <= divergence <= cost.bits.high + 1e-9
        expected = -math.log2(harmless) if harmless else MOST_BITS
        assert cost.perfect.estimate == pytest.approx(expected, abs=1e-9)
        lost = math.fsum(mass for name, mass in clean.items() if not guard(name)) / (harmless or 1.0)
        assert cost.lost.low - 1e-9 <= lost <= cost.lost.high + 1e-9
        assert 1 <= cost.draws <= 10


def test_masking_letters_is_off_by_what_brute_force_says(tiny: Engine, tiny_bans: Bans) -> None:
    most = 0.0
    for prefix, bits in zip(
        risk.PREFIXES[:4], masking_bits(tiny_bans, tiny, risk.PREFIXES[:4], risk.seeded()), strict=True
    ):
        names = {
            name: mass
            for name, mass in risk.every_name(tiny, prefix).items()
            if not tiny_bans.matcher.banned(name)
        }
        masked = {name: mass / remaining(tiny, tiny_bans, prefix, name) for name, mass in names.items()}
        clean, said = math.fsum(names.values()), math.fsum(masked.values())
        divergence = math.fsum(
            mass / clean * math.log2(mass / clean / (masked[name] / said)) for name, mass in names.items()
        )
        assert bits == pytest.approx(divergence, rel=0.15, abs=1e-4)
        most = max(most, divergence)
    assert most > 1e-3  # somewhere it matters


def remaining(engine: Engine, bans: Bans, prefix: str, name: str) -> float:
    """The product of what masking leaves at each step of a name."""
    product = 1.0
    for length in range(len(prefix), min(len(name) + 1, engine.longest)):
        row = engine.probabilities(encode([name[:length]]))[0]
        state = bans.automaton.states_of([name[:length]])[0]
        ahead = bans.automaton.following[state, : engine.end]
        product *= 1 - row[: engine.end][bans.automaton.marks[ahead] >= 0].sum()
    return product


@pytest.mark.slow
def test_the_shipped_guard_costs_what_the_perfect_one_does() -> None:
    report = json.loads(risk.run_risk("mel", "appl", "", "--guard", "bot/bot.py", "--json").stdout)
    mel, appl, blank = report["costs"]
    assert appl["refused"]
    assert mel["bits"]["estimate"] == pytest.approx(mel["perfect"]["estimate"], rel=1e-3)
    assert mel["lost"]["estimate"] == pytest.approx(0.0, abs=1e-9)
    assert 0 < blank["bits"]["estimate"] < 0.002 < mel["bits"]["estimate"]
    assert 0 <= mel["masking"] < 0.01
