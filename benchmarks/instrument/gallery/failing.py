"""Right decisions in a program that fails: slow, raising, dying, printing, or answering with the wrong type."""

from collections.abc import Iterator

from benchmarks.instrument.guard import Broken, Guard
from benchmarks.instrument.template import Parts

RIGHT = Parts().region()
# About 10 ns a step on a machine of 2020, and no module for the clock may be imported.
STEPS_A_SECOND = 100_000_000
WAIT = "sum(range({steps}))"
PRINT = "print('looking at', {what}, flush=True)"


def guards() -> Iterator[Guard]:
    for seconds in (0.03, 0.05):
        wait = WAIT.format(steps=round(seconds * STEPS_A_SECOND))
        slow = Parts(first_of_request=wait, first_of_name=wait).region()
        yield failing(f"slow, {seconds} s a call", "slow", slow, decides=RIGHT)
    dies = Parts(first_of_request="if max(map(len, prefixes)) > 12: os._exit(3)").region()
    nothing_after = Broken(framing=0, own_refusals=0, end=0)
    yield failing("dies of long prefixes", "crashed", dies, decides=RIGHT, dies=True, broken=nothing_after)
    raises = "if 'q' in ''.join({what}): raise ValueError('q')"
    yield failing(
        "raises for q in requests",
        "hook-failed",
        Parts(first_of_request=raises.format(what="prefixes")).region(),
    )
    yield failing(
        "raises for q in names", "hook-failed", Parts(first_of_name=raises.format(what="name")).region()
    )
    index = "name[4]"
    yield failing("raises for short names", "hook-failed", Parts(first_of_name=index).region())
    yield failing(
        "returns 1 or 0", "hook-failed", RIGHT.replace("return not (name", "return 0 + (not (name") + ")"
    )
    yield failing(
        "returns nothing for safe names",
        "hook-failed",
        Parts(first_of_name="if not is_bad(name): return None", helpers=IS_BAD).region(),
    )
    yield failing(
        "returns True for a refusal",
        "hook-failed",
        RIGHT.replace('return "a prefix leads to a fruit."', "return True"),
    )
    yield failing(
        "prints requests",
        "extra-output",
        Parts(first_of_request=PRINT.format(what="prefixes")).region(),
        decides=RIGHT,
        broken=Broken(framing=0),
    )
    yield failing(
        "prints names",
        "extra-output",
        Parts(first_of_name=PRINT.format(what="name")).region(),
        decides=RIGHT,
        broken=Broken(framing=0.5),
    )
    yield failing(
        "prints when loaded", "early-output", RIGHT + "\n\nprint('loaded', flush=True)\n", decides=RIGHT
    )


IS_BAD = """
def is_bad(name):
    return name not in ORDINARY and (name in WHOLE or contains(name))
"""


def failing(
    name: str, cause: str, region: str, decides: str = "", dies: bool = False, broken: Broken | None = None
) -> Guard:
    return Guard(name, "failing", cause, region, decides, dies=dies, broken=broken or Broken())
