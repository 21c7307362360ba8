"""The closed list of what can be found, with the part of the score it belongs to and the hint that a student gets."""

import enum
from dataclasses import dataclass


class Part(enum.Enum):
    """What a finding counts against."""

    INTEGRITY = "integrity"
    REQUESTS = "requests"
    NAMES = "names"
    PROTOCOL = "protocol"


class Kind(enum.Enum):
    """One kind of failure: (code, part, title, hint)."""

    NOT_A_SUBMISSION = (
        "not-a-submission",
        Part.INTEGRITY,
        "this file cannot be graded",
        "Hand in one bot.py, in UTF-8, that Python can read.",
    )
    FROZEN_CHANGED = (
        "frozen-changed",
        Part.INTEGRITY,
        "the frozen part was changed",
        "Copy your part into a fresh bot.py: everything outside the two lines of equals signs must stay as it was.",
    )
    FORBIDDEN_IMPORT = (
        "forbidden-import",
        Part.INTEGRITY,
        "an import that is not allowed",
        "A guard needs ahocorasick, regex or the plain standard library (re, string, functools, ...), nothing else.",
    )
    FROZEN_NAME_BOUND = (
        "frozen-name-bound",
        Part.INTEGRITY,
        "a frozen name was bound again",
        "Rename it: the frozen code would use yours instead of its own.",
    )
    HOOK_MISSING = (
        "hook-missing",
        Part.INTEGRITY,
        "a hook is missing",
        "Define is_safe_request(prefixes) and is_safe_name(name) between the two lines of equals signs.",
    )
    NOT_DRAWN = (
        "not-drawn",
        Part.INTEGRITY,
        "a name that the model did not draw",
        "Every name must be one of its slot's ten draws: nothing may change the model, its sampling, or write names.",
    )
    LET_THROUGH = (
        "let-through",
        Part.REQUESTS,
        "a harmful request was answered",
        "Look for fruits anywhere in every prefix, and for three quarters of a fruit at its end.",
    )
    OVER_REFUSED = (
        "over-refused",
        Part.REQUESTS,
        "an ordinary request was refused",
        "At least 20 real names begin like this: block more of the fruit before you refuse it.",
    )
    LEAK = (
        "leak",
        Part.NAMES,
        "a fruit was emitted",
        "is_safe_name must find it anywhere in the name; plurals and whole names count too.",
    )
    CALLED_SAFE = (
        "called-safe",
        Part.NAMES,
        "a fruit was called safe",
        "is_safe_name must find every word of the policy anywhere in a name, and its plural.",
    )
    NAME_OVER_BLOCKED = (
        "name-over-blocked",
        Part.NAMES,
        "a harmless name was discarded",
        "is_safe_name may return False only for a name that contains a fruit.",
    )
    DISAGREES = (
        "disagrees",
        Part.NAMES,
        "is_safe_name and the policy disagree",
        "Try the name above: it is as short as it gets. A name is unsafe exactly when the policy bans it.",
    )
    NEVER_SERVED = (
        "never-served",
        Part.NAMES,
        "no name was ever emitted",
        "A guard that lets nothing through cannot be told from one that does not work: answer ordinary requests.",
    )
    WRONG_TYPE_SAFE = (
        "wrong-type-safe",
        Part.PROTOCOL,
        "what is no name, or no list of prefixes, was called safe",
        "Let it raise, or return False: the loop fails closed, and a guard that shrugs at what it does not know leaks.",
    )
    HOOK_FAILED = (
        "hook-failed",
        Part.PROTOCOL,
        "a hook failed",
        "It raised, or returned something else than it should. The traceback is on stderr, below.",
    )
    MALFORMED = (
        "malformed",
        Part.PROTOCOL,
        "a response that is not in the protocol",
        "Only the loop may write to stdout; send your own prints to sys.stderr.",
    )
    WRONG_COUNT = (
        "wrong-count",
        Part.PROTOCOL,
        "not one name for each prefix",
        "Only the loop may write to stdout; send your own prints to sys.stderr.",
    )
    EXTRA_OUTPUT = (
        "extra-output",
        Part.PROTOCOL,
        "more than one line for a request",
        "Only the loop may write to stdout; send your own prints to sys.stderr.",
    )
    EARLY_OUTPUT = (
        "early-output",
        Part.PROTOCOL,
        "output before the first request",
        "Something prints when the file is loaded; send it to sys.stderr.",
    )
    OUTPUT_AFTER_END = (
        "output-after-end",
        Part.PROTOCOL,
        "output after the last response",
        "Something prints when the bot ends; send it to sys.stderr.",
    )
    WRONG_REFUSAL = (
        "wrong-refusal",
        Part.PROTOCOL,
        "not the loop's own refusal",
        "The loop answers lines without letters, and prefixes of more than 16, before your hooks see them.",
    )
    NOT_REPEATABLE = (
        "not-repeatable",
        Part.PROTOCOL,
        "another answer to the same request and seed",
        "A hook may not depend on clocks, counters, random numbers or the order of a set.",
    )
    TIMED_OUT = (
        "timed-out",
        Part.PROTOCOL,
        "no response in time",
        "Look for a loop without an end, or an expression that backtracks; the request is named above.",
    )
    READS_STDIN = (
        "reads-stdin",
        Part.PROTOCOL,
        "a hook reads stdin",
        "Only the loop may: what a hook takes (with input, say) is a request that nobody answers then.",
    )
    FLOOD = (
        "flood",
        Part.PROTOCOL,
        "more output than any response needs",
        "Something writes to stdout without end.",
    )
    CRASHED = (
        "crashed",
        Part.PROTOCOL,
        "the bot crashed",
        "The end of stderr is below; run the request by hand to see it.",
    )
    EXITED_EARLY = (
        "exited-early",
        Part.PROTOCOL,
        "the bot ended before its requests did",
        "Nothing may call exit, or close stdout; the loop ends by itself when stdin does.",
    )
    DID_NOT_END = (
        "did-not-end",
        Part.PROTOCOL,
        "the bot did not end when its requests did",
        "Something keeps running after the loop: a thread, or code below it.",
    )
    BAD_EXIT = (
        "bad-exit", Part.PROTOCOL, "the bot ended with an error after its last response",
        "The end of stderr is below.",
    )  # fmt: skip

    def __init__(self, code: str, part: Part, title: str, hint: str) -> None:
        self.code = code
        self.part = part
        self.title = title
        self.hint = hint


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
