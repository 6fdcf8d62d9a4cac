"""Who may open the app in a browser: the rules, and the server that holds to them."""

import errno
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from rnn_tui.io.faults import UserError
from rnn_tui.web.access import Access, is_loopback, new_token

pytest.importorskip("textual_serve", reason="the extra `web` is not installed")

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from rnn_tui.web.server import AppServer
from rnn_tui.web.serving import serve_app

TOKEN = "right"
ACCESS = Access(TOKEN)
NOBODY = ["false"]
"""An app that ends at once: nothing here needs one."""


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost:8765", True),
        ("LOCALHOST:9000", True),  # the port of a tunnel
        ("127.0.0.1:8765", True),
        ("[::1]:8765", True),
        ("192.168.1.7:8765", True),
        ("evil.example:8765", False),
        ("localhost.evil.example", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_a_host_is_an_address_of_this_server_or_refused(host: str, allowed: bool) -> None:
    assert ACCESS.is_host(host) is allowed


def test_the_public_address_is_one_of_this_server() -> None:
    access = Access(TOKEN, public_url="https://rnn.example.org")
    assert access.is_host("rnn.example.org")
    assert access.is_origin("https://rnn.example.org", "127.0.0.1:8765")
    assert not access.is_origin("http://rnn.example.org", "127.0.0.1:8765")
    assert access.address(8765) == "https://rnn.example.org/?token=right"


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://localhost:8765", "localhost:8765", True),
        ("https://[::1]:9000", "[::1]:9000", True),
        ("http://localhost", "localhost", True),
        ("http://localhost:3000", "localhost:8765", False),
        ("http://evil.example", "localhost:8765", False),
        ("http://localhost:8765.evil.example", "localhost:8765", False),
        ("null", "localhost:8765", False),
        ("", "localhost:8765", False),
        ("", "", False),
    ],
)
def test_a_websocket_is_opened_by_this_servers_page_alone(
    origin: str, host: str, allowed: bool
) -> None:
    assert ACCESS.is_origin(origin, host) is allowed


def test_a_token_is_that_one_and_another_at_each_start() -> None:
    assert ACCESS.is_token(TOKEN)
    assert not any(ACCESS.is_token(given) for given in ("", "righ", "right ", "ríght"))
    assert Access("").is_token("")
    assert new_token() != new_token()
    assert len(new_token()) > 40


def test_only_the_machine_itself_is_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "::1", "localhost", "127.8.0.1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "node7", "")))


def test_without_a_token_only_this_machine_is_served() -> None:
    with pytest.raises(UserError, match="would let everybody in who reaches this machine"):
        serve_app(NOBODY, "", "0.0.0.0", 0, "", token=False)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OSError(errno.EADDRINUSE, "long"), "Address already in use; --port takes another one"),
        (OSError(errno.EADDRNOTAVAIL, "long"), "requested address; --host takes another one"),
        (socket.gaierror(-2, "Name not known"), "Name not known; --host takes an address"),
    ],
)
def test_where_nothing_can_listen_the_option_is_named(
    fault: OSError, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(_: object) -> None:
        raise fault

    monkeypatch.setattr(web.TCPSite, "start", refused)
    with pytest.raises(UserError, match=f"cannot listen on 127.0.0.1, port 7: .*{words}"):
        serve_app(NOBODY, "", "127.0.0.1", 7, "", token=True)


@pytest.mark.parametrize(("token", "warned"), [(False, True), (True, False)])
def test_a_public_address_without_a_token_is_warned_of(
    token: bool,
    warned: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def ready_at_once(_: AppServer, ready: Callable[[int], None]) -> None:
        ready(8765)

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(AppServer, "serve_until_asked", ready_at_once)
    serve_app(NOBODY, "", "127.0.0.1", 0, "https://rnn.example.org", token=token)
    assert ("lets in everybody who reaches it" in capsys.readouterr().err) is warned


@pytest.mark.parametrize(
    "url",
    ["rnn.example.org", "ftp://x", "https://x/below", "http://", "https://x?y", "https://x#y"],
)
def test_a_public_address_is_that_of_a_server(url: str) -> None:
    with pytest.raises(UserError, match="is not the address of a server"):
        serve_app(NOBODY, "", "127.0.0.1", 0, url, token=True)


@pytest.fixture
async def client() -> AsyncIterator[Any]:
    """A client of a server whose apps end at once."""
    async with TestClient(TestServer(AppServer(NOBODY, "", ACCESS, 0).application())) as found:
        yield found


async def test_the_page_needs_the_token(client: Any) -> None:
    assert (await client.get("/")).status == 401
    assert (await client.get("/?token=wrong")).status == 401
    page = await client.get(f"/?token={TOKEN}")
    assert page.status == 200
    assert f"/ws/{TOKEN}" in await page.text()


async def test_a_wrong_name_is_refused_before_anything_else(client: Any) -> None:
    for path in (f"/?token={TOKEN}", "/page.js", "/static/js/textual.js", f"/ws/{TOKEN}"):
        assert (await client.get(path, headers={"Host": "evil.example"})).status == 403


async def test_the_page_loads_nothing_from_elsewhere_and_stands_in_no_frame(client: Any) -> None:
    page = await client.get(f"/?token={TOKEN}")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"
    assert "https://" not in await page.text()


async def test_a_websocket_needs_the_origin_and_the_token(client: Any) -> None:
    own = {"Origin": f"http://{client.host}:{client.port}"}
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    foreign = {"Origin": "http://evil.example"}
    assert (await client.get(f"/ws/{TOKEN}", headers=upgrade)).status == 403
    assert (await client.get(f"/ws/{TOKEN}", headers=upgrade | foreign)).status == 403
    assert (await client.get("/ws/wrong", headers=upgrade | own)).status == 401
    assert (await client.get("/ws/", headers=upgrade | own)).status == 401


async def test_the_page_of_an_app_that_ends_is_told(client: Any) -> None:
    own = {"Origin": f"http://{client.host}:{client.port}"}
    async with client.ws_connect(f"/ws/{TOKEN}?width=9999999&height=x", headers=own) as page:
        assert (await page.receive()).type.name in ("CLOSE", "CLOSING", "CLOSED")
