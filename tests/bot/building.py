"""Bots with other hooks, and bots as processes."""

import importlib.util
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

REPOSITORY = Path(__file__).resolve().parent.parent.parent
BOT = REPOSITORY / "bot" / "bot.py"
WEIGHTS = REPOSITORY / "model.json"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
REGION = re.compile(r"(?<=\n)# =+ EDITABLE: .*?\n# =+ END OF EDITABLE: [^\n]*\n", re.DOTALL)
SAY_YES = """
def is_safe_request(prefixes):
    return None

def is_safe_name(name):
    return True
"""
GRAMMAR = re.compile(rb"OK: [a-z]{0,16}(, [a-z]{0,16})*\n|REFUSE: [^\x00-\x1f\x7f]+\n")

count = itertools.count()


def with_region(region: str) -> str:
    """The text of a bot whose editable region is this one."""
    source, replaced = REGION.subn(lambda _: region, BOT.read_text(encoding="utf-8"))
    assert replaced == 1
    return source


def load_bot(path: Path = BOT, temperature: str = "0.7") -> ModuleType:
    """A bot file as a module of its own, ready to answer."""
    spec = importlib.util.spec_from_file_location(f"bot_under_test_{next(count)}", path)
    assert spec is not None
    assert spec.loader is not None
    bot = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bot)
    bot.prepare(["--weights", str(WEIGHTS), "--temperature", temperature])
    return bot


def serve(
    stdin: bytes,
    *options: str | bytes,
    program: tuple[str, ...] = (str(BOT),),
    cwd: Path = REPOSITORY,
    env: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a bot over these bytes."""
    environment = {key: value for key, value in os.environ.items() if key != "BOT_SEED"} | dict(env or {})
    return subprocess.run(
        [sys.executable, *program, *options],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env=environment,
        check=False,
    )
