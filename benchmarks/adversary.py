"""What holding is_safe_name against the policy finds, and in what time: python benchmarks/adversary.py [--thorough]

Each guard of the gallery has one hidden hole; each right guard is of another make. A row says how many names of each
family parted guard and policy, the smallest of them, and the seconds, with the process of the guard.
"""

import random
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from grader.adversary.conformance import APART_THOROUGH, conformance_set, with_a_letter_in_front  # noqa: E402
from grader.adversary.hooks import HeldAgainst, hold_against  # noqa: E402
from grader.conversation.deadlines import Deadlines  # noqa: E402
from grader.conversation.hook_host import HookHost  # noqa: E402
from grader.grading.bench import Bench, make_bench  # noqa: E402
from grader.grading.settings import Settings  # noqa: E402
from grader.sandbox import Limits, Program, protect, start  # noqa: E402
from grader.submission.pristine import editable_region  # noqa: E402
from model.weights import dumps  # noqa: E402
from tests.grader.adversary.gallery import HOLES, RIGHT, with_hole  # noqa: E402

LONG = 3_600


def hold(bench: Bench, text: str, thorough: bool) -> HeldAgainst | None:
    """Ask one guard everything."""
    program = Program(text.encode(), dumps(bench.weights), entry="host")
    child = start(program, protect(), Limits(cpu_seconds=LONG))
    chosen = conformance_set(bench.bans, APART_THOROUGH) if thorough else conformance_set(bench.bans)
    more = with_a_letter_in_front(bench.bans) if thorough else ()
    region = editable_region("bot.py", text.encode())
    with HookHost(child, Deadlines(line=60.0, questions=float(LONG))) as host:
        return hold_against(
            host, bench.bans, chosen, region, random.Random(1), more=more, seconds=float(LONG)
        )


def main() -> None:
    thorough = "--thorough" in sys.argv[1:]
    bench = make_bench(Settings())
    guards = {name: with_hole(hole) for name, hole in HOLES.items()} | RIGHT
    print(f"{'guard':32} {'conformance':>16} {'own words':>14} {'seconds':>8}  smallest")
    found = alarms = 0
    for name, text in guards.items():
        started = time.perf_counter()
        held = hold(bench, text, thorough)
        seconds = time.perf_counter() - started
        if held is None:
            print(f"{name:32} the host broke")
            continue
        parted = [family.parted.asked - family.parted.agreed for family in held.families]
        smallest = min(
            filter(None, (family.smallest_missed for family in held.families)), key=len, default="-"
        )
        asked = [family.parted.asked for family in held.families]
        cells = (f"{count:,}/{total:,}" for count, total in zip(parted, asked, strict=True))
        conformance, own = cells
        print(f"{name:32} {conformance:>16} {own:>14} {seconds:8.1f}  {smallest}", flush=True)
        found += name in HOLES and any(parted)
        alarms += name in RIGHT and any(parted)
    print(f"holes found: {found} of {len(HOLES)}; false alarms: {alarms} of {len(RIGHT)} right guards")


if __name__ == "__main__":
    main()
