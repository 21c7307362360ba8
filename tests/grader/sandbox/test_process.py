"""What a child is given, what it is not, and how it ends, at every level."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox import Child, Exit, Level, Limits, Program, start
from grader.sandbox.cpu_time import only_children
from grader.sandbox.orphans import children_in_other_sessions
from grader.sandbox.process import command
from grader.sandbox.workshop import base_environment, workshop
from tests.grader.sandbox.levels import every_level, protection_at, run

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel")


@every_level
def test_it_runs_as_main_in_a_fresh_folder_with_only_its_own_files(level: Level) -> None:
    source = """
import json, os, sys
print(json.dumps([__name__, os.path.basename(__file__), sorted(os.listdir(os.path.dirname(__file__))), sys.argv,
    open("model.json").read(), os.path.samefile(os.getcwd(), os.path.dirname(__file__))]))
"""
    _, out, err = run(source, level)
    assert json.loads(out) == ["__main__", "bot.py", ["bot.py", "model.json"], ["bot.py"], "{}", True]
    assert err == b""


@every_level
def test_its_environment_is_literal(level: Level, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/tmp")
    monkeypatch.setenv("LD_PRELOAD_", "x")
    monkeypatch.setenv("API_KEY", "secret")
    _, out, _ = run("import json, os; print(json.dumps(dict(os.environ)))", level, BOT_SEED="7")
    environment = json.loads(out)
    assert {name: environment.pop(name) for name in ("LANG", "MALLOC_ARENA_MAX", "BOT_SEED")} == {
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "1",
        "BOT_SEED": "7",
    }
    # What Python and bubblewrap set themselves.
    assert environment.keys() <= {"LC_CTYPE", "PWD", "SYSTEMROOT"}


@every_level
def test_the_interpreter_is_isolated_and_finds_only_the_two_libraries(level: Level) -> None:
    source = """
import json, sys
found = {}
for name in ("ahocorasick", "regex", "click", "numpy", "msgspec", "grader", "bot", "pip", "sitecustomize"):
    try:
        __import__(name); found[name] = True
    except ImportError:
        found[name] = False
flags = sys.flags
print(json.dumps([found, flags.isolated, flags.no_site, flags.dont_write_bytecode, flags.utf8_mode]))
"""
    _, out, _ = run(source, level)
    found, *flags = json.loads(out)
    assert {name for name, there in found.items() if there} == {"ahocorasick", "regex"}
    assert flags == [1, 1, 1, 1]


@every_level
@linux_only
def test_it_has_three_pipes_of_its_own_and_nothing_else(level: Level) -> None:
    source = """
import json, os, stat
kinds = {}
for descriptor in range(256):
    try:
        kinds[descriptor] = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
    except OSError:
        pass
print(json.dumps(kinds))
"""
    inherited = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(inherited, True)
    try:
        _, out, _ = run(source, level)
    finally:
        os.close(inherited)
    assert json.loads(out) == {"0": True, "1": True, "2": True}


@every_level
@linux_only
def test_no_seed_and_no_source_stands_on_the_command_line(level: Level) -> None:
    program = Program(b"import sys; sys.stdin.read() # source-mark", b"{}", {"BOT_SEED": "seed-mark"})
    with start(program, protection_at(level), Limits()) as child:
        command = Path(f"/proc/{child.pid}/cmdline").read_bytes()
    assert b"mark" not in command


@every_level
def test_the_checked_bytes_are_what_runs_and_the_folder_goes_with_the_child(level: Level) -> None:
    before = set(workshop().folder.iterdir())
    child, out, _ = run("print(open(__file__).read()) # \u00e4", level)
    assert out.decode() == "print(open(__file__).read()) # \u00e4\n"
    assert not [path for path in set(workshop().folder.iterdir()) - before if path.name.startswith("child-")]
    assert child.end() == Exit(0, None)


@every_level
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("pass", Exit(0, None)),
        ("raise SystemExit(7)", Exit(7, None)),
        ("1 / 0", Exit(1, None)),
        ("import os; os.kill(os.getpid(), 15)", Exit(None, 15)),
        ("import os; os.abort()", Exit(None, 6)),
        ("import ctypes; ctypes.string_at(0)", Exit(None, 11)),
    ],
)
def test_its_end_is_told(level: Level, source: str, expected: Exit) -> None:
    child, _, _ = run(source, level)
    assert child.end() == expected


def test_an_end_reads_like_a_sentence() -> None:
    assert str(Exit(3, None)) == "exit status 3"
    assert str(Exit(None, 11)) == "killed by SIGSEGV"
    assert str(Exit(None, 99)) == "killed by signal 99"


@every_level
def test_a_traceback_shows_the_submission_only(level: Level) -> None:
    _, _, err = run("def f():\n    return 1 / 0\nf()\n", level)
    lines = err.decode().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[1] == '  File "bot.py", line 3, in <module>'  # no path of this one run
    assert "launcher" not in err.decode()
    assert lines[-1] == "ZeroDivisionError: division by zero"


@every_level
def test_what_it_wrote_can_be_read_after_its_end(level: Level) -> None:
    program = Program(b"import sys, time; print('said', flush=True); time.sleep(60)", b"{}")
    with start(program, protection_at(level), Limits()) as child:
        first = child.stdout.read(1)
        assert child.poll() is None
        assert child.wait(0.01) is None
        assert child.end() == child.end() == Exit(None, 9)
        assert (first or b"") + (child.stdout.read() or b"") == b"said\n"


@linux_only
def test_a_grandchild_that_holds_the_pipes_does_not_hold_up_the_end() -> None:
    source = b"""
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(60)
    os._exit(0)
