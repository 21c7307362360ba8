# mypy: ignore-errors
"""forbidden-import: imports what is installed beside the two libraries.

Held from: restricted. Rows 4, 5.
"""

import glob
import os
import sys

for folder in glob.glob(os.path.join(sys.base_prefix, "lib", "python3*", "*-packages")):
    attempt(f"list {folder}", lambda: os.listdir(folder)[0])
    sys.path.append(folder)
for module in ("click", "pip", "grader", "policies"):
    attempt(f"import {module}", lambda: __import__(module).__file__)
