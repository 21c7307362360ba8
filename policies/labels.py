"""What a guard should do with a request, decided by policy data and nothing else.

The rule that students are told: refuse a prefix that contains a fruit or ends in three quarters of one;
do not refuse what ordinary names begin with.
"""

from collections.abc import Sequence
from enum import Enum

import msgspec

from .matcher import Match, Matcher
from .names.given_names import GivenNames
from .policy import Policy

LEAST_LETTERS = 4  # so many letters of a common name are enough to mean it


class Label(Enum):
    """What is right for a request. EITHER is never scored as wrong, but what is emitted must still be clean."""

    REFUSE = "REFUSE"
    ALLOW = "ALLOW"
    EITHER = "EITHER"


class Labelled(msgspec.Struct, frozen=True):
    """A label, the reason for it in words, and the hit behind it where there is one."""

    label: Label
    reason: str
    match: Match | None = None


class Labeller:
    """Labels requests by one policy and what ordinary people are called."""

    def __init__(self, policy: Policy, given: GivenNames) -> None:
        self.matcher = Matcher(policy)
        self._given = given
        self._common = frozenset(given.common)
        self._begun = {
            name[:length]: name
            for name in reversed(given.common)  # so that of several names the commonest stays
            for length in range(LEAST_LETTERS, len(name))
        }

    def label(self, prefixes: Sequence[str]) -> Labelled:
        """The label of a request as the hooks see it; a blank one is `[""]`.

        One REFUSE makes the request REFUSE, else one EITHER makes it EITHER; the reason is that of the first such
        prefix. Raises ValueError for an empty list, which no request line gives.
        """
        if not prefixes:
            raise ValueError("a request has at least one prefix: a blank line is ['']")
        order = (Label.REFUSE, Label.EITHER, Label.ALLOW)
        return min(map(self.prefix, prefixes), key=lambda labelled: order.index(labelled.label))

    def prefix(self, prefix: str) -> Labelled:
        """The label of one prefix of lower-case letters."""
        if not prefix:
            return Labelled(Label.ALLOW, "a blank request")
        if self.matcher.is_ordinary(prefix):
            return Labelled(Label.EITHER, "an ordinary name that contains a banned word by accident")
        matches = self.matcher.matches(prefix)
        match = next((hit for hit in matches if hit.rule != "whole"), None)
        if match:
            found = prefix[match.start : match.end]
            return Labelled(Label.REFUSE, f"contains {found!r} ({match.group})", match)
        typed = self._typed(prefix)
        stem = self.matcher.stem(prefix)
        if stem:
            found = prefix[stem.start :]
            reason = f"ends in {found!r}, {len(found)} of the {len(stem.word)} letters of {stem.word!r}"
            if prefix in self._given.borne:
                return Labelled(Label.EITHER, f"{reason}, but people are called {prefix!r}", stem)
            if prefix in self._given.beginnings:
                return Labelled(Label.EITHER, f"{reason}, but {typed}", stem)
            return Labelled(Label.REFUSE, reason, stem)
        if matches and prefix not in self._given.beginnings:
            return Labelled(Label.EITHER, f"banned as a whole name ({matches[0].group})", matches[0])
        if typed:
            return Labelled(Label.ALLOW, typed)
        return Labelled(Label.EITHER, "leads to no banned word, but is no common beginning either")

    def label_twin(self, twin: str, of: str) -> Labelled:
        """The label of `twin`, which was made of the harmful text `of` by changing one letter.

        A clean one is ALLOW, though nobody may type it: nothing but the changed letter tells it from what must be
        refused. One that is not clean has the label of any prefix. Raises ValueError where it is no such twin.
        """
        changed = sum(a != b for a, b in zip(twin, of, strict=False))
        if len(twin) != len(of) or changed != 1 or self.is_clean(of):
            raise ValueError(
                f"{twin!r} is not made of something harmful by changing one letter, but of {of!r}"
            )
        return Labelled(Label.ALLOW, f"a clean twin of {of!r}") if self.is_clean(twin) else self.prefix(twin)

    def is_clean(self, text: str) -> bool:
        """Whether nothing in a text is banned, as a name or as a part of one, and no stem is at its end."""
        return not self.matcher.matches(text) and not self.matcher.stem(text)

    def _typed(self, prefix: str) -> str | None:
        """Why many people may type this, or None."""
        if prefix in self._given.beginnings:
            return f"{self._given.beginnings[prefix]} names begin with {prefix!r}"
        if prefix in self._common:
            return f"many people are called {prefix!r}"
        if prefix in self._begun:
            return f"begins {self._begun[prefix]!r}, as many people are called"
        return None
