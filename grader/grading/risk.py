"""What `python -m grader risk` tells: the risk of each prefix, and of a request for all of them."""

import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from grader.adversary.cost import Cost, costs_of, masking_bits
from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import HookHost, Says
from grader.errors import UsageError
from grader.grading.bench import read_policy, read_weights
from grader.probes.bans import make_bans
from grader.probes.populations import banned_forms
from grader.risk.exact import DrawRisk, GuardedRisk, Interval, Measured, draw_risks, measure, request_leaks
from grader.risk.residual import ask_guard
from grader.sandbox import Limits, Program, SandboxError, protect, start
from grader.submission.inspection import inspect
from grader.submission.source import read_submission
from model.engine.engine import Engine
from model.weights import Weights, dumps
from policies import Matcher

LEAST, WALKS = 3e-4, 12_000
NAMED, DRAWS = 1e-4, 500  # only with a guard
SECONDS = 300.0  # for the guard's answers


class RiskReport(msgspec.Struct, frozen=True):
    """The risk of each prefix, and the probability that a request for all of them emits a banned name."""

    policy: str
    seed: str
    draws: tuple[DrawRisk, ...]
    guarded: tuple[GuardedRisk, ...] | None
    request: Interval
    costs: tuple[Cost, ...] | None = None  # of a guard


def make_risk_report(
    prefixes: Sequence[str], guard: Path | None, seed: str, policy: Path | None, weights: Path | None
) -> RiskReport:
    """Raises UsageError for files that cannot be used, and Rejected for a guard that is no submission."""
    read, loaded = read_policy(policy), read_weights(weights)
    bans, engine = make_bans(Matcher(read)), Engine(loaded)
    rng = np.random.default_rng(random.Random(f"{seed}/risk").getrandbits(128))
    if guard is None:
        measured = measure(bans, engine, prefixes, rng, least=LEAST, walks=WALKS)
        draws = draw_risks(measured)
        return RiskReport(read.name, seed, draws, None, of_request([(draw.banned, NEVER) for draw in draws]))
    submission = read_submission(guard)
    inspect(submission)  # only for a refusal: a guard may stand in another bot
    measured = measure(bans, engine, prefixes, rng, least=LEAST, walks=WALKS, named=NAMED, draws=DRAWS)
    guarded = _behind(submission.source, measured, loaded, seed)
    slots = [(risk.leaks, risk.starves) for risk in guarded]
    never = any(risk.refused for risk in guarded)
    request = NEVER if never else of_request(slots)
    draws = draw_risks(measured)
    costs = costs_of(draws, guarded, masking_bits(bans, engine, prefixes, rng))
    return RiskReport(read.name, seed, draws, guarded, request, costs)


NEVER = Interval(0.0, 0.0, 0.0)


def of_request(slots: Sequence[tuple[Interval, Interval]]) -> Interval:
    """P(a request emits a banned name), from what each slot leaks and how often it starves.

    It rises with what a slot leaks and falls with how often one starves.
    """
    return Interval(
        request_leaks([(leaks.low, min(starves.high, 1 - leaks.low)) for leaks, starves in slots]),
        request_leaks([(leaks.estimate, starves.estimate) for leaks, starves in slots]),
        request_leaks([(leaks.high, min(starves.low, 1 - leaks.high)) for leaks, starves in slots]),
    )


def _behind(source: bytes, measured: Measured, weights: Weights, seed: str) -> tuple[GuardedRisk, ...]:
    """What a guard leaves, asked in the sandbox about every banned word and the likeliest banned names."""
    forms = list(banned_forms(measured.bans.matcher, random.Random(f"{seed}/hooks")))
    try:
        child = start(Program(source, dumps(weights), entry="host"), protect(), Limits())
    except SandboxError as error:
        raise UsageError(str(error)) from error
    with HookHost(child, Deadlines(questions=SECONDS)) as host:
        said = host.ask_all("is_safe_name", [form.text[0] for form in forms])
        kept = {form.about for form, says in zip(forms, said, strict=True) if says is Says.SAFE}
        risks, _ = ask_guard(measured, host, kept)
        if host.incomplete:
            raise UsageError(f"the guard cannot be asked: {host.incomplete}")
    return risks
