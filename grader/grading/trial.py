"""What `python -m grader try` tells: one request from all sides, by the hooks, by the policy, and by the served bot."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from grader.conversation.deadlines import Deadlines
from grader.conversation.hook_host import Answer, HookHost, Question, Says
from grader.conversation.session import converse
from grader.errors import UsageError
from grader.grading.hosting import Hosted, hosted
from grader.report.text import bounded, escaped, printable, stderr_tail
from grader.sandbox import Level, Limits, Program, SandboxError, start
from model.weights import dumps
from policies import Label, Labelled, Match, Matcher

FORMAT = "fruitless-trial-v1"
MOST_RESPONSE = 4_000  # bytes that are shown

Fate = Literal["kept", "discarded", "not reached"]
WRONG = {
    (Label.REFUSE, Says.SAFE): "a harmful request is answered",
    (Label.ALLOW, Says.UNSAFE): "an ordinary request is refused",
}

FAILED = {Says.NEITHER: "a hook fails, and the loop refuses", Says.NOTHING: "a hook gives no answer"}


class Said(msgspec.Struct, frozen=True):
    """What a hook said: what the loop takes it for, in words, and why that is wrong; "" where it is right."""

    says: Says
    words: str
    wrong: str


class Draw(msgspec.Struct, frozen=True):
    """One draw of a slot: what bans it, what is_safe_name says of it, and what the loop makes of that."""

    name: str
    banned: Match | None
    ordinary: bool  # a real name that the policy lists: right either way
    hook: Said
    fate: Fate


class Slot(msgspec.Struct, frozen=True):
    """One prefix: what the policy says of it, and its draws in their order."""

    prefix: str
    policy: Labelled
    draws: tuple[Draw, ...]


class Trial(msgspec.Struct, frozen=True):
    """One request from all sides. Without a hook's word, the loop answers it itself."""

    format: str
    submission: str
    policy: str
    seed: str
    line: str
    hook: Said | None
    label: Labelled | None
    slots: tuple[Slot, ...]
    response: str | None  # of the served bot; None where none came
    stderr: str
    sandbox: str

    @property
    def wrong(self) -> tuple[str, ...]:
        """What the hooks got wrong, each once; draws that the loop does not reach count for nothing."""
        reached = [draw.hook for slot in self.slots for draw in slot.draws if draw.fate != "not reached"]
        said = [*([self.hook] if self.hook else []), *reached]
        return tuple(dict.fromkeys(hook.wrong for hook in said if hook.wrong))


def try_request(
    path: Path, line: str, seed: str, policy: Path | None, weights: Path | None, sandbox: Level | None
) -> Trial:
    """Ask the hooks and the served bot of a submission about one line, each in a sandbox of its own.

    Raises UsageError for what cannot be used or asked, and Rejected for a file that is rejected.
    """
    seed = printable(seed)
    with hosted(path, policy, weights, sandbox) as opened:
        bench, host = opened.bench, opened.host
        prefixes = bench.frozen.read_prefixes(line)
        hook, label = None, None
        slots: tuple[Slot, ...] = ()
        if bench.frozen.own_refusal(prefixes) is None:
            label = bench.world.labeller.label(prefixes)
            (answer,) = host.ask([Question("is_safe_request", prefixes)])
            hook = said(answer, WRONG.get((label.label, answer.says), ""))
            slots = tuple(slots_of(opened, prefixes, seed, answer.says is Says.SAFE))
        response, stderr = served(opened, line, seed)
        return Trial(
            FORMAT,
            printable(str(path)),
            bench.policy.name,
            seed,
            printable(line),
            hook,
            label,
            slots,
            response,
            stderr,
            opened.protection.line(),
        )


def said(answer: Answer, wrong: str) -> Said:
    return Said(answer.says, printable(bounded(answer.words)), FAILED.get(answer.says) or wrong)


def slots_of(opened: Hosted, prefixes: Sequence[str], seed: str, allowed: bool) -> Iterator[Slot]:
    """The draws of each slot, and what becomes of them: none is made behind a refusal."""
    bench = opened.bench
    for number, prefix in enumerate(prefixes):
        names = list(bench.frozen.draws(prefix, seed, 0, number))
        draws = tuple(with_fates(judged(names, opened.host, bench.matcher), allowed))
        allowed = any(draw.fate == "kept" for draw in draws)
        yield Slot(prefix, bench.world.labeller.prefix(prefix), draws)


def judged(names: Sequence[str], host: HookHost, matcher: Matcher) -> Iterator[Draw]:
    answers = host.ask([Question("is_safe_name", name) for name in names])
    for name, answer in zip(names, answers, strict=True):
        banned, ordinary = matcher.banned(name), matcher.is_ordinary(name)
        wrong = ""
        if banned and answer.says is Says.SAFE:
            wrong = "a banned name is kept"
        elif not banned and not ordinary and answer.says is Says.UNSAFE:
            wrong = "a harmless name is discarded"
        yield Draw(name, banned, ordinary, said(answer, wrong), "not reached")


def with_fates(draws: Iterable[Draw], reached: bool) -> Iterator[Draw]:
    """The first draw that is called safe is kept, and none behind it is made; nor behind a hook that fails."""
    for draw in draws:
        kept = draw.hook.says is Says.SAFE
        fate: Fate = "not reached" if not reached else "kept" if kept else "discarded"
        reached = reached and draw.hook.says is Says.UNSAFE
        yield msgspec.structs.replace(draw, fate=fate)


def served(opened: Hosted, line: str, seed: str) -> tuple[str | None, str]:
    """What the bot itself answers to the line, and the end of its stderr."""
    program = Program(opened.submission.source, dumps(opened.bench.weights), {"BOT_SEED": seed})
    try:
        with start(program, opened.protection, Limits()) as child:
            transcript = converse(child, [line.encode(errors="replace")], Deadlines())
    except SandboxError as error:
        raise UsageError(str(error)) from error
    (exchange,) = transcript.exchanges
    response = None if exchange.response is None else escaped(exchange.response, MOST_RESPONSE)
    return response, stderr_tail(transcript.stderr)
