"""What a report shows to whom: for students no word of a hidden policy that their own file does not hold.

A text that a report quotes is public where it stands in the submission, or where people are called so or begin so and
no hidden word is in it. Every other is told by its length alone: a twin of a banned word would give that away too.
"""

import re

import msgspec

from grader.report.record import Example, Report, Sample
from grader.verdict import CAUSES, Kind, Part
from policies import GivenNames, Policy, Words

HIDDEN = "hidden"
# Of a policy's words; what is shorter tells nothing.
LEAST_LETTERS = 3
QUOTED = re.compile(r"`[^`]*`|'[^']*'|\"[^\"]*\"")
RAISED = re.compile(r"(raised [\w.]+).*", re.DOTALL)
POLICY_OPTION = re.compile(r" --policy (?:\$?'[^']*'|\S+)+")
# Their sentences are made by the grader alone, and quote what they take from elsewhere.
TOLD = frozenset(kind.code for kind in (*CAUSES, Kind.SLOW, Kind.HOOK_FAILED, Kind.WRONG_TYPE_SAFE))
OF_THE_FILE = frozenset(
    kind.code for kind in Kind if kind.part is Part.INTEGRITY and kind is not Kind.NOT_DRAWN
)


class Public:
    """What may be told to the author of a source under a policy that is hidden."""

    def __init__(self, policy: Policy, given: GivenNames, source: str) -> None:
        self._source = source.lower()
        examples = [text for expression in policy.expressions for text in expression.examples]
        every = {*policy.anywhere_words, *policy.whole_words, *policy.stems, *policy.ordinary, *examples}
        self._hidden = [word for word in every if len(word) >= LEAST_LETTERS and word not in self._source]
        self._given = given
        self._common = frozenset(given.common)

    def is_hidden(self, text: str) -> bool:
        """Whether a hidden word stands in the letters of a text."""
        letters = re.sub(r"[^a-z]", "", text.lower())
        return any(word in letters for word in self._hidden)

    def may_show(self, text: str) -> bool:
        tokens = re.findall(r"[a-z]+", text.lower())
        return not self.is_hidden(text) and all(map(self._is_public, tokens))

    def _is_public(self, token: str) -> bool:
        named = token in self._common or token in self._given.beginnings
        return len(token) < LEAST_LETTERS or named or token in self._source

    def told(self, text: str) -> str:
        """The text, or how long it is."""
        return text if self.may_show(text) else f"a text of {sum(map(str.isalpha, text))} letters"

    def sentence(self, text: str) -> str:
        """A sentence of the grader, with what it quotes told so; nothing of an exception but its name."""
        return QUOTED.sub(lambda match: self.told(match[0]), RAISED.sub(r"\1", text))


def for_student(report: Report, policy: Policy, given: GivenNames, source: str) -> Report:
    """Counts, techniques, causes, and of the examples what is public.

    What the submission wrote to stderr is left out: it may be what it was asked about.
    """
    public = Public(policy, given, source)
    residual = report.residual and msgspec.structs.replace(report.residual, at=HIDDEN, bars=(), words=())
    return msgspec.structs.replace(
        report,
        policy=HIDDEN,
        policy_sha256=None,
        command=public_command(report.command),
        examples=tuple(public_example(example, public, policy.words) for example in report.examples),
        samples=tuple(public_sample(sample, public) for sample in report.samples),
        residual=residual,
        attack=None,
        costs=None,
        leak=None,
        stderr="",
    )


def public_command(command: str) -> str:
    """The command without the name of the policy's file."""
    return POLICY_OPTION.sub(" --policy FILE", command)


def public_example(example: Example, public: Public, words: Words) -> Example:
    """Title, hint and technique; the case itself where it is public."""
    own = example.code in OF_THE_FILE
    return msgspec.structs.replace(
        example,
        title=neutral(example.title, public, words),
        hint=neutral(example.hint, public, words),
        why=public.sentence(example.why) if own or example.code in TOLD else technique(example),
        request=None if example.request is None else public.told(example.request),
        response=None if example.response is None else response(example.response, public),
        detail=example.detail if own else "",
    )


def public_sample(sample: Sample, public: Public) -> Sample:
    """The request and its response where they are public; why something is wrong would quote both."""
    return msgspec.structs.replace(
        sample,
        request=public.told(sample.request),
        response=None if sample.response is None else response(sample.response, public),
        why=f"seen in {sample.family}" if sample.why else "",
    )


def technique(example: Example) -> str:
    return f"seen in {example.family}" if example.family else "the case is hidden"


def response(text: str, public: Public) -> str:
    """The names of a response, or that there were some."""
    start, colon, rest = text.partition(":")
    return f"{start}{colon} {public.told(rest.strip())}" if start in ("OK", "REFUSE") else public.told(text)


def neutral(text: str, public: Public, words: Words) -> str:
    """The text with another noun where the policy's own is one of its words."""
    if not public.is_hidden(words.one + " " + words.many):
        return text
    default = Words()
    return text.replace(words.one, default.one).replace(words.many, default.many)
