# mypy: ignore-errors
"""forbidden-import: calls the kernel directly, for what Python has no name for.

Linux only. Held from: limited. Rows 8, 9, 26.
"""

import ctypes
import errno
import os

CALLS = {  # (number on x86-64, on aarch64, arguments); with these arguments the kernel would do nothing
    "ptrace": (101, 117, (0x4206, GRADER, 0, 0)),
    "process_vm_readv": (310, 270, (GRADER, 0, 0, 0, 0, 0)),
    "process_madvise": (440, 440, (-1, 0, 0, 0, 0)),
    "kcmp": (312, 272, (GRADER, GRADER, 0, 0, 0)),
    "unshare": (272, 97, (0x10000000,)),
    "setns": (308, 268, (-1, 0)),
    "mount": (165, 40, (0, 0, 0, 0, 0)),
    "umount2": (166, 39, (0, 0)),
    "pivot_root": (155, 41, (0, 0)),
    "fsopen": (430, 430, (0, 0)),
    "open_tree": (428, 428, (-1, 0, 0)),
    "bpf": (321, 280, (0, 0, 0)),
    "perf_event_open": (298, 241, (0, 0, 0, 0, 0)),
    "io_uring_setup": (425, 425, (1, 0)),
    "io_uring_enter": (426, 426, (-1, 0, 0, 0, 0)),
    "add_key": (248, 217, (0, 0, 0, 0, 0)),
    "keyctl": (250, 219, (0, -2, 0, 0, 0)),
    "userfaultfd": (323, 282, (1,)),
    "name_to_handle_at": (303, 264, (-100, 0, 0, 0, 0)),
    "open_by_handle_at": (304, 265, (-1, 0, 0)),
    "inotify_init1": (294, 26, (0,)),
    "fanotify_init": (300, 262, (0, 0)),
    "signalfd4": (289, 74, (-1, 0, 8, 0)),
    "mq_open": (240, 180, (0, 0, 0, 0)),
    "semget": (64, 190, (0, 1, 0)),
    "msgget": (68, 186, (0, 0)),
    "splice": (275, 76, (-1, 0, -1, 0, 0, 0)),
    "sendfile": (40, 71, (1, -1, 0, 1)),
    "personality": (135, 92, (0xFFFFFFFF,)),
    "seccomp": (317, 277, (0, 1, 0)),
    "landlock_create_ruleset": (444, 444, (0, 0, 1)),
    "clone (a process)": (56, 220, (0, 0, 0, 0, 0)),
    "clone (a namespace)": (56, 220, (0x10000000, 0, 0, 0, 0)),
    "openat2": (437, 437, (-100, 0, 0, 0)),
    "socket": (41, 198, (1, 1, 0)),
    "swapon": (167, 224, (0, 0)),
    "reboot": (169, 142, (0, 0, 0, 0)),
    "init_module": (175, 105, (0, 0, 0)),
    "kexec_load": (246, 104, (0, 0, 0, 0)),
    "acct": (163, 89, (SECRET.encode(),)),
}
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
column = 1 if os.uname().machine == "aarch64" else 0


def call(number, arguments):
    ctypes.set_errno(0)
    result = libc.syscall(number, *(a if isinstance(a, bytes) else ctypes.c_long(a) for a in arguments))
    if result == 0 and number in (56, 220):
        os._exit(0)  # the child of a clone that worked
    if result < 0 and ctypes.get_errno() in (errno.EPERM, errno.EACCES, errno.ENOSYS):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return errno.errorcode.get(ctypes.get_errno(), result)


for name, (*numbers, arguments) in CALLS.items():
    attempt(name, lambda: call(numbers[column], arguments))
