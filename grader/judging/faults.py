"""What the loop's refusals, the answers of a hook host and the end of stderr say of code that failed."""

import re

from grader.conversation.hook_host import Answer, Hook, Says
from grader.conversation.response import Refused
from grader.verdict import Fault

_NAME = r"[\w.<>]+"  # of an exception, with its module
_LOOP_RETURNED = re.compile(r"\w+ failed: TypeError: returned (\w+), expected ")
_LOOP_RAISED = re.compile(rf"\w+ failed: ({_NAME})")
_HOST_RAISED = re.compile(rf"raised ({_NAME})")
_HOST_RETURNED = re.compile(r"returned .*\((\w+)\)", re.DOTALL)
# An exception that nobody caught starts where the file does; those that the loop caught start in the loop.
_UNCAUGHT = re.compile(
    r'Traceback \(most recent call last\):\n  File ".*", line \d+, in <module>\n(?:[ \t].*\n)*'
    rf"(({_NAME})(?::.*)?)\s*\Z"
)


def fault_of_refusal(refused: Refused) -> Fault | None:
    """The fault behind a refusal with which the loop failed closed; None for any other."""
    hook = refused.failed_hook
    if hook is None:
        return None
    if match := _LOOP_RETURNED.match(refused.reason):
        return Fault(hook, returned=match[1])
    match = _LOOP_RAISED.match(refused.reason)
    return Fault(hook, raised=_last_part(match[1]) if match else "")


def fault_of_answer(hook: Hook, answer: Answer) -> Fault | None:
    """The fault behind an answer for which the loop would fail closed; None where it would not, or none came."""
    if answer.says is not Says.NEITHER:
        return None
    if match := _HOST_RAISED.match(answer.words):
        return Fault(hook, raised=_last_part(match[1]))
    match = _HOST_RETURNED.fullmatch(answer.words)
    return Fault(hook, returned=match[1] if match else "")


def uncaught(stderr: bytes) -> tuple[Fault, str] | None:
    """The exception that ended a bot, and its line at the end of stderr; None where none did."""
    match = _UNCAUGHT.search(stderr.decode("utf-8", "backslashreplace"))
    return (Fault(raised=_last_part(match[2])), match[1]) if match else None


def in_words(fault: Fault) -> str:
    """ "is_safe_name returned NoneType", "is_safe_request raised ValueError"."""
    if fault.returned:
        return f"{fault.hook} returned {fault.returned}"
    return f"{fault.hook} raised {fault.raised}" if fault.raised else f"{fault.hook} failed"


def _last_part(name: str) -> str:
    return name.rpartition(".")[2]
