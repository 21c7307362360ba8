#!/usr/bin/env bash
# Runs once, when Gradescope builds the image: its Ubuntu 22.04 has Python 3.10, and the grader needs 3.11. So uv, which
# is a wheel, brings a Python of its own; and then what the grader needs, byte for byte as the locks name it.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$source")

if ! python3 -m pip --version >/dev/null 2>&1; then
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-pip
fi
python3 -m pip install --require-hashes --only-binary :all: --target "$root/uv" --requirement "$source/uv.txt"
uv=$root/uv/bin/uv

export UV_PYTHON_INSTALL_DIR=$root/python UV_LINK_MODE=copy
"$uv" venv --python 3.11 "$root/venv"
"$uv" pip install --python "$root/venv/bin/python" --require-hashes --only-binary :all: \
    --requirement "$source/requirements.txt"
PYTHONPATH=$source/lib "$root/venv/bin/python" -P -m grader --list >/dev/null
