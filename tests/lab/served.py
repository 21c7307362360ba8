"""`python -m lab` as a process, and plain requests to it."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Served:
    """A running server: the address that it printed, with the token behind the #."""

    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def root(self) -> str:
        return f"http://{self.host}/"

    @property
    def token(self) -> str:
        return urlsplit(self.address).fragment.removeprefix("token=")

    def open(self, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
        """Ask as a page of its own does; `headers`, with _ for -, say it otherwise. An empty one is left out."""
        sent = {"Host": self.host, "X-Lab-Token": self.token}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(self.host)
        connection.putrequest(method, path, skip_host=True)
        for name, value in sent.items():
            if value:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        with closing(self.open(method, path, body, **headers)) as response:
            return Answer(response.status, dict(response.getheaders()), response.read())


@contextmanager
def started(*arguments: str) -> Iterator[Served]:
    """The server, until it is done with."""
    command = [sys.executable, "-m", "lab", "--no-open", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Served(process.stdout.readline().split(": ")[1].strip())
        finally:
            process.terminate()
