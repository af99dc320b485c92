"""Writing a file so that it is there whole or as it was before, also after a power cut."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

PART = ".part"
"""How the name of a file ends that is being written and will take another's place."""


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A file to write to; it takes the place of `path`, with its rights, when the block ends well."""
    path = path.resolve()
    part = path.with_name(f".{path.name}.{os.urandom(6).hex()}{PART}")
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _mode(path))
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(_mode(path))
        put_in_place(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old text or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(text)


def put_in_place(part: Path, path: Path) -> None:
    """Give a file that is on the disk already the name of the one that it replaces, for good."""
    part.replace(path)
    keep_names(path.parent)


def keep_names(directory: Path) -> None:
    """Put the names in a directory on the disk for good; a file's own synchronisation leaves them out."""
    # Not every system can do that for a directory.
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, or those that the system cuts down for a new one."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0o666
