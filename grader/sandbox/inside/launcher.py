"""The first code of every child: put the protection on, then become the submission. A script, never imported.

    python -I -S -B -X utf8 launcher.py PLAN ENTRY PARENT

PLAN is a file that the grader wrote with ``marshal`` (plans.py); ENTRY is "bot" or "host"; PARENT is the process id to
die with, or 0. One interpreter does both jobs, without a second ``exec``: that saves the student a start-up, and lets
the filter forbid ``execve`` altogether. Nothing of this file guards anything afterwards (the submission may import
``ctypes`` too); what holds is in the kernel by then. A step that fails ends the child before the submission runs.
"""

import marshal
import os
import sys
import types

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_RULE_PATH_BENEATH = 1
LINUX_CAPABILITY_VERSION_3 = 0x20080522
SIGKILL, STDOUT = 9, 1


def set_limits(limits: "list[tuple[str, int, int]]") -> None:
    """Set (name of the resource, soft, hard), never above what is in force already."""
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for name, soft, hard in limits:
        number = getattr(resource, name, None)
        if number is None:
            continue
        ceiling = resource.getrlimit(number)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        try:
            resource.setrlimit(number, (soft, hard))
        except (ValueError, OSError):
            if sys.platform == "linux":  # elsewhere some limits exist by name only
                raise


def enter_kernel_sandbox(
    parent: int,
    landlock: "tuple[bytes, list[tuple[str, int]]] | None",
    seccomp: "tuple[bytes, bytes] | None",
) -> None:
    """Linux only: die with the parent, give up every privilege, then Landlock, then the filter, last."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long

    def must(result: int, what: str) -> int:
        if result < 0:
            raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
        return result

    if parent:  # else bubblewrap, in whose namespaces this runs, has seen to both
        go_first_when_memory_runs_out()
        must(libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "parent-death signal")
        if os.getppid() != parent:  # it died before the line above
            os.kill(os.getpid(), SIGKILL)
    elif libc.poll((ctypes.c_int * 2)(STDOUT, 0), 1, 0):  # one struct pollfd
        # Nobody is left to read it: the grader died before bubblewrap's processes had all asked to die with it.
        os.kill(os.getpid(), SIGKILL)
    must(libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")
    must(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no-new-privileges")
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    must(libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    if landlock is not None:
        attributes, rules = landlock
        size = ctypes.c_size_t(len(attributes))
        ruleset = must(libc.syscall(LANDLOCK_CREATE_RULESET, attributes, size, 0), "Landlock ruleset")
        for path, access in rules:
            try:
                beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except FileNotFoundError:
                continue  # what is not there needs no permission
            rule = access.to_bytes(8, sys.byteorder) + beneath.to_bytes(4, sys.byteorder)
            must(
                libc.syscall(LANDLOCK_ADD_RULE, ruleset, LANDLOCK_RULE_PATH_BENEATH, rule, 0),
                f"Landlock rule {path}",
            )
            os.close(beneath)
        must(libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0), "Landlock")
        os.close(ruleset)
    if seccomp is not None:
        program, own_process = seccomp
        program = program.replace(own_process, os.getpid().to_bytes(4, sys.byteorder))
        instructions = ctypes.create_string_buffer(program, len(program))

        class Program(ctypes.Structure):  # struct sock_fprog
            _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

        head = Program(len(program) // 8, ctypes.addressof(instructions))
        must(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(head), 0, 0), "seccomp")


def go_first_when_memory_runs_out() -> None:
    """Before the grader, and before anything else of the user's. Where there is no /proc, nobody can ask for that."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
            file.write("1000")
    except FileNotFoundError:
        pass


def hide_launcher(
    kind: "type[BaseException]", error: BaseException, trace: "types.TracebackType | None"
) -> None:
    """Print the submission's own traceback as it would look without this file below it."""
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    sys.__excepthook__(kind, error.with_traceback(trace), None)


def main() -> None:
    """Read what is needed, put the protection on, and run the submission (or the host of its hooks) as ``__main__``."""
    plan_path, entry, parent = sys.argv[1:]
    with open(plan_path, "rb") as file:  # noqa: PTH123 - pathlib costs milliseconds at every start
        plan = marshal.load(file)
    path = os.path.join(os.getcwd(), "bot.py")  # noqa: PTH109, PTH118
    source, name = plan["host"], "serve_hooks.py"
    if entry == "bot":
        with open(path, "rb") as file:  # noqa: PTH123
            source, name = file.read(), "bot.py"  # tracebacks say the same in every run
    sys.path[:] = plan["path"]
    for finder in sys.meta_path:
        finder.find_spec("no such module", None)  # each folder is listed now, while it may be
    set_limits(plan["limits"])
    if sys.platform == "linux":
        enter_kernel_sandbox(int(parent), plan["landlock"], plan["seccomp"])
    sys.argv[:] = ["bot.py"]
    sys.excepthook = hide_launcher
    module = types.ModuleType("__main__")
    module.__file__ = path
    sys.modules["__main__"] = module
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)


if __name__ == "__main__":
    main()
