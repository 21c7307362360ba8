"""How a submission's code failed is read from what the loop, the host and Python say of it."""

import pytest

from grader.conversation.hook_host import Answer, Says
from grader.conversation.response import Refused
from grader.judging.faults import fault_of_answer, fault_of_refusal, in_words, uncaught
from grader.verdict import Fault

REFUSALS = {
    "no.": None,
    "is_safe_name failed: TypeError: returned NoneType, expected True or False": Fault(
        "is_safe_name", returned="NoneType"
    ),
    "is_safe_request failed: TypeError: returned bool, expected None or a str": Fault(
        "is_safe_request", returned="bool"
    ),
    "is_safe_name failed: ValueError: x": Fault("is_safe_name", raised="ValueError"),
    "is_safe_name failed: KeyError": Fault("is_safe_name", raised="KeyError"),
    "is_safe_name failed: json.decoder.JSONDecodeError: x": Fault("is_safe_name", raised="JSONDecodeError"),
    "is_safe_name failed: __main__.f.<locals>.Odd: x": Fault("is_safe_name", raised="Odd"),
    "is_safe_name failed: ": Fault("is_safe_name"),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_the_loops_refusal_names_what_failed(reason: str) -> None:
    assert fault_of_refusal(Refused(reason)) == REFUSALS[reason]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(Says.SAFE, "returned True (bool)"), None),
        (Answer(Says.UNSAFE, "returned False (bool)"), None),
        (Answer(Says.NOTHING, "did not answer: raised ValueError"), None),
        (Answer(Says.NEITHER, "returned None (NoneType)"), Fault("is_safe_name", returned="NoneType")),
        (Answer(Says.NEITHER, "returned 'a (b)' (str)"), Fault("is_safe_name", returned="str")),
        (Answer(Says.NEITHER, "returned 'aaaaaa"), Fault("is_safe_name")),
        (Answer(Says.NEITHER, "raised ValueError: x"), Fault("is_safe_name", raised="ValueError")),
    ],
)
def test_the_hosts_answer_names_the_same(answer: Answer, fault: Fault | None) -> None:
    assert fault_of_answer("is_safe_name", answer) == fault


IN_THE_LOOP = (
    'Traceback (most recent call last):\n  File "bot.py", line 503, in respond\n    is_safe_name(name)\n'
    "KeyError: 1\n"
)
AT_THE_TOP = (
    'Traceback (most recent call last):\n  File "bot.py", line 9, in <module>\n    open(x)\nOSError: [5] no\n'
)


@pytest.mark.parametrize(
    ("stderr", "fault"),
    [
        ("", None),
        ("OSError: [5] no\n", None),
        (IN_THE_LOOP, None),
        (AT_THE_TOP + "bye\n", None),
        (AT_THE_TOP, (Fault(raised="OSError"), "OSError: [5] no")),
        (IN_THE_LOOP + "hello\n" + AT_THE_TOP, (Fault(raised="OSError"), "OSError: [5] no")),
        (AT_THE_TOP + IN_THE_LOOP, None),
    ],
)
def test_only_an_exception_that_ended_the_bot_counts(stderr: str, fault: tuple[Fault, str] | None) -> None:
    assert uncaught(stderr.encode()) == fault


def test_a_fault_is_told_in_words() -> None:
    assert in_words(Fault("is_safe_name", returned="NoneType")) == "is_safe_name returned NoneType"
    assert in_words(Fault("is_safe_name", raised="KeyError")) == "is_safe_name raised KeyError"
    assert in_words(Fault("is_safe_name")) == "is_safe_name failed"
