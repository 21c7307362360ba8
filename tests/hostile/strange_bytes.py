# mypy: ignore-errors
"""extra-output: line separators, NUL, CR, invalid UTF-8, ANSI escapes, HTML and formulas on stdout. Row 15."""


def is_safe_request(prefixes):
    os.write(
        1,
        b'OK: a\xe2\x80\xa8b, \x00, c\rd, \xff, \x1b[2J<script>alert(1)</script>,=HYPERLINK("x"),::notice\n',
    )
    return None
