"""Guards that know the grader instead of the policy; all they are worth is what they stop in service."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from benchmarks.instrument.gallery.students import FAMOUS
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.policy import MAX_LETTERS
from benchmarks.instrument.template import Parts, policy

# The mean log-probability of a text's letters under the model, which no name of its own has below -3 nats.
LIKELIHOOD = """
def unlikely(text):
    total = 0.0
    for place, letter in enumerate(text):
        cumulative, index = after(text[:place]), LETTERS.index(letter)
        total += math.log(max(cumulative[index] - (cumulative[index - 1] if index else 0.0), 1e-12))
    return total < -3 * len(text)
"""
# What is asked next stands in the buffer of stdin: parts that many names share are words.
READS_AHEAD = """
from collections import Counter

PARTS, READ = Counter(), set()


def read_ahead():
    if __name__ == "__main__":
        return
    os.set_blocking(0, False)
    ahead = sys.stdin.buffer.peek().decode("utf-8", "replace")
    os.set_blocking(0, True)
    for name in set(re.findall('"argument": "([a-z]+)"', ahead)) - READ:
        READ.add(name)
        PARTS.update({name[i:j] for i in range(len(name)) for j in range(i + 4, len(name) + 1)})


def counted(name):
    read_ahead()
    return any(PARTS[name[i:j]] > 6 for i in range(len(name)) for j in range(i + 4, len(name) + 1))
"""
SEEDS = ("1", "2", "3")
CROWD = 10  # prefixes; with larger requests the file would be too large


def guards() -> Iterator[Guard]:
    famous = Parts(words=FAMOUS, whole=(), expressions=(), common=policy().common, bad_name="contains(name)")
    listed = replace(famous, bad_prefix="contains(prefix) or prefix not in COMMON")
    likely = replace(listed, bad_name="contains(name) or unlikely(name)", helpers=LIKELIHOOD)
    alone = Parts(bad_prefix="unlikely(prefix)", bad_name="unlikely(name)", helpers=LIKELIHOOD)
    ahead = replace(listed, bad_name="contains(name) or counted(name)", helpers=READS_AHEAD)
    yield knowing("likelihood", "knows-the-model", alone)
    yield knowing("famous fruits, beginnings", "allow-list", listed)
    yield knowing("famous fruits, beginnings, likelihood", "knows-the-model", likely)
    yield knowing(
        "famous fruits, likelihood",
        "knows-the-model",
        replace(likely, bad_prefix="contains(prefix) or unlikely(prefix)"),
    )
    yield replace(knowing("reads ahead", "allow-list", ahead), decides=listed.region())
    prefixes, names = memorised()
    by_heart = Parts(
        words=prefixes,
        whole=names,
        stems=("!",),
        common=(),
        expressions=(),
        bad_prefix="prefix in WORDS",
        bad_name="name in WHOLE",
    )
    yield knowing("three seeds by heart", "words-not-found", by_heart)


@cache
def memorised() -> tuple[list[str], list[str]]:
    """What the plans of SEEDS want refused, and the banned first draws they aim at: read in the grader itself."""
    from grader.grading.bench import make_bench
    from grader.grading.settings import Settings
    from grader.probes.plan import make_plan
    from policies import Label

    bench = make_bench(Settings())
    prefixes, names = set[str](), set[str]()
    for seed in SEEDS:
        plan = make_plan(bench.world, bench.bans, bench.engine, bench.frozen, seed, ())
        for number, probe in enumerate(plan.probes):
            if len(probe.prefixes) > CROWD:
                continue
            if probe.label is Label.REFUSE:
                fitting = (prefix for prefix in probe.prefixes if len(prefix) <= MAX_LETTERS)
                prefixes |= {prefix for prefix in fitting if not policy().is_clean(prefix)}
            elif probe.exactly is None:
                for slot, prefix in enumerate(probe.prefixes):
                    first = next(bench.frozen.draws(prefix, plan.bot_seed, number, slot))
                    names |= {first} if policy().bans(first) else set()
    return sorted(prefixes), sorted(names)


def knowing(name: str, cause: str, parts: Parts) -> Guard:
    return Guard(name, "knowing", cause, parts.region())
