"""Holds the grader's score against the truth: python benchmarks/truth.py

For every guard of the gallery: T on populations of 20,000 (`instrument/populations.py` and `instrument/truth.py` are
its definition), the score of the real grader with each seed, the difference of the worst seed and the spread. Then the
bars; exit status 1 when one is missed. --short takes twelve guards and one seed.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.instrument.bars import Bar, Row, bars, reversed_pairs
from benchmarks.instrument.gallery import SHORT, gallery
from benchmarks.instrument.grading import Graded, GradingError, grade
from benchmarks.instrument.guard import Guard
from benchmarks.instrument.policy import read_policy
from benchmarks.instrument.populations import SIZE, Populations, make_populations
from benchmarks.instrument.truth import Truth, measure

JOBS = 2
SHORT_SIZE = 4_000


@dataclass(frozen=True, slots=True)
class Measured:
    """One guard with all that was found."""

    guard: Guard
    truth: Truth
    graded: tuple[Graded, ...]

    @property
    def row(self) -> Row:
        return Row(self.guard.name, self.truth.total, tuple(one.score for one in self.graded))


_populations: Populations


def prepare(populations: Populations) -> None:
    """Give a worker what it measures T with."""
    global _populations
    _populations = populations


def true_shares(guard: Guard) -> Truth:
    return measure(guard, _populations)


def run(guards: Sequence[Guard], seeds: Sequence[str], size: int) -> list[Measured]:
    """Measure and grade all guards, two at a time; progress on stderr."""
    populations = make_populations(read_policy(), size)
    with ProcessPoolExecutor(JOBS, get_context("spawn"), prepare, (populations,)) as pool:
        jobs = [
            (guard, pool.submit(true_shares, guard), [pool.submit(grade, guard, seed) for seed in seeds])
            for guard in guards
        ]
        measured = []
        for guard, truth, gradings in jobs:
            item = Measured(guard, truth.result(), tuple(grading.result() for grading in gradings))
            measured.append(item)
            print(f"{len(measured)}/{len(guards)} {line(item)}", file=sys.stderr, flush=True)
    return measured


def heading(seeds: int) -> str:
    scores = "".join(f"{f'seed {seed}':>8}" for seed in range(1, seeds + 1))
    return f"{'guard':<40}{'T':>7}{scores}{'worst':>8}{'spread':>8}  {'cause':<20}first finding"


def line(item: Measured) -> str:
    """A guard's line of the table."""
    row = item.row
    scores = "".join(f"{score:>8.1f}" for score in row.scores)
    figures = f"{row.name:<40}{row.truth:>7.1f}{scores}{row.worst:>+8.1f}{row.spread:>8.1f}"
    return f"{figures}  {item.guard.cause:<20}{item.graded[0].first or 'none'}"


def verdict(bar: Bar) -> str:
    wanted = f"at most {bar.at_most:g}" if bar.at_most is not None else f"at least {bar.at_least:g}"
    return f"{bar.title:<40}{bar.value:>9.2f}  {wanted:<16}{'met' if bar.is_met else 'MISSED'}"


def as_json(measured: Sequence[Measured], figures: Sequence[Bar]) -> str:
    guards = [
        {
            "name": item.guard.name,
            "kind": item.guard.kind,
            "cause": item.guard.cause,
            "truth": asdict(item.truth) | {"total": item.truth.total},
            "graded": [asdict(one) for one in item.graded],
        }
        for item in measured
    ]
    content = {"guards": guards, "bars": [asdict(bar) | {"met": bar.is_met} for bar in figures]}
    return json.dumps(content, indent=1)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--guards", type=int, metavar="N", help="only the first N")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this guard; may be repeated")
    parser.add_argument(
        "--seeds", type=int, default=3, metavar="N", help="seeds 1 to N (default: %(default)s)"
    )
    parser.add_argument(
        "--size", type=int, default=SIZE, metavar="N", help="of a population (default: %(default)s)"
    )
    parser.add_argument(
        "--short", action="store_true", help=f"{len(SHORT)} guards, one seed, small populations"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    names = options.only or (SHORT if options.short else [guard.name for guard in gallery()])
    unknown = set(names) - {guard.name for guard in gallery()}
    if unknown:
        parser.error(f"no such guard: {', '.join(sorted(unknown))}")
    guards = [guard for guard in gallery() if guard.name in names][: options.guards]
    seeds = [str(seed) for seed in range(1, 2 if options.short else options.seeds + 1)]
    try:
        measured = run(guards, seeds, SHORT_SIZE if options.short else options.size)
    except GradingError as error:
        parser.exit(2, f"the grader gave no report: {error}\n")
    rows = [item.row for item in measured]
    figures = bars(rows)
    if options.json:
        print(as_json(measured, figures))
    else:
        print("\n".join([heading(len(seeds)), *map(line, measured), "", *map(verdict, figures)]))
        for better, worse in reversed_pairs(rows)[:10]:
            print(f"  reversed: {better.name} ({better.truth:.0f}) below {worse.name} ({worse.truth:.0f})")
    return 0 if all(bar.is_met for bar in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
