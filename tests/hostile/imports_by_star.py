# mypy: ignore-errors
"""forbidden-import: imports every name of a module over the frozen ones. Row 17."""

from math import *
