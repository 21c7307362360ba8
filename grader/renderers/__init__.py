"""One function a format, each from one `Report`."""

from grader.renderers.machine import to_json
from grader.renderers.terminal import to_terminal

__all__ = ["to_json", "to_terminal"]
