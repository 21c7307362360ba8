"""Whose a download is, as the learning platforms name what they give to instructors.

- Canvas: `<lastfirst>_[LATE_]<userid>_<attachmentid>_<file>`, all in one folder
- Moodle: `First Last_<participantid>_assignsubmission_file_`, a folder each, or before the file's own name
- Gradescope: a folder each, and `submission_metadata.yml`, which says whose
"""

import json
import re
from collections.abc import Mapping

import msgspec

CANVAS = re.compile(r"(?P<name>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL)
MOODLE = re.compile(r"(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_file_?(?P<file>.*)", re.DOTALL)
GRADESCOPE = "submission_metadata.yml"
# Canvas counts files of one name: bot-1.py, bot-2.py.
COUNTED = re.compile(r"(-\d+)?\.py")
MOST_METADATA = 64 << 20  # bytes


class Student(msgspec.Struct, frozen=True):
    """Who handed something in: the name, and the platform's number where it gives one."""

    name: str
    id: str = ""
    late: bool = False


def student_of(name: str) -> tuple[Student, str] | None:
    """The student in the name of a download, and the file's own name, which is empty where that of a folder was given.

    None for a name that no platform made.
    """
    for pattern in (MOODLE, CANVAS):
        if found := pattern.fullmatch(name):
            parts = found.groupdict()
            return Student(parts["name"], parts["id"], bool(parts.get("late"))), parts["file"]
    return None


def own_name(file: str) -> str:
    """A file's name without the number that Canvas adds to a second one."""
    return COUNTED.sub(".py", file)


def gradescope_students(metadata: str) -> Mapping[str, Student]:
    """By folder of a Gradescope export, who handed it in; several who worked together, in one.

    Only what is needed is read, line by line: the keys of the outermost level, and below `:submitters:` the names and
    numbers. Whatever else stands there, in whatever form, is passed over.
    """
    found: dict[str, Student] = {}
    folder, within, names, numbers = "", False, list[str](), list[str]()
    for line in [*metadata.splitlines(), "end:"]:
        if match := re.fullmatch(r"([^\s#-].*?):\s*", line):
            if folder and names:
                found[folder] = Student(", ".join(names), ", ".join(numbers))
            folder, within, names, numbers = _scalar(match[1]), False, [], []
        elif match := re.fullmatch(r"  (:\w+):.*", line):
            within = match[1] == ":submitters" and not names
        elif within and (match := re.fullmatch(r"\s*-?\s+:(name|sid):\s*(.*?)\s*", line)) and match[2]:
            (names if match[1] == "name" else numbers).append(_scalar(match[2]))
    return found


def _scalar(text: str) -> str:
    """What a scalar of YAML on one line says."""
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) >= 2 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return text
