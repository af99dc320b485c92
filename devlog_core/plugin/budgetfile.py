"""The small files by which processes tell each other how their accounts stand."""

from __future__ import annotations

import json
import os
import secrets
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from devlog_core.plugin.ratelimit import LONGEST
from devlog_core.plugin.standing import Standing

_PATIENCE = 2.0
_KEY_BYTES = 32


class BudgetFile:
    """One account's standing on the disk; a broken file counts as empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None

    def news(self) -> Standing | None:
        """What the file says now; None where it is as it was at the last look."""
        signature = self._signature()
        if signature == self._seen:
            return None
        self._seen = signature
        return self._read()

    def join(self, standing: Standing) -> Standing | None:
        """Add what we know, and return what all know; None where the file cannot be written now."""
        try:
            # The operating system takes the lock from a process that dies.
            with FileLock(self._path.with_suffix(".lock"), timeout=_PATIENCE):
                if not self._path.exists():
                    _clear(self._path.parent)
                joined = standing.joined(self._read())
                draft = self._path.with_suffix(".new")
                draft.write_text(json.dumps(joined.to_json()), encoding="utf-8")
                draft.replace(self._path)
                self._seen = self._signature()
        except (OSError, Timeout, NotImplementedError):
            return None
        return joined

    def _read(self) -> Standing:
        try:
            return Standing.from_json(json.loads(self._path.read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return Standing()

    def _signature(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - before every request; a Path would cost more
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size


def _clear(folder: Path) -> None:
    """Take away what is too old to say anything: credentials that are renewed leave many accounts behind."""
    last = time.time() - LONGEST.total_seconds()
    for path in folder.glob("*.json"):
        with suppress(OSError):
            if path.stat().st_mtime < last:
                path.unlink()
                path.with_suffix(".lock").unlink(missing_ok=True)


def secret_key(folder: Path) -> bytes | None:
    """The key that the names of accounts are made with, made at the first call; None where it cannot be kept.

    It never leaves the machine, so that nobody who sees a name elsewhere can try tokens against it.
    """
    path = folder / "key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(folder / "key.lock", timeout=_PATIENCE):
            if not path.exists() or path.stat().st_size != _KEY_BYTES:
                draft = path.with_suffix(".new")
                draft.touch(0o600)
                draft.write_bytes(secrets.token_bytes(_KEY_BYTES))
                draft.replace(path)
            return path.read_bytes()
    except (OSError, Timeout, NotImplementedError):
        return None
