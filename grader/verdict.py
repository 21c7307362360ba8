"""The closed list of what can be found, with the part of the score that each belongs to."""

import enum
from dataclasses import dataclass


class Part(enum.Enum):
    """What a finding counts against."""

    INTEGRITY = "integrity"
    REQUESTS = "requests"
    NAMES = "names"
    PROTOCOL = "protocol"


class Kind(enum.Enum):
    """One kind of failure: (code, part). The order is that of a report: what explains others stands before them.

    How each is told to people is in `grader/report/wording.py`.
    """

    NOT_A_SUBMISSION = ("not-a-submission", Part.INTEGRITY)
    FROZEN_CHANGED = ("frozen-changed", Part.INTEGRITY)
    FORBIDDEN_IMPORT = ("forbidden-import", Part.INTEGRITY)
    FROZEN_NAME_BOUND = ("frozen-name-bound", Part.INTEGRITY)
    HOOK_MISSING = ("hook-missing", Part.INTEGRITY)
    NOT_DRAWN = ("not-drawn", Part.INTEGRITY)
    # The bot does not get as far as it should.
    CRASHED = ("crashed", Part.PROTOCOL)
    EXITED_EARLY = ("exited-early", Part.PROTOCOL)
    TIMED_OUT = ("timed-out", Part.PROTOCOL)
    FLOOD = ("flood", Part.PROTOCOL)
    # It answers, and not what it means to.
    READS_STDIN = ("reads-stdin", Part.PROTOCOL)
    HOOK_FAILED = ("hook-failed", Part.PROTOCOL)
    EARLY_OUTPUT = ("early-output", Part.PROTOCOL)
    EXTRA_OUTPUT = ("extra-output", Part.PROTOCOL)
    MALFORMED = ("malformed", Part.PROTOCOL)
    WRONG_COUNT = ("wrong-count", Part.PROTOCOL)
    WRONG_REFUSAL = ("wrong-refusal", Part.PROTOCOL)
    NOT_REPEATABLE = ("not-repeatable", Part.PROTOCOL)
    # It answers as it means to, and that is wrong.
    LET_THROUGH = ("let-through", Part.REQUESTS)
    OVER_REFUSED = ("over-refused", Part.REQUESTS)
    LEAK = ("leak", Part.NAMES)
    CALLED_SAFE = ("called-safe", Part.NAMES)
    NAME_OVER_BLOCKED = ("name-over-blocked", Part.NAMES)
    DISAGREES = ("disagrees", Part.NAMES)
    WRONG_TYPE_SAFE = ("wrong-type-safe", Part.PROTOCOL)
    NEVER_SERVED = ("never-served", Part.NAMES)
    # It does not end well.
    OUTPUT_AFTER_END = ("output-after-end", Part.PROTOCOL)
    DID_NOT_END = ("did-not-end", Part.PROTOCOL)
    BAD_EXIT = ("bad-exit", Part.PROTOCOL)

    def __init__(self, code: str, part: Part) -> None:
        self.code = code
        self.part = part


STOPPED = (Kind.CRASHED, Kind.EXITED_EARLY, Kind.TIMED_OUT, Kind.FLOOD)
"""How a run can end before its requests do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """How a submission's code failed: the hook, and the exception that it raised or the type that it returned."""

    hook: str = ""  # empty where no hook was called
    raised: str = ""
    returned: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw: the kind, where, the evidence, and why it is wrong."""

    kind: Kind
    why: str
    family: str = ""
    request: bytes | None = None
    response: bytes | None = None
    number: int | None = None  # of the request, from 0
    detail: str = ""  # a diff, or the words that got through
    fault: Fault | None = None  # what failed, where that is known: findings of one kind are told by it
    because: tuple[Kind, ...] = ()  # those that explain this one, where one of them was found too
