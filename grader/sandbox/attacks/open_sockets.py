# mypy: ignore-errors
"""forbidden-import: calls home.

Held from: limited. Row 16.
"""

import os
import socket


def udp():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        return sender.sendto(b"secret", ("127.0.0.1", PORT))


attempt("connect over TCP", lambda: socket.create_connection(("127.0.0.1", PORT), timeout=1))
attempt("send over UDP", udp)
attempt("listen", lambda: socket.create_server(("127.0.0.1", 0)))
attempt("a pair of sockets", lambda: socket.socketpair())
attempt("an abstract Unix socket", lambda: socket.socket(socket.AF_UNIX).bind("\0fruitless"))
attempt("a Unix socket", lambda: socket.socket(socket.AF_UNIX).bind(os.path.join(TARGET, "socket")))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
attempt("raw packets of this machine", lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM))
