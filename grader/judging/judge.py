"""What each response was worth: pure functions of the plan and the transcript. Missing means failed."""

from collections.abc import Iterator

import msgspec

from grader.conversation.response import REFUSAL, Refused, Response, parse_response
from grader.conversation.session import Exchange, Transcript
from grader.judging.faults import uncaught
from grader.judging.rules import RULES, Case
from grader.probes.probe import Plan, Probe
from grader.submission.frozen import FrozenCode
from grader.verdict import STOPPED, Finding, Kind
from policies import Matcher


class Judged(msgspec.Struct, frozen=True):
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
    """Judge one probe by every rule."""
    response = None if exchange.response is None else parse_response(exchange.response)
    case = Case(number, probe, exchange, response, bot_seed, frozen, matcher)
    reasons = [(rule, why) for rule in RULES if (why := rule.why(case)) is not None]
    kinds = {rule.kind for rule, _ in reasons}
    findings = tuple(
        Finding(
            rule.kind,
            why,
            probe.family,
            probe.request,
            rule.shows(exchange),
            number,
            fault=case.fault,
            because=tuple(kind for kind in rule.because if kind in kinds),
        )
        for rule, why in reasons
    )
    return Judged(number, probe, response, findings)


def judge_run(transcript: Transcript) -> Iterator[Finding]:
    """What went wrong with the run as a whole: at most one ending, and output after the end."""
    ending = transcript.ending
    if ending is not None:
        unfinished = ending.number < len(transcript.exchanges)
        request = transcript.exchanges[ending.number].request if unfinished else None
        number = ending.number if unfinished else None
        fault, last_words = uncaught(transcript.stderr) or (None, "")
        yield Finding(
            ending.kind,
            f"{ending.why}: {last_words}" if fault else ending.why,
            request=request,
            response=ending.output or None,
            number=number,
            fault=fault,
        )
    if transcript.trailing:
        yield Finding(
            Kind.OUTPUT_AFTER_END, "this came after the last response", response=transcript.trailing
        )


def compare_runs(
    judged: tuple[Judged, ...], first: Transcript, second: Transcript, starved: str
) -> Iterator[Finding]:
    """Where a second run with the same seed, or a second asking in the same run, was answered otherwise.

    A second asking has draws of its own, and may have none that is kept: `starved` is the loop's reason then.
    """
    for item, once, again in zip(judged, first.exchanges, second.exchanges, strict=True):
        if once.response != again.response or (again.extra and not once.extra):
            answer = again.extra + (again.response or b"") if again.extra else again.response
            why = f"a second run with the same seed answered {shown(answer)}"
            yield Finding(
                Kind.NOT_REPEATABLE,
                why,
                item.probe.family,
                item.probe.request,
                once.response,
                item.number,
                because=stopped(once.response),
            )
    ends = [(run.ending and run.ending.kind, bool(run.trailing)) for run in (first, second)]
    if ends[0] != ends[1]:
        how = second.ending.why if second.ending else "more output" if second.trailing else "as it should"
        yield Finding(Kind.NOT_REPEATABLE, f"a second run with the same seed ended otherwise: {how}")
    seen: dict[bytes, Judged] = {}
    for item in judged:
        if item.probe.family == "repeat":
            earlier = seen.setdefault(item.probe.request, item)
            unkept = any(is_refusal(one.response, starved) for one in (earlier, item))
            if type(earlier.response) is not type(item.response) and not unkept:
                why = (
                    f"the same request was answered {shown(first.exchanges[earlier.number].response)} before"
                )
                response = first.exchanges[item.number].response
                yield Finding(
                    Kind.NOT_REPEATABLE,
                    why,
                    "repeat",
                    item.probe.request,
                    response,
                    item.number,
                    because=stopped(response),
                )


def is_refusal(response: Response | None, line: str) -> bool:
    """Whether it is this refusal, word for word."""
    return isinstance(response, Refused) and f"{REFUSAL.decode()}{response.reason}" == line


def stopped(response: bytes | None) -> tuple[Kind, ...]:
    """What explains a difference: where nothing came at all, whatever ended the run."""
    return STOPPED if response is None else ()


def shown(response: bytes | None) -> str:
    """A response in one short quotation."""
    if response is None:
        return "nothing"
    text = response[:60].decode("utf-8", "backslashreplace")
    return f"`{text}{'...' if len(response) > 60 else ''}`"
