"""Tries what a hostile submission would, and says what happened. A script that runs in the place of a submission.

In: one JSON line of facts about the outside (protect.py). Out: one JSON object {attempt: true where it was held}. An
attempt that this platform does not know is left out. The first line of each docstring is what a report calls it.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import NamedTuple

HARMLESS_SIGNAL = 0  # only asks whether one could be sent


class Facts(NamedTuple):
    """What an attacker might know."""

    secret: str  # a file outside its folder
    target: str  # a folder outside its own that the user may write to
    port: int  # where the grader listens, on 127.0.0.1
    grader: int  # its process id


def read_outside(facts: Facts) -> None:
    """read files outside its folder, the policy and the shipped answers too"""
    with open(facts.secret, "rb") as file:  # noqa: PTH123
        file.read()


def see_outside(facts: Facts) -> None:
    """see whether a guessed path exists"""
    os.stat(facts.secret)  # noqa: PTH116


def write_outside(facts: Facts) -> None:
    """write files"""
    with open(os.path.join(facts.target, "written"), "wb") as file:  # noqa: PTH118, PTH123
        file.write(b"x")


def write_own_folder(_facts: Facts) -> None:
    """write in its own folder"""
    os.chmod(".", 0o700)  # noqa: PTH101
    with open("written", "wb"):  # noqa: PTH123
        pass


def change_mode(facts: Facts) -> None:
    """change permissions"""
    os.chmod(facts.secret, 0o600)  # noqa: PTH101


def truncate(facts: Facts) -> None:
    """truncate files"""
    os.truncate(facts.secret, 1 << 10)


def contact_tcp(facts: Facts) -> None:
    """use the network: TCP"""
    import socket

    socket.create_connection(("127.0.0.1", facts.port), timeout=1).close()


def contact_udp(facts: Facts) -> None:
    """use the network: UDP"""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", facts.port))


def contact_unix(_facts: Facts) -> None:
    """use Unix sockets"""
    import socket

    socket.socket(socket.AF_UNIX).close()


def spy_on_grader(facts: Facts) -> None:
    """read the grader's environment"""
    with open(f"/proc/{facts.grader}/environ", "rb") as file:  # noqa: PTH123
        file.read()


def signal_grader(facts: Facts) -> None:
    """send signals to the grader"""
    os.kill(facts.grader, HARMLESS_SIGNAL)


def start_process(_facts: Facts) -> None:
    """start processes"""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def run_program(_facts: Facts) -> None:
    """run other programs"""
    try:
        os.execv("/no such program", ["x"])
    except FileNotFoundError:
        return  # it was looked for


def watch_grader(facts: Facts) -> None:
    """read the CPU clocks of other processes"""
    import time

    time.clock_gettime(~facts.grader << 3 | 2)  # clock_getcpuclockid(3)


def hidden_memory(_facts: Facts) -> None:
    """use memory that no limit counts"""
    os.close(os.memfd_create("x"))


def change_limits(facts: Facts) -> None:
    """change the grader's limits"""
    import resource

    resource.prlimit(facts.grader, resource.RLIMIT_CORE)


def use_descriptors(_facts: Facts) -> None:
    """use descriptors that it inherited"""
    for descriptor in range(3, 64):
        try:
            os.fstat(descriptor)
        except OSError:
            continue
        return
    raise OSError("only 0, 1 and 2")


def trace_grader(facts: Facts) -> None:
    """trace the grader"""
    call_libc("ptrace", 0x4206, facts.grader, 0, 0)  # PTRACE_SEIZE, which stops nothing


def io_uring(_facts: Facts) -> None:
    """use io_uring, which goes round a filter"""
    bad_address = 14
    try:
        call_libc("syscall", 425, 1, 0)  # io_uring_setup
    except OSError as error:
        if error.errno != bad_address:
            raise


def new_namespace(_facts: Facts) -> None:
    """make namespaces"""
    call_libc("unshare", 0x10000000)  # CLONE_NEWUSER


def call_libc(name: str, *arguments: int) -> None:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


ANYWHERE: tuple[Callable[[Facts], None], ...] = (
    use_descriptors,
    read_outside,
    see_outside,
    write_outside,
    write_own_folder,
    change_mode,
    truncate,
    contact_tcp,
    contact_udp,
    contact_unix,
    signal_grader,
    start_process,
    run_program,
)
ON_LINUX = (spy_on_grader, watch_grader, hidden_memory, change_limits, trace_grader, io_uring, new_namespace)
ATTEMPTS = (*ANYWHERE, *ON_LINUX) if sys.platform == "linux" else ANYWHERE


def held(attempt: Callable[[Facts], None], facts: Facts) -> bool | None:
    """Whether an attempt failed; None where this platform has no such thing."""
    try:
        attempt(facts)
    except OSError:
        return True
    except (AttributeError, ImportError):
        return None
    return False


def use_what_is_allowed() -> None:
    """A level under which an honest submission does not work is of no use."""
    import threading

    import ahocorasick
    import regex

    ahocorasick.Automaton()
    regex.compile("a")
    thread = threading.Thread(target=os.getpid)
    thread.start()
    thread.join()


def main() -> None:
    use_what_is_allowed()
    facts = Facts(**json.loads(sys.stdin.readline()))
    print(json.dumps({attempt.__name__: held(attempt, facts) for attempt in ATTEMPTS}))


if __name__ == "__main__":
    main()
