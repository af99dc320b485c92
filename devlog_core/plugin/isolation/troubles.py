"""Errors on their way from one process to the other: by their class, with what they carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests

from devlog_core.model import errors
from devlog_core.model.codec import to_json
from devlog_core.model.errors import DevlogError, PluginError, RateLimitedError, RejectedError, TransientError
from devlog_core.model.saying import said
from devlog_core.model.times import now, parse_time

_LONGEST = 4000
"""Letters of the longest message that is carried."""


def told(error: BaseException) -> dict[str, Any]:
    """The error as plain values."""
    try:
        return _told(error)
    except Exception:  # noqa: BLE001 - the class is the plugin's, and so is how it says what it says
        return {"class": "", "message": said(error)}


def _told(error: BaseException) -> dict[str, Any]:
    data: dict[str, Any] = {"class": _class_of(error).__name__, "message": str(error)[:_LONGEST]}
    if isinstance(error, TransientError):
        data["retry_at"] = to_json(error.retry_at)
    if isinstance(error, RejectedError):
        data["fields"] = [str(field) for field in error.fields]
    if isinstance(error, KeyError):
        data["message"] = str(error.args[0] if error.args else "")
    elif not isinstance(error, DevlogError | requests.RequestException):
        data["class"] = type(error).__name__ if isinstance(error, SystemExit | MemoryError) else ""
        data["message"] = " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST]
    return data


def raised(data: Mapping[str, Any]) -> Exception:
    """The error that `told` described; one of no known class is the plugin's own fault."""
    name, message = str(data.get("class")), str(data.get("message"))
    if name == "KeyError":
        return KeyError(message)
    if name in _REQUESTS:
        return _REQUESTS[name](message)
    cls = _DEVLOG.get(name)
    if cls is None:
        return PluginError(message)
    if issubclass(cls, RejectedError):
        fields = data.get("fields")
        return cls(message, tuple(map(str, fields)) if isinstance(fields, list) else ())
    if issubclass(cls, RateLimitedError):
        return cls(_time(data.get("retry_at")) or now(), message)
    if issubclass(cls, TransientError):
        return cls(message, _time(data.get("retry_at")))
    return cls(message)


def _class_of(error: BaseException) -> type[BaseException]:
    """The nearest class of the error that both sides know."""
    known = (*_DEVLOG.values(), *_REQUESTS.values())
    return next((cls for cls in type(error).__mro__ if cls in known), type(error))


def _time(text: Any) -> datetime | None:
    try:
        return None if text is None else parse_time(str(text))
    except ValueError:
        return None


def _subclasses(root: type, module: Any) -> dict[str, Any]:
    found = (value for value in vars(module).values() if isinstance(value, type) and issubclass(value, root))
    return {cls.__name__: cls for cls in found}


_DEVLOG: dict[str, type[DevlogError]] = _subclasses(DevlogError, errors)
_REQUESTS: dict[str, type[requests.RequestException]] = {
    name: cls
    for name, cls in _subclasses(requests.RequestException, requests.exceptions).items()
    # One is made of the text that it could not read, and is raised by whoever reads an answer.
    if name != "JSONDecodeError"
}
