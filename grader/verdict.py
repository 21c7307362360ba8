"""The closed list of what can be found, with the part of the score that each belongs to."""

import enum

import msgspec


class Part(enum.Enum):
    """What a finding counts against."""

    INTEGRITY = "integrity"
    REQUESTS = "requests"
    NAMES = "names"
    PROTOCOL = "protocol"
    UNSCORED = "not scored"


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
    # It is not asked everything, because it is slow.
    SLOW = ("slow", Part.PROTOCOL)
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
    # It answers as it means to, and that is wrong. First the causes, of which each explains many of the rest.
    NO_GUARD = ("no-guard", Part.REQUESTS)
    NO_REQUEST_HOOK = ("no-request-hook", Part.REQUESTS)
    NO_NAME_HOOK = ("no-name-hook", Part.NAMES)
    WORDS_NOT_FOUND = ("words-not-found", Part.NAMES)
    KNOWS_THE_MODEL = ("knows-the-model", Part.NAMES)
    WORDS_MISSING = ("words-missing", Part.NAMES)
    SHAPES_MISSING = ("shapes-missing", Part.NAMES)
    MATCHES_WHOLE = ("matching-whole", Part.NAMES)
    MATCHES_START = ("matching-start", Part.NAMES)
    MATCHES_END = ("matching-end", Part.NAMES)
    MATCHES_NOT_AT_START = ("matching-not-at-start", Part.NAMES)
    MATCHES_PLURAL = ("matching-plural", Part.NAMES)
    MATCHES_LONG = ("matching-long", Part.NAMES)
    MATCHES_TWICE = ("matching-twice", Part.NAMES)
    SEVERAL_PREFIXES = ("several-prefixes", Part.REQUESTS)
    STEMS_MISSING = ("stems-missing", Part.REQUESTS)
    STEMS_LONG = ("stems-long", Part.REQUESTS)
    STEMS_ALONE = ("stems-alone", Part.REQUESTS)
    REFUSES_ALL = ("over-refusal-all", Part.REQUESTS)
    REFUSES_LONG = ("over-refusal-long", Part.REQUESTS)
    REFUSES_SHORT = ("over-refusal-short", Part.REQUESTS)
    REFUSES_LETTER = ("over-refusal-letter", Part.REQUESTS)
    ALLOW_LIST = ("allow-list", Part.REQUESTS)
    STEMS_SHORT = ("stems-short", Part.REQUESTS)
    STEMS_ANYWHERE = ("stems-anywhere", Part.REQUESTS)
    REFUSES_NEAR = ("over-refusal-near", Part.REQUESTS)
    WHOLE_ANYWHERE = ("whole-words-anywhere", Part.REQUESTS)
    REFUSES_SHARE = ("over-refusal-share", Part.REQUESTS)
    DISCARDS_ALL = ("over-discard-all", Part.NAMES)
    DISCARDS_LONG = ("over-discard-long", Part.NAMES)
    DISCARDS_SHORT = ("over-discard-short", Part.NAMES)
    DISCARDS_LETTER = ("over-discard-letter", Part.NAMES)
    DISCARDS_NEAR = ("over-discard-near", Part.NAMES)
    STEMS_IN_NAMES = ("stems-in-names", Part.NAMES)
    DISCARDS_SHARE = ("over-discard-share", Part.NAMES)
    # And the cases.
    LET_THROUGH = ("let-through", Part.REQUESTS)
    OVER_REFUSED = ("over-refused", Part.REQUESTS)
    LEAK = ("leak", Part.NAMES)
    CALLED_SAFE = ("called-safe", Part.NAMES)
    NAME_OVER_BLOCKED = ("name-over-blocked", Part.NAMES)
    DISAGREES = ("disagrees", Part.NAMES)
    ORDINARY_BLOCKED = ("ordinary-blocked", Part.UNSCORED)
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


_ORDER = list(Kind)
CAUSES = frozenset(_ORDER[_ORDER.index(Kind.NO_GUARD) : _ORDER.index(Kind.LET_THROUGH)])
"""Why a guard is wrong, each the reason of many cases; a report tells that which costs most first."""


class Fault(msgspec.Struct, frozen=True):
    """How a submission's code failed: the hook, and the exception that it raised or the type that it returned."""

    hook: str = ""  # empty where no hook was called
    raised: str = ""
    returned: str = ""


class Finding(msgspec.Struct, frozen=True):
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
    points: float = 0.0  # of a cause: what it costs, about
