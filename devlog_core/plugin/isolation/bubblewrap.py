"""The command line of bubblewrap: an isolated plugin sees its code, and the files that it declares."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from devlog_core.plugin.isolation.access import Access

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/mime.types")
_NETWORK = (
    "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl", "/etc/ca-certificates", "/etc/pki",
)  # fmt: skip


def wrapped(
    bubblewrap: str,
    command: Sequence[str],
    home: str,
    code: Iterable[Path],
    access: Access,
    hidden: Iterable[Path],
) -> list[str]:
    """The command within bubblewrap; `code` can be read, `hidden` lies in no view of it."""
    line = [bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    if access.network:
        line.append("--share-net")
    line += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    places = [*map(Path, _SYSTEM + _SETTINGS + (_NETWORK if access.network else ())), *code]
    for place in _outermost(place for place in places if place.exists()):
        line += _seen(place)
    for place in access.files:
        line += ["--bind-try", str(place), str(place)]
    for place in hidden:
        if place.is_dir():
            line += ["--tmpfs", str(place)]
    return [*line, "--bind", home, home, "--chdir", home, *command]


def python_code(python: str) -> Iterator[Path]:
    """Where the code of an interpreter, and of what is installed beside it, lies."""
    own = Path(python)
    yield own.absolute().parent.parent
    yield own.resolve().parent.parent
    if python == sys.executable:
        yield from (
            Path(place).absolute() for place in (sys.prefix, sys.base_prefix, *filter(None, sys.path))
        )


def _seen(place: Path) -> list[str]:
    if place.is_symlink() and place.parent == Path("/"):
        return ["--symlink", str(place.readlink()), str(place)]
    return ["--ro-bind", str(place), str(place)]


def _outermost(places: Iterable[Path]) -> list[Path]:
    """Each place once, without those that lie in another."""
    found: list[Path] = []
    for place in sorted(set(places)):
        if not any(place.is_relative_to(outer) for outer in found):
            found.append(place)
    return found
