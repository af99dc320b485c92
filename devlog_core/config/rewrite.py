"""Replacing a settings file whole, one writer at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from devlog_core.files import put_in_place
from devlog_core.model.errors import StoreError

_PATIENCE = 5.0
_ABANDONED = 60.0


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    """Put what `change` makes of the file's text in its place; whatever it raises leaves the file alone.

    A lock file beside it, which becomes the new file, keeps a second writer waiting.
    Raises StoreError where the folder cannot be written or the lock stays taken.
    """
    target = path.resolve()
    lock = target.with_name(target.name + ".lock")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = _acquire(lock, path)
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            raw = target.read_bytes() if target.exists() else b""
            file.write(change(raw.decode("utf-8-sig")).encode())
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            lock.chmod(target.stat().st_mode & 0o777)
        put_in_place(lock, target)
    except OSError as error:
        lock.unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    except BaseException:
        lock.unlink(missing_ok=True)
        raise


def _acquire(lock: Path, path: Path) -> int:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            with suppress(FileNotFoundError):
                if time.time() - lock.stat().st_mtime > _ABANDONED:
                    lock.unlink()
                    continue
        if time.monotonic() > until:
            raise StoreError(f"{path} is being changed by another process; if none runs, delete {lock}")
        time.sleep(0.05)


def _unwritable(path: Path, error: OSError) -> StoreError:
    why = error.strerror or type(error).__name__
    return StoreError(f"{path} cannot be written: {why}; nothing was changed")
