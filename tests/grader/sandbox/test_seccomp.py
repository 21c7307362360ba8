"""The filter lets through what Python needs and nothing that reaches outside: read by a BPF machine of our own."""

import re
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox.kernel.seccomp import (
    ALLOW,
    CHECKED,
    ENOSYS,
    EPERM,
    ERRNO,
    KILL_PROCESS,
    MACHINES,
    NUMBERS,
    OWN_PROCESS,
    filter_program,
)

HEADERS = {
    "x86_64": [Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), Path("/usr/include/asm/unistd_64.h")],
    "aarch64": [Path("/usr/include/asm-generic/unistd.h")],
}
DENIED, UNKNOWN = ERRNO | EPERM, ERRNO | ENOSYS
THREAD = 0x3D0F00
machines = pytest.mark.parametrize("machine", MACHINES)


def verdict(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the kernel would return for a call: a classic BPF machine over struct seccomp_data."""
    own = MACHINES[machine][1]
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=iIQ6Q", number, own if architecture is None else architecture, 0, *padded)
    program = list(struct.iter_unpack("=HBBI", filter_program(machine)))
    accumulator, place = 0, 0
    while True:
        code, if_true, if_false, constant = program[place]
        place += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, constant)
        elif code == 0x54:
            accumulator &= constant
        elif code == 0x15:
            place += if_true if accumulator == constant else if_false
        elif code == 0x35:
            place += if_true if accumulator >= constant else if_false
        else:
            assert code == 0x06
            return int(constant)


def number_of(machine: str, name: str) -> int:
    number = NUMBERS[name][MACHINES[machine][0]]
    assert number is not None
    return number


@machines
def test_the_numbers_are_those_of_the_kernels_own_headers(machine: str) -> None:
    header = next((path for path in HEADERS[machine] if path.exists()), None)
    if header is None:
        pytest.skip(f"no kernel headers for {machine} are installed here")
    found = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    if machine == "aarch64":
        found["newfstatat"] = found["fstatat"]
    ours = {name: numbers[MACHINES[machine][0]] for name, numbers in NUMBERS.items()}
    missing = {name for name, number in ours.items() if number is None}
    assert {name: int(found[name]) for name in ours.keys() - missing} == {
        name: ours[name] for name in ours.keys() - missing
    }
    # What the generic header still lists for aarch64 is old time_t calls and the like, never one of these.
    assert missing.isdisjoint(found)


@machines
def test_what_python_needs_is_allowed(machine: str) -> None:
    for name in NUMBERS.keys() - CHECKED.keys():
        number = NUMBERS[name][MACHINES[machine][0]]
        assert number is None or verdict(machine, number, *range(6)) == ALLOW


@machines
@given(flags=st.integers(0, 2**32 - 1))
def test_files_can_be_opened_for_reading_only(machine: str, flags: int) -> None:
    # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, and the bit of O_TMPFILE that is not O_DIRECTORY
    writes = flags & (0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000)
    assert verdict(machine, number_of(machine, "openat"), 0, 0, flags) == (DENIED if writes else ALLOW)


@machines
@given(flags=st.integers(0, 2**64 - 1))
def test_no_flags_of_clone_make_a_process(machine: str, flags: int) -> None:
    assert verdict(machine, number_of(machine, "clone"), flags) == (ALLOW if flags == THREAD else DENIED)


@machines
def test_threads_of_both_c_libraries_are_allowed(machine: str) -> None:
    for flags in (THREAD, THREAD | 0x400000):
        assert verdict(machine, number_of(machine, "clone"), flags) == ALLOW


@machines
def test_fork_in_every_form_is_denied(machine: str) -> None:
    by_clone = number_of(machine, "clone")
    for flags in (
        17,
        0x01200011,
        0x4111,
        THREAD | 0x10000000,
        THREAD | 1 << 32,
    ):  # SIGCHLD, fork, vfork, a namespace
        assert verdict(machine, by_clone, flags) == DENIED
    assert verdict(machine, 435, 0, 0) == UNKNOWN  # clone3
    if machine == "x86_64":
        assert [verdict(machine, number) for number in (57, 58, 59, 322)] == [
            DENIED
        ] * 4  # fork, vfork, execve, at
    else:
        assert [verdict(machine, number) for number in (221, 281)] == [DENIED] * 2


@machines
@given(process=st.integers(0, 2**32 - 1), signal=st.integers(0, 64))
def test_signals_go_to_itself_only(machine: str, process: int, signal: int) -> None:
    for name in ("kill", "tgkill"):
        allowed = process == OWN_PROCESS
        assert verdict(machine, number_of(machine, name), process, signal) == (ALLOW if allowed else DENIED)


@machines
@given(command=st.integers(0, 2**32 - 1), flags=st.integers(0, 2**32 - 1))
def test_a_descriptor_is_told_nothing_but_to_append_or_not_to_wait(
    machine: str, command: int, flags: int
) -> None:
    number = number_of(machine, "fcntl")
    for duplicating in (0, 1, 2, 3, 1030):
        assert verdict(machine, number, 1, duplicating, flags) == ALLOW
    # O_ACCMODE, O_APPEND, O_NONBLOCK, O_LARGEFILE of either machine
    harmless = 0o3 | 0o2000 | 0o4000 | 0o100000 | 0o400000
    assert verdict(machine, number, 1, 4, flags) == (DENIED if flags & ~harmless else ALLOW)
    assert verdict(machine, number, 1, 4, flags & harmless) == ALLOW
    if command not in (0, 1, 2, 3, 4, 1030):
        assert verdict(machine, number, 1, command, flags) == DENIED


@machines
@given(clock=st.integers(-(2**31), 2**31 - 1))
def test_the_clocks_of_other_processes_are_denied(machine: str, clock: int) -> None:
    for name in ("clock_gettime", "clock_getres", "clock_nanosleep"):
        number = number_of(machine, name)
        allowed = 0 <= clock < 12
        assert verdict(machine, number, clock & (2**64 - 1)) == (ALLOW if allowed else DENIED)
        assert verdict(machine, number, 3) == ALLOW


@machines
def test_nobody_elses_processors_are_told(machine: str) -> None:
    number = number_of(machine, "sched_getaffinity")
    assert [verdict(machine, number, process) for process in (0, 1, OWN_PROCESS)] == [ALLOW, DENIED, DENIED]


@machines
def test_limits_can_be_read_and_not_set(machine: str) -> None:
    number = number_of(machine, "prlimit64")
    assert verdict(machine, number, 0, 7, 0, 0x7FFF_1234_5678) == ALLOW
    assert verdict(machine, number, 0, 7, 0x7FFF_0000_0000, 0) == DENIED  # a pointer whose lower half is zero
    assert verdict(machine, number, 1, 7, 0, 0) == DENIED


@machines
def test_another_architecture_ends_the_process(machine: str) -> None:
    other = next(architecture for name, (_, architecture) in MACHINES.items() if name != machine)
    for architecture in (0, 0x40000003, other):  # i386 among them
        assert verdict(machine, number_of(machine, "read"), architecture=architecture) == KILL_PROCESS


@given(number=st.integers(0x40000000, 0x400003FF))
def test_x32_calls_are_not_let_in_by_the_back_door(number: int) -> None:
    assert verdict("x86_64", number) != ALLOW


@machines
@given(number=st.integers(0, 2**31 - 1))
def test_whatever_is_not_on_the_list_is_denied(machine: str, number: int) -> None:
    if number not in {numbers[MACHINES[machine][0]] for numbers in NUMBERS.values()}:
        assert verdict(machine, number) in (DENIED, UNKNOWN)


@machines
def test_the_place_of_the_own_process_id_can_be_found(machine: str) -> None:
    program = filter_program(machine)
    placeholder = OWN_PROCESS.to_bytes(4, "little")
    assert program.count(placeholder) == 2  # kill, tgkill
    assert len(program) % 8 == 0
    assert len(program) // 8 < 4096  # BPF_MAXINSNS
