"""The system-call filter: an allow-list in classic BPF, as bytes that the launcher hands to the kernel.

What is not on the list fails with EPERM, so that a submission gets an ordinary PermissionError and can be told why;
calls newer than the list fail with ENOSYS, which makes C libraries fall back to what they used before (``clone3`` to
``clone``, whose flags a filter can see). Sources: seccomp(2), linux/filter.h, linux/seccomp.h.
"""

import platform
import struct
import sys

import msgspec

# The launcher puts its own process id in the place of these four bytes; no real process id is as large.
OWN_PROCESS = 0x6F776E21

ALLOW, KILL_PROCESS, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000  # SECCOMP_RET_*
EPERM, ENOSYS = 1, 38
# BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_ALU|AND|K, BPF_RET|K
LOAD_WORD, JUMP_EQUAL, JUMP_AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06
NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16  # struct seccomp_data
FIRST_UNIFIED = 424  # from here on, new calls have one number on every architecture

# Opening for reading only: none of O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, __O_TMPFILE.
WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000
# What pthread_create asks for, in glibc and (with the obsolete CLONE_DETACHED) in musl; everything else is a process.
THREAD, DETACHED = 0x003D0F00, 0x00400000
# What F_SETFL may be told: the access mode and O_LARGEFILE (x86-64, aarch64), which it ignores, O_APPEND, O_NONBLOCK.
# Not O_DIRECT, which makes a pipe hand on each write as a packet of its own; not O_ASYNC, which sends signals.
HARMLESS_STATUS = 0o3 | 0o2000 | 0o4000 | 0o100000 | 0o400000
F_SETFL = 4
# The system's own clocks, and those of the calling process and thread. Negative ones are those of other processes.
CLOCKS = tuple(range(12))


class Argument(msgspec.Struct, frozen=True):
    """The 64-bit argument ``index`` must be one of ``values`` after ``ignored`` bits are cleared."""

    index: int
    values: tuple[int, ...]
    ignored: int = 0
    wide: bool = False  # look at the upper half too; the kernel cuts int arguments to the lower one itself


NO_WRITING = (0,)
# name: the shapes of its arguments, any of which will do.
CHECKED: dict[str, tuple[tuple[Argument, ...], ...]] = {
    "open": ((Argument(1, NO_WRITING, ignored=0xFFFFFFFF & ~WRITING),),),
    "openat": ((Argument(2, NO_WRITING, ignored=0xFFFFFFFF & ~WRITING),),),
    "clone": ((Argument(0, (THREAD,), ignored=DETACHED, wide=True),),),
    # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC; not F_SETOWN, which sends signals to others, and not
    # F_SETPIPE_SZ.
    "fcntl": (
        (Argument(1, (0, 1, 2, 3, 1030)),),
        (Argument(1, (F_SETFL,)), Argument(2, (0,), ignored=HARMLESS_STATUS)),
    ),
    # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX, TCGETS2: what isatty and the io module ask.
    "ioctl": ((Argument(1, (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451, 0x802C542A)),),),
    "clock_gettime": ((Argument(0, CLOCKS),),),
    "clock_getres": ((Argument(0, CLOCKS),),),
    "clock_nanosleep": ((Argument(0, CLOCKS),),),
    "sched_getaffinity": ((Argument(0, (0,)),),),
    "kill": ((Argument(0, (OWN_PROCESS,)),),),
    "tgkill": ((Argument(0, (OWN_PROCESS,)),),),
    # PR_SET_NAME, PR_GET_NAME; not PR_SET_PDEATHSIG
    "prctl": ((Argument(0, (15, 16)),),),
    # its own limits, to look at
    "prlimit64": ((Argument(0, (0,)), Argument(2, (0,), wide=True)),),
}

