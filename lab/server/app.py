"""The application: what is asked for, and who answers."""

import mimetypes
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from grader.submission.source import MAX_BYTES
from lab.errors import Unreadable
from lab.server.follow import changed, read
from lab.server.gate import Gate
from lab.server.grading import Gradings

# A report brings its own policy; it is shown in a frame of the page, as a document of nobody's.
OF_A_REPORT = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; "
    "frame-ancestors 'self'"
}
# Whatever the system's own tables say of them: browsers refuse modules and WebAssembly under another type.
for suffix, kind in ((".mjs", "text/javascript"), (".js", "text/javascript"), (".wasm", "application/wasm")):
    mimetypes.add_type(kind, suffix)


def make_app(site: Path, token: str, hosts: Collection[str], bot: Path | None = None) -> Gate:
    """The site in a folder; `hosts` are the names of this server, `bot` the file that the page follows."""
    gradings = Gradings()

    async def file(request: Request) -> Response:
        if bot is None:
            return Response(status_code=204)
        after = request.query_params.get("after")
        try:
            followed = read(bot) if after is None else await changed(bot, after)
        except Unreadable as error:
            return PlainTextResponse(str(error), 404)
        if followed is None:
            return Response(status_code=204)
        return Response(msgspec.json.encode(followed), media_type="application/json")

    async def grade(request: Request) -> Response:
        source = await body_of(request)
        if source is None:
            return PlainTextResponse(f"A bot.py has at most {MAX_BYTES // 1024} KiB.", 413)
        if gradings.is_busy:
            return PlainTextResponse("Another grading is running: wait for its end.", 409)
        parts = gradings.grade(source)
        # Begun here, so that no other request comes between.
        first = await anext(parts)
        return StreamingResponse(begun(first, parts), media_type="application/x-ndjson")

    async def report(request: Request) -> Response:
        page = gradings.reports.get(request.path_params["name"])
        if page is None:
            return PlainTextResponse("There is no such report, or none any more: grade again.", 404)
        return Response(page, media_type="text/html", headers=OF_A_REPORT)

    routes = [
        Route("/api/file", file),
        Route("/api/grade", grade, methods=["POST"]),
        Route("/reports/{name}", report),
        Mount("/", StaticFiles(directory=site, html=True)),
    ]
    return Gate(Starlette(routes=routes), token, hosts)


async def begun(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """The first part and the rest, which ends with whoever reads it."""
    async with aclosing(rest):
        yield first
        async for part in rest:
            yield part


async def body_of(request: Request) -> bytes | None:
    """What was sent; None where it is more than a submission may have, of which the rest is not read."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)
