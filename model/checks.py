"""Checks on what a weights file holds: each raises WeightsError, which says what was expected, found, and where.

`where` names the place in the file, as in "model.json: state_dict.wte".
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NoReturn

from model.errors import WeightsError


def parse(data: bytes, place: str) -> object:
    """JSON in which no key stands twice and every number is finite."""

    def refuse_constant(constant: str) -> NoReturn:
        raise WeightsError(f"{place}: contains {constant}; every number must be finite")

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        keys = dict(pairs)
        if len(keys) < len(pairs):
            twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
            raise WeightsError(f"{place}: the key {twice!r} stands twice in one object")
        return keys

    try:
        parsed: object = json.loads(data.decode(), parse_constant=refuse_constant, object_pairs_hook=unique)
    except UnicodeDecodeError as error:
        raise WeightsError(f"{place}: is not UTF-8 text (byte {error.start}); give a weights file") from None
    except json.JSONDecodeError as error:
        raise WeightsError(
            f"{place}: is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise WeightsError(f"{place}: is nested too deeply to be a weights file") from None
    except ValueError:  # an integer of thousands of digits
        raise WeightsError(f"{place}: contains a number that is too long") from None
    return parsed


def an_object(value: object, where: str) -> dict[str, object]:
    """The value, if it is an object."""
    if not isinstance(value, dict):
        raise WeightsError(f"{where}: expected an object, found {_show(value)}")
    return value


def has_keys(found: Mapping[str, object], expected: Iterable[str], where: str) -> None:
    """No key is missing; there may be others."""
    for key in expected:
        if key not in found:
            raise WeightsError(f"{where}: has no key {key!r}")


def same_keys(found: Mapping[str, object], expected: Iterable[str], where: str) -> None:
    """Just these keys."""
    has_keys(found, expected, where)
    for key in found:
        if key not in expected:
            raise WeightsError(f"{where}: has an unknown key {key!r}; this model has {', '.join(expected)}")


def same(found: object, expected: object, where: str) -> None:
    """Just this value, all the way down; 1 is neither 1.0 nor true."""
    if isinstance(expected, dict):
        table = an_object(found, where)
        same_keys(table, expected, where)
        for key, value in expected.items():
            same(table[key], value, f"{where}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        for index, value in enumerate(expected):
            same(found[index], value, f"{where}[{index}]")
    elif type(found) is not type(expected) or found != expected:
        raise WeightsError(f"{where}: expected {_show(expected)}, found {_show(found)}")


def finite_rows(value: object, shape: tuple[int, int], where: str) -> list[list[float]]:
    """Rows of finite numbers, in the `shape` (rows, columns)."""
    rows, columns = shape
    if not isinstance(value, list):
        raise WeightsError(f"{where}: expected {rows} rows, found {_show(value)}")
    if len(value) != rows:
        raise WeightsError(f"{where}: expected {rows} rows, found {len(value)}")
    for index, row in enumerate(value):
        if not isinstance(row, list):
            raise WeightsError(f"{where} row {index}: expected {columns} numbers, found {_show(row)}")
        if len(row) != columns:
            raise WeightsError(f"{where} row {index}: expected {columns} numbers, found {len(row)}")
        for column, number in enumerate(row):
            if not _finite(number):
                place = f"{where} row {index} column {column}"
                raise WeightsError(f"{place}: expected a finite number, found {_show(number)}")
    return value


def _finite(number: object) -> bool:
    if isinstance(number, bool) or not isinstance(number, int | float):
        return False
    try:
        return math.isfinite(number)
    except OverflowError:  # an int beyond the range of a float
        return False


def _show(value: object) -> str:
    if isinstance(value, dict):
        return f"an object of {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = repr(value) if isinstance(value, float) else json.dumps(value)
    return text if len(text) <= 40 else text[:40] + "…"
