# mypy: ignore-errors
"""forbidden-import: leaves a daemon that outlives the run and holds its pipes. Bounded.

Held from: unprotected. Row 10.
"""

import os
import time

try:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        os._exit(0)
    os.wait()
except OSError as error:
    print("held:", error, file=sys.stderr, flush=True)
