"""JUnit XML, for what shows tests: a case for each family, and one for each cause of failures.

There is no single schema, and some readers show nothing but a case's name and the text of its failure: everything is
there.
"""

import re
from xml.etree import ElementTree

from grader.report.formats.plain import heading, is_scored, lines, summary
from grader.report.record import Report

# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_junit(report: Report) -> bytes:
    """A suite whose cases fail where a family has failures, and for each cause that is scored."""
    cases: list[tuple[str, str, str]] = []  # class, name, why it failed
    for family in report.families:
        name = f"{family.name}: {family.passed} of {family.total}"
        cases.append(("family", name, "" if family.passed == family.total else family.about))
    scored = [example for example in report.examples if is_scored(example)]
    cases += [("cause", heading(example), "\n".join(lines(example))) for example in scored]
    if not cases:
        cases.append(("cause", f"{report.submission}: {report.verdict}", ""))
    failures = sum(bool(why) for _, _, why in cases)
    seconds = f"{report.times.total if report.times else 0:.3f}"
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0", "time": seconds}
    root = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(root, "testsuite", {"name": clean(report.submission), **counts})
    for kind, name, why in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=kind, name=clean(name), time="0")
        if why:
            failure = ElementTree.SubElement(case, "failure", message=clean(why.partition("\n")[0]))
            failure.text = clean(f"{name}\n{why}")
    ElementTree.SubElement(suite, "system-out").text = clean(summary(report))
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
