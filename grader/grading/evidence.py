"""All that is seen of one submission: what it answers in service, and what its hooks say when they are asked alone."""

import contextlib
import math
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from grader.adversary.conformance import APART_THOROUGH, conformance_set, with_a_letter_in_front
from grader.adversary.hooks import ABOUT as HELD_ABOUT
from grader.adversary.hooks import SECONDS, HeldAgainst, hold_against, kept_names
from grader.adversary.search import Attack, search
from grader.conversation.hook_host import HookHost
from grader.conversation.session import Transcript, converse
from grader.errors import UsageError
from grader.grading.bench import Bench
from grader.grading.settings import Settings
from grader.judging.diagnosis import Cause, diagnose, hear
from grader.judging.hook_checks import Checked, make_checks, run_checks
from grader.judging.interview import decide, interview
from grader.judging.judge import Judged, judge
from grader.judging.replay import Replay, replay
from grader.judging.service import Service, compare_service
from grader.judging.survey import Survey, survey
from grader.judging.survey_findings import ask_about_failures, too_slow
from grader.probes.plan import Plan, make_plan
from grader.probes.populations import make_populations
from grader.risk.residual import Residual, residual_leak
from grader.sandbox import Limits, Program, Protection, SandboxError, protect, start
from grader.submission.pristine import editable_region
from grader.submission.source import Submission
from grader.verdict import Finding
from model.weights import dumps

RUNS = 2  # the same plan twice: what differs depends on something else than the request and the seed
Progress = Callable[[int, int], None]  # (answers so far, answers in all)


@dataclass(frozen=True, slots=True)
class HookEvidence:
    """What the hooks said when they were asked alone. What is None was not asked, or the host broke."""

    checked: tuple[Checked, ...]
    survey: Survey
    service: Service  # whether the bot decides like them
    failures: tuple[Finding, ...]
    causes: tuple[Cause, ...]  # the dearest first
    residual: Residual | None
    held: HeldAgainst | None = None
    attack: Attack | None = None  # only where something banned was called safe


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a verdict is made from."""

    protection: Protection
    plan: Plan
    transcripts: tuple[Transcript, ...]
    judged: tuple[Judged, ...]
    replayed: Replay
    hooks: HookEvidence


def find_protection(settings: Settings) -> Protection:
    try:
        return protect(settings.sandbox, settings.require_sandbox)
    except SandboxError as error:
        raise UsageError(str(error)) from error


def gather(
    submission: Submission, bench: Bench, seed: str, settings: Settings, progress: Progress
) -> Evidence:
    """Ask the submission everything that is planned, and make its draws again."""
    protection = find_protection(settings)
    plan = make_plan(bench.world, bench.bans, bench.engine, bench.frozen, seed, settings.only)
    weights = dumps(bench.weights)
    bot = Program(submission.source, weights, {"BOT_SEED": plan.bot_seed})
    hooks = Program(submission.source, weights, entry="host")
    requests = [probe.request for probe in plan.probes]
    answers = 0

    def answered() -> None:
        nonlocal answers
        answers += 1
        progress(answers, RUNS * len(requests))

    # On any error the children end first, and with them the talks that the pool waits for.
    with ThreadPoolExecutor(2 * RUNS) as pool, contextlib.ExitStack() as stack:
        # From this thread, which outlives them: a child's parent-death signal follows the thread that started it.
        bots = [stack.enter_context(start(bot, protection, Limits())) for _ in range(RUNS)]
        hosted = [stack.enter_context(start(hooks, protection, settings.hook_limits)) for _ in range(RUNS)]
        talks = [pool.submit(converse, child, requests, settings.deadlines, answered) for child in bots]
        hosts = [HookHost(child, settings.hook_deadlines) for child in hosted]
        for host in hosts:
            stack.enter_context(host)
        # While the bots are at work.
        first = hosts[0]
        populations = make_populations(
            bench.world, bench.bans, bench.engine, random.Random(f"{seed}/populations")
        )
        served = [probe.prefixes for probe in plan.probes if probe.exactly is None]
        orders = [random.Random(f"{seed}/order {number}") for number in range(RUNS)]
        interviews = [
            pool.submit(interview, host, populations, served, order)
            for host, order in zip(hosts, orders, strict=True)
        ]
        told = [one.result() for one in interviews]
        surveyed = survey(populations, told)
        checks = make_checks(bench.matcher)
        checked = run_checks(first, [c for c in checks if not settings.only or c.family in settings.only])
        residual = None if settings.only else measure_residual(bench, first, surveyed, seed)
        held, attack = search_hooks(bench, first, submission, surveyed, residual, seed, settings)
        transcripts = tuple(talk.result() for talk in talks)
        judged = judge(plan, transcripts[0], bench.frozen, bench.matcher)
        replayed = replay(judged, plan.bot_seed, bench.frozen)
        names = list(dict.fromkeys(draw.name for draw in replayed.draws))
        alone = dict(zip(names, decide(first, [("is_safe_name", name) for name in names]), strict=True))
        service = compare_service(
            judged, replayed.draws, told[0].requests, alone, bench.frozen.starved, bench.matcher
        )
        failures = ask_about_failures(first, surveyed)
        failures += too_slow(first, surveyed, populations)
        source = submission.source.decode()
        causes = diagnose(hear(populations, told, bench.world, source)) if surveyed.is_steady else ()
    return Evidence(
        protection,
        plan,
        transcripts,
        judged,
        replayed,
        HookEvidence(checked, surveyed, service, failures, causes, residual, held, attack),
    )


def measure_residual(bench: Bench, host: HookHost, surveyed: Survey, seed: str) -> Residual | None:
    return residual_leak(
        bench.world, bench.bans, bench.engine, host, surveyed.let_through(), random.Random(f"{seed}/residual")
    )


def search_hooks(
    bench: Bench,
    host: HookHost,
    submission: Submission,
    surveyed: Survey,
    residual: Residual | None,
    seed: str,
    settings: Settings,
) -> tuple[HeldAgainst | None, Attack | None]:
    """Hold is_safe_name against the policy; where it keeps what is banned, search for the worst request."""
    if settings.only and not set(HELD_ABOUT) & set(settings.only):
        return None, None
    bans, rng = bench.bans, random.Random(f"{seed}/adversary")
    chosen = conformance_set(bans, APART_THOROUGH) if settings.thorough else conformance_set(bans)
    more = with_a_letter_in_front(bans) if settings.thorough else ()
    seconds = math.inf if settings.thorough else SECONDS
    region = editable_region(submission.path, submission.source)
    held = hold_against(host, bans, chosen, region, rng, more=more, seconds=seconds)
    if held is None or residual is None:
        return held, None
    kept = kept_names(held.families, bans, rng)
    kept |= {name: word for word, names in surveyed.let_through().items() for name in names}
    if not kept:
        return held, None
    # A request is asked about alone, so what the bars show is measured again, in the same way as what was found.
    also = [bar.prefix for bar in residual.bars]
    return held, search(host, bans, bench.engine, kept, also, rng)
