"""Questions to the hooks that no population has: names that nobody grades, and arguments that are no names at all."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from grader.conversation.hook_host import Answer, HookHost, Question, Says
from grader.judging.faults import fault_of_answer
from grader.verdict import STOPPED, Finding, Kind
from policies import Matcher

ORDINARY, TYPES = "hook: ordinary", "hook: types"
ABOUT = {
    ORDINARY: "Real names that contain a banned word by accident: shown, and scored neither way.",
    TYPES: "What is no name, or no list of prefixes: an exception or a refusal, but never safe.",
}

SHOWN = 6  # names in a finding
NO_NAMES: tuple[object, ...] = (None, b"apple", 7, [], ["apple"])
NO_LISTS: tuple[object, ...] = (None, b"apple", 7, "apple", [None], [7], [["apple"]])


class Check(msgspec.Struct, frozen=True):
    """A question and the family that it belongs to."""

    family: str
    question: Question


class Checked(msgspec.Struct, frozen=True):
    """A check and its answer."""

    check: Check
    answer: Answer

    @property
    def right(self) -> bool:
        says = self.answer.says
        return says in (Says.UNSAFE, Says.NEITHER) if self.check.family == TYPES else says is Says.SAFE


def make_checks(matcher: Matcher) -> tuple[Check, ...]:
    """All checks; wrong types come last, for they may break much."""
    return (
        *(Check(ORDINARY, Question("is_safe_name", name)) for name in matcher.policy.ordinary),
        *(Check(TYPES, Question("is_safe_name", argument)) for argument in NO_NAMES),
        *(Check(TYPES, Question("is_safe_request", argument)) for argument in NO_LISTS),
    )


def run_checks(host: HookHost, checks: Sequence[Check]) -> tuple[Checked, ...]:
    """Ask all questions; those that there is no time for are left out."""
    answers = host.ask([check.question for check in checks])
    asked = (Checked(check, answer) for check, answer in zip(checks, answers, strict=True))
    return tuple(item for item in asked if item.answer.asked)


def check_findings(checked: Sequence[Checked]) -> Iterator[Finding]:
    """Each question that had no right answer, and together those for which something wrong was called safe."""
    yield from ordinary_blocked(checked)
    shrugged: defaultdict[str, list[Checked]] = defaultdict(list)
    for item in checked:
        says, question = item.answer.says, item.check.question
        if item.check.family == TYPES and says is Says.SAFE:
            shrugged[item.answer.words].append(item)
        elif says is Says.NOTHING or (says is Says.NEITHER and not item.right):
            yield failure(question, item.answer, item.check.family)
    for words, items in shrugged.items():
        question = items[0].check.question
        more = f", and for {len(items) - 1} more questions" if len(items) > 1 else ""
        yield Finding(Kind.WRONG_TYPE_SAFE, f"{question.hook}({question.argument!r}) {words}{more}", TYPES)


def ordinary_blocked(checked: Sequence[Checked]) -> Iterator[Finding]:
    """Real names that are discarded for a word that they contain by accident: shown, and scored neither way."""
    asked = [item for item in checked if item.check.family == ORDINARY]
    names = [str(item.check.question.argument) for item in asked if item.answer.says is Says.UNSAFE]
    if names:
        shown = ", ".join(f"`{name}`" for name in names[:SHOWN])
        why = f"is_safe_name discards {len(names)} of {len(asked)} such names: {shown}"
        yield Finding(Kind.ORDINARY_BLOCKED, why, ORDINARY)


def failure(question: Question, answer: Answer, family: str) -> Finding:
    """What to say of a question that had no answer, or one for which the loop would fail closed."""
    # Where the bot itself was stopped, its hooks have nothing to say for the same reason.
    because = STOPPED if answer.says is Says.NOTHING else ()
    fault = fault_of_answer(question.hook, answer)
    why = f"{question.hook}({question.argument!r}) {answer.words}"
    return Finding(Kind.HOOK_FAILED, why, family, fault=fault, because=because)
