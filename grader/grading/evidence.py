"""All that is seen of one submission: what it answers in service, and what its hooks say when they are asked alone."""

import contextlib
import itertools
import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec
import numpy as np

from grader.adversary.beginnings import Costs, costs_at_beginnings
from grader.adversary.conformance import with_a_letter_in_front
from grader.adversary.hooks import ABOUT as HELD_ABOUT
from grader.adversary.hooks import ENOUGH, SECONDS, HeldAgainst, hold_against, kept_names
from grader.adversary.search import Attack, search
from grader.conversation.hook_host import HookHost, Question, Says
from grader.conversation.session import Transcript, converse
from grader.grading.bench import Bench
from grader.grading.shared import Shared
from grader.judging.diagnosis import Cause, diagnose, hear
from grader.judging.hook_checks import Checked, make_checks, run_checks
from grader.judging.interview import Interview, Request, decide, interview
from grader.judging.judge import Judged, judge
from grader.judging.replay import Replay, replay
from grader.judging.service import Service, compare_service, failed_hook, is_refused_alike
from grader.judging.survey import Survey, survey
from grader.judging.survey_findings import ask_about_failures, too_slow
from grader.probes.plan import bot_seed_of
from grader.probes.probe import Plan
from grader.risk.residual import Residual, residual_leak
from grader.sandbox import Limits, Program, Protection, start
from grader.submission.pristine import editable_region
from grader.submission.source import Submission
from grader.verdict import Finding
from model.weights import dumps

# What one host is asked before anything else starts: of hooks that hang at everything no more is waited for than this.
TRIAL = Question("is_safe_request", ("anna",)), Question("is_safe_name", "anna")
RUNS = 2  # the same plan twice: what differs depends on something else than the request and the seed
Progress = Callable[[int, int], None]  # (answers so far, answers in all)


class HookEvidence(msgspec.Struct, frozen=True):
    """What the hooks said when they were asked alone. What is None was not asked, or the host broke."""

    survey: Survey
    requests: tuple[
        Mapping[Request, Says | None], ...
    ]  # what is_safe_request said, each time, of the plan's too
    checked: tuple[Checked, ...]
    failures: tuple[Finding, ...]  # what they say where they fail
    causes: tuple[Cause, ...]  # of what they are wrong about, the dearest first
    residual: Residual | None
    costs: Costs | None
    held: HeldAgainst | None
    attack: Attack | None  # only where something banned was called safe


class Evidence(msgspec.Struct, frozen=True):
    """Everything that a verdict is made from."""

    protection: Protection
    plan: Plan
    transcripts: tuple[Transcript, ...]
    judged: tuple[Judged, ...]
    replayed: Replay
    hooks: HookEvidence
    service: Service  # whether the bot decides as its hooks do alone


def gather(submission: Submission, shared: Shared, progress: Progress) -> Evidence:
    """Ask the submission everything that is planned, and make its draws again."""
    bench, settings = shared.bench, shared.settings
    weights = dumps(bench.weights)
    bot = Program(submission.source, weights, {"BOT_SEED": bot_seed_of(shared.seed)})
    hooks = Program(submission.source, weights, entry="host")
    # On any error the children end first, and with them the talks that the pool waits for.
    with ThreadPoolExecutor(2 * RUNS) as pool, contextlib.ExitStack() as stack:
        planned = pool.submit(lambda: shared.plan)
        # From this thread, which outlives them: a child's parent-death signal follows the thread that started it.
        protection = shared.protection

        def open_host(is_hopeless: Callable[[], bool] = lambda: False) -> HookHost:
            child = stack.enter_context(start(hooks, protection, settings.hook_limits))
            return stack.enter_context(HookHost(child, settings.hook_deadlines, is_hopeless))

        # One alone at first: what hangs at once is waited for once.
        first = open_host()
        reads_stdin = any(answer.tells_of_stdin for answer in first.ask(TRIAL))
        bots = [stack.enter_context(start(bot, protection, Limits())) for _ in range(RUNS)]
        hosts = [first, *(open_host(lambda: first.is_stuck) for _ in range(1, RUNS))]
        plan = planned.result()  # the children have started meanwhile
        requests = [probe.request for probe in plan.probes]
        answered = counter(progress, RUNS * len(requests))

        def are_stuck(number: int) -> bool:
            return reads_stdin or (not number and all(host.is_stuck for host in hosts))

        talks = [
            pool.submit(converse, child, requests, settings.deadlines, answered, are_stuck) for child in bots
        ]
        # While the bots are at work.
        alone = ask_alone(hosts, pool, submission, shared)
        transcripts = tuple(talk.result() for talk in talks)
        judged = judge(plan, transcripts[0], bench.frozen, bench.matcher)
        replayed = replay(judged, plan.bot_seed, bench.frozen, bench.engine)
        service = compare_with_alone(hosts[0], bench, plan, judged, replayed, alone)
    return Evidence(protection, plan, transcripts, judged, replayed, alone, service)


