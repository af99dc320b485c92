"""Reading an export line by line; a document in another layout is read whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel, ValidationError

from devlog_core.model.errors import UsageError
from devlog_core.model.fields import checked
from devlog_core.sync.exchange.devlog.document import FORMAT, VERSION, EntryRecord, Header
from devlog_core.sync.exchange.devlog.writing import END, START, is_field
from devlog_core.sync.exchange.jsonfile import load_json
from devlog_core.sync.exchange.report import RecordError

ModelT = TypeVar("ModelT", bound=BaseModel)
Read = EntryRecord | RecordError
"""One entry, or what is wrong with it and where."""


class Export:
    """An export file, open for reading."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path = path
        self._file = file
        first = file.readline()
        self._by_line = first.rstrip(b"\r\n").endswith(START.encode())
        self._listed: list[Any] = []
        if self._by_line:
            head = first.rstrip(b"\r\n").decode("utf-8-sig", "replace").removesuffix(START) + "}"
            self.header = self._header(_parsed(head, f"{path.name}:1"))
        else:
            self.header = self._whole()

    def entries(self) -> Iterator[Read]:
        """Every entry in the order of the file."""
        return self._lines() if self._by_line else self._elements()

    def _lines(self) -> Iterator[Read]:
        number = 1
        for number, raw in enumerate(self._file, start=2):
            where = f"{self._path.name}:{number}"
            try:
                line = raw.decode("utf-8").strip()
            except UnicodeDecodeError as error:
                yield RecordError(f"byte {error.start} of the line is not UTF-8", where)
                continue
            if line == END:
                return
            if line:
                yield _entry(line.removesuffix(","), where)
        yield RecordError("the file ends before its end: it was cut off", f"{self._path.name}:{number}")

    def _elements(self) -> Iterator[Read]:
        for number, item in enumerate(self._listed):
            yield _entry(json.dumps(item), f"{self._path.name}: entries[{number}]")

    def _whole(self) -> Header:
        data = load_json(self._path)
        if not isinstance(data, dict) or not isinstance(data.get("entries", []), list):
            raise RecordError('expected an object with a list "entries"', self._path.name)
        self._listed = data.pop("entries", [])
        return self._header(data)

    def _header(self, data: Any) -> Header:
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise UsageError(
                f"{self._path} is no export of devlog: its format is not {FORMAT!r}; "
                "write one by `devlog export devlog --out FILE`"
            )
        if data.get("version") != VERSION:
            raise UsageError(
                f"{self._path} has version {data.get('version')!r} of the format, "
                f"this devlog reads {VERSION}: upgrade devlog"
            )
        return _valid(Header, json.dumps(data), self._path.name)


def _entry(text: str, where: str) -> Read:
    try:
        record = _valid(EntryRecord, text, where)
        for name, value in record.values.items():
            _check(name, value, where)
        for name in filter(is_field, record.stamps):
            _check(name, None, where)
        for name, rivals in record.rivals.items():
            for rival in rivals:
                _check(name, rival.value, where)
    except RecordError as error:
        return error
    return record


def _check(name: str, value: Any, where: str) -> None:
    try:
        checked(name, value)
    except KeyError:
        raise RecordError(f"{name}: no field that entries have", where) from None
    except ValueError as error:
        raise RecordError(str(error), where) from None


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise RecordError(f"not whole JSON: {error}", where) from None


def _valid(model: type[ModelT], text: str, where: str) -> ModelT:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise RecordError(f"{path}: {first['msg']}" if path else first["msg"], where) from None