"""
    with start(Program(source, b"{}"), protection_at(Level.UNPROTECTED), Limits()) as child:
        line = child.stdout.read(20) or b""
        daemon = int(line)
        child.wait(240)
        child.end()
        with pytest.raises(ProcessLookupError):
            os.kill(daemon, 0)
        assert child.stdout.read() == b""  # its other end is closed


@pytest.mark.slow
@every_level
@linux_only
def test_many_run_side_by_side_and_the_end_of_one_spares_the_others(level: Level) -> None:
    echo = Program(b"import sys\nfor line in sys.stdin: print(line.strip(), flush=True)", b"{}")
    others = set(children_in_other_sessions())  # the browser of another test, say
    children: list[Child] = [start(echo, protection_at(level), Limits()) for _ in range(8)]
    for number, child in enumerate(children):
        child.stdin.write(b"%d\n" % number)
        assert child.stdout.read(100) == b"%d\n" % number
        child.end()
        assert all(later.poll() is None for later in children[number + 1 :])
        child.__exit__(None, None, None)
    assert set(children_in_other_sessions()) <= others


@every_level
@linux_only
def test_the_limits_are_in_force(level: Level) -> None:
    source = """
import json, resource
names = ("AS", "CPU", "FSIZE", "NOFILE", "CORE", "STACK", "MEMLOCK", "MSGQUEUE")
print(json.dumps([resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in names]))
"""
    limits = Limits(address_space=300 << 20, cpu_seconds=5, open_files=20, stack=1 << 20)
    _, out, _ = run(source, level, limits)
    assert json.loads(out) == [
        [300 << 20] * 2, [5, 6], [0, 0], [20, 20], [0, 0], [1 << 20] * 2, [0, 0], [0, 0],
    ]  # fmt: skip


@pytest.mark.slow
@every_level
@linux_only
def test_too_much_computing_is_ended_by_the_kernel(level: Level) -> None:
    child, _, _ = run("while True: pass", level, Limits(cpu_seconds=1))
    assert child.end() == Exit(None, 24)  # SIGXCPU


@every_level
@linux_only
def test_too_much_memory_is_a_memory_error(level: Level) -> None:
    source = "try:\n    x = bytearray(600 << 20)\nexcept MemoryError: print('refused')"
    _, out, _ = run(source, level)
    assert out == b"refused\n"


@every_level
@linux_only
def test_it_dies_first_when_memory_runs_out(level: Level, tmp_path: Path) -> None:
    """It sees to that itself: whoever starts the command need not catch the moment in which it may be told."""
    protection_at(level)
    (tmp_path / "bot.py").write_text("import sys; print('up', flush=True); sys.stdin.read()")
    (tmp_path / "model.json").write_text("{}")
    arguments = command(workshop(), tmp_path, "bot", level, Limits())
    pipe = subprocess.PIPE
    with subprocess.Popen(
        arguments, cwd=tmp_path, env=base_environment(), stdin=pipe, stdout=pipe
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"up\n"
        everyone = [process.pid, *(only_children(process.pid) or [])]
        assert len(everyone) == (3 if level is Level.ISOLATED else 1)
        for pid in everyone:
            assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "1000\n"


@every_level
@linux_only
def test_its_cpu_time_is_seen_from_outside(level: Level) -> None:
    """That of the submission, and not that of what stands around it."""
    source = b"""
import sys, time
while time.process_time() < 0.3:
    pass
print(time.process_time(), flush=True)
sys.stdin.read()
"""
    with start(Program(source, b"{}"), protection_at(level), Limits()) as child:
        first = child.cpu_seconds()
        told = float(child.stdout.read(100) or b"")
        seen = child.cpu_seconds()
    assert first is not None
    assert seen is not None
    assert first < told <= seen < told + 0.2


@every_level
@linux_only
def test_nobody_elses_clock_can_be_read_by_it(level: Level) -> None:
    """Every process has clocks with negative numbers (clock_getcpuclockid(3)); nobody's are needed."""
    source = f"""
import time
for ask in (time.clock_gettime, time.clock_getres, time.thread_time, time.process_time, time.monotonic):
    try:
        ask(~{os.getpid()} << 3 | 2) if "clock" in ask.__name__ else ask()
    except PermissionError:
        print(ask.__name__)
"""
    _, out, err = run(source, level)
    assert err == b""
    assert out == (b"" if level is Level.UNPROTECTED else b"clock_gettime\nclock_getres\n")


@every_level
@linux_only
def test_its_pipes_stay_streams(level: Level) -> None:
    """O_DIRECT would make packets of what it writes, each as small as it likes."""
    source = """
import fcntl, os
flags = fcntl.fcntl(1, fcntl.F_GETFL)
for more in (os.O_NONBLOCK, os.O_APPEND, os.O_DIRECT):
    try:
        fcntl.fcntl(1, fcntl.F_SETFL, flags | more)
    except PermissionError:
        print(more == os.O_DIRECT, flush=True)
    fcntl.fcntl(1, fcntl.F_SETFL, flags)
"""
    _, out, err = run(source, level)
    assert err == b""
    assert out == (b"" if level is Level.UNPROTECTED else b"True\n")


@every_level
def test_the_hooks_can_be_served(level: Level) -> None:
    source = b"def is_safe_name(name):\n    print('noise')\n    return name == 'a'\n"
    with start(Program(source, b"{}", entry="host"), protection_at(level), Limits()) as child:
        child.stdin.write(b'{"hook": "is_safe_name", "argument": "a"}\n{"hook": "none", "argument": "a"}\n')
        child.stdin.close()
        child.wait(240)
        answers = [json.loads(line) for line in (child.stdout.read() or b"").splitlines()]
    assert answers[:2] == [{"ready": True}, {"returned": True, "type": "bool"}]
    assert answers[2]["raised"].startswith("KeyError")
