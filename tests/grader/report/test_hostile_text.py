"""A report full of hostile text is harmless in every view: what a submission says is data there, and short.

In a browser: test_html.py. Fields and schemas of such a report: formats/test_formats.py.
"""

import io
import re
import zipfile
from collections.abc import Callable

import msgspec
import pytest
from rich.console import Console

from grader.commands.outputs import GRADEBOOKS
from grader.commands.trial import parts, verdict
from grader.conversation.hook_host import Says
from grader.grading.trial import Said, Trial
from grader.report.comparison import compare
from grader.report.examples import examples
from grader.report.formats import FORMATS
from grader.report.formats.plain import NO_SUBMISSION
from grader.report.record import Report, Sample
from grader.report.terminal import to_terminal
from grader.report.terminal.comparison import comparison_to_terminal
from grader.report.text import bounded, escaped, printable, stderr_tail
from grader.verdict import Fault, Finding, Kind
from policies import load
from tests.grader.report.samples import GRADED, HOSTILE, filled

MEGABYTE = 1 + (1 << 20) // len(HOSTILE)
ENDLESS = HOSTILE * MEGABYTE
# Controls, what turns the direction of writing, what has no width, and lone surrogates.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\ud800-\udfff]"
)

# GitHub's runner obeys a line that begins so; it and others the second sort anywhere.
COMMAND_OF_A_LOG = re.compile(r"^\s*::[A-Za-z][^\n]*?::|##\w*\[", re.MULTILINE)


def told() -> Report:
    """What a grading tells of a submission that says nothing else: it goes through what every text goes through."""
    data = ENDLESS.encode("utf-8", "surrogatepass")
    fault = Fault("is_safe_name", HOSTILE)
    findings = [
        Finding(kind, ENDLESS, "blank", data, data, number, ENDLESS, fault)
        for number, kind in enumerate(Kind)
    ]
    name = printable(HOSTILE)
    return msgspec.structs.replace(
        GRADED,
        submission=name,
        policy=name,
        seed=name,
        command=name,
        examples=examples(findings, load()),
        samples=(
            Sample(
                0, "blank", "ALLOW", escaped(data, 1_000), escaped(data, 1_000), printable(bounded(ENDLESS))
            ),
        ),
        stderr=stderr_tail(data),
    )


def in_terminal(renderable: object, width: int) -> str:
    console = Console(width=width, color_system=None, highlight=False)
    with console.capture() as capture:
        console.print(renderable, crop=False)
    return capture.get()


def unzipped(written: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert all(re.fullmatch(r"(samples/)?[a-z0-9_]+\.json", name) for name in archive.namelist())
        return "\n".join(archive.read(name).decode() for name in archive.namelist())


def trial(report: Report) -> str:
    text = report.examples[0].why
    shown = Trial(
        "", text, text, text, text, Said(Says.NEITHER, text, text), None, (), text, report.stderr, text
    )
    return "".join(in_terminal(part, 80) for part in (*parts(shown), verdict(shown)))


WORSE = msgspec.structs.replace(GRADED, examples=(), seed="8", policy="another", only=("x",))
VIEWS: dict[str, Callable[[Report], str]] = {
    **{
        name: (lambda report, view=view: view(report).decode())  # type: ignore[misc]
        for name, view in FORMATS.items()
        if name != "inspect"
    },
    "inspect": lambda report: unzipped(FORMATS["inspect"](report)),
    "terminal": lambda report: in_terminal(to_terminal(report, full=True), 80),
    "narrow terminal": lambda report: in_terminal(to_terminal(report, full=True), 20),
    "comparison": lambda report: in_terminal(comparison_to_terminal(compare(WORSE, report)), 80),
    "try": trial,
}


@pytest.fixture(scope="module")
def report() -> Report:
    return told()


@pytest.mark.parametrize("name", VIEWS)
def test_no_view_holds_what_a_terminal_a_log_or_a_reader_would_obey(name: str, report: Report) -> None:
    shown = VIEWS[name](report)
    assert "owned" in shown
    assert not UNSEEN.search(shown)
    assert not COMMAND_OF_A_LOG.search(shown)
    # A hundred causes, each with a few bounded texts, and no megabyte.
    assert len(shown) < 1_000_000


@pytest.mark.parametrize("name", [name for name in VIEWS if name != "html"])
def test_no_line_of_a_view_begins_as_a_formula(name: str, report: Report) -> None:
    """A spreadsheet takes a cell for one that begins so; nothing of a submission stands at a line's beginning."""
    assert not any(line.startswith(("=", "+", "@", "\t")) for line in VIEWS[name](report).split("\n"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_record_that_holds_a_megabyte_as_it_came_still_makes_a_whole_file(name: str) -> None:
    """No grading makes such a record; a format stands on its own feet."""
    examples_of = filled(GRADED, ENDLESS).examples
    code = msgspec.structs.replace(examples_of[0], code=NO_SUBMISSION)
    for example in (examples_of[0], code):
        written = FORMATS[name](msgspec.structs.replace(GRADED, examples=(example,), stderr=ENDLESS))
        if name in GRADEBOOKS:
            told = [str(value) for key, value in fields(msgspec.json.decode(written)) if key in CUT]
            assert told
            assert all(len(text) <= 100_200 for text in told)
        if name == "prairielearn":
            assert len(written) < 1 << 20
        if name not in IN_OTHER_WAYS:
            assert not re.search(b"[\x00-\x09\x0b-\x1f]", written)


# What these places cut, or refuse, where it is long.
CUT = ("output", "message", "format_errors")
# A browser shows such characters as text, and a zip is bytes.
IN_OTHER_WAYS = ("html", "inspect")


def fields(value: object, name: str = "") -> list[tuple[str, str]]:
    """Every text in a JSON value, with the key that it or its list stands under."""
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in fields(inner, key)]
    if isinstance(value, list):
        return [pair for inner in value for pair in fields(inner, name)]
    return [(name, value)] if isinstance(value, str) else []
