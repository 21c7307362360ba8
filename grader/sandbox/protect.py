"""Find the strongest protection that works on this machine, by trying it on a canary of our own."""

import contextlib
import json
import os
import socket
import sys
from collections.abc import Mapping

from grader.sandbox.inside import canary
from grader.sandbox.kernel import bubblewrap, landlock, seccomp
from grader.sandbox.levels import Level, Protection, SandboxError
from grader.sandbox.limits import Limits
from grader.sandbox.process import Program, start
from grader.sandbox.workshop import INSIDE, workshop

# Seconds for the canary, which needs a tenth of one. A machine that is busy is not one that cannot protect.
PATIENCE = 120.0

# The level from which each of the canary's attempts must fail; LIMITED for all that are not named here.
PROMISED_LATER = {"read_outside": Level.RESTRICTED, "see_outside": Level.ISOLATED}


class _Obstacle(Exception):
    """Why a level does not work here."""


def protect(wanted: Level | None = None, required: Level | None = None) -> Protection:
    """The protection for this run, as the canary saw it; call it once, from the thread that will start children.

    ``wanted`` asks for exactly one level, ``required`` refuses anything less; the default is the best that works.
    Raises SandboxError when what is asked for is not to be had.
    """
    if wanted is not None and required is not None and wanted < required:
        raise SandboxError(
            f"a sandbox that is only {wanted.value} was asked for, and {required.value} required."
        )
    reasons: list[str] = []
    for level in [wanted] if wanted is not None else sorted(Level, reverse=True):
        try:
            seen = watch(level)
        except _Obstacle as obstacle:
            reasons.append(f"not {level.value}: {obstacle}")
            continue
        if required is not None and level < required:
            break
        escaped = tuple(label(name) for name, was_held in seen.items() if not was_held)
        return Protection(level, layers(level), escaped, len(seen) - len(escaped), len(seen), tuple(reasons))
    asked = required or wanted
    if asked is None or asked is Level.UNPROTECTED:
        raise SandboxError(f"no submission can be run on this machine ({'; '.join(reasons)}).")
    raise SandboxError(
        f"the sandbox level {asked.value} is not to be had on this machine ({'; '.join(reasons)})."
    )


def watch(level: Level) -> Mapping[str, bool]:
    """Run the canary under a level; {attempt: whether it was held}. Raises _Obstacle unless the level is earned."""
    missing(level)
    seen = release_canary(level)
    escaped = [name for name, was_held in seen.items() if not was_held and promised(name) <= level]
    if escaped and level is not Level.UNPROTECTED:
        raise _Obstacle(f"the canary could {label(escaped[0])}")
    return seen


def promised(attempt: str) -> Level:
    return PROMISED_LATER.get(attempt, Level.LIMITED)


def label(attempt: str) -> str:
    return (getattr(canary, attempt).__doc__ or attempt).strip()


def missing(level: Level) -> None:
    """Raise _Obstacle for what can be seen to be missing without trying."""
    if level is Level.ISOLATED and bubblewrap.executable() is None:
        raise _Obstacle("bubblewrap (bwrap) is not installed")
    if level >= Level.LIMITED and (why := seccomp.unsupported()):
        raise _Obstacle(why)
    if level is Level.RESTRICTED:
        try:
            landlock.abi()
        except landlock.NoLandlockError as error:
            raise _Obstacle(str(error)) from error


def layers(level: Level) -> tuple[str, ...]:
    """What does the holding at a level, in the order from outside to inside."""
    found = [bubblewrap.version()] if level is Level.ISOLATED else []
    if level >= Level.RESTRICTED:
        with contextlib.suppress(landlock.NoLandlockError):
            found.append(f"Landlock ABI {landlock.abi()}")
    if level >= Level.LIMITED:
        found.append("seccomp")
    return (*found, "limits") if sys.platform != "win32" else tuple(found)


def release_canary(level: Level) -> dict[str, bool]:
    """What each attempt of canary.py came to. Raises _Obstacle when the canary could not be run."""
    outside = workshop().folder / "outside"
    outside.mkdir(exist_ok=True)
    secret = outside / "secret"
    secret.write_text("secret\n")
    tentative = Protection(level, (), (), 0, 0, ())
    program = Program(source=(INSIDE / "canary.py").read_bytes(), weights=b"{}")
    with socket.socket() as listener, start(program, tentative, Limits()) as child:
        facts = canary.Facts(str(secret), str(outside), listen(listener), os.getpid())
        with contextlib.suppress(OSError):  # it has ended already, and says why on stderr
            child.stdin.write(json.dumps(facts._asdict()).encode() + b"\n")
        ended = child.wait(PATIENCE)
        child.end()
        answer, complaint = child.stdout.read() or b"", child.stderr.read() or b""
    try:
        outcomes = json.loads(answer)
    except ValueError:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise _Obstacle(last[:200] or (str(ended) if ended else "the canary did not end")) from None
    return {name: outcome for name, outcome in outcomes.items() if outcome is not None}


def listen(listener: socket.socket) -> int:
    """A port for the canary to connect to; 0 where this machine has no network of its own."""
    try:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
    except OSError:
        return 0
    return int(listener.getsockname()[1])
