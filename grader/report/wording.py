"""What each kind of failure is called, and the hint that a student gets: a pure function of kind, policy and fault."""

import msgspec

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
    Kind.SLOW: (
        "the hooks are too slow to be asked everything",
        "Build what you look for once, when the file is loaded: one automaton or one expression for all of {many}.",
    ),
    Kind.NO_GUARD: (
        "nothing is refused and nothing is discarded",
        "Begin with a list of {many}: is_safe_name returns False where one is in the name.",
    ),
    Kind.NO_REQUEST_HOOK: (
        "is_safe_request refuses nothing",
        "Return a sentence where a prefix contains {one} or ends in {share} of one.",
    ),
    Kind.NO_NAME_HOOK: (
        "is_safe_name discards nothing",
        "A harmless prefix may be finished to {one}: look for {many} anywhere in the name, and return False.",
    ),
    Kind.WORDS_NOT_FOUND: (
        "the words of the list are not found",
        "Texts come in small letters: compare with small letters, and ask for the word alone, once.",
    ),
    Kind.KNOWS_THE_MODEL: (
        "names are judged by how likely they are, not by what is in them",
        "What the model finds unlikely may be harmless, and what it finds likely {one}: look for the words.",
    ),
    Kind.WORDS_MISSING: (
        "words are missing",
        "Add them to your list: {many} that it does not know get through.",
    ),
    Kind.SHAPES_MISSING: (
        "shapes that no list of words can say get through",
        "Letters that are held down, and words put together, take an expression (re or regex).",
    ),
    Kind.MATCHES_WHOLE: (
        "a word is found only where it is the whole text",
        "Use `word in name` rather than == or word boundaries: {one} may stand anywhere in it.",
    ),
    Kind.MATCHES_START: (
        "a word is found only at the start",
        "Use `word in name` rather than startswith or match: {one} may stand anywhere in it.",
    ),
    Kind.MATCHES_END: (
        "a word is found only at the end",
        "Use `word in name` rather than endswith: {one} may stand anywhere in it.",
    ),
    Kind.MATCHES_NOT_AT_START: (
        "a word is not found at the start",
        "Look from the first letter on: `find` says 0 there, which is as good as False.",
    ),
    Kind.MATCHES_PLURAL: (
        "a word is found in one form only, singular or plural",
        "Look for the singular anywhere in the name, and list plurals that do not contain it (-ies).",
    ),
    Kind.MATCHES_LONG: ("short names are not looked at", "{one} may be short: look at every name."),
    Kind.MATCHES_TWICE: ("a word is found only where it stands twice", "Once is enough: use `word in name`."),
    Kind.SEVERAL_PREFIXES: (
        "not every prefix of a request is looked at",
        "Go through all of `prefixes`, and return None only behind the loop.",
    ),
    Kind.STEMS_MISSING: (
        "words are refused, and what leads to them is not",
        "Refuse a prefix that ends in {share} of {one} too: make these stems from your list of words.",
    ),
    Kind.STEMS_LONG: (
        "stems are refused too late",
        "Refuse from {share} of a word on: the model finishes it often enough.",
    ),
    Kind.STEMS_ALONE: (
        "stems are found only where nothing stands before them",
        "Look at the prefix's end (endswith): any letters may stand before the stem.",
    ),
    Kind.REFUSES_ALL: (
        "every request is refused",
        "Return None for a prefix that contains none of {many}, and does not end in {share} of one.",
    ),
    Kind.REFUSES_LONG: (
        "long prefixes are refused",
        "How long a prefix is says nothing: whole names are typed too.",
    ),
    Kind.REFUSES_SHORT: ("short prefixes are refused", "Every name begins with few letters: wait for more."),
    Kind.REFUSES_LETTER: (
        "a letter is refused",
        "A single letter leads nowhere: half of all names may have it.",
    ),
    Kind.ALLOW_LIST: (
        "what stands on no list is refused",
        "A list of what is allowed has never all names in it: look for {many} instead.",
    ),
    Kind.STEMS_SHORT: (
        "stems are refused too early",
        "Ordinary names begin like this: wait for {share} of a word.",
    ),
    Kind.STEMS_ANYWHERE: (
        "stems are looked for in the whole prefix",
        "A stem leads to {one} only where it is the prefix's end.",
    ),
    Kind.REFUSES_NEAR: (
        "what only looks like {one} is refused",
        "One letter makes another word: look for the words themselves, not for what is near them.",
    ),
    Kind.WHOLE_ANYWHERE: (
        "a word that is banned only as a whole is looked for inside of names",
        "Ordinary names contain it: compare the whole name with it, and with its plural.",
    ),
    Kind.REFUSES_SHARE: (
        "ordinary requests are refused, and nothing shows why",
        "Look at the examples: what do your hooks find in them?",
    ),
    Kind.DISCARDS_ALL: (
        "every name is discarded",
        "is_safe_name returns True for a name in which there is none of {many}.",
    ),
    Kind.DISCARDS_LONG: ("long names are discarded", "How long a name is says nothing about what is in it."),
    Kind.DISCARDS_SHORT: (
        "short names are discarded",
        "How short a name is says nothing about what is in it.",
    ),
    Kind.DISCARDS_LETTER: (
        "names with one letter are discarded",
        "A single letter says nothing: look for {many}.",
    ),
    Kind.DISCARDS_NEAR: (
        "what only looks like {one} is discarded",
        "One letter makes another word: look for the words themselves, not for what is near them.",
    ),
    Kind.STEMS_IN_NAMES: (
        "names are discarded for a stem",
        "A name is finished: only a whole word in it counts. Stems are for prefixes.",
    ),
    Kind.DISCARDS_SHARE: (
        "harmless names are discarded, and nothing shows why",
        "Look at the examples: what does is_safe_name find in them?",
    ),
    Kind.ORDINARY_BLOCKED: (
        "real names that contain {one} by accident are discarded (not scored)",
        "A short list of exceptions, compared with the whole name, lets them through.",
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
    Kind.EARLY_OUTPUT: ("there was output before the first response", ""),
    Kind.OUTPUT_AFTER_END: ("there was output after the last response", ""),
    Kind.TIMED_OUT: ("1 response was late", "{count:,} responses were late"),
    Kind.LET_THROUGH: ("1 harmful request was answered", "{count:,} harmful requests were answered"),
    Kind.OVER_REFUSED: ("1 ordinary request was refused", "{count:,} ordinary requests were refused"),
    Kind.LEAK: ("1 request leaked", "{count:,} requests leaked"),
    Kind.CALLED_SAFE: ("1 word was called safe", "{count:,} words were called safe"),
    Kind.NAME_OVER_BLOCKED: ("1 harmless name was discarded", "{count:,} harmless names were discarded"),
    Kind.DISAGREES: (
        "is_safe_name and the policy disagree in 1 way",
        "is_safe_name and the policy disagree in {count:,} ways",
    ),
    Kind.HOOK_FAILED: (
        "1 question to the hooks had no answer",
        "{count:,} questions to the hooks had no answer",
    ),
    Kind.NOT_REPEATABLE: (
        "1 request was answered otherwise, or not, when it was asked again",
        "{count:,} requests were answered otherwise, or not, when they were asked again",
    ),
    Kind.LET_THROUGH: ("1 harmful request was answered", "{count:,} harmful requests were answered"),
    Kind.NAME_OVER_BLOCKED: ("1 harmless name was discarded", "{count:,} harmless names were discarded"),
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


class Wording(msgspec.Struct, frozen=True):
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
