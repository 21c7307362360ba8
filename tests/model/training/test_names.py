"""The names come from a path, from the cache, or once from the network, and are always the published ones."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import NamesError
from model.training.names import SHA256, fingerprint, load_names, parse_names, shuffled


@dataclass
class Server:
    """A web server on the loopback address that serves one body and counts how often it was asked."""

    body: bytes
    status: int = 200
    url: str = ""
    asked: list[str] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, server: Server, *arguments: object) -> None:
        self.served = server
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.served.asked.append(self.path)
        self.send_response(self.served.status)
        self.send_header("Content-Length", str(len(self.served.body)))
        self.end_headers()
        self.wfile.write(self.served.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server(names_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "*")
    served = Server(names_path.read_bytes())
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, served)) as http:
        served.url = f"http://127.0.0.1:{http.server_port}/names.txt"
        thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield served
        http.shutdown()
        thread.join()


def test_the_data_set_is_the_published_one_in_file_order(names_path: Path) -> None:
    names = load_names(names_path)
    assert (len(names), len(set(names)), sum(len(name) + 1 for name in names)) == (32_033, 29_494, 228_146)
    assert (names[:3], min(map(len, names)), max(map(len, names))) == (("emma", "olivia", "ava"), 2, 15)
    assert fingerprint(names) == SHA256


def test_the_shuffle_is_the_course_s(names_path: Path) -> None:
    documents = shuffled(load_names(names_path), random.Random(42))
    assert documents[:5] == ["yuheng", "diondre", "xavien", "jori", "juanluis"]
    assert documents[999] == "akio"


def test_without_a_path_the_names_are_downloaded_once_and_kept(server: Server, tmp_path: Path) -> None:
    first = load_names(url=server.url, cache=tmp_path / "cache")
    second = load_names(url=server.url, cache=tmp_path / "cache")
    assert first == second
    assert len(first) == 32_033
    assert server.asked == ["/names.txt"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["names.txt"]


def test_a_damaged_cache_is_downloaded_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("emma\n")
    assert len(load_names(url=server.url, cache=tmp_path)) == 32_033
    assert (tmp_path / "names.txt").read_bytes() == server.body


def test_a_cache_that_cannot_be_written_costs_nothing_but_the_download(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert len(load_names(url=server.url, cache=tmp_path / "file" / "cache")) == 32_033


def test_another_file_from_the_network_is_refused_and_not_kept(server: Server, tmp_path: Path) -> None:
    server.body = b"mallory\n"
    with pytest.raises(NamesError, match=r"is not the published file \(sha256 .*--names PATH"):
        load_names(url=server.url, cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_has_no_such_file_is_named(server: Server, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(NamesError, match=r"could not be downloaded from http://127.*Not Found.*--names PATH"):
        load_names(url=server.url, cache=tmp_path)


def test_without_a_network_the_command_says_what_to_do(tmp_path: Path) -> None:
    closed = "http://127.0.0.1:9"  # the discard port: nothing listens, so the connection is refused at once
    environment = os.environ | {"https_proxy": closed, "no_proxy": "", "XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "model", "train", "--out", str(tmp_path / "model.json")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(
        "Error: the names could not be downloaded from https://raw.githubusercontent.com/"
    )
    assert "pass it with `--names PATH`" in run.stderr
    assert run.stderr.count("\n") == 1


@given(st.lists(st.from_regex(r"\s*[a-z]{0,15}\s*", fullmatch=True)))
def test_lines_are_stripped_and_blank_ones_skipped(lines: list[str]) -> None:
    text = "\n".join(lines)
    expected = tuple(line.strip() for line in text.split("\n") if line.strip())
    if any(set(name) - set("abcdefghijklmnopqrstuvwxyz") for name in expected) or not expected:
        with pytest.raises(NamesError):
            parse_names(text.encode(), "names.txt")
    else:
        assert parse_names(text.encode(), "names.txt") == expected


@pytest.mark.parametrize("data", [b"emma\r\nava\r\n", b"\xef\xbb\xbfemma\nava", b"\xef\xbb\xbfemma\r\nava"])
def test_a_file_from_windows_is_read(data: bytes) -> None:
    assert parse_names(data, "names.txt") == ("emma", "ava")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"emma\nEmma\n", "names.txt: line 2: 'Emma' has characters other than a to z"),
        (b"emma\n\nann a\n", "names.txt: line 3: 'ann a' has characters other than a to z"),
        (b"abcdefghijklmnop\n", "names.txt: line 1: a name may have at most 15 letters, found one of 16"),
        (b"\n\n", "names.txt: has no names"),
        (b"emma\xff", r"names.txt: is not UTF-8 text \(byte 4\)"),
    ],
)
def test_a_line_that_is_no_name_is_named(data: bytes, message: str) -> None:
    with pytest.raises(NamesError, match=message):
        parse_names(data, "names.txt")


def test_a_path_that_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NamesError, match="no such file"):
        load_names(tmp_path / "none.txt")
    with pytest.raises(NamesError, match="is a folder"):
        load_names(tmp_path)
