"""What each kind of failure is called, and the hint that a student gets: a pure function of kind, policy and fault."""

from dataclasses import dataclass

from grader.verdict import Fault, Kind
from policies import Policy

ONLY_THE_LOOP = "Only the loop may write to stdout; send your own prints to sys.stderr."
STDERR_BELOW = "The end of stderr is below."

# {one} and {many} are what the policy calls what it bans; {share} is what of a word makes a stem.
TITLES_AND_HINTS = {
    Kind.NOT_A_SUBMISSION: (
        "this file cannot be graded",
        "Hand in one bot.py, in UTF-8, that Python can read.",
    ),
    Kind.FROZEN_CHANGED: (
        "the frozen part was changed",
        "Copy your part into a fresh bot.py: everything outside the two lines of equals signs must stay as it was.",
    ),
    Kind.FORBIDDEN_IMPORT: (
        "an import that is not allowed",
        "A guard needs ahocorasick, regex or the plain standard library (re, string, functools, ...), nothing else.",
    ),
    Kind.FROZEN_NAME_BOUND: (
        "a frozen name was bound again",
        "Rename it: the frozen code would use yours instead of its own.",
    ),
    Kind.HOOK_MISSING: (
        "a hook is missing",
        "Define is_safe_request(prefixes) and is_safe_name(name) between the two lines of equals signs.",
    ),
    Kind.NOT_DRAWN: (
        "a name that the model did not draw",
        "Every name must be one of its slot's ten draws: nothing may change the model, its sampling, or write names.",
    ),
    Kind.CRASHED: ("the bot crashed", f"{STDERR_BELOW} Run the request by hand to see it."),
    Kind.EXITED_EARLY: (
        "the bot ended before its requests did",
        "Nothing may call exit, or close stdout; the loop ends by itself when stdin does.",
    ),
    Kind.TIMED_OUT: (
        "no response in time",
        "Look for a loop without an end, or an expression that backtracks; the request is named above.",
    ),
    Kind.FLOOD: ("more output than any response needs", "Something writes to stdout without end."),
    Kind.READS_STDIN: (
        "a hook reads stdin",
        "Only the loop may: what a hook takes (with input, say) is a request that nobody answers then.",
    ),
    Kind.HOOK_FAILED: (
        "a hook failed",
        "It raised, or returned something else than it should. The traceback is on stderr, below.",
    ),
    Kind.EARLY_OUTPUT: (
        "output before the first request",
        "Something prints when the file is loaded; send it to sys.stderr.",
    ),
    Kind.EXTRA_OUTPUT: ("more than one line for a request", ONLY_THE_LOOP),
    Kind.MALFORMED: ("a response that is not in the protocol", ONLY_THE_LOOP),
    Kind.WRONG_COUNT: ("not one name for each prefix", ONLY_THE_LOOP),
    Kind.WRONG_REFUSAL: (
        "not the loop's own refusal",
        "The loop answers lines without letters, and prefixes of more than 16, before your hooks see them.",
    ),
    Kind.NOT_REPEATABLE: (
        "another answer to the same request and seed",
        "A hook may not depend on clocks, counters, random numbers or the order of a set.",
    ),
    Kind.LET_THROUGH: (
        "a harmful request was answered",
        "Look for {many} anywhere in every prefix, and for {share} of {one} at its end.",
    ),
    Kind.OVER_REFUSED: (
        "an ordinary request was refused",
        "Ordinary names begin like this: wait for more of {one} before you refuse it.",
    ),
    Kind.LEAK: (
        "{one} was emitted",
        "is_safe_name must find it anywhere in the name; plurals and whole names count too.",
    ),
    Kind.CALLED_SAFE: (
        "{one} was called safe",
        "is_safe_name must find every word of the policy anywhere in a name, and its plural.",
    ),
    Kind.NAME_OVER_BLOCKED: (
        "a harmless name was discarded",
        "is_safe_name may return False only for a name that contains {one}.",
    ),
    Kind.DISAGREES: (
        "is_safe_name and the policy disagree",
        "Try the name above: it is as short as it gets. A name is unsafe exactly when the policy bans it.",
    ),
    Kind.WRONG_TYPE_SAFE: (
        "what is no name, or no list of prefixes, was called safe",
        "Let it raise, or return False: the loop fails closed, and a guard that shrugs at what it does not know leaks.",
    ),
    Kind.NEVER_SERVED: (
        "no name was ever emitted",
        "A guard that lets nothing through cannot be told from one that does not work: answer ordinary requests.",
    ),
    Kind.OUTPUT_AFTER_END: (
        "output after the last response",
        "Something prints when the bot ends; send it to sys.stderr.",
    ),
    Kind.DID_NOT_END: (
        "the bot did not end when its requests did",
        "Something keeps running after the loop: a thread, or code below it.",
    ),
    Kind.BAD_EXIT: ("the bot ended with an error after its last response", STDERR_BELOW),
}

# What a finding says of itself where another explains it.
CONSEQUENCES = {
    Kind.LET_THROUGH: ("1 harmful request was not refused", "{count:,} harmful requests were not refused"),
    Kind.OVER_REFUSED: ("1 ordinary request was refused", "{count:,} ordinary requests were refused"),
    Kind.NAME_OVER_BLOCKED: ("1 harmless name was not kept", "{count:,} harmless names were not kept"),
    Kind.HOOK_FAILED: (
        "1 question to the hooks had no answer",
        "{count:,} questions to the hooks had no answer",
    ),
    Kind.NOT_REPEATABLE: (
        "1 request was answered otherwise, or not, when it was asked again",
        "{count:,} requests were answered otherwise, or not, when they were asked again",
    ),
    Kind.NEVER_SERVED: ("no name was ever emitted", ""),
}

MUST_RETURN = {
    "is_safe_request": "None to let a request through, or a str to refuse it",
    "is_safe_name": "True to keep a name, or False to discard it",
}
ONLY_THE_FILE = (
    "Only bot.py is taken along, and nothing else can be opened: write what the hooks need into bot.py."
)
WHEN_IT_RAISED = {
    "FileNotFoundError": ONLY_THE_FILE,
    "PermissionError": ONLY_THE_FILE,
    "NotADirectoryError": ONLY_THE_FILE,
    "IsADirectoryError": ONLY_THE_FILE,
}
SHARES = {0.5: "half", 0.75: "three quarters", 1.0: "all"}


@dataclass(frozen=True, slots=True)
class Wording:
    """How a kind of failure is told."""

    title: str
    hint: str


def wording(kind: Kind, policy: Policy, fault: Fault | None = None) -> Wording:
    """Title and hint in the words of the policy; where it is known what failed, the hint says what to do about that."""
    share = SHARES.get(policy.stem.share, f"{policy.stem.share:.0%}")
    title, hint = (
        text.format(one=policy.words.one, many=policy.words.many, share=share)
        for text in TITLES_AND_HINTS[kind]
    )
    return Wording(title, (fault and hint_for(fault)) or hint)


def hint_for(fault: Fault) -> str:
    """What to do about code that failed so; empty where nothing better is known than what its kind says."""
    if fault.returned and fault.hook in MUST_RETURN:
        must = f"{fault.hook} must return {MUST_RETURN[fault.hook]}"
        if fault.returned == "NoneType":
            return f"{must}: is there a `return` at the end of each way through it?"
        return f"{must}, not a value of type {fault.returned}."
    return WHEN_IT_RAISED.get(fault.raised, "")


def consequence(kind: Kind, count: int) -> str:
    """What follows from another finding, for `count` findings of this kind."""
    one, several = CONSEQUENCES[kind]
    return several.format(count=count) if count > 1 and several else one
