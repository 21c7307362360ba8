# mypy: ignore-errors
"""forbidden-import: imports through the function behind the statement. Row 26."""

os_again = __import__("posix")
