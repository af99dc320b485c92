"""Watches every file operation of SQLite in this process, through a layer of its own under SQLite.

The layer is a copy of the system's (a "VFS") that passes everything on and notes what changes a disk.
"""

from __future__ import annotations

import _sqlite3
import ctypes as c
import sqlite3
from pathlib import Path

from tests.faults.storage.journal import Recorder

_CREATE = 0x4
_WAL, _ROLLBACK, _SUPER = 0x80000, 0x800, 0x4000
_NEW_NAMES_ARE_KEPT = _WAL | _ROLLBACK | _SUPER
"""Kinds of files whose first synchronisation, in SQLite's layer for Unix, keeps their directory too."""

_Open = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_void_p, c.c_int, c.POINTER(c.c_int))
_Delete = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_int)
_Access = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_int, c.POINTER(c.c_int))
_Write = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_void_p, c.c_int, c.c_int64)
_Truncate = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int64)
_Sync = c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_int)


class _Vfs(c.Structure):
    _fields_ = (
        ("version", c.c_int),
        ("file_size", c.c_int),
        ("longest_path", c.c_int),
        ("next", c.c_void_p),
        ("name", c.c_char_p),
        ("data", c.c_void_p),
        ("open", _Open),
        ("delete", _Delete),
        ("access", _Access),
        ("others", c.c_void_p * 12),
    )


class _Methods(c.Structure):
    _fields_ = (
        ("version", c.c_int),
        ("close", c.c_void_p),
        ("read", c.c_void_p),
        ("write", _Write),
        ("truncate", _Truncate),
        ("sync", _Sync),
        ("others", c.c_void_p * 13),
    )


class _File(c.Structure):
    _fields_ = (("methods", c.POINTER(_Methods)),)


def library() -> c.CDLL | None:
    """The very SQLite that Python's own module uses; None where it is built in and cannot be reached."""
    maps = Path("/proc/self/maps")
    loaded = maps.read_text().split() if maps.exists() else []
    found = [path for path in loaded if "libsqlite3" in path] or [getattr(_sqlite3, "__file__", "")]
    try:
        reached = c.CDLL(found[0])
        reached.sqlite3_vfs_find.restype = c.POINTER(_Vfs)
        reached.sqlite3_libversion.restype = c.c_char_p
    except (OSError, AttributeError):
        return None
    return reached if reached.sqlite3_libversion().decode() == sqlite3.sqlite_version else None


class SqliteRecorder:
    """From its making on, every database of this process is watched."""

    def __init__(self, sqlite: c.CDLL, recorder: Recorder) -> None:
        self._recorder = recorder
        self._real = sqlite.sqlite3_vfs_find(None)
        self._paths: dict[int, str] = {}
        self._fresh: set[str] = set()
        self._methods: dict[int, tuple[_Methods, _Methods]] = {}
        """The system's methods by address: as they are, and with ours in their place."""
        real = self._real.contents
        self._vfs = _Vfs.from_buffer_copy(real)
        self._vfs.name = b"devlog-recorder"
        self._vfs.open = _Open(self._open)
        self._vfs.delete = _Delete(self._delete)
        failed = sqlite.sqlite3_vfs_register(c.byref(self._vfs), 1)
        if failed:
            raise OSError(f"SQLite takes no other layer ({failed})")

    def _open(self, _vfs: int, name: int, file: int, flags: int, out: c._Pointer[c.c_int]) -> int:
        path = c.string_at(name).decode() if name else ""
        new = bool(path) and not Path(path).exists()
        answer = self._real.contents.open(c.addressof(self._real.contents), name, file, flags, out)
        if answer or not path or not self._recorder.watches(path):
            return int(answer)
        if new and flags & _CREATE:
            self._recorder.add("create", path)
            if flags & _NEW_NAMES_ARE_KEPT:
                self._fresh.add(path)
        opened = _File.from_address(file)
        self._paths[file] = path
        opened.methods = c.pointer(self._watched(opened.methods))
        return int(answer)

    def _watched(self, methods: c._Pointer[_Methods]) -> _Methods:
        address = c.addressof(methods.contents)
        if address not in self._methods:
            real, ours = methods.contents, _Methods.from_buffer_copy(methods.contents)

            def write(file: int, data: int, size: int, offset: int) -> int:
                self._recorder.add("write", self._paths[file], offset, c.string_at(data, size))
                return int(real.write(file, data, size, offset))

            def truncate(file: int, size: int) -> int:
                self._recorder.add("truncate", self._paths[file], size)
                return int(real.truncate(file, size))

            def sync(file: int, flags: int) -> int:
                answer = int(real.sync(file, flags))
                path = self._paths[file]
                self._recorder.add("sync", path)
                if path in self._fresh:
                    self._fresh.discard(path)
                    self._recorder.add("keep", str(Path(path).parent))
                return answer

            ours.write, ours.truncate, ours.sync = _Write(write), _Truncate(truncate), _Sync(sync)
            self._methods[address] = (real, ours)
        return self._methods[address][1]

    def _delete(self, _vfs: int, name: bytes, keep: int) -> int:
        path = name.decode()
        there = Path(path).exists()
        answer = int(self._real.contents.delete(c.addressof(self._real.contents), name, keep))
        if there and not answer and self._recorder.watches(path):
            self._recorder.add("delete", path)
            if keep:
                self._recorder.add("keep", str(Path(path).parent))
        return answer
