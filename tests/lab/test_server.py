"""The local server: for its own pages and their token alone, one grading at a time, nothing larger than a bot.py."""

import asyncio
import json
import os
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from grader.submission.source import MAX_BYTES
from lab.server.follow import changed, read
from lab.server.gate import HEADERS
from lab.server.grading import Gradings
from tests.lab.bots import STARTER, with_line
from tests.lab.served import Served, started
from tests.waiting import PAUSE

T = TypeVar("T")

HANGS = with_line("while True: pass").encode()
REJECTED = STARTER.replace("0.7", "0.8").encode()


def apart(made: Coroutine[Any, Any, T]) -> T:
    """What a coroutine comes to, in a thread of its own: the browser's driver keeps a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, made).result()


def test_it_listens_on_loopback_alone_and_prints_an_address_with_a_token(served: Served) -> None:
    name, port = served.host.split(":")
    assert name == "127.0.0.1"
    assert len(served.token) >= 32
    other = [info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    for address in {str(address) for address in other} - {"127.0.0.1", "127.0.1.1"}:
        with closing(socket.socket()) as knock:
            assert knock.connect_ex((address, int(port))) != 0


@pytest.mark.parametrize(
    ("headers", "status", "said"),
    [
        ({"X_Lab_Token": ""}, 401, "open the address that `python -m lab` printed"),
        ({"X_Lab_Token": "guess"}, 401, "the token is missing or wrong"),
        ({"X_Lab_Token": "gu\u00e9ss"}, 401, "the token is missing or wrong"),
        ({"Host": "evil.example"}, 421, "'evil.example'"),
        ({"Host": "127.0.0.1"}, 421, "'127.0.0.1'"),
        ({"Origin": "http://evil.example"}, 403, "'http://evil.example'"),
        ({"Origin": "null"}, 403, "'null'"),
        ({"Sec_Fetch_Site": "cross-site"}, 403, "another site"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/file"), ("POST", "/api/grade")])
def test_a_request_of_another_is_refused(
    served: Served, method: str, path: str, headers: dict[str, str], status: int, said: str
) -> None:
    answer = served.ask(method, path, b"x = 1", **headers)
    assert (answer.status, said.lower() in answer.body.decode().lower()) == (status, True)


def test_a_page_of_its_own_may_ask_under_either_name_of_this_machine(served: Served) -> None:
    for host in (served.host, served.host.replace("127.0.0.1", "localhost")):
        assert served.ask("GET", "/api/file", Host=host, Origin=f"http://{host}").status == 204
        assert served.ask("GET", "/bench/", Host=host, X_Lab_Token="").status == 200


@pytest.mark.parametrize(
    "path", ["/", "/bench/", "/starter.json", "/api/file", "/nothing", "/reports/nothing"]
)
def test_every_answer_has_the_headers_that_keep_strangers_out(served: Served, path: str) -> None:
    headers = {name.lower(): value for name, value in served.ask("GET", path).headers.items()}
    assert {name.decode(): value.decode() for name, value in HEADERS.items()}.items() <= headers.items()


@pytest.mark.parametrize("path", ["/../../pyproject.toml", "/%2e%2e/%2e%2e/package.json", "//etc/passwd"])
def test_nothing_beside_the_site_is_served(served: Served, path: str) -> None:
    assert served.ask("GET", path).status == 404


def test_what_is_too_large_is_refused(served: Served) -> None:
    answer = served.ask("POST", "/api/grade", b"#" * (MAX_BYTES + 1))
    assert (answer.status, answer.body) == (413, b"A bot.py has at most 256 KiB.")


@pytest.mark.slow
def test_while_one_grading_runs_another_is_refused() -> None:
    with started() as server, closing(server.open("POST", "/api/grade", HANGS)) as first:
        assert json.loads(first.readline()) == {"done": 0, "total": 1}
        answer = server.ask("POST", "/api/grade", REJECTED)
        assert answer.status == 409
        assert b"Another grading is running" in answer.body


def test_a_file_is_graded_and_its_report_is_a_document_that_can_do_nothing(served: Served) -> None:
    answer = served.ask("POST", "/api/grade", REJECTED)
    *progress, last = map(json.loads, answer.body.splitlines())
    assert progress
    assert last["verdict"] == "0.0 of 100: rejected"
    report = served.ask("GET", f"/{last['report']}", X_Lab_Token="")
    assert report.status == 200
    assert b"the frozen part was changed" in report.body
    assert "sandbox" in report.headers["content-security-policy"]
    assert "'unsafe" not in report.headers["content-security-policy"].replace("style-src 'unsafe-inline'", "")


def test_whoever_stops_reading_ends_the_grader() -> None:
    async def look() -> None:
        before = children_of(os.getpid())
        gradings = Gradings()
        parts = gradings.grade(HANGS)
        await anext(parts)
        waiting = asyncio.ensure_future(anext(parts))
        while not (children := children_of(os.getpid()) - before):
            await asyncio.sleep(PAUSE)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert not gradings.is_busy
        assert not children & children_of(os.getpid())

    apart(look())


def children_of(process: int) -> set[int]:
    """The processes that this one has started and that have not ended."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def test_a_grader_that_cannot_grade_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lab.server.grading.PROGRAM", ("-c", "import sys; sys.exit('no room on the disk')"))

    async def last() -> bytes:
        return [part async for part in Gradings().grade(b"")][-1]

    assert json.loads(apart(last())) == {"failed": "no room on the disk"}


def test_a_file_is_followed_through_what_editors_do_to_it(tmp_path: Path) -> None:
    file = tmp_path / "bot.py"
    file.write_text("x = 1")
    first = read(file)
    assert (first.name, first.text) == ("bot.py", "x = 1")

    async def edit() -> str:
        waiting = asyncio.ensure_future(changed(file, first.version))
        await asyncio.sleep(0)
        # Away for a moment, and then there as a new file: so many editors save.
        file.unlink()
        (tmp_path / "new").write_text("x = 2")
        (tmp_path / "new").rename(file)
        followed = await waiting
        assert followed is not None
        return followed.text

    assert apart(edit()) == "x = 2"


def test_a_file_that_stays_the_same_is_told_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bot.py"
    file.write_text("x = 1")
    monkeypatch.setattr("lab.server.follow.WAIT_SECONDS", 0.02)
    monkeypatch.setattr("lab.server.follow.LOOK_SECONDS", 0.01)
    assert apart(changed(file, read(file).version)) is None


def test_the_file_on_disk_comes_with_its_version_and_is_never_written(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(STARTER, encoding="utf-8")
    with started("--bot", str(file)) as server:
        told = json.loads(server.ask("GET", "/api/file").body)
        assert (told["name"], told["text"]) == ("mine.py", STARTER)
        told = json.loads(server.ask("GET", "/api/file?after=another").body)
        assert told["text"] == STARTER
        file.write_bytes(b"\xff")
        assert server.ask("GET", "/api/file").status == 404
