"""Watches what Python code in this process does to files, in the functions through which all of it goes."""

from __future__ import annotations

import builtins
import io
import os
from typing import Any

from tests.faults.storage.journal import Recorder


class PythonRecorder:
    """From its making on, files that Python writes below the watched folder are watched."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._paths: dict[int, str] = {}
        self._open, self._sync, self._unlink, self._replace = os.open, os.fsync, os.unlink, os.replace
        vars(os).update(
            open=self._opens,
            fsync=self._syncs,
            unlink=self._unlinks,
            remove=self._unlinks,
            replace=self._replaces,
            rename=self._replaces,
        )
        self._files = io.open
        for module in (io, builtins):
            vars(module)["open"] = self._opens_file

    def _named(self, path: Any) -> str:
        return os.path.realpath(os.fsdecode(path))

    def _opens(self, path: Any, flags: int, mode: int = 0o777, **more: Any) -> int:
        named = self._named(path)
        fresh = not os.path.lexists(named)
        handle = self._open(path, flags, mode, **more)
        self._paths[handle] = named
        if self._recorder.watches(named):
            if fresh and flags & os.O_CREAT:
                self._recorder.add("create", named)
            elif flags & os.O_TRUNC:
                self._recorder.add("truncate", named, 0)
        return handle

    def _syncs(self, handle: Any) -> None:
        number = handle if isinstance(handle, int) else handle.fileno()
        self._sync(number)
        path = self._paths.get(number, "")
        if path and self._recorder.watches(path):
            is_folder = os.path.isdir(path)  # noqa: PTH112
            self._recorder.add("keep" if is_folder else "sync", path)

    def _unlinks(self, path: Any, **more: Any) -> None:
        named = self._named(path)
        self._unlink(path, **more)
        if self._recorder.watches(named):
            self._recorder.add("delete", named)

    def _replaces(self, path: Any, to: Any, **more: Any) -> None:
        old, new = self._named(path), self._named(to)
        self._replace(path, to, **more)
        if self._recorder.watches(new):
            self._recorder.add("rename", old, text=new)

    def _opens_file(self, file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any) -> Any:
        number = file if isinstance(file, int) else None
        path = self._paths.get(number, "") if number is not None else self._named(file)
        if not set(mode) & set("wax+") or not path or not self._recorder.watches(path):
            return self._files(file, mode, buffering, *rest, **more)
        if number is None:
            flags = {"w": os.O_TRUNC, "x": os.O_EXCL, "a": os.O_APPEND}[mode.strip("bt+")]
            number = self._opens(path, os.O_CREAT | os.O_WRONLY | flags, 0o666)
        buffer = io.BufferedWriter(_Watched(number, "a" if "a" in mode else "w", self._recorder, path))
        return buffer if "b" in mode else io.TextIOWrapper(buffer, *rest, **more)


class _Watched(io.FileIO):
    """A file whose writes are noted."""

    def __init__(self, number: int, mode: str, recorder: Recorder, path: str) -> None:
        super().__init__(number, mode)
        self._recorder, self._path = recorder, path

    def write(self, data: Any, /) -> int:
        offset = os.fstat(self.fileno()).st_size if "a" in self.mode else self.tell()
        written = super().write(data)
        self._recorder.add("write", self._path, offset, bytes(data)[:written])
        return written

    def truncate(self, size: int | None = None, /) -> int:
        cut = super().truncate(size)
        self._recorder.add("truncate", self._path, cut)
        return cut
