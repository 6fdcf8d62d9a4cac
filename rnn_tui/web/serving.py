"""Serving the app from start to end: the rules, the server, and where the address is told."""

import asyncio
import contextlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from rnn_tui.io.faults import UserError
from rnn_tui.io.places import user_folder
from rnn_tui.io.streams import tell
from rnn_tui.io.writing import draft, remove
from rnn_tui.web.access import Access, is_loopback, new_token
from rnn_tui.web.server import AppServer
from rnn_tui.wording.language import tr


def serve_app(
    command: Sequence[str], driver: str, host: str, port: int, public_url: str, *, token: bool
) -> None:
    """Serve the app that `command` starts, drawn by `driver`, until somebody ends the server.

    Raises UserError.
    """
    access = _access(host, public_url, token=token)
    with contextlib.ExitStack() as stack:

        def ready(listens_on: int) -> None:
            stack.enter_context(_told(access, listens_on))

        asyncio.run(AppServer(command, driver, access, port).serve_until_asked(ready))


def _access(host: str, public_url: str, *, token: bool) -> Access:
    if not token and not is_loopback(host):
        raise UserError(
            f"--no-token on {host} would let everybody in who reaches this machine: "
            "leave it out, or listen on 127.0.0.1"
        )
    parts = urlsplit(public_url)
    if public_url and (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
    ):
        raise UserError(
            f"--public-url {public_url} is not the address of a server; "
            "write one such as https://rnn.example.org"
        )
    return Access(new_token() if token else "", host, public_url)


@contextlib.contextmanager
def _told(access: Access, port: int) -> Iterator[None]:
    """Tell the address: on a terminal, else in a file that only this user can read.

    What is not a terminal may be a log, which others read and which is kept.
    """
    if not is_loopback(access.host) and not access.public_url.startswith("https:"):
        tell(tr("warning: the connection is not encrypted: an SSH tunnel or a proxy would do that"))
    if not access.token and access.public_url:
        words = tr("warning: without a token {url} lets in everybody who reaches it")
        tell(words.format(url=access.public_url))
    if not access.token or sys.stderr.isatty():
        tell(tr("open {address}", address=access.address(port)))
        tell(tr("Ctrl-C ends the app and leaves its runs training"))
        yield
        return
    path = _file(port)
    path.parent.mkdir(parents=True, exist_ok=True)
    with draft(path, 0o600) as new:
        new.file.write(f"{access.address(port)}\n".encode())
        new.settle(durable=False)
    words = tr("serving on {address}; the address with its token is in {path}")
    tell(words.format(address=access.base(port), path=path))
    try:
        yield
    finally:
        remove(path)


def _file(port: int) -> Path:
    return user_folder("state") / f"serve-{port}.url"
