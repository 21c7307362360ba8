"""What each response was worth: pure functions of the plan and the transcript. Missing means failed."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.conversation.response import Malformed, Named, Refused, Response, parse_response
from grader.conversation.session import Exchange, Transcript
from grader.probes.plan import Plan, Probe
from grader.submission.frozen import FrozenCode
from grader.verdict import Finding, Kind
from policies import Label, Matcher


@dataclass(frozen=True, slots=True)
class Judged:
    """One probe and what was found. `response` is None when none came."""

    number: int
    probe: Probe
    response: Response | None
    findings: tuple[Finding, ...]

    @property
    def in_time(self) -> bool:
        """Whether a response came before its deadline: what is late has failed, whatever it says."""
        return self.response is not None and not any(f.kind is Kind.TIMED_OUT for f in self.findings)


def judge(plan: Plan, transcript: Transcript, frozen: FrozenCode, matcher: Matcher) -> tuple[Judged, ...]:
    """Judge every probe of a plan by the exchange of the same number."""
    pairs = zip(plan.probes, transcript.exchanges, strict=True)
    return tuple(
        judge_one(number, probe, exchange, plan.bot_seed, frozen, matcher)
        for number, (probe, exchange) in enumerate(pairs)
    )


def judge_one(
    number: int, probe: Probe, exchange: Exchange, bot_seed: str, frozen: FrozenCode, matcher: Matcher
) -> Judged:
    response = None if exchange.response is None else parse_response(exchange.response)

    def finding(kind: Kind, why: str, output: bytes | None = exchange.response) -> Finding:
        return Finding(kind, why, probe.family, probe.request, output, number)

    def findings() -> Iterator[Finding]:
        if exchange.late:
            yield finding(Kind.TIMED_OUT, f"the response came, and {exchange.late:.1f} s too late")
        if exchange.extra:
            kind = Kind.EARLY_OUTPUT if number == 0 else Kind.EXTRA_OUTPUT
            yield finding(kind, "this stood on stdout beside the response", exchange.extra)
        if isinstance(response, Malformed):
            yield finding(Kind.MALFORMED, response.why)
        elif isinstance(response, Refused) and response.failed_hook:
            yield finding(Kind.HOOK_FAILED, f"{response.failed_hook} failed")
        if response is None or isinstance(response, Malformed):
            return
        if probe.exactly is not None:
            if exchange.response != probe.exactly.encode():
                yield finding(Kind.WRONG_REFUSAL, f"the loop's own answer is `{probe.exactly}`")
        elif isinstance(response, Named):
            if len(response.names) != len(probe.prefixes):
                why = f"{len(response.names)} names for {len(probe.prefixes)} prefixes"
                yield finding(Kind.WRONG_COUNT, why)
            if probe.label is Label.REFUSE:
                yield finding(Kind.LET_THROUGH, probe.why)
            for name in response.names:
                if match := matcher.banned(name):
                    found = name[match.start : match.end]
                    yield finding(Kind.LEAK, f"`{name}` contains `{found}` ({match.group})")
                    break
        elif probe.label is Label.ALLOW and not starves(number, probe, bot_seed, frozen, matcher):
            yield finding(Kind.OVER_REFUSED, probe.why)

    return Judged(number, probe, response, tuple(findings()))


def starves(number: int, probe: Probe, bot_seed: str, frozen: FrozenCode, matcher: Matcher) -> bool:
    """Whether some slot has no clean draw, so that even a perfect guard must refuse the request."""
    return any(
        all(matcher.banned(name) for name in frozen.draws(prefix, bot_seed, number, slot))
        for slot, prefix in enumerate(probe.prefixes)
    )


def judge_run(transcript: Transcript) -> Iterator[Finding]:
    """What went wrong with the run as a whole: at most one ending, and output after the end."""
    ending = transcript.ending
    if ending is not None:
        unfinished = ending.number < len(transcript.exchanges)
        request = transcript.exchanges[ending.number].request if unfinished else None
        number = ending.number if unfinished else None
        yield Finding(ending.kind, ending.why, request=request, response=ending.output or None, number=number)
    if transcript.trailing:
        yield Finding(
            Kind.OUTPUT_AFTER_END, "this came after the last response", response=transcript.trailing
        )


def compare_runs(judged: tuple[Judged, ...], first: Transcript, second: Transcript) -> Iterator[Finding]:
    """Where a second run with the same seed, or a second asking in the same run, was answered otherwise."""
    for item, once, again in zip(judged, first.exchanges, second.exchanges, strict=True):
        if once.response != again.response or (again.extra and not once.extra):
            answer = again.extra + (again.response or b"") if again.extra else again.response
            why = f"a second run with the same seed answered {shown(answer)}"
            yield Finding(
                Kind.NOT_REPEATABLE, why, item.probe.family, item.probe.request, once.response, item.number
            )
    ends = [(run.ending and run.ending.kind, bool(run.trailing)) for run in (first, second)]
    if ends[0] != ends[1]:
        how = second.ending.why if second.ending else "more output" if second.trailing else "as it should"
        yield Finding(Kind.NOT_REPEATABLE, f"a second run with the same seed ended otherwise: {how}")
    seen: dict[bytes, Judged] = {}
    for item in judged:
        if item.probe.family == "repeat":
            earlier = seen.setdefault(item.probe.request, item)
            if type(earlier.response) is not type(item.response):
                why = (
                    f"the same request was answered {shown(first.exchanges[earlier.number].response)} before"
                )
                response = first.exchanges[item.number].response
                yield Finding(Kind.NOT_REPEATABLE, why, "repeat", item.probe.request, response, item.number)


def shown(response: bytes | None) -> str:
    """A response in one short quotation."""
    if response is None:
        return "nothing"
    text = response[:60].decode("utf-8", "backslashreplace")
    return f"`{text}{'...' if len(response) > 60 else ''}`"
