"""The server at work: one socket of this machine, and an address with the token in it."""

import secrets
import socket
import threading
import webbrowser
from pathlib import Path

import click
import uvicorn

from lab.errors import PortTaken
from lab.server.app import make_app

LOOPBACK = "127.0.0.1"
# A page that waits for a change of a file does not keep the server from ending.
END_SECONDS = 1


def run(site: Path, bot: Path | None, port: int, opens: bool) -> None:
    """Serve until Ctrl-C, which raises KeyboardInterrupt. Raises PortTaken."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        raise PortTaken(f"port {port} cannot be used ({error.strerror}): name another with --port") from error
    # Before anybody is told the address.
    listener.listen()
    port = listener.getsockname()[1]
    token = secrets.token_urlsafe(24)
    hosts = [f"{name}:{port}" for name in (LOOPBACK, "localhost")]
    app = make_app(site, token, hosts, bot)
    address = f"http://{hosts[0]}/bench/#token={token}"
    click.echo(f"The workbench: {address}")
    click.echo(f"The guide: http://{hosts[0]}/")
    click.echo("Ctrl-C ends it.", err=True)
    config = uvicorn.Config(
        app, log_level="warning", timeout_graceful_shutdown=END_SECONDS, server_header=False
    )
    if opens:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    uvicorn.Server(config).run(sockets=[listener])
