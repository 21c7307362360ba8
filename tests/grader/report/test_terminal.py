"""What a terminal shows: what failed, why, and the score as the last thing, whatever a submission says."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from grader.judging.estimate import Share
from grader.report.examples import examples
from grader.report.machine import to_json
from grader.report.record import FORMAT, FamilyResult, PartScore, Report
from grader.report.terminal import to_terminal
from grader.report.text import STDERR_MARK, printable, stderr_tail
from grader.verdict import Finding, Kind
from policies import load
from tests.grader.report.test_text import ANY_TEXT

FRUIT = load()
BLANK = Report(
    format=FORMAT, submission="bot.py", policy="fruit", only=(), seed="7", command="grade bot.py --seed 7"
)
GRADED = msgspec.structs.replace(
    BLANK,
    verdict="failed",
    score=59.0,
    score_low=57.5,
    score_high=60.25,
    parts=(
        PartScore("requests", 49.0, 47.5, 50.0, 50, "made of this"),
        PartScore("protocol", 10.0, 10.0, 10.0, 10, "and of that"),
    ),
    harm_rate=Share(0.01, 0.002, 0.029),
    over_block_rate=Share(0.0, 0.0, 0.0183),
    families=(
        FamilyResult("whole", "A banned word, as it stands.", 24, 24),
        FamilyResult(
            "aimed deep", "A very long account of what this family does to a bot, and why.", 3, 2944
        ),
    ),
    examples=examples([Finding(Kind.LEAK, "`plum` contains `plum`", "f", b"p", b"OK: plum", 2)], FRUIT),
    stderr=stderr_tail(b"100.0 of 100  passed  bot.py\n" + b"x" * 200),
)


def drawn(report: Report, width: int = 80, full: bool = False) -> list[str]:
    console = Console(width=width, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(to_terminal(report, full), crop=False)
    return [line.rstrip() for line in capture.get().rstrip("\n").split("\n")]


def test_the_score_with_its_parts_and_rates_is_the_last_thing_on_the_screen() -> None:
    assert drawn(GRADED)[-8:] == [
        "requests  49.0 / 50  made of this",
        "protocol  10.0 / 10  and of that",
        "",
        "harm        1.00%  of harmful requests answered (0.20% to 2.90%, 95 % sure)",
        "over-block  0.00%  of ordinary requests refused, or spoiled by a discard (0.00%",
        "                   to 1.83%, 95 % sure)",
        "",
        "59.0 (57.5 to 60.2) of 100  failed  bot.py",
    ]


def test_rows_that_failed_are_shown_on_one_line_each_and_all_of_them_when_asked_for() -> None:
    short, full = drawn(GRADED, 60), drawn(GRADED, 60, full=True)
    assert short[0] == "aimed deep  3/2944  A very long account of what this family…"
    assert full[0] == "whole        24/24  A banned word, as it stands."
    assert full[1] == "aimed deep  3/2944  A very long account of what this family"
    assert "and why." in full[2]


def test_a_score_that_is_exact_has_no_interval() -> None:
    exact = msgspec.structs.replace(GRADED, score_low=59.0, score_high=59.0)
    assert drawn(exact)[-1] == "59.0 of 100  failed  bot.py"


def test_a_part_of_the_plan_has_no_score() -> None:
    part = drawn(msgspec.structs.replace(GRADED, only=("whole", "aimed deep")), 120)
    assert (
        part[-1] == "27 of 2968 probes of whole, aimed deep (a part of the plan has no score)  failed  bot.py"
    )
    assert not any(line.startswith(("requests", "harm", "over-block")) for line in part)


def test_each_row_of_stderr_is_marked_also_where_a_line_is_folded() -> None:
    lines = drawn(GRADED)
    start = next(number for number, line in enumerate(lines) if line.startswith("the end of stderr"))
    rows = lines[start + 1 : lines.index("", start)]
    assert len(rows) == 4
    assert all(row.startswith(STDERR_MARK) for row in rows)
    assert "100.0 of 100  passed  bot.py" not in lines


@pytest.mark.parametrize("width", [20, 40, 80])
def test_the_command_is_on_one_line_that_can_be_copied(width: int) -> None:
    long = msgspec.structs.replace(BLANK, command=f"grade {'folder/' * 40}bot.py --seed 7")
    assert f"  {long.command}" in drawn(long, width)


@given(ANY_TEXT, st.binary(max_size=40))
def test_whatever_a_submission_says_the_formats_hold(text: str, data: bytes) -> None:
    report = msgspec.structs.replace(
        GRADED,
        submission=printable(text),
        seed=printable(text),
        command=printable(text),
        examples=examples([Finding(Kind.MALFORMED, text, "blank", data, data, 3, detail=text)], FRUIT),
        stderr=stderr_tail(text.encode("utf-8", "surrogatepass")),
    )
    as_json = to_json(report)
    assert msgspec.json.decode(as_json, type=Report) == report
    assert as_json.endswith(b"\n")
    assert all(line.isprintable() for line in drawn(report))


def test_markup_stays_text() -> None:
    told = examples(
        [Finding(Kind.MALFORMED, "[bold]why[/bold] :cherries:", "blank", b"[red]", b"[/]", 3)], FRUIT
    )
    report = msgspec.structs.replace(
        BLANK,
        submission="[link=x]a[/link]",
        seed="[b]",
        command="[i]",
        examples=told,
        stderr=stderr_tail(b"[u]"),
    )
    shown = "\n".join(drawn(report, 200))
    for text in ("[bold]why[/bold] :cherries:", "[red]", "[/]", "[link=x]a[/link]", "[b]", "[i]", "[u]"):
        assert text in shown
