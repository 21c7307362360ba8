# mypy: ignore-errors
"""extra-output: a forgotten print in a hook. Row 14."""


def is_safe_name(name):
    print("checking", name, flush=True)
    return True
