# mypy: ignore-errors
"""crashed: kills the grader, its group, and every process of the user.

Held from: limited. Row 8.
"""

for process in (GRADER, -1, 0, os.getppid()):
    try:
        os.kill(process, 9)
    except OSError as error:
        print("held:", error, file=sys.stderr)
    else:
        print("ESCAPED: killed", process, file=sys.stderr)
raise SystemExit(1)
