"""Why a guard answers harmful requests, or keeps banned names: words it lacks, and ways of looking that miss them."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from grader.judging.diagnosis.cases import (
    ANSWERED,
    DISCARDED,
    FEW,
    KEPT,
    MOST,
    REFUSED,
    Case,
    Cases,
    Cause,
    Heard,
    by_word,
    shortest_first,
    shown,
    weight,
    wrong_ones,
    wrong_share,
)
from grader.verdict import Kind
from policies import plurals

NAMES = ("form", "drawn")
LISTED = 60  # words below a cause
LEAST_SHARE = 0.01  # of the forms of known words that is kept, for a way of looking to be wrong


def lets_everything_through(heard: Heard) -> Iterator[Cause]:
    """A hook that never says no, or both; or one that finds none of the words that stand in the file."""
    requests = all(case.by_request for case in heard.harmful)
    wrong = wrong_ones(heard.harmful)
    if not heard.banned or not heard.harmful:
        return
    if all(case.wrong for case in heard.banned):
        kind = Kind.NO_GUARD if requests else Kind.NO_NAME_HOOK
        why = f"is_safe_name calls each of {len(heard.banned):,} banned names safe"
        yield cause(kind, why, (*wrong, *heard.banned))
    elif len(heard.known) <= FEW * len(heard.world.words):
        in_the_file = [word for word in heard.world.words if word in heard.source and word not in heard.known]
        if len(in_the_file) > len(heard.world.words) // 2:
            why = (
                f"{len(in_the_file):,} words stand in the file, and is_safe_name finds none of them in a name: "
                f"{shown(in_the_file)}"
            )
            yield cause(Kind.WORDS_NOT_FOUND, why, (*wrong, *wrong_ones(heard.banned)))
    if requests and wrong and not all(case.wrong for case in heard.banned):
        why = f"is_safe_request refuses none of {len(heard.harmful):,} harmful requests"
        yield cause(Kind.NO_REQUEST_HOOK, why, wrong)


def knows_the_model(heard: Heard) -> Iterator[Cause]:
    """Names with a banned word in them are told from their clean twins no better than by chance."""
    discarded = 1 - wrong_share(heard.forms)
    twins = wrong_share([case for case in heard.harmless if case.asked.stratum == "clean"])
    kept = wrong_share(heard.drawn)
    if min(discarded, twins) >= 0.3 and discarded - twins < 0.15 and kept > FEW:
        why = (
            f"discards {discarded:.0%} of the names that hold a banned word, and {twins:.0%} of the same names with "
            f"one letter changed; of the banned names that the model draws it keeps {kept:.0%}"
        )
        kept_names, discarded_names = wrong_ones(heard.banned), wrong_ones(heard.harmless)
        refused = wrong_ones(heard.ordinary)
        points = KEPT * weight(kept_names) + DISCARDED * weight(discarded_names) + REFUSED * weight(refused)
        explained = (*wrong_ones(heard.harmful), *kept_names, *discarded_names, *refused)
        yield Cause(Kind.KNOWS_THE_MODEL, why, explained, points)


def words_missing(heard: Heard) -> Iterator[Cause]:
    """Words of which no form is known."""
    lacking = heard.lacking
    policy = heard.world.policy
    about = by_word((*heard.harmful, *heard.banned))
    # In the policy's order: a set has another one in each process.
    words = [word for word in policy.group_of if word in lacking]
    explained = tuple(case for word in words for case in wrong_ones(about[word]))
    if explained:
        count = len({*policy.anywhere_words, *policy.whole_words} & about.keys())
        why = f"{len(words):,} of {count:,} words are not known: {shown(words)}"
        yield cause(Kind.WORDS_MISSING, why, explained, detail=listed("words that got through", words))


def shapes_missing(heard: Heard) -> Iterator[Cause]:
    """Expressions that are not known; what people read is an example, not their names."""
    names = {expression.name for expression in heard.world.policy.expressions}
    through = [case for case in wrong_ones(heard.banned) if case.word in names]
    if through:
        examples = {case.word: case.text for case in through}
        described = [f"`{text}` ('{shape}')" for shape, text in sorted(examples.items())]
        why = f"keeps names of {len(examples)} of {len(names)} shapes, such as {', '.join(described)}"
        yield cause(Kind.SHAPES_MISSING, why, tuple(through))


class Way(msgspec.Struct, frozen=True):
    """A wrong way of looking for a word: what it finds."""

    kind: Kind
    words: str
    finds: Callable[[str, str], bool]  # in a text, a word


WAYS = (
    Way(Kind.MATCHES_WHOLE, "the whole text", lambda text, word: text == word),
    Way(
        Kind.MATCHES_WHOLE,
        "the whole text, or its plural",
        lambda text, word: text == word or text in plurals(word),
    ),
    Way(Kind.MATCHES_START, "at the start", lambda text, word: text.startswith(word)),
    Way(Kind.MATCHES_END, "at the end", lambda text, word: text.endswith(word)),
    Way(Kind.MATCHES_NOT_AT_START, "behind another letter", lambda text, word: word in text[1:]),
    Way(Kind.MATCHES_PLURAL, "in its plural", lambda text, word: word + "s" in text),
    Way(Kind.MATCHES_PLURAL, "where no -s stands at the end", lambda text, _word: not text.endswith("s")),
    *(
        Way(
            Kind.MATCHES_LONG,
            f"in a name of more than {most} letters",
            lambda text, _word, most=most: len(text) > most,  # type: ignore[misc]
        )
        for most in range(3, 9)
    ),
    Way(Kind.MATCHES_TWICE, "where it stands twice", lambda text, word: text.count(word) > 1),
)


def matched_wrongly(heard: Heard) -> Iterator[Cause]:
    """Words that are found in some places, or forms, and not in others."""
    known = frozenset(heard.known)
    cases = [case for case in heard.forms if case.word in known]
    if wrong_share(cases) < LEAST_SHARE:
        return
    found = [
        (two_sided((case.wrong, way.finds(case.text, case.word)) for case in cases), way) for way in WAYS
    ]
    score, way = max(found, key=lambda item: item[0])
    if score >= MOST:
        explained = [
            case for case in (*heard.banned, *heard.harmful) if case.word in known and not case.is_stem
        ]
        examples = shown(shortest_first(case.text for case in wrong_ones(cases)))
        why = f"a word is found {way.words}; is_safe_name keeps {examples}"
        yield cause(way.kind, why, wrong_ones(explained))


def some_prefixes(heard: Heard) -> Iterator[Cause]:
    """A harmful prefix that is refused alone, and not in company."""
    company = [case for case in heard.harmful if not case.alone]
    alone = wrong_share([case for case in heard.harmful if case.alone])
    if company and wrong_share(company) > 2 * alone + 0.05:
        places = {
            "first": [case for case in company if case.text == case.asked.text[0]],
            "last": [case for case in company if case.text == case.asked.text[-1]],
        }
        seen = next(
            (place for place, cases in places.items() if cases and wrong_share(cases) <= alone + 0.05), ""
        )
        only = f", and only the {seen} prefix of a request is looked at" if seen else ""
        why = (
            f"answers {wrong_share(company):.0%} of the harmful requests with several prefixes, and {alone:.0%} of "
            f"those with one{only}"
        )
        first = min(wrong_ones(company), key=lambda case: len(" ".join(case.asked.text)))
        request = " ".join(first.asked.text).encode()
        yield cause(Kind.SEVERAL_PREFIXES, why, wrong_ones(company), request=request)


class Reach(msgspec.Struct, frozen=True):
    """Which stems are refused, where not all are: the first argument is the stem at the end, the second its word."""

    kind: Kind
    words: str
    refuses: Callable[[str, str], bool]


REACHES = (
    *(
        Reach(
            Kind.STEMS_LONG,
            f"from {share:.0%} of its word on",
            lambda stem, word, share=share: len(stem) >= share * len(word),  # type: ignore[misc]
        )
        for share in (0.8, 0.85, 0.9)
    ),
    Reach(
        Kind.STEMS_LONG,
        "where one letter of its word is missing",
        lambda stem, word: len(stem) == len(word) - 1,
    ),
    *(
        Reach(
            Kind.STEMS_LONG,
            f"of at least {least} letters",
            lambda stem, _word, least=least: len(stem) >= least,  # type: ignore[misc]
        )
        for least in range(4, 8)
    ),
    *(
        Reach(
            Kind.STEMS_MISSING,
            f"of a word of more than {most} letters",
            lambda _stem, word, most=most: len(word) > most,  # type: ignore[misc]
        )
        for most in range(4, 9)
    ),
)


def stems_missing(heard: Heard) -> Iterator[Cause]:
    """Words that are known, and of whose stems some are not refused."""
    stems = [case for case in heard.harmful if case.alone and case.is_stem and case.word not in heard.lacking]
    wrong = wrong_ones(stems)
    if not wrong:
        return
    alone = wrong_share([case for case in stems if case.asked.stratum == "stem"])
    behind = wrong_share([case for case in stems if case.asked.stratum == "suffix"])
    examples = shown(shortest_first(case.text for case in wrong))
    words = listed("words whose stems are answered", {case.word for case in wrong})
    how = f"answers {wrong_share(stems):.0%} of the requests that end in a stem: {examples}"
    if behind > MOST and alone < FEW:
        why = f"refuses {1 - alone:.0%} of the stems alone, and {1 - behind:.0%} behind other letters: {examples}"
        yield cause(Kind.STEMS_ALONE, why, wrong)
    elif (reach := best_reach(stems)) is not None:
        yield cause(reach.kind, f"{how}; a stem is refused {reach.words}", wrong, detail=words)
    else:
        yield cause(Kind.STEMS_MISSING, how, wrong, detail=words)


def best_reach(stems: Iterable[Case]) -> Reach | None:
    """What tells best the stems that are refused from those that are not; None where nothing does."""
    told = [(case.wrong, stem_at_end(case.text, case.word), case.word) for case in stems]

    def score(reach: Reach) -> float:
        return two_sided((wrong, reach.refuses(stem, word)) for wrong, stem, word in told)

    best = max(REACHES, key=score)
    return best if score(best) >= MOST else None


def stem_at_end(text: str, word: str) -> str:
    return next((word[:size] for size in range(len(word) - 1, 0, -1) if text.endswith(word[:size])), "")


def two_sided(pairs: Iterable[tuple[bool, bool]]) -> float:
    """How well a way tells what was found from what was not, from (wrong, expected to be found): the lesser share."""
    told: dict[bool, list[bool]] = {True: [], False: []}
    for wrong, found in pairs:
        told[wrong].append(wrong is not found)
    return min(sum(right) / len(right) if right else 0.0 for right in told.values())


def cause(kind: Kind, why: str, explains: Cases, request: bytes | None = None, detail: str = "") -> Cause:
    points = sum(case.weight * (KEPT if case.asked.stratum in NAMES else ANSWERED) for case in explains)
    return Cause(kind, why, explains, points, request, detail)


def listed(what: str, words: Iterable[str]) -> str:
    every = sorted(words)
    more = f" and {len(every) - LISTED:,} more" if len(every) > LISTED else ""
    return f"{what}: {', '.join(every[:LISTED])}{more}"
