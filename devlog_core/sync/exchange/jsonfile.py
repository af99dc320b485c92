"""JSON files of other tools, read so that nothing in them is dropped unseen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from devlog_core.model.errors import UsageError
from devlog_core.sync.exchange.report import RecordError


def json_files(path: Path) -> list[Path]:
    """The file itself, or the .json files of a folder or of its folder `entries`, by name.

    Raises UsageError where there is none.
    """
    if path.is_file():
        return [path]
    if not path.exists():
        raise UsageError(f"{path} does not exist: name a .json file, or a folder of them")
    for folder in (path, path / "entries"):
        found = sorted(file for file in folder.glob("*.json") if file.is_file())
        if found:
            return found
    raise UsageError(f"{path} holds no .json file: name the folder that holds the entries")


def load_json(path: Path) -> Any:
    """The data of one file; raises RecordError with the position of what is wrong in it."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RecordError(f"cannot be read ({error.strerror or error})", path.name) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise RecordError(f"byte {error.start} is not UTF-8", f"{path.name}:{line}") from None
    try:
        return parse_json(text)
    except RecordError as error:
        raise RecordError(error.what, f"{path.name}{error.where}") from None


def parse_json(text: str) -> Any:
    """The data of a text; raises RecordError, with `:line:column` where that is known."""
    try:
        data = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise RecordError(f"not whole JSON: {error.msg}", f":{error.lineno}:{error.colno}") from None
    except RecursionError:
        raise RecordError("nested too deep to be read") from None
    if "\\ud" in text.lower():
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise RecordError("half of a surrogate pair stands in a text") from None
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise RecordError(f"an object has {', '.join(twice)} twice: keep one of them")
    return found


def _constant(name: str) -> Any:
    raise RecordError(f"{name} is no JSON value")
