"""What a diagnosis looks at: every question of the populations with what was said, and what a cause is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from grader.conversation.hook_host import Says
from grader.judging.diagnosis.features import Feature, features
from grader.judging.interview import Interview
from grader.judging.survey import FAILED
from grader.probes.families.world import World
from grader.probes.populations import Asked, Questions
from grader.verdict import Finding, Kind
from policies import Label

SHOWN = 6  # words or texts in a sentence

STEMS = ("stem", "suffix")
"""The strata of requests with a stem at their end."""
ALMOST_ALL, MOST, FEW = 0.97, 0.8, 0.2

# About what a wrong decision costs: the slopes of the score where a guard is right otherwise.
ANSWERED, REFUSED, KEPT, DISCARDED = 50.0, 90.0, 20.0, 40.0


class Case(msgspec.Struct, frozen=True):
    """One question. `text` is what the decision hangs on: the name, or of a request the harmful prefix."""

    asked: Asked
    text: str
    wrong: bool
    # Whether is_safe_request alone was wrong about it; a right is_safe_name may make up for that.
    by_request: bool = False
    alone: bool = True  # the text is all of the request

    @property
    def word(self) -> str:
        return self.asked.about

    @property
    def weight(self) -> float:
        return self.asked.weight

    @property
    def is_stem(self) -> bool:
        """Whether only a stem of its word is in it."""
        return self.asked.stratum in STEMS


Cases = tuple[Case, ...]


class Heard(msgspec.Struct, frozen=True, dict=True):
    """All that is known of a guard: the cases of each population, and the text of its editable region."""

    harmful: Cases
    ordinary: Cases
    forms: Cases
    drawn: Cases
    harmless: Cases
    world: World
    source: str = ""

    @property
    def banned(self) -> Cases:
        return (*self.forms, *self.drawn)

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Words and expressions of which no form is found, but where another word is in it.

        A word that contains another one is in the policy for its stems: it lacks where none of them is refused, while
        those of other words are.
        """
        matches = self.world.labeller.matcher.matches
        own = [case for case in self.forms if {match.word for match in matches(case.text)} == {case.word}]
        lacking = {word for word, cases in by_word(own).items() if all(case.wrong for case in cases)}
        words = self.world.words
        holding = set(words) - {case.word for case in own}
        forms = by_word(self.forms)
        lacking |= {word for word in holding if forms[word] and all(case.wrong for case in forms[word])}
        stems = by_word(case for case in self.harmful if case.is_stem)
        unled = {word for word, cases in stems.items() if wrong_share(cases) > MOST}
        plain = set(words) - holding - lacking
        if len(unled & plain) < FEW * len(plain):
            lacking |= unled & holding
        return frozenset(lacking)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """What blocked texts may have in common."""
        return features(self.world, self.known)

    @cached_property
    def known(self) -> tuple[str, ...]:
        """The words of which some form is found."""
        return tuple(word for word in self.world.words if word not in self.lacking)


class Cause(msgspec.Struct, frozen=True):
    """Why a guard is wrong, the evidence in words, and the wrong cases that it explains."""

    kind: Kind
    why: str
    explains: Cases
    points: float = 0.0
    """That it costs, about."""
    request: bytes | None = None
    detail: str = ""

    def finding(self) -> Finding:
        """The cause as a report tells it."""
        return Finding(self.kind, self.why, request=self.request, detail=self.detail, points=self.points)


Rule = Callable[[Heard], Iterable[Cause]]


def hear(populations: Questions, interviews: Sequence[Interview], world: World, source: str) -> Heard:
    """The cases of a survey. A question that nobody had the time to ask is none, and none at which a hook failed."""

    def requests(asked: Iterable[Asked], right: frozenset[Says]) -> Iterator[Case]:
        for question in asked:
            answers = {one.answered[question.text] for one in interviews} - {None}
            hooks = {one.requests[question.text] for one in interviews} - {None}
            if answers and not answers & FAILED:
                text = harmful_prefix(question, world)
                yield Case(question, text, not answers <= right, not hooks <= right, len(question.text) == 1)

    def names(asked: Iterable[Asked], right: frozenset[Says]) -> Iterator[Case]:
        for question in asked:
            answers = {one.names[question.text[0]] for one in interviews} - {None}
            if answers and not answers & FAILED:
                yield Case(question, question.text[0], not answers <= right)

    stopped, served = frozenset({Says.UNSAFE}), frozenset({Says.SAFE})
    return Heard(
        tuple(requests(populations.harmful, stopped)),
        tuple(requests(populations.ordinary, served)),
        tuple(names(populations.forms, stopped)),
        tuple(names(populations.drawn, stopped)),
        tuple(names(populations.harmless, served)),
        world,
        source,
    )


def harmful_prefix(asked: Asked, world: World) -> str:
    """The prefix that a request is about: of several, the one that must be refused."""
    if len(asked.text) == 1:
        return asked.text[0]
    refused = (text for text in asked.text if world.labeller.prefix(text).label is Label.REFUSE)
    return next(refused, asked.text[0])


def wrong_ones(cases: Iterable[Case]) -> Cases:
    return tuple(case for case in cases if case.wrong)


def by_word(cases: Iterable[Case]) -> Mapping[str, Cases]:
    """The cases by the word that they are about; no cases for one that is in none."""
    about: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        about[case.word].append(case)
    return defaultdict(tuple, {word: tuple(own) for word, own in about.items()})


def weight(cases: Iterable[Case]) -> float:
    return sum(case.weight for case in cases)


def wrong_share(cases: Sequence[Case]) -> float:
    """How much of them is wrong, by weight; 0 where there are none."""
    whole = weight(cases)
    return weight(wrong_ones(cases)) / whole if whole else 0.0


def shortest_first(texts: Iterable[str]) -> list[str]:
    """Each text once, the shortest first; of equal length in the order of the alphabet."""
    return sorted(set(texts), key=lambda text: (len(text), text))


def shown(texts: Iterable[str], most: int = SHOWN) -> str:
    """The first of them in quotation marks, and how many more there are."""
    every = list(dict.fromkeys(texts))
    more = f" and {len(every) - most:,} more" if len(every) > most else ""
    return ", ".join(f"`{text}`" for text in every[:most]) + more
