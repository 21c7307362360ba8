"""Who may ask the server: pages that it served itself, and of them those that know its token.

Any page in the same browser can send requests to loopback, under any name that leads there. So the name must be the
server's own, the page that asks must be one of its own, and whatever runs or reads something takes the token, which
stands in the address that the server prints.
"""

import secrets
from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "X-Lab-Token"
API = "/api/"

# What the pages of the site need, and nothing beside; the same stands in the pages themselves, for static hosts.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
    "worker-src 'self'; frame-src 'self'; img-src data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}


class Gate:
    """Refuses what nobody of ours asks, and puts the headers on every answer that has none of its own."""

    def __init__(self, app: ASGIApp, token: str, hosts: Collection[str]) -> None:
        self.app = app
        self.token = token
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((n, v) for n, v in HEADERS.items() if n not in own),
                ]
            await send(message)

        refusal = self.why_not(Headers(scope=scope), scope["path"])
        answer = self.app if refusal is None else PlainTextResponse(*refusal)
        await answer(scope, receive, with_headers)

    def why_not(self, headers: Headers, path: str) -> tuple[str, int] | None:
        """Why a request is refused, and with which status; None where it is not."""
        host = headers.get("host", "")
        if host not in self.hosts:
            return f"This server is {min(self.hosts)}, and not {host[:100]!r}.", 421
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return f"A page of {origin[:100]!r} asks, and only the lab's own may.", 403
        if headers.get("sec-fetch-site", "same-origin") == "cross-site" and path.startswith(API):
            return "Another site asks, and only the lab's own may.", 403
        token = headers.get(TOKEN_HEADER, "")
        if path.startswith(API) and not secrets.compare_digest(token.encode(), self.token.encode()):
            return "The token is missing or wrong: open the address that `python -m lab` printed.", 401
        return None
