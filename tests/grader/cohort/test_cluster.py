"""A class on a cluster: a scheduler and two workers on this machine, of which one is killed in the middle."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cohort.journal import NAME
from grader.cohort.run import Way, grade_class
from grader.errors import UsageError
from tests.grader.cohort.conftest import Graded, files_of
from tests.grader.making import REPOSITORY
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

SCHEDULER = ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter")
WORKER = ("dask_worker", "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1")


@contextlib.contextmanager
def dask(program: str, *arguments: str) -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="a worker is killed as other systems do it")
def test_a_cluster_that_loses_a_worker_comes_to_the_same_bytes(in_one_go: Graded, tmp_path: Path) -> None:
    from distributed import Client  # half a second, which whoever collects the tests need not spend

    file, out = str(tmp_path / "scheduler.json"), tmp_path / "results"
    with contextlib.ExitStack() as stack:
        stack.enter_context(dask(*SCHEDULER, "--scheduler-file", file))
        wait_until(lambda: Path(file).exists() and Path(file).read_bytes())
        places = [str(tmp_path / name) for name in ("one", "other")]
        one, _ = [
            stack.enter_context(dask(*WORKER, "--scheduler-file", file, "--local-directory", place))
            for place in places
        ]
        with Client(scheduler_file=file, set_as_default=False) as client:
            client.wait_for_workers(2)
            address = client.scheduler.address
        way = Way(out, 1, dask=address)
        killed = []

        def kill_one(done: int, _total: int) -> None:
            if done == 2:
                one.send_signal(signal.SIGKILL)
                killed.append((out / NAME).read_bytes().count(b"\n"))

        grade_class([in_one_go.folder], in_one_go.settings, way, kill_one)
        assert killed == [3]  # the configuration and two records
        assert files_of(out) == in_one_go.results


def test_no_scheduler_is_wrong_use(
    in_one_go: Graded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.cohort.cluster.SECONDS", 0.5)
    with pytest.raises(UsageError, match="no Dask scheduler answers at"):
        in_one_go.again(tmp_path, Way(tmp_path, 1, dask="tcp://127.0.0.1:1"))
