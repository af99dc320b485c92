"""The formats by name; what one needs is imported when it is used."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from devlog_core.model.errors import UsageError

if TYPE_CHECKING:
    from devlog_core.sync.exchange.desk import Desk
    from devlog_core.sync.exchange.report import Report

IMPORTED = ("codervisor-json", "devlog")
EXPORTED = ("devlog", "entry-schema")
_PLANNED = ("beads-jsonl", "csv", "dex-jsonl")


def import_file(desk: Desk, name: str, path: Path) -> Report:
    """Take in a file or folder of the named format; raises UsageError for an unknown one."""
    require_format(name, IMPORTED)
    if name == "devlog":
        from devlog_core.sync.exchange.devlog.importing import import_devlog

        return import_devlog(desk, path)
    from devlog_core.sync.exchange.codervisor.importing import import_codervisor

    return import_codervisor(desk, path)


def require_format(name: str, known: Iterable[str]) -> None:
    """Raise UsageError, naming the nearest, where no such format is known."""
    names = tuple(known)
    if name in names:
        return
    if name in _PLANNED:
        raise UsageError(f"format `{name}` is not there yet; there are {', '.join(names)}")
    from devlog_core.plugin.nearest import hint

    raise UsageError(f"no format `{name}`{hint(name, names)}; there are {', '.join(names)}")
