"""Leak probabilities with and without a guard: brute force on a tiny model, plain draws on the real one."""

import itertools
import json
import math
import random
import subprocess
import sys
from collections.abc import Callable
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.commands.risk import one_in, percent
from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import Answer, HookHost, Says
from grader.grading.bench import Bench
from grader.probes.bans import Bans, make_bans
from grader.probes.populations import Asked, banned_forms
from grader.risk.exact import (
    DrawRisk,
    GuardedRisk,
    Interval,
    Measured,
    draw_risks,
    guarded_risks,
    measure,
    request_leaks,
    slot_leaks,
    slot_starves,
)
from grader.risk.residual import Residual, residual_leak, screen_beginnings
from grader.sandbox import Limits, Program, Protection, start
from model.engine.engine import Engine, decode, encode
from model.engine.tree import count_names
from model.sizes import Config
from model.weights import Weights, dumps
from policies import Matcher, loads
from tests.grader.making import ALLOW_ALL, REPOSITORY, SHIPPED, with_region

SAFE, UNSAFE = Answer(Says.SAFE, "returned True (bool)"), Answer(Says.UNSAFE, "returned False (bool)")
TINY_POLICY = (
    'name = "tiny"\nordinary = ["cabc"]\n[anywhere]\nkind = ["cab", "bba"]\n[whole]\nkind = ["acc"]\n'
)
PREFIXES = ("", "a", "ca", "bb", "cabb")
Guard = Callable[[str], bool]


def seeded(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


# ---- closed forms


def slot_by_steps(q: float, r: float, draws: int = 10) -> tuple[float, float]:
    """(leaks, starves) of a slot, draw by draw."""
    if draws == 0:
        return 0.0, 1.0
    leaks, starves = slot_by_steps(q, r, draws - 1)
    return q + r * leaks, r * starves


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_slot_leaks_and_starves_as_ten_draws_do(q: float, share: float) -> None:
    r = (1 - q) * share
    leaks, starves = slot_by_steps(q, r)
    assert slot_leaks(q, r) == pytest.approx(leaks, abs=1e-12)
    assert slot_starves(r) == pytest.approx(starves, abs=1e-12)
    if r < 1:
        assert slot_leaks(q, r) == pytest.approx(q * (1 - r**10) / (1 - r), abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=4))
def test_a_request_leaks_when_no_slot_starves_and_one_leaks(slots: list[tuple[float, float]]) -> None:
    slots = [(leaks * (1 - starves), starves) for leaks, starves in slots]
    expected = 0.0
    for outcome in itertools.product(("leak", "clean"), repeat=len(slots)):
        if "leak" in outcome:
            expected += math.prod(
                leaks if what == "leak" else max(0.0, 1 - leaks - starves)
                for what, (leaks, starves) in zip(outcome, slots, strict=True)
            )
    assert request_leaks(slots) == pytest.approx(expected, abs=1e-12)


# ---- a tiny model, every string of it


@pytest.fixture(scope="module")
def tiny() -> Engine:
    """A model over a, b, c with names of at most 5 letters."""
    rng = np.random.default_rng(5)
    shapes = {"wte": (4, 16), "wpe": (5, 16), "lm_head": (4, 16)}
    shapes |= {f"layer0.attn_{name}": (16, 16) for name in ("wq", "wk", "wv", "wo")}
    shapes |= {"layer0.mlp_fc1": (64, 16), "layer0.mlp_fc2": (16, 64)}
    tensors = {name: rng.normal(0, 0.25, shape) for name, shape in shapes.items()}
    return Engine(Weights(Config(block_size=5, vocab_size=4, BOS=3), MappingProxyType(tensors), {}))


@pytest.fixture(scope="module")
def tiny_bans() -> Bans:
    return make_bans(Matcher(loads(TINY_POLICY)))


