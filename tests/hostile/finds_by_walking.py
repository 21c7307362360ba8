# mypy: ignore-errors
"""no-guard: looks for the secret along every path that it knows, without any import.

Held from: restricted. Rows 1, 26.
"""

for path in (SECRET, f"/proc/self/root{SECRET}", f"/proc/{GRADER}/root{SECRET}", f"/proc/1/root{SECRET}"):
    attempt(f"read {path}", lambda: open(path).read())
for folder in (TARGET, os.path.dirname(SECRET), os.path.dirname(os.path.dirname(SECRET))):
    attempt(f"list {folder}", lambda: os.listdir(folder))
