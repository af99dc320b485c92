"""Keeping a process from every network but loopback, and telling who tried."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

_ADDRESSED = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.bind": 1}
"""Events of the interpreter about a socket, and where in them the address stands."""
_NAMED = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_HERE = frozenset({"", "localhost"})


class NetworkRefusedError(OSError):
    """What a plugin gets that reaches for a network where none is to be used."""


class Guard:
    """Refuses connections to other machines from now on; it sees what Python code opens, in this process.

    An audit hook cannot be taken off again: use it in a process that ends after its work.
    """

    def __init__(self) -> None:
        self.tried: list[str] = []
        """The addresses that were reached for."""
        sys.addaudithook(self._heard)

    def taken(self) -> list[str]:
        """What was reached for since the last time this was asked."""
        tried, self.tried = self.tried, []
        return tried

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _ADDRESSED:
            host = _host(arguments[_ADDRESSED[event]])
        elif event in _NAMED:
            host = arguments[0]
        else:
            return
        if not _is_here(host):
            text = host.decode(errors="replace") if isinstance(host, bytes) else str(host)
            self.tried.append(text)
            raise NetworkRefusedError(
                f"no connection to {text}: only loopback is there while plugins are checked"
            )


def _host(address: Any) -> Any:
    """The host of an internet address; nothing for a socket of this machine's own kinds."""
    return address[0] if isinstance(address, tuple) and address else None


def _is_here(host: Any) -> bool:
    name = host.decode(errors="replace") if isinstance(host, bytes) else host
    if name is None or not isinstance(name, str) or name in _HERE:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False
