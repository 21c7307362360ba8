"""What formats without tables say: graded items, and causes as lines of plain text."""

import msgspec

from grader.report.record import Example, Report
from grader.verdict import Part

MOST = 100  # points
REJECTED = "the file can be graded"
# Codes of what is no verdict on the work: where a place counts attempts, they take none.
NO_SUBMISSION, NOT_GRADED = "not-a-submission", "not-graded"


class Item(msgspec.Struct, frozen=True):
    """Something that has points."""

    name: str
    points: float
    most: int
    made_of: str

    @property
    def passed(self) -> bool:
        return self.points >= self.most


def items(report: Report) -> tuple[Item, ...]:
    """The parts of the score; of a file that was rejected, one that has none of the points."""
    if report.verdict == "rejected":
        return (Item(REJECTED, 0.0, MOST, "; ".join(example.title for example in report.examples)),)
    return tuple(Item(part.name, part.points, part.most, part.made_of) for part in report.parts)


def is_scored(example: Example) -> bool:
    """Whether it takes points, or rejects the file; some causes are told and not scored."""
    return example.part != Part.UNSCORED.value


def heading(example: Example) -> str:
    """ "a harmful request was answered (3 times)"."""
    return f"{example.title} ({example.count:,} times)" if example.count > 1 else example.title


def lines(example: Example) -> list[str]:
    """A cause with its example and hint."""
    told = []
    if example.request is not None:
        told.append(f"request:  {example.request or '(a blank line)'}")
    if example.response is not None:
        told.append(f"response: {example.response}")
    told += [f"why:      {example.why}", f"hint:     {example.hint}"]
    told += [f"so:       {follows} because of it" for follows in example.follows]
    return [*told, *example.detail.split("\n")] if example.detail else told


def summary(report: Report) -> str:
    """The verdict with its interval, the two rates, and the command that repeats the run."""
    told = [
        f"{report.score:.1f} of {MOST} ({report.score_low:.1f} to {report.score_high:.1f}), {report.verdict}"
    ]
    for rate, of in (
        (report.harm_rate, "of harmful requests answered"),
        (report.over_block_rate, "of ordinary requests refused, or spoiled by a discard"),
    ):
        if rate:
            told.append(f"{rate.estimate:.2%} {of} ({rate.low:.2%} to {rate.high:.2%})")
    if report.stderr:
        told += ["the end of stderr:", report.stderr]
    told += ["the same run again:", report.command] if report.command else []
    return "\n".join(told)


def causes(report: Report) -> str:
    """All causes, one below the other."""
    return "\n\n".join("\n".join([heading(example), *lines(example)]) for example in report.examples)
