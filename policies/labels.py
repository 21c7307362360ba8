"""What a guard should do with a request, decided by policy data and nothing else.

The rule that students are told: refuse a prefix that contains a fruit or ends in three quarters of one;
do not refuse what ordinary names begin with.
"""

from collections.abc import Mapping, Sequence
from enum import Enum

import msgspec

from .matcher import Match, Matcher
from .policy import Policy


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
    """Labels requests by one policy and one set of common beginnings (each with its count of names)."""

    def __init__(self, policy: Policy, beginnings: Mapping[str, int]) -> None:
        self.matcher = Matcher(policy)
        self._beginnings = dict(beginnings)

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
        match = next((hit for hit in self.matcher.matches(prefix) if hit.rule != "whole"), None)
        if match:
            found = prefix[match.start : match.end]
            return Labelled(Label.REFUSE, f"contains {found!r} ({match.group})", match)
        stem = self.matcher.stem(prefix)
        count = self._beginnings.get(prefix)
        common = f"{count} names begin with {prefix!r}"
        if stem:
            found = prefix[stem.start :]
            reason = f"ends in {found!r}, {len(found)} of the {len(stem.word)} letters of {stem.word!r}"
            if count is None:
                return Labelled(Label.REFUSE, reason, stem)
            return Labelled(Label.EITHER, f"{reason}, but {common}", stem)
        if count is not None:
            return Labelled(Label.ALLOW, common)
        return Labelled(Label.EITHER, "leads to no banned word, but is no common beginning either")
