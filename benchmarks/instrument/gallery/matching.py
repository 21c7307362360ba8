"""Every wrong way of looking for a word; the lists are complete."""

from collections.abc import Iterator

from benchmarks.instrument.guard import Guard
from benchmarks.instrument.template import Parts, policy

EQUAL = "{0} in WORDS"
STARTS = "{0}.startswith(WORDS)"
ENDS = "{0}.endswith(WORDS)"
BOUNDARY = "any(re.search(rf'\\b{{word}}\\b', {0}) for word in WORDS)"
PLURAL_TOO = "{0} in WORDS or {0}.removesuffix('s') in WORDS"
CAPITALS = "any(word.capitalize() in {0} for word in WORDS)"
MIDDLE = "any(word in {0}[1:] for word in WORDS)"
TWICE = "sum({0}.count(word) for word in WORDS) > 1"


def guards() -> Iterator[Guard]:
    for name, cause, way in (
        ("equal only", "matching-whole", EQUAL),
        ("at the start only", "matching-start", STARTS),
        ("at the end only", "matching-end", ENDS),
        ("word boundaries", "matching-whole", BOUNDARY),
        ("equal or plural", "matching-whole", PLURAL_TOO),
        ("in capitals", "words-not-found", CAPITALS),
        ("never at the start", "matching-not-at-start", MIDDLE),
        ("only where there are two", "words-not-found", TWICE),
    ):
        bad_prefix, bad_name = way.format("prefix"), way.format("name")
        yield wrong(
            name,
            cause,
            Parts(bad_prefix=f"{bad_prefix} or leads(prefix)", bad_name=f"name in WHOLE or {bad_name}"),
        )
    yield wrong("names equal only", "matching-whole", Parts(bad_name="name in WHOLE or name in WORDS"))
    # No draw of what it lets through is kept, so that the bot refuses it all the same.
    yield wrong("requests equal only", "none", Parts(bad_prefix="prefix in WORDS or leads(prefix)"))
    singular = tuple(word + "s" for word in policy().words)
    yield wrong("plurals only", "matching-plural", Parts(words=singular))
    without = " and not name.endswith('s')"
    yield wrong(
        "no plurals",
        "matching-plural",
        Parts(
            bad_prefix=f"(contains(prefix){without.replace('name', 'prefix')}) or leads(prefix)",
            bad_name=f"name in WHOLE or (contains(name){without})",
        ),
    )


def wrong(name: str, cause: str, parts: Parts) -> Guard:
    return Guard(name, "matching", cause, parts.region())
