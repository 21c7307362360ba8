# mypy: ignore-errors
"""extra-output: two lines for one request. Row 14."""


def is_safe_name(name):
    os.write(1, b"REFUSE: no\nREFUSE: no\n")
    return True
