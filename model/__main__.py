"""`python -m model`: train, sample, look into the model. Each command imports what it needs when it runs."""

import sys

# Python puts the current folder first on the path. Nothing there may stand for a library; the package itself is found.
if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]

from model.commands.cli import main

if __name__ == "__main__":
    main(prog_name="python -m model")