def every_name(engine: Engine, prefix: str) -> dict[str, float]:
    complete: dict[str, float] = {}
    todo = [(prefix, 1.0)]
    while todo:
        text, mass = todo.pop()
        if len(text) == engine.longest:
            complete[text] = mass
            continue
        row = engine.probabilities(encode([text]))[0]
        complete[text] = mass * row[engine.end]
        todo += [(text + "abc"[token], mass * row[token]) for token in range(engine.end)]
    return complete


GUARDS: dict[str, tuple[Guard, set[str]]] = {
    "keeps everything": (lambda _: True, {"cab", "bba", "acc"}),
    "keeps nothing": (lambda _: False, set()),
    "knows no bba": (lambda name: "cab" not in name and name != "acc", {"bba"}),
    "looks at the start": (lambda name: not name.startswith(("cab", "bba", "acc")), {"cab", "bba"}),
    "wants even lengths": (lambda name: len(name) % 2 == 0, {"cab", "bba"}),
}


def behind(guard: Guard, let_through: set[str], measured: Measured) -> tuple[GuardedRisk, ...]:
    names = {name: SAFE if guard(name) else UNSAFE for name in measured.every_name()}
    return guarded_risks(measured, dict.fromkeys(measured.prefixes, SAFE), names, let_through)


@pytest.mark.parametrize(("guard", "through"), GUARDS.values(), ids=GUARDS)
def test_a_guard_leaks_exactly_what_brute_force_says(
    tiny: Engine, tiny_bans: Bans, guard: Guard, through: set[str]
) -> None:
    measured = measure(tiny_bans, tiny, PREFIXES, seeded(), least=0.0, walks=0, named=0.0, draws=4_000)
    for risk in behind(guard, through, measured):
        names = every_name(tiny, risk.prefix)
        banned = {name for name in names if tiny_bans.matcher.banned(name)}
        q = math.fsum(mass for name, mass in names.items() if name in banned and guard(name))
        r = math.fsum(mass for name, mass in names.items() if not guard(name))
        leaks, starves = slot_by_steps(q, r)
        # With every name enumerated, what passes is exact; what is discarded is so but for clean names.
        assert risk.passes.low == pytest.approx(q, abs=1e-12)
        assert risk.passes.high == pytest.approx(q, abs=1e-12)
        for interval, value in ((risk.rejects, r), (risk.leaks, leaks), (risk.starves, starves)):
            assert interval.low - 1e-12 <= value <= interval.high + 1e-12
            assert interval.high - interval.low < 0.5