# name: (number on x86-64, number on aarch64); None where the architecture lacks the call.
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "readv": (19, 65),
    "pread64": (17, 67),
    "preadv": (295, 69),
    "write": (1, 64),
    "writev": (20, 66),
    "close": (3, 57),
    "close_range": (436, 436),
    "lseek": (8, 62),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "stat": (4, None),
    "lstat": (6, None),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "getdents": (78, None),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_wait": (232, None),
    "epoll_pwait": (281, 22),
    "eventfd2": (290, 19),
    "brk": (12, 214),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    "futex": (202, 98),
    "futex_waitv": (449, 449),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "rt_sigpending": (127, 136),
    "rt_sigsuspend": (130, 133),
    "rt_sigtimedwait": (128, 137),
    "sigaltstack": (131, 132),
    "pause": (34, None),
    "alarm": (37, None),
    "getitimer": (36, 102),
    "setitimer": (38, 103),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "restart_syscall": (219, 128),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getpgrp": (111, None),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getrlimit": (97, 163),
    "getrusage": (98, 165),
    "sysinfo": (99, 179),
    "uname": (63, 160),
    "getrandom": (318, 278),
    "open": (2, None),
    "openat": (257, 56),
    "clone": (56, 220),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "kill": (62, 129),
    "tgkill": (234, 131),
    "prctl": (157, 167),
    "prlimit64": (302, 261),
}

MACHINES = {
    # name: (column above, AUDIT_ARCH_*)
    "x86_64": (0, 0xC000003E),
    "aarch64": (1, 0xC00000B7),
}


def unsupported() -> str | None:
    """Why there is no filter for this platform; None where there is one."""
    if sys.platform != "linux":
        return f"seccomp is a Linux mechanism, and this is {platform.system()}"
    if platform.machine() not in MACHINES or sys.maxsize < 2**32 or sys.byteorder != "little":
        return f"no filter was written for this processor and interpreter ({platform.machine()})"
    return None


def instruction(code: int, constant: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """struct sock_filter; jumps count the instructions to leap over."""
    return struct.pack("=HBBI", code, if_true, if_false, constant)


def filter_program(machine: str) -> bytes:
    """The whole filter for one of MACHINES, with OWN_PROCESS where the child's process id belongs."""
    column, architecture = MACHINES[machine]
    program = [
        instruction(LOAD_WORD, ARCHITECTURE_OFFSET),
        instruction(JUMP_EQUAL, architecture, if_true=1),
        instruction(RETURN, KILL_PROCESS),
        instruction(LOAD_WORD, NUMBER_OFFSET),
    ]
    for name, numbers in NUMBERS.items():
        number = numbers[column]
        if number is not None:
            body = [step for shape in CHECKED.get(name, ((),)) for step in allowed(shape)]
            body.append(instruction(RETURN, ERRNO | EPERM))
            program += [instruction(JUMP_EQUAL, number, if_false=len(body)), *body]
    program += [
        # On x86-64 the numbers of the x32 calls are far above, and end here too.
        instruction(JUMP_AT_LEAST, FIRST_UNIFIED, if_false=1),
        instruction(RETURN, ERRNO | ENOSYS),
        instruction(RETURN, ERRNO | EPERM),
    ]
    return b"".join(program)


def allowed(shape: tuple[Argument, ...]) -> list[bytes]:
    """Instructions that return ALLOW when every argument is as it should be, and else lead behind themselves."""
    program = [instruction(RETURN, ALLOW)]
    for argument in reversed(shape):
        program = [*check(argument, len(program)), *program]
    return program


def check(argument: Argument, behind: int) -> list[bytes]:
    """Instructions that go on when the argument is as it should be, and else leap over the ``behind`` next ones."""
    low = ARGUMENTS_OFFSET + 8 * argument.index
    program = [instruction(LOAD_WORD, low)]
    if argument.ignored:
        program.append(instruction(AND, 0xFFFFFFFF & ~argument.ignored))
    *others, last = argument.values
    for place, value in enumerate(others):
        program.append(instruction(JUMP_EQUAL, value, if_true=len(others) - place))
    program.append(instruction(JUMP_EQUAL, last, if_false=behind))
    if argument.wide:
        upper = [instruction(LOAD_WORD, low + 4), instruction(JUMP_EQUAL, 0, if_false=len(program) + behind)]
        program = [*upper, *program]
    return program
