"""`self-test`: run the hostile programs of grader/sandbox/attacks on this machine, and say which are held where."""

import contextlib
import os
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.sandbox import Child, Level, Limits, Program, Protection, SandboxError, protect, start
from grader.sandbox.attacks import ESCAPED, Attack, Outside, armed, attacks
from grader.sandbox.orphans import children_in_other_sessions
from grader.sandbox.protect import listen

PATIENCE = 1.5  # seconds for one attack; what still runs then is ended
KEPT_OUTPUT = 1 << 20  # bytes of each stream that are looked at


class Outcome(msgspec.Struct, frozen=True):
    """What came of one attack at one level."""

    attack: str
    about: str
    held: bool
    promised: bool  # whether the level promises to hold it
    evidence: str  # the first thing that got out, "" where nothing did


class LevelResult(msgspec.Struct, frozen=True):
    """One level on this machine: its protection with all outcomes, or why it is not to be had."""

    level: Level
    protection: Protection | None
    missing: str
    outcomes: tuple[Outcome, ...]

    @property
    def keeps_its_promise(self) -> bool:
        return all(outcome.held for outcome in self.outcomes if outcome.promised)


def self_test(progress: Callable[[int, int], None] = lambda _done, _total: None) -> tuple[LevelResult, ...]:
    """Run every attack at every level that this machine offers, strongest first. Takes some ten seconds.

    Nothing is harmed, not even at *unprotected*: the attacks are bounded, and go for files and ports made for them.
    """
    gallery = tuple(attacks())
    levels = sorted(Level, reverse=True)
    results = []
    for place, level in enumerate(levels):
        try:
            protection = protect(level)
        except SandboxError as error:
            results.append(LevelResult(level, None, str(error), ()))
            continue
        outcomes = []
        for number, attack in enumerate(gallery):
            outcomes.append(suffer(attack, protection))
            progress(place * len(gallery) + number + 1, len(levels) * len(gallery))
        results.append(LevelResult(level, protection, "", tuple(outcomes)))
    return tuple(results)


def suffer(attack: Attack, protection: Protection) -> Outcome:
    """Run one attack against an outside that is made for it, and look at what is left of that."""
    with made_outside() as (outside, token):
        before, others = snapshot(Path(outside.target)), set(children_in_other_sessions())
        program = Program(source=armed(attack, outside).encode(), weights=b"{}")
        with start(program, protection, Limits()) as child:
            output = listen_until_the_end(child)
        evidence = escaped_line(output)
        if not evidence and token in output:
            evidence = "it printed what only the grader knows"
        if not evidence and snapshot(Path(outside.target)) != before:
            evidence = "files outside have changed"
        if not evidence and (left := set(children_in_other_sessions()) - others):
            evidence = f"{len(left)} processes are left"
    return Outcome(attack.name, attack.about, not evidence, protection.level >= attack.held_from, evidence)


@contextlib.contextmanager
def made_outside() -> Iterator[tuple[Outside, bytes]]:
    """A secret, a folder and a port for an attack to go for, and the secret's content."""
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="fruitless-outside-") as folder, socket.socket() as listener:
        place = Path(folder).resolve()
        (place / "target").mkdir()
        (place / "secret").write_text(token)
        yield (
            Outside(str(place / "secret"), str(place / "target"), os.getpid(), listen(listener)),
            token.encode(),
        )


def snapshot(target: Path) -> list[tuple[str, int, int, int]]:
    """Name, size, mode and time of the folder, of what is in it, and of the secret beside it."""
    paths = [target, *sorted(target.rglob("*")), target.with_name("secret")]
    return [(str(p), s.st_size, s.st_mode, s.st_mtime_ns) for p in paths for s in [p.lstat()]]


def listen_until_the_end(child: Child) -> bytes:
    """Both streams of a child that gets no input, until it ends or PATIENCE is over; it is dead afterwards."""
    child.stdin.close()
    kept = bytearray()

    def drain(pipe: BinaryIO) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(pipe.fileno(), 1 << 16):
                kept.extend(chunk[: max(0, KEPT_OUTPUT - len(kept))])

    readers = [
        threading.Thread(target=drain, args=(pipe,), daemon=True) for pipe in (child.stdout, child.stderr)
    ]
    for reader in readers:
        reader.start()
    child.wait(PATIENCE)
    child.end()
    deadline = time.monotonic() + 1.0
    for reader in readers:
        reader.join(max(0.0, deadline - time.monotonic()))
    return bytes(kept)


def escaped_line(output: bytes) -> str:
    """The first line in which an attack says that it got out."""
    for line in output.split(b"\n"):
        if line.startswith(ESCAPED):
            return line.removeprefix(ESCAPED + b": ").decode("utf-8", "backslashreplace")[:100]
    return ""
