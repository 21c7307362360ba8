"""Stems that are too short, too long, in the wrong place, or those of some words only."""

from collections.abc import Iterator

from benchmarks.instrument.gallery.students import FAMOUS
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.template import Parts, policy, stems_of


def guards() -> Iterator[Guard]:
    words = policy().words
    # The exception for common beginnings stays what it is for the right stems.
    right = stems_of(words)
    common = [beginning for beginning in policy().common if beginning.endswith(right)]
    for name, cause, stems in (
        ("no stems", "stems-missing", ()),
        ("stems of a third", "stems-short", stems_of(words, 1 / 3)),
        ("stems of a half", "stems-short", stems_of(words, 0.5)),
        ("stems of two thirds", "stems-short", stems_of(words, 2 / 3)),
        ("stems of 90 %", "stems-long", stems_of(words, 0.9)),
        ("all but one letter", "stems-long", tuple(word[:-1] for word in words)),
        ("stems of five letters", "stems-long", stems_of(words, letters=5)),
        ("stems of long words", "stems-long", stems_of(word for word in words if len(word) > 6)),
        ("stems of famous words", "stems-missing", stems_of(FAMOUS)),
    ):
        yield wrong(name, cause, Parts(stems=stems, common=common))
    anywhere = "contains(prefix) or any(stem in prefix for stem in STEMS) and prefix not in COMMON"
    yield wrong("stems anywhere", "stems-anywhere", Parts(bad_prefix=anywhere))
    at_start = "contains(prefix) or prefix.startswith(STEMS) and prefix not in COMMON"
    yield wrong("stems at the start", "stems-alone", Parts(bad_prefix=at_start))
    alone = "contains(prefix) or prefix in STEMS and prefix not in COMMON"
    yield wrong("stems alone", "stems-alone", Parts(bad_prefix=alone))
    # What it refuses too much is EITHER, which counts on no side.
    yield wrong("no common beginnings", "none", Parts(common=()))
    yield wrong(
        "stems in names",
        "stems-in-names",
        Parts(bad_name="name in WHOLE or contains(name) or name.endswith(STEMS)"),
    )


def wrong(name: str, cause: str, parts: Parts) -> Guard:
    return Guard(name, "stems", cause, parts.region())
