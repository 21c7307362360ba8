# mypy: ignore-errors
"""What stands before every attack: what an attacker might know (attack.py fills it in), and a way to try things."""

import sys

SECRET = "@SECRET@"  # a file outside
TARGET = "@TARGET@"  # a folder outside that the user may write to
GRADER = int("@GRADER@")  # the grader's process id
PORT = int("@PORT@")  # where the grader listens, on 127.0.0.1


def attempt(what, action):
    """Try something, and say on stderr what came of it; "ESCAPED" is what the grader's tests look for."""
    try:
        result = action()
    except Exception as error:
        print(f"held: {what}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    else:
        print(f"ESCAPED: {what}: {str(result)[:200]}", file=sys.stderr, flush=True)
