# mypy: ignore-errors
"""not-repeatable: answers by what is random in its process. Row 22."""


def is_safe_request(prefixes):
    return f"I am {os.urandom(4).hex()} in {os.getcwd()}"
