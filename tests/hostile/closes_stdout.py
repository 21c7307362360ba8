# mypy: ignore-errors
"""exited-early or timed-out: closes stdout and goes on (which bubblewrap keeps open). Row 13."""


def is_safe_request(prefixes):
    os.close(1)
    while True:
        pass
