"""`python -m grader bot.py` and the commands beside it. `grade` is the same, started without the current folder.

Which package called grader it is that `python -m grader` starts is Python's own choice: in a folder with a grader.py
it is that one. `grade` and `python -P -m grader` never look there.
"""

import atexit
import gc
import os
import sys

# A grading makes many small things that last, and next to no cycles: left as it is, the collector looks through all of
# them again and again, for a tenth of the whole time.
gc.set_threshold(200_000, 20, 100)
atexit.register(gc.freeze)  # else it looks once more when all is over

# As `model.blas` would have it; said before NumPy comes, no threads are started that wait for work in vain.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def leave_current_folder() -> None:
    """Take the folder that Python put first on the path off it, before anything is imported from there.

    `python -m grader` in a student's folder would otherwise import that folder's `random.py` or `click.py` into the
    grader. Where the grader itself stands in that folder, it stays: it is the checkout.
    """
    here = __file__.replace("\\", "/").rsplit("/", 2)[0]
    if not sys.flags.safe_path and sys.path and sys.path[0].replace("\\", "/") != here:
        del sys.path[0]


if __name__ == "__main__":
    leave_current_folder()

try:
    from grader.commands.cli import main
except ModuleNotFoundError as error:
    sys.stderr.write(
        f"grader: {sys.executable} has no {error.name}: start the grader with the Python of the environment "
        "that it was installed into, or activate that.\n"
    )
    sys.exit(2)

if __name__ == "__main__":
    main(prog_name="python -m grader")
