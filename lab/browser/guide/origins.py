"""Where a number comes from: the function that computed it, and what it was given."""

import importlib
import inspect
import textwrap
from collections.abc import Callable
from pathlib import Path

import msgspec

HOUSE = Path(__file__).resolve().parents[3]
MOST = 4  # numbers of a list that are shown at each end


class Origin(msgspec.Struct, frozen=True):
    """A function by its module and its name in it, and its arguments as a reader sees them."""

    module: str
    function: str
    inputs: tuple[tuple[str, str], ...]  # a name and what it was


class Source(msgspec.Struct, frozen=True):
    """A function as it stands in the repository."""

    file: str
    line: int
    text: str


def origin(function: Callable[..., object], **inputs: object) -> Origin:
    """That a number is what this function, of the project or of the standard library, said to these inputs."""
    return Origin(
        function.__module__,
        function.__qualname__,
        tuple((name, shown(value)) for name, value in inputs.items()),
    )


def shown(value: object) -> str:
    """A value in the words of Python, long lists and long numbers cut."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        items = [shown(item) for item in value]
        if len(items) > 2 * MOST:
            items = [*items[:MOST], f"… {len(items)} in all …", *items[-MOST:]]
        return f"[{', '.join(items)}]"
    return value if isinstance(value, str) else repr(value)


def source(module: str, function: str) -> Source | None:
    """The function's own text; None where it is not of this repository, as `math.log` is not."""
    found: object = importlib.import_module(module)
    for name in function.split("."):
        found = getattr(found, name)
    try:
        wrapped = inspect.unwrap(found)  # type: ignore[arg-type]  # functools.cache hides a function
        file = Path(inspect.getfile(wrapped))
        lines, line = inspect.getsourcelines(wrapped)
    except TypeError:  # written in C
        return None
    if not file.is_relative_to(HOUSE):
        return None
    return Source(file.relative_to(HOUSE).as_posix(), line, textwrap.dedent("".join(lines)).strip())
