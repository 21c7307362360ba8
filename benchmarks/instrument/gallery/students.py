"""Honest students: the right guard in two forms, and guards that are as good as their authors had time for."""

from collections.abc import Iterator

from benchmarks.instrument.guard import Guard, shipped_region
from benchmarks.instrument.template import Parts, policy

FAMOUS = (
    "apple", "pear", "plum", "peach", "cherry", "grape", "lemon", "lime", "orange", "melon",
    "mango", "banana", "kiwi", "papaya", "fig", "apricot", "coconut", "pineapple", "berry", "guava",
)  # fmt: skip
EVERYDAY = (
    *FAMOUS, "berries", "cherries", "strawberry", "raspberry", "blueberry", "watermelon", "nectarine", "tangerine",
    "mandarin", "clementine", "pomegranate", "avocado", "currant", "raisin", "prune", "lychee", "quince", "persimmon",
    "fruit", "acai", "passionfruit", "grapefruit", "cantaloup", "honeydew", "durian", "plantain", "mulberry",
)  # fmt: skip
NOTHING = """\
def is_safe_request(prefixes):
    return None


def is_safe_name(name):
    return True
"""
FIRST_TRY = """\
FRUITS = {fruits}


def is_safe_request(prefixes):
    for prefix in prefixes:
        for fruit in FRUITS:
            if fruit in prefix{stems}:
                return "that is a fruit"
    return None


def is_safe_name(name):
    for fruit in FRUITS:
        if fruit in name:
            return False
    return True
"""


def guards() -> Iterator[Guard]:
    yield student("shipped", "none", shipped_region())
    yield student("right", "none", Parts().region())
    yield student("no exceptions for names", "ordinary-blocked", Parts(ordinary=()).region())
    yield student("starter", "no-guard", NOTHING)
    yield student("20 fruits", "words-missing", first_try(FAMOUS))
    yield student("20 fruits, stems", "words-missing", first_try(FAMOUS, " or fruit.startswith(prefix[-4:])"))
    yield student("47 fruits", "words-missing", first_try(EVERYDAY))
    yield student(
        "47 fruits, stems", "words-missing", Parts(words=sorted(EVERYDAY), whole=(), expressions=()).region()
    )
    yield student("every word, no stems", "stems-missing", first_try(policy().words))
    shorter = [word for word in policy().words if len(word) < 8]
    yield student("short words only", "words-missing", Parts(words=shorter).region())


def student(name: str, cause: str, region: str) -> Guard:
    return Guard(name, "students", cause, region)


def first_try(fruits: tuple[str, ...], stems: str = "") -> str:
    return FIRST_TRY.format(fruits=fruits, stems=stems)
