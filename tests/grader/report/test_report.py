"""Every text of a report is printable, and each kind of failure is told once, by its shortest case."""

import msgspec
from hypothesis import example as given_example
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from grader.report.machine import to_json
from grader.report.record import FORMAT, SHOWN_BYTES, Report, escaped, examples, printable, stderr_tail
from grader.report.terminal import to_terminal
from grader.verdict import Finding, Kind

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates too


@given(st.binary(max_size=400))
@given_example(b"\x1b[2J\x07\r\n\t\xff\xe2\x80\xa8\x7f\xc2\x85")
def test_any_bytes_become_one_short_line_of_printable_text(text: bytes) -> None:
    shown = escaped(text)
    assert shown.isprintable()
    assert len(shown) <= 4 * SHOWN_BYTES + 40


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=SHOWN_BYTES))
def test_printable_text_is_shown_as_it_is(text: str) -> None:
    assert escaped(text.encode()) == text
    assert printable(text) == text


def test_the_middle_of_a_long_text_is_left_out() -> None:
    assert escaped(b"a" * 80 + b"b" * 1_000 + b"c" * 40) == f"{'a' * 80} [... 1,000 bytes ...] {'c' * 40}"


@given(ANY_TEXT)
def test_escaping_twice_is_escaping_once(text: str) -> None:
    once = printable(text)
    assert once.isprintable()
    assert printable(once) == once
    once.encode()  # what is printable is text in UTF-8


@given(st.binary(max_size=2_000))
def test_stderr_is_shown_by_its_last_lines(text: bytes) -> None:
    shown = stderr_tail(text)
    assert all(line.isprintable() for line in shown.split("\n"))
    assert shown.count("\n") <= 20


def test_stderr_keeps_its_lines_in_order() -> None:
    lines = [f"line {number}" for number in range(50)]
    assert stderr_tail("\n".join(lines).encode()).split("\n") == lines[-21:]


def test_each_kind_is_told_once_by_its_shortest_request_in_the_order_of_the_list() -> None:
    found = [
        Finding(Kind.LEAK, "long", "f", b"aaaa", b"OK: x", 1),
        Finding(Kind.OVER_REFUSED, "other", "f", b"j", b"REFUSE: x", 4),
        Finding(Kind.LEAK, "short", "f", b"a", b"OK: y", 7),
        Finding(Kind.LEAK, "short too", "f", b"b", b"OK: y", 9),
    ]
    told = [(e.code, e.count, e.why, e.number, e.request, e.response) for e in examples(found)]
    assert told == [
        ("over-refused", 1, "other", 4, "j", "REFUSE: x"),
        ("leak", 3, "short", 7, "a", "OK: y"),
    ]


def test_what_is_wrong_in_the_file_is_told_case_by_case() -> None:
    found = [Finding(Kind.FROZEN_NAME_BOUND, f"line {line}: `x`") for line in (3, 9)]
    assert [example.why for example in examples(found)] == ["line 3: `x`", "line 9: `x`"]


@given(ANY_TEXT, st.binary(max_size=40))
def test_whatever_a_submission_says_the_formats_hold(text: str, data: bytes) -> None:
    told = examples([Finding(Kind.MALFORMED, text, "blank", data, data, 3, detail=text)])
    report = Report(
        format=FORMAT,
        submission=printable(text),
        policy="fruit",
        only=(),
        seed=printable(text),
        command=printable(text),
        examples=told,
        stderr=stderr_tail(text.encode("utf-8", "surrogatepass")),
    )
    as_json = to_json(report)
    assert msgspec.json.decode(as_json, type=Report) == report
    assert as_json.endswith(b"\n")
    console = Console(width=200, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(to_terminal(report))
    assert all(line.isprintable() for line in capture.get().split("\n"))


def test_markup_stays_text() -> None:
    told = examples([Finding(Kind.MALFORMED, "[bold]why[/bold] :cherries:", "blank", b"[red]", b"[/]", 3)])
    report = Report(
        format=FORMAT,
        submission="[link=x]a[/link]",
        policy="fruit",
        only=(),
        seed="[b]",
        command="[i]",
        examples=told,
    )
    console = Console(width=200, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(to_terminal(report))
    for text in ("[bold]why[/bold] :cherries:", "[red]", "[/]", "[link=x]a[/link]", "[b]", "[i]"):
        assert text in capture.get()
