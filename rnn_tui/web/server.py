"""The server of `rnn-tui serve`: the page, and behind each page that is open an app of its own.

textual-serve 1.1 brings the terminal in the browser and carries its bytes. Its own page loads
a font from another site, and its server lets in whoever reaches it and logs addresses, which hold
the token here: so the routes, the page and the end are made anew.
"""

import asyncio
import contextlib
import errno
import html
import logging
import os
import shlex
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from string import Template

from aiohttp import web
from textual_serve.app_service import AppService
from textual_serve.server import Server

from rnn_tui.io.faults import UserError, reason
from rnn_tui.web.access import Access
from rnn_tui.wording.language import tr

HEARTBEAT_SECONDS = 15.0
"""Time between two questions whether a page is still there."""

SHUTDOWN_SECONDS = 5.0
"""Time for the apps to end once the server is asked to."""

MOST_CELLS, USUAL_CELLS = 1000, 80
FONT_SIZES = range(6, 61)
USUAL_FONT_SIZE = 16

TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""What the terminal in the browser is, for the apps: theirs is not that of the server."""

NO_TOKEN = "This address lacks its token: open the address that rnn-tui serve has given."
WRONG_HOST = "rnn-tui serve does not answer to this name: --public-url names the address."
WRONG_ORIGIN = "The page that asks for this is not rnn-tui's."

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src data:; connect-src 'self' ws://{host} wss://{host}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: nothing from elsewhere, and nobody shows the app in a frame."""


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ServedApp(AppService):  # type: ignore[misc] # untyped where the extra is not there
    """An app as a process, whose page learns that it has ended, in whatever way."""

    driver = ""

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            await self.remote_close()
            await self._process.wait()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        usual: dict[str, str] = super()._build_environment(width, height)
        return usual | TERMINAL | {"TEXTUAL_DRIVER": self.driver}


class AppServer(Server):  # type: ignore[misc]
    """Serves the app that `command` starts, to whom `access` lets in."""

    def __init__(self, command: Sequence[str], driver: str, access: Access, port: int) -> None:
        super().__init__(f"exec {shlex.join(command)}", access.host, port, title="rnn-tui")
        self._driver = driver
        self._access = access
        self._pages: set[asyncio.Task[None]] = set()

    async def serve_until_asked(self, ready: Callable[[int], None]) -> None:
        """Serve until SIGINT or SIGTERM; `ready` is told the port. Raises UserError."""
        logging.getLogger("textual-serve").setLevel(logging.CRITICAL)  # says it in pages, not here
        runner = web.AppRunner(
            self.application(), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
        )
        await runner.setup()
        asked = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, asked.set)
        try:
            await self._listen(runner)
            ready(runner.addresses[0][1])
            await asked.wait()
        finally:
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, self._access.host, self.port).start()
        except OSError as error:
            where = f"{self._access.host}, port {self.port}"
            raise UserError(f"cannot listen on {where}: {_why(error)}") from error

    def application(self) -> web.Application:
        """The routes, each behind the checks."""
        app = web.Application(middlewares=[self._checked])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/page.js", _script),
                web.get("/ws/{token}", self._websocket),
                web.get("/ws/", self._websocket),
                web.get("/download/{key}", self.handle_download),  # a key that nobody can guess
                web.static("/static", self.statics_path),
            ]
        )
        app.on_response_prepare.append(_protect)
        app.on_shutdown.append(self._end_pages)
        return app

    @web.middleware  # type: ignore[untyped-decorator]
    async def _checked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._access.is_host(request.host):
            raise web.HTTPForbidden(text=f"{tr(WRONG_HOST)}\n")
        return await handler(request)

    async def _page(self, request: web.Request) -> web.Response:
        token = request.query.get("token", "")
        if not self._access.is_token(token):
            raise web.HTTPUnauthorized(text=f"{tr(NO_TOKEN)}\n")
        base = self._access.public_url.rstrip("/") or f"http://{request.host}"
        text = Template(_own("page.html")).substitute(
            websocket=html.escape(f"ws{base.removeprefix('http')}/ws/{self._access.token}"),
            size=_font_size(request.query.get("fontsize", "")),
        )
        return web.Response(text=text, content_type="text/html")

    async def _websocket(self, request: web.Request) -> web.WebSocketResponse:
        if not self._access.is_origin(request.headers.get("Origin", ""), request.host):
            raise web.HTTPForbidden(text=f"{tr(WRONG_ORIGIN)}\n")
        if not self._access.is_token(request.match_info.get("token", "")):
            raise web.HTTPUnauthorized(text=f"{tr(NO_TOKEN)}\n")
        page = asyncio.current_task()
        assert page is not None
        self._pages.add(page)
        try:
            return await self._run_app(request)
        finally:
            self._pages.discard(page)

    async def _run_app(self, request: web.Request) -> web.WebSocketResponse:
        """An app of its own for a page, until either of them is gone."""
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT_SECONDS)
        await websocket.prepare(request)
        app = ServedApp(
            self.command,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=websocket.close,
            download_manager=self.download_manager,
        )
        app.driver = self._driver
        try:
            await app.start(*(_cells(request.query.get(name, "")) for name in ("width", "height")))
            await self._process_messages(websocket, app)
        except asyncio.CancelledError:
            await websocket.close()  # the server ends
        finally:
            await app.stop()
        return websocket

    async def _end_pages(self, _app: web.Application) -> None:
        """Let each app end as if its page had been closed: its runs go on."""
        pages = list(self._pages)
        for page in pages:
            page.cancel()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(asyncio.gather(*pages, return_exceptions=True), SHUTDOWN_SECONDS)


def _why(error: OSError) -> str:
    """What keeps the server from listening, and the option that helps; asyncio's own is long."""
    if isinstance(error, socket.gaierror):
        return f"{error.strerror}; --host takes an address of this machine"
    why = os.strerror(error.errno) if error.errno else reason(error)
    option = "--host" if error.errno == errno.EADDRNOTAVAIL else "--port"
    return f"{why}; {option} takes another one"


async def _script(_request: web.Request) -> web.Response:
    return web.Response(text=_own("page.js"), content_type="text/javascript")


def _own(name: str) -> str:
    """A file of this package."""
    return files("rnn_tui.web").joinpath(name).read_text(encoding="utf-8")


def _cells(asked: str) -> int:
    """Columns or rows that a page says it has; it tells more exactly soon."""
    cells = int(asked) if asked.isdecimal() and len(asked) <= len(str(MOST_CELLS)) else 0
    return cells if 0 < cells <= MOST_CELLS else USUAL_CELLS


def _font_size(asked: str) -> int:
    size = int(asked) if asked.isdecimal() and len(asked) < 4 else USUAL_FONT_SIZE
    return size if size in FONT_SIZES else USUAL_FONT_SIZE


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Content-Security-Policy"] = POLICY.format(host=request.host)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    if not request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "no-store"
