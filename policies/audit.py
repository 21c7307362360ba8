"""What a valid policy may still get wrong: plurals that slip through, and ordinary names that it would stop."""

from collections.abc import Iterable, Iterator, Mapping

from .checks import Problem
from .matcher import Matcher
from .names.given_names import GivenNames
from .policy import Policy
from .words import plurals


def audit(policy: Policy, given: GivenNames) -> tuple[Problem, ...]:
    """Plurals that escape, common beginnings that are banned, and names hit that are not `ordinary`.

    A name that is itself one of the policy's words (apple, cherry) is banned on purpose. The names that many people
    bear come first.
    """
    matcher = Matcher(policy)
    return (
        *_escaping_plurals(policy, matcher),
        *_banned_beginnings(matcher, given.beginnings),
        *_banned_names(policy, matcher, (*given.common, *sorted(given.borne))),
    )


def _escaping_plurals(policy: Policy, matcher: Matcher) -> Iterator[Problem]:
    for group, words in policy.anywhere.items():
        for index, word in enumerate(words):
            for plural in plurals(word):
                if not matcher.banned(plural):
                    yield Problem(
                        f"anywhere.{group}[{index}]", f"the plural of {word!r}, {plural!r}, is not banned"
                    )


def _banned_beginnings(matcher: Matcher, beginnings: Mapping[str, int]) -> Iterator[Problem]:
    for beginning, count in beginnings.items():
        match = matcher.banned(beginning)
        if match and match.rule != "whole":
            reason = f"{match.word!r} bans {beginning!r}, which {count} names begin with"
            yield Problem(f"{match.rule}, {match.group}", reason)


def _banned_names(policy: Policy, matcher: Matcher, names: Iterable[str]) -> Iterator[Problem]:
    words = {*policy.anywhere_words, *policy.whole_words}
    for name in dict.fromkeys(names):
        match = matcher.banned(name)
        if match and name not in words:
            reason = f"{match.word!r} bans the name {name!r}: make it ordinary, or the word whole or left out"
            yield Problem(f"{match.rule}, {match.group}", reason)