def compare_with_alone(
    host: HookHost,
    bench: Bench,
    plan: Plan,
    judged: Sequence[Judged],
    replayed: Replay,
    alone: HookEvidence,
) -> Service:
    """Hold the bot's decisions in service against what its hooks say alone; the host is asked about their names."""
    names = list(dict.fromkeys(draw.name for draw in replayed.draws))
    said = dict(zip(names, decide(host, [("is_safe_name", name) for name in names]), strict=True))

    def says(name: str) -> Says | None:
        if name not in said:
            (said[name],) = decide(host, [("is_safe_name", name)])
        return said[name]

    def draws(prefix: str, number: int, slot: int) -> Iterator[str]:
        return bench.frozen.draws(prefix, plan.bot_seed, number, slot)

    failed = [item for item in judged if failed_hook(item) == "is_safe_name"]
    return compare_service(
        judged,
        replayed.draws,
        alone.requests,
        said,
        bench.frozen.starved,
        bench.matcher,
        alone.survey.depends_on_order,
        {item.number for item in failed if is_refused_alike(item, draws, says)},
    )


def counter(progress: Progress, total: int) -> Callable[[], None]:
    """A function to call once for each of so many answers, from whatever thread."""
    numbers = itertools.count(1)
    return lambda: progress(next(numbers), total)


def ask_alone(
    hosts: Sequence[HookHost], pool: ThreadPoolExecutor, submission: Submission, shared: Shared
) -> HookEvidence:
    """Ask the hooks about the populations, each host in an order of its own; and one of them about all the rest."""
    bench, seed, populations, first = shared.bench, shared.seed, shared.populations, hosts[0]
    served = [probe.prefixes for probe in shared.plan.probes if probe.exactly is None]

    def ask(round_: str) -> list[Interview]:
        interviews = [
            pool.submit(interview, host, populations, served, random.Random(f"{seed}/{round_} {number}"))
            for number, host in enumerate(hosts)
        ]
        return [one.result() for one in interviews]

    told = ask("order of asking")
    again = ask("order of asking again") if any(one.turned for one in told) else []
    surveyed = survey(populations, told, *([again] if again else []))
    only = shared.settings.only
    wanted = [check for check in make_checks(bench.matcher) if not only or check.family in only]
    checked = run_checks(first, wanted)
    # Each host is asked by one thread at a time.
    holding = pool.submit(hold_hooks, shared, hosts[-1], submission)
    residual, costs = (None, None) if only else measure_risk(shared, first, told[0], surveyed)
    held = holding.result()
    attack = search_requests(bench, first, held, surveyed, residual, seed) if held and residual else None
    failures = (*ask_about_failures(first, surveyed), *too_slow(first, surveyed, populations))
    causes: tuple[Cause, ...] = ()
    if surveyed.is_steady and not surveyed.is_flawless:
        causes = diagnose(hear(populations, told, bench.world, submission.source.decode()))
    requests = tuple(one.requests for one in (*told, *again))
    return HookEvidence(surveyed, requests, checked, failures, causes, residual, costs, held, attack)


def measure_risk(
    shared: Shared, host: HookHost, told: Interview, surveyed: Survey
) -> tuple[Residual | None, Costs | None]:
    """What the guard leaves at the worst beginnings and, where that is wanted, what it costs at all of them."""
    bans, engine, screen, seed = shared.bench.bans, shared.bench.engine, shared.screen, shared.seed
    rng = random.Random(f"{seed}/residual")
    residual = residual_leak(screen, bans, engine, host, surveyed.let_through(), rng)
    if not shared.settings.costs:
        return residual, None
    numbers = np.random.default_rng(random.Random(f"{seed}/costs").getrandbits(128))
    costs = costs_at_beginnings(bans, engine, host, screen, shared.populations, told, surveyed, numbers)
    return residual, costs


def hold_hooks(shared: Shared, host: HookHost, submission: Submission) -> HeldAgainst | None:
    """Hold is_safe_name against the policy's automaton, and against the submission's own words."""
    settings = shared.settings
    if settings.only and not set(HELD_ABOUT) & set(settings.only):
        return None
    bans = shared.bench.bans
    more = with_a_letter_in_front(bans) if settings.thorough else ()
    seconds, enough = (math.inf, math.inf) if settings.thorough else (SECONDS, ENOUGH)
    region = editable_region(submission.path, submission.source)
    rng = random.Random(f"{shared.seed}/adversary")
    return hold_against(
        host, bans, shared.conformance, region, rng, more=more, seconds=seconds, enough=enough
    )


def search_requests(
    bench: Bench, host: HookHost, held: HeldAgainst, surveyed: Survey, residual: Residual, seed: str
) -> Attack | None:
    """Where is_safe_name keeps what is banned, search for the worst request."""
    bans, rng = bench.bans, random.Random(f"{seed}/search")
    kept = kept_names(held.families, bans, rng)
    kept |= {name: word for word, names in surveyed.let_through().items() for name in names}
    if not kept:
        return None
    # A request is asked about alone, so what the bars show is measured again, in the same way as what was found.
    also = [bar.prefix for bar in residual.bars]
    return search(host, bans, bench.engine, kept, also, rng)
