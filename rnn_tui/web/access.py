"""Who may open the app in a browser: whoever has the token, by an address that is this server's.

Any page in the browser may try to reach a server on this machine. A page of another site is
known by its Origin, which a browser always sends with a websocket, and a name that somebody else
has pointed at this machine (DNS rebinding) by the Host.
"""

import ipaddress
import secrets
import socket
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

TOKEN_BYTES = 32
LOOPBACK = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
"""Addresses to listen on that are no address to open."""


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a server that listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Access:
    """The rules of a server that listens on `host`.

    An empty `token` lets in everybody who reaches it. `public_url` is the address that people open
    where something stands between, a proxy that encrypts for example.
    """

    token: str
    host: str = LOOPBACK
    public_url: str = ""

    def is_token(self, given: str) -> bool:
        """Compare in a time that tells nothing about the token."""
        return not self.token or secrets.compare_digest(given.encode(), self.token.encode())

    def is_host(self, header: str) -> bool:
        """Tell whether a request's Host is an address of this server.

        The port may be another one, that of a tunnel. An address in numbers is nobody's name.
        """
        try:
            name = urlsplit(f"//{header}").hostname or ""
        except ValueError:
            return False
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name in self._names
        return True

    def is_origin(self, origin: str, host: str) -> bool:
        """Tell whether the page that opens a websocket is this server's own.

        `host` is the Host of the same request.
        """
        if self.public_url and _origin_of(origin) == _origin_of(self.public_url):
            return True
        return bool(host) and _origin_of(origin) in (f"http://{host}", f"https://{host}")

    @cached_property
    def _names(self) -> set[str]:
        # Asked for once: a name server that is silent would hold up every request.
        known = {"localhost", self.host, socket.gethostname(), socket.getfqdn()}
        if self.public_url:
            known.add(urlsplit(self.public_url).hostname or "")
        return {name.lower() for name in known if name}

    def address(self, port: int) -> str:
        """The address to open, with the token."""
        token = f"?token={self.token}" if self.token else ""
        return f"{self.base(port)}/{token}"

    def base(self, port: int) -> str:
        """The address without the token, by this host's name if the server listens everywhere."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = socket.gethostname() if self.host in EVERYWHERE else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _origin_of(url: str) -> str:
    """Scheme, host and port of an address, as browsers write an Origin; empty if it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")
