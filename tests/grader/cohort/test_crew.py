"""Processes side by side: whatever happens to one, all jobs end, and nothing is left behind."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cohort.crew import MAY_FORK, side_by_side
from grader.cohort.job import Done, Job
from grader.cohort.kit import Kit
from grader.sandbox.workshop import workshop
from tests.waiting import wait_until

pytestmark = pytest.mark.skipif(
    not MAY_FORK, reason="a fork takes along what these tests put in the place of a grading"
)
KIT = Kit("7", b"", b"")
Work = Callable[[Kit, Job], Done]


class Nothing:
    """What these jobs share."""

    def make_all(self) -> None:
        pass


@pytest.fixture
def crew(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Done]]:
    """What comes of so many jobs that do this work."""

    def run(work: Work, count: int, workers: int) -> list[Done]:
        monkeypatch.setattr("grader.cohort.crew.shared_by", lambda _kit: Nothing())
        monkeypatch.setattr("grader.cohort.crew.grade_job", work)
        return list(side_by_side(KIT, (Job(n, f"{n}.py", b"") for n in range(count)), workers))

    return run


def answered(_kit: Kit, job: Job) -> Done:
    return Done(job.number, report=job.path.encode(), plan=str(os.getpid()))


@pytest.mark.parametrize("workers", [1, 3])
def test_every_job_ends_once_in_so_many_processes(crew: Callable[..., list[Done]], workers: int) -> None:
    done = crew(answered, 7, workers)
    assert sorted(one.number for one in done) == list(range(7))
    assert all(one.report == f"{one.number}.py".encode() for one in done)
    assert str(os.getpid()) not in {one.plan for one in done}
    assert len({one.plan for one in done}) <= workers


def test_no_process_is_started_for_nothing(crew: Callable[..., list[Done]]) -> None:
    assert crew(answered, 0, 2) == []


def test_a_job_whose_process_died_is_done_again_once(crew: Callable[..., list[Done]], tmp_path: Path) -> None:
    def dies_once(kit: Kit, job: Job) -> Done:
        if job.number == 2 and not (tmp_path / "died").exists():
            (tmp_path / "died").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return answered(kit, job)

    done = crew(dies_once, 5, 2)
    assert sorted((one.number, one.error) for one in done) == [(number, "") for number in range(5)]


def test_a_job_whose_process_dies_again_is_an_error_and_the_others_go_on(
    crew: Callable[..., list[Done]], tmp_path: Path
) -> None:
    def dies(kit: Kit, job: Job) -> Done:
        if job.number == 1:
            with (tmp_path / "died").open("a") as file:
                file.write("x")
            os.kill(os.getpid(), signal.SIGKILL)
        return answered(kit, job)

    errors = {one.number: one.error for one in crew(dies, 4, 2)}
    assert errors == {0: "", 1: "its process ended, 2 times (killed by signal 9)", 2: "", 3: ""}
    assert (tmp_path / "died").read_text() == "xx"


def test_who_stops_listening_leaves_no_process_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process has ended its job, and one waits in it: both remove what they made."""

    def waits(kit: Kit, job: Job) -> Done:
        (tmp_path / str(os.getpid())).write_text(str(workshop().folder))
        while job.number:
            signal.pause()
        return answered(kit, job)

    monkeypatch.setattr("grader.cohort.crew.shared_by", lambda _kit: Nothing())
    monkeypatch.setattr("grader.cohort.crew.grade_job", waits)
    jobs = side_by_side(KIT, iter([Job(1, "", b""), Job(0, "", b"")]), 2)
    assert next(jobs).number == 0
    wait_until(lambda: [bool(path.read_text()) for path in tmp_path.iterdir()] == [True, True])
    jobs.close()
    for path in tmp_path.iterdir():
        assert not Path(path.read_text()).exists()
        with pytest.raises(ProcessLookupError):
            os.kill(int(path.name), 0)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are followed in /proc")
def test_processes_end_with_the_one_that_gives_them_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However that one ends: SIGKILL tells nobody."""

    def waits(_kit: Kit, _job: Job) -> Done:
        (tmp_path / str(os.getpid())).touch()
        while True:
            signal.pause()

    monkeypatch.setattr("grader.cohort.crew.shared_by", lambda _kit: Nothing())
    monkeypatch.setattr("grader.cohort.crew.grade_job", waits)
    parent = os.fork()
    if not parent:
        list(side_by_side(KIT, [Job(n, "", b"") for n in range(3)], 3))
        os._exit(0)
    wait_until(lambda: len(list(tmp_path.iterdir())) == 3)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    wait_until(lambda: not any(is_running(int(path.name)) for path in tmp_path.iterdir()))


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except OSError:
        return False
    return state not in (b"Z", b"X")
