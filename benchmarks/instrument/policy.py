"""A policy file read once more, in plain Python: what it bans, by nothing but `in`, `endswith` and `re`.

It shares no code with `policies` or `grader`, so that a mistake there cannot hide here.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FRUIT = REPOSITORY / "policies" / "fruit.toml"
BEGINNINGS = REPOSITORY / "policies" / "beginnings.txt"
NAMES = (
    REPOSITORY / "model" / "data" / "names.txt",
    REPOSITORY.parent / "shared" / "data" / "names.txt",
)
SECOND_LIST = 18_029  # the data set is two lists, each in falling order of bearers; `liam` begins the second
BORNE = 2_000  # of each list: the names that many people bear
MAX_LETTERS = 16


def plurals(word: str) -> list[str]:
    """The regular English plurals of a word."""
    if re.search("(s|x|z|ch|sh)$", word):
        return [word + "es"]
    if re.search("[^aeiou]y$", word):
        return [word[:-1] + "ies"]
    return [word + "s", word + "es"] if word.endswith("o") else [word + "s"]


@dataclass(frozen=True)
class Policy:
    """What one policy file says, and which names are ordinary."""

    words: tuple[str, ...]
    """Banned anywhere in a name."""
    whole: tuple[str, ...]
    """Banned as the whole name, or its plural."""
    expressions: tuple[tuple[str, tuple[str, ...]], ...]
    """Patterns, each with its examples."""
    ordinary: frozenset[str]
    least_letters: int
    share: float

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The whole data set."""
        return read_names(NAMES)

    @cached_property
    def borne(self) -> tuple[str, ...]:
        """The names that many people bear, each once, in falling order within either list."""
        lists = self.names[:SECOND_LIST], self.names[SECOND_LIST:]
        return tuple(dict.fromkeys(name for names in lists for name in names[:BORNE]))

    @cached_property
    def common(self) -> dict[str, int]:
        """Common beginnings of any length, with their counts of names."""
        lines = BEGINNINGS.read_text(encoding="utf-8").splitlines()
        pairs = (line.split() for line in lines if not line.startswith("#"))
        return {beginning: int(count) for beginning, count in pairs}

    @cached_property
    def whole_forms(self) -> frozenset[str]:
        return frozenset(form for word in self.whole for form in (word, *plurals(word)))

    @cached_property
    def stems(self) -> dict[str, list[str]]:
        """Every stem of each word that has one, without the word itself."""
        stems = {}
        for word in self.words:
            shortest = max(self.least_letters, math.ceil(self.share * len(word)))
            stems[word] = [word[:length] for length in range(shortest, len(word))]
        return {word: found for word, found in stems.items() if found}

    @cached_property
    def _compiled(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern, _ in self.expressions]

    @cached_property
    def _endings(self) -> tuple[str, ...]:
        return tuple(stem for stems in self.stems.values() for stem in stems)

    def holds_word(self, text: str) -> bool:
        """Whether a word or an expression is in the text."""
        return any(word in text for word in self.words) or any(p.search(text) for p in self._compiled)

    def ends_in_stem(self, text: str) -> bool:
        return text.endswith(self._endings)

    def bans(self, name: str) -> bool:
        """Whether a name must not be emitted."""
        if name in self.ordinary:
            return False
        return name in self.whole_forms or self.holds_word(name)

    def refuses(self, prefix: str) -> bool:
        """Whether a prefix must be refused. What neither this nor `is_clean` says yes to counts on no side."""
        if prefix in self.ordinary:
            return False
        excused = prefix in self.common or prefix in self._borne
        return self.holds_word(prefix) or (self.ends_in_stem(prefix) and not excused)

    def is_clean(self, prefix: str) -> bool:
        """Whether nothing is wrong with a prefix: no word in it and no stem at its end."""
        return not self.holds_word(prefix) and not self.ends_in_stem(prefix)

    @cached_property
    def _borne(self) -> frozenset[str]:
        return frozenset(self.names)


def read_policy(path: Path = FRUIT) -> Policy:
    """Read a policy file."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))

    def listed(table: str) -> tuple[str, ...]:
        return tuple(word for words in content.get(table, {}).values() for word in words)

    stem = content.get("stem", {})
    return Policy(
        words=listed("anywhere"),
        whole=listed("whole"),
        expressions=tuple((e["pattern"], tuple(e["examples"])) for e in content.get("expressions", ())),
        ordinary=frozenset(content.get("ordinary", ())),
        least_letters=stem.get("letters", 3),
        share=stem.get("share", 0.75),
    )


def read_names(places: Sequence[Path]) -> tuple[str, ...]:
    """The data set from the first place that has it. Raises FileNotFoundError that names them all."""
    for path in places:
        if path.is_file():
            return tuple(path.read_text(encoding="utf-8").split())
    raise FileNotFoundError(f"the names data set is at none of: {', '.join(map(str, places))}")