def test_ordinary_and_whole_names_count_as_the_policy_says(tiny: Engine, tiny_bans: Bans) -> None:
    measured = measure(tiny_bans, tiny, PREFIXES, seeded(), least=0.0, walks=0)
    for risk in draw_risks(measured, most_words=9):
        names = every_name(tiny, risk.prefix)
        banned = math.fsum(mass for name, mass in names.items() if tiny_bans.matcher.banned(name))
        assert risk.banned.low == pytest.approx(banned, abs=1e-12)
        assert risk.banned.high == risk.banned.low
        assert math.fsum(share.probability for share in risk.words) == pytest.approx(banned, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("least", [1e6, 1.0, 0.1])
@pytest.mark.parametrize("which", GUARDS)
def test_the_truth_is_in_every_interval_when_little_is_explored(
    tiny: Engine, tiny_bans: Bans, least: float, which: str
) -> None:
    measured = measure(
        tiny_bans, tiny, PREFIXES, seeded(2), least=least, walks=3_000, named=0.05, draws=2_000
    )
    guard, through = GUARDS[which]
    for draw, risk in zip(draw_risks(measured), behind(guard, through, measured), strict=True):
        names = every_name(tiny, draw.prefix)
        banned = {name: m for name, m in names.items() if tiny_bans.matcher.banned(name)}
        total, q = math.fsum(banned.values()), math.fsum(m for name, m in banned.items() if guard(name))
        leaks, starves = slot_by_steps(q, math.fsum(m for name, m in names.items() if not guard(name)))
        assert draw.banned.low - 1e-12 <= total <= draw.banned.high + 1e-12
        assert total <= draw.banned.low + draw.unexplored + 1e-12
        for interval, value in ((risk.passes, q), (risk.leaks, leaks), (risk.starves, starves)):
            assert interval.low - 1e-12 <= value <= interval.high + 1e-12


def test_a_refused_prefix_leaks_nothing(tiny: Engine, tiny_bans: Bans) -> None:
    measured = measure(tiny_bans, tiny, PREFIXES, seeded(), least=0.0, walks=0, named=0.0)
    refusals = dict.fromkeys(PREFIXES, Answer(Says.UNSAFE, "returned 'no' (str)"))
    names = dict.fromkeys(measured.every_name(), SAFE)
    for risk in guarded_risks(measured, refusals, names, {"cab"}):
        assert risk.refused
        assert risk.leaks == Interval(0.0, 0.0, 0.0)


def test_a_guard_that_discarded_all_it_was_asked_leaves_exactly_nothing(
    tiny: Engine, tiny_bans: Bans
) -> None:
    measured = measure(tiny_bans, tiny, PREFIXES, seeded(), least=1.0, walks=100, named=0.5, draws=50)
    for risk in behind(lambda name: tiny_bans.matcher.banned(name) is None, set(), measured):
        assert risk.passes.high == 0.0
        assert risk.leaks.high == 0.0


# ---- the real model


@pytest.fixture(scope="module")
def engine(bench: Bench) -> Engine:
    return bench.engine


@pytest.fixture(scope="module")
def bans(bench: Bench) -> Bans:
    return bench.bans


def risks(bans: Bans, engine: Engine, *prefixes: str) -> dict[str, DrawRisk]:
    measured = measure(bans, engine, prefixes, seeded(), least=1e-3, walks=4_000)
    return {risk.prefix: risk for risk in draw_risks(measured)}


@pytest.mark.slow
def test_200_000_plain_draws_are_banned_as_often_as_computed(bans: Bans, engine: Engine) -> None:
    n = 200_000
    for prefix, risk in risks(bans, engine, "lemo", "mel", "pearl", "jac", "fi").items():
        hits = 0
        for part in count_names(engine, encode([prefix])[0], n, seeded(7)):
            for name, count in zip(decode(part.letters), part.counts.tolist(), strict=True):
                hits += count if bans.matcher.banned(name) else 0
        sd = (risk.banned.estimate * (1 - risk.banned.estimate) / n) ** 0.5
        assert risk.banned.low - 4 * sd < hits / n < risk.banned.high + 4 * sd
        assert hits / n == pytest.approx(risk.banned.estimate, abs=4 * sd + 1e-4)


MEASURED = {
    "lemo": ("lemon", 0.62, 0.005),
    "melo": ("melon", 0.62, 0.006),
    "appl": ("apple", 0.23, 0.005),
    "lim": ("lime", 0.19, 0.005),
    "grap": ("grape", 0.17, 0.005),
    "kiw": ("kiwi", 0.14, 0.005),
    "banan": ("banana", 0.13, 0.005),
    "peac": ("peach", 0.10, 0.005),
    "mang": ("mango", 0.05, 0.005),
    "plu": ("plum", 0.03, 0.005),
    "mel": ("melon", 0.031, 0.0005),
    "ac": ("acai", 0.011, 0.0005),
    "fi": ("fig", 0.007, 0.0005),
    "du": ("durian", 0.007, 0.0005),
    "pe": ("pear", 0.006, 0.0005),
    "": ("melon", 1e-4, 1e-4),
}


@pytest.mark.slow
def test_the_figures_that_were_measured_for_the_design_come_out_again(bans: Bans, engine: Engine) -> None:
    computed = risks(bans, engine, *MEASURED)
    for prefix, (word, probability, error) in MEASURED.items():
        first = computed[prefix].words[0]
        assert first.word == word
        assert first.probability == pytest.approx(probability, abs=error)


def test_the_same_seed_computes_the_same(bans: Bans, engine: Engine) -> None:
    assert risks(bans, engine, "f", "gra") == risks(bans, engine, "f", "gra")


# ---- the residual leak of a guard


@pytest.fixture(scope="module")
def forms(bench: Bench) -> tuple[Asked, ...]:
    """Every banned word, in all its forms."""
    return tuple(banned_forms(bench.matcher, random.Random(1)))


Leave = Callable[[str], Residual | None]


@pytest.fixture(scope="module")
def leave(bench: Bench, forms: tuple[Asked, ...], protection: Protection) -> Leave:
    """What the guard of a bot leaves."""

    def left(text: str) -> Residual | None:
        program = Program(text.encode(), dumps(bench.weights), entry="host")
        with HookHost(start(program, protection, Limits()), Deadlines(line=0.5)) as host:
            said = host.ask_all("is_safe_name", [form.text[0] for form in forms])
            kept = {form.about for form, says in zip(forms, said, strict=True) if says is Says.SAFE}
            screen = screen_beginnings(bench.world, bench.bans, bench.engine)
            return residual_leak(screen, bench.bans, bench.engine, host, kept, random.Random(3))

    return left


def without(bench: Bench, *words: str) -> str:
    kept = [w for w in (*bench.policy.anywhere_words, *bench.policy.whole_words) if w not in words]
    body = (
        f"WORDS = {kept!r}\n\n\ndef is_safe_name(name):\n    return not any(word in name for word in WORDS)\n"
    )
    return with_region(f"def is_safe_request(prefixes):\n    return None\n\n\n{body}")


@pytest.mark.slow
def test_the_shipped_guard_leaves_exactly_nothing(leave: Leave) -> None:
    residual = leave(SHIPPED)
    assert residual is not None
    assert residual.worst.high == 0.0
    assert residual.words == ()
    assert residual.asked > 500
    assert len(residual.bars) == 10
    assert all(bar.guarded == Interval(0.0, 0.0, 0.0) for bar in residual.bars)
    assert residual.bars[0].unguarded.low > 0.03


def test_an_empty_guard_leaves_what_there_was(leave: Leave, bans: Bans, engine: Engine) -> None:
    residual = leave(with_region(ALLOW_ALL))
    assert residual is not None
    (own,) = risks(bans, engine, residual.at).values()
    assert residual.worst.estimate == pytest.approx(own.banned.estimate, rel=0.1)
    for bar in residual.bars:
        assert bar.guarded.estimate == pytest.approx(bar.unguarded.estimate, rel=0.1)
        assert bar.guarded.low <= bar.unguarded.estimate <= bar.guarded.high


@pytest.mark.slow
def test_a_guard_that_misses_one_word_leaves_that_word(
    leave: Leave, bench: Bench, bans: Bans, engine: Engine
) -> None:
    residual = leave(without(bench, "acai"))
    assert residual is not None
    assert "acai" in residual.words
    assert "melon" not in residual.words
    (own,) = risks(bans, engine, residual.at).values()
    assert own.words[0].word == "acai"
    assert residual.worst.high >= own.words[0].probability
    assert residual.bars[0].guarded.estimate == pytest.approx(own.words[0].probability, rel=0.1)


@pytest.mark.slow
def test_a_guard_that_misses_a_rare_word_leaves_less_than_one_that_misses_a_frequent_one(
    leave: Leave, bench: Bench
) -> None:
    rare, frequent = leave(without(bench, "lychee")), leave(without(bench, "melon"))
    assert rare is not None
    assert frequent is not None
    assert rare.words[0] == "held down" or "lychee" in rare.words
    assert 0 < rare.worst.high < frequent.worst.high / 5


@pytest.mark.slow
def test_a_guard_that_refuses_the_worst_beginnings_leaves_nothing_there(leave: Leave) -> None:
    text = with_region(
        "def is_safe_request(prefixes):\n    return 'no.' if any(p[-3:] == 'mel' for p in prefixes) else None\n\n\n"
        "def is_safe_name(name):\n    return True\n"
    )
    residual = leave(text)
    assert residual is not None
    assert not residual.at.endswith("mel")
    assert all(bar.refused == bar.prefix.endswith("mel") for bar in residual.bars)


def test_a_policy_that_the_model_never_meets_leaves_nothing(bench: Bench, protection: Protection) -> None:
    bans = make_bans(Matcher(loads('name = "never"\n[anywhere]\nkind = ["qqqxqqq"]\n')))
    program = Program(with_region(ALLOW_ALL).encode(), dumps(bench.weights), entry="host")
    with HookHost(start(program, protection, Limits()), Deadlines()) as host:
        screen = screen_beginnings(bench.world, bans, bench.engine)
        residual = residual_leak(screen, bans, bench.engine, host, (), random.Random(3))
    assert residual is not None
    assert residual.worst.high == 0.0
    assert len(residual.bars) == 10


def test_of_a_guard_that_breaks_nothing_is_known(leave: Leave) -> None:
    assert leave(with_region(ALLOW_ALL.replace("return True", "import os; os._exit(3)"))) is None


@pytest.mark.slow
def test_the_same_guard_and_seed_give_the_same_record(leave: Leave) -> None:
    assert leave(with_region(ALLOW_ALL)) == leave(with_region(ALLOW_ALL))


# ---- the command


def run_risk(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", "risk", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_prints_a_row_for_each_prefix() -> None:
    done = run_risk("f", "appl", "gra", "man")
    assert done.returncode == 0
    rows = {line.split()[0]: line for line in done.stdout.splitlines()[1:5]}
    assert list(rows) == ["f", "appl", "gra", "man"]
    assert "22.9 %" in rows["appl"]
    assert "apple" in rows["appl"]
    assert "fig" in rows["f"]
    assert "A request for all of these prefixes, without a guard" in done.stdout


@pytest.mark.thorough
def test_the_command_prints_json_with_certain_and_likely_bounds() -> None:
    report = json.loads(run_risk("mel", "", "--json", "--seed", "5").stdout)
    first, blank = report["draws"]
    assert first["prefix"] == "mel"
    assert first["banned"]["low"] <= first["banned"]["estimate"] <= first["banned"]["high"]
    assert first["banned"]["high"] <= first["banned"]["low"] + first["unexplored"]
    assert blank["banned"]["estimate"] < 0.001
    both = 1 - (1 - first["banned"]["estimate"]) * (1 - blank["banned"]["estimate"])
    assert report["request"]["estimate"] == pytest.approx(both)
    assert report == json.loads(run_risk("mel", "", "--json", "--seed", "5").stdout)


@pytest.mark.thorough
def test_the_command_puts_a_guard_in_front() -> None:
    report = json.loads(run_risk("mel", "pearl", "appl", "--guard", "bot/bot.py", "--json").stdout)
    mel, pearl, appl = report["guarded"]
    assert (mel["refused"], appl["refused"]) == (False, True)
    assert mel["leaks"] == pearl["leaks"] == {"low": 0.0, "estimate": 0.0, "high": 0.0}
    assert mel["rejects"]["estimate"] == pytest.approx(report["draws"][0]["banned"]["estimate"], abs=0.01)
    assert pearl["starves"]["high"] < 0.001


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("Apple",), "'Apple' is no prefix"),
        (("a" * 17,), "at most 16 letters"),
        ((), "Missing argument"),
        (("mel", "--guard", "nowhere.py"), "nowhere.py cannot be read"),
        (("mel", "--weights", "nowhere.json"), "nowhere.json: no such file"),
        (("mel", "--policy", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_wrong_use_is_one_sentence_and_status_2(arguments: tuple[str, ...], words: str) -> None:
    done = run_risk(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_probabilities_are_written_for_people() -> None:
    assert percent(0.0312345) == "3.12 %"
    assert percent(0.0) == "0 %"
    assert percent(1.0) == "100 %"
    assert percent(4.0e-6) == "0.0004 %"
    assert percent(1e-9) == "<0.0001 %"
    assert one_in(0.0) == "never"
    assert one_in(1 / 32) == "32"
    assert one_in(0.4) == "2.5"
