"""The record as other places read it, one file each: a report goes in, the bytes of a file come out."""

from collections.abc import Callable, Mapping

from grader.report.formats.classroom50 import to_classroom50
from grader.report.formats.gradescope import to_gradescope
from grader.report.formats.inspect import to_inspect
from grader.report.formats.junit import to_junit
from grader.report.formats.prairielearn import to_prairielearn
from grader.report.html import to_html
from grader.report.machine import to_json
from grader.report.record import Report

FORMATS: Mapping[str, Callable[[Report], bytes]] = {
    "json": to_json,
    "html": to_html,
    "junit": to_junit,
    "gradescope": to_gradescope,
    "classroom50": to_classroom50,
    "prairielearn": to_prairielearn,
    "inspect": to_inspect,
}
