"""The guard that every defect of the gallery is made in: right, plain, and in parts that can be replaced one by one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pprint import pformat

from benchmarks.instrument.policy import Policy, read_policy

HEAD = """\
import re

WORDS = {words}
WHOLE = frozenset({whole})
STEMS = {stems}
COMMON = frozenset({common})
ORDINARY = frozenset({ordinary})
EXPRESSIONS = [re.compile(pattern) for pattern in {expressions}]


def contains(text):
    return any(word in text for word in WORDS) or any(e.search(text) for e in EXPRESSIONS)


def leads(prefix):
    return prefix.endswith(STEMS) and prefix not in COMMON
"""

HOOKS = """\
{helpers}

def is_safe_request(prefixes):
    if not isinstance(prefixes, list):
        raise TypeError("not a list of prefixes")
    {first_of_request}
    for prefix in {which}:
        if prefix not in ORDINARY and ({bad_prefix}):
            return "a prefix leads to a fruit."
    return None


def is_safe_name(name):
    if not isinstance(name, str):
        raise TypeError("not a name")
    {first_of_name}
    return not (name not in ORDINARY and ({bad_name}))
"""


@cache
def policy() -> Policy:
    """The shipped policy."""
    return read_policy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a guard, all right until one is replaced; sources are in the words of the template."""

    words: Iterable[str] | None = None
    """None for all of the policy's; so are the whole words and the ordinary names."""
    whole: Iterable[str] | None = None
    stems: Iterable[str] | None = None
    """None for those of `words`."""
    common: Iterable[str] | None = None
    """None for the common beginnings that end in a stem."""
    ordinary: Iterable[str] | None = None
    expressions: Iterable[str] | None = None
    bad_prefix: str = "contains(prefix) or leads(prefix)"
    bad_name: str = "name in WHOLE or contains(name)"
    which: str = "prefixes"
    helpers: str = ""
    first_of_request: str = "pass"
    first_of_name: str = "pass"

    def region(self) -> str:
        """The editable region's source."""
        right = policy()
        words = right.words if self.words is None else tuple(self.words)
        stems = stems_of(words) if self.stems is None else tuple(self.stems)
        common = self.common
        if common is None:
            common = (beginning for beginning in right.common if beginning.endswith(stems))
        lists = {
            "words": words,
            "whole": sorted(right.whole_forms if self.whole is None else self.whole),
            "stems": stems,
            "common": sorted(common),
            "ordinary": sorted(right.ordinary if self.ordinary is None else self.ordinary),
            "expressions": [pattern for pattern, _ in right.expressions]
            if self.expressions is None
            else list(self.expressions),
        }
        head = HEAD.format(**{name: pformat(value, width=110, compact=True) for name, value in lists.items()})
        return head + HOOKS.format(
            helpers=self.helpers,
            first_of_request=self.first_of_request,
            which=self.which,
            bad_prefix=self.bad_prefix,
            first_of_name=self.first_of_name,
            bad_name=self.bad_name,
        )


def stems_of(words: Iterable[str], share: float = 0.75, letters: int = 3) -> tuple[str, ...]:
    """The beginnings of the words that are at least so much of them, and shorter."""
    return tuple(
        sorted(
            {
                word[:length]
                for word in words
                for length in range(letters, len(word))
                if length >= share * len(word)
            }
        )
    )
