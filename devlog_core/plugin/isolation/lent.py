"""What a service in a process of its own is lent: every use of it is asked of the core."""

from __future__ import annotations

import base64
import io
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import datetime
from email.message import Message
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.cookies import extract_cookies_to_jar
from requests.structures import CaseInsensitiveDict
from requests.utils import get_encoding_from_headers
from urllib3 import HTTPHeaderDict, HTTPResponse

from devlog_core.model.codec import to_json
from devlog_core.model.times import parse_time
from devlog_core.plugin.http import metered_session
from devlog_core.plugin.levels import LevelledLog
from devlog_core.plugin.limits import LimitReader

Ask = Callable[..., Any]
"""Asks the core for something by name, with arguments; raises what the core raised."""
Register = Callable[[LimitReader], int]
"""Keeps a reader of limits for the core to ask, and gives its number."""


class LentCredentials:
    """Secrets of this one integration."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def get(self, name: str = "token") -> str | None:
        """The secret that the `config` key refers to."""
        value = self._ask("credentials.get", name=name)
        return None if value is None else str(value)


class LentLog(LevelledLog):
    """A log that the core writes."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def write(self, level: str, event: str, values: Mapping[str, Any]) -> None:
        plain = {name: _sayable(value) for name, value in values.items()}
        self._ask("log", level=level, event=str(event), values=plain)


class LentState(MutableMapping[str, Any]):
    """A small memory that the core keeps."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def __getitem__(self, key: str) -> Any:
        found = self._ask("state.get", key=key)
        if not found:
            raise KeyError(key)
        return found[0]

    def __setitem__(self, key: str, value: Any) -> None:
        self._ask("state.set", key=key, value=to_json(value))

    def __delitem__(self, key: str) -> None:
        self._ask("state.drop", key=key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ask("state.keys"))

    def __len__(self) -> int:
        return len(self._ask("state.keys"))


class LentAdapter(HTTPAdapter):
    """An adapter whose requests the core sends."""

    def __init__(self, ask: Ask, limits: LimitReader, number: int) -> None:
        self._ask = ask
        self._limits = limits
        self._number = number
        super().__init__(max_retries=0)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        method, url, timeout = request.method or "GET", request.url or "", kwargs.get("timeout")
        answer = self._ask(
            "http",
            reader=self._number,
            resource=self._limits.resource(method, url),
            writes=not self._limits.reads(method, url),
            method=method,
            url=url,
            headers=[[_text(name), _text(value)] for name, value in request.headers.items()],
            body=_body(request.body),
            timeout=list(timeout) if isinstance(timeout, tuple) else timeout,
            verify=kwargs.get("verify", True) is not False,
        )
        return self._response(request, answer)

    def _response(self, request: requests.PreparedRequest, answer: Mapping[str, Any]) -> requests.Response:
        content = base64.b64decode(answer["body"])
        headers = HTTPHeaderDict()
        message = Message()
        for name, value in answer["headers"]:
            headers.add(name, value)
            message[name] = value
        raw = HTTPResponse(
            io.BytesIO(content),
            headers=headers,
            status=answer["status"],
            reason=answer["reason"],
            preload_content=False,
            decode_content=False,
            original_response=_Original(message),  # type: ignore[arg-type]
        )
        response = requests.Response()
        response.status_code = answer["status"]
        response.reason = answer["reason"]
        response.headers = CaseInsensitiveDict(headers)
        response.encoding = get_encoding_from_headers(response.headers)
        response.url = request.url or ""
        response.request = request
        response.raw = raw
        response.connection = self
        # The core has decoded it already: what the headers say of its encoding is over.
        response._content = content
        response._content_consumed = True  # type: ignore[attr-defined]
        extract_cookies_to_jar(response.cookies, request, raw)  # type: ignore[no-untyped-call]
        return response


class LentContext:
    """The PluginContext of a service in a process of its own."""

    def __init__(self, ask: Ask, register: Register) -> None:
        self._ask = ask
        self._register = register
        self._credentials = LentCredentials(ask)
        self._log = LentLog(ask)
        self._state = LentState(ask)

    @property
    def credentials(self) -> LentCredentials:
        return self._credentials

    @property
    def log(self) -> LentLog:
        return self._log

    @property
    def state(self) -> LentState:
        return self._state

    def clock(self) -> datetime:
        """The present by the core's clock."""
        return parse_time(self._ask("clock"))

    def session(self, limits: LimitReader | None = None) -> requests.Session:
        """A session whose requests the core sends."""
        return metered_session(self.adapter(limits))

    def adapter(self, limits: LimitReader | None = None) -> HTTPAdapter:
        """The same for a session that a library made."""
        reader = limits or LimitReader()
        return LentAdapter(self._ask, reader, self._register(reader))


class _Original:
    """As much of an answer's origin as the reading of cookies looks at."""

    def __init__(self, message: Message) -> None:
        self.msg = message

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        return


def _body(body: Any) -> str | None:
    if body is None:
        return None
    if isinstance(body, str):
        body = body.encode()
    elif hasattr(body, "read"):
        body = body.read()
    elif not isinstance(body, bytes | bytearray):
        body = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in body)
    body = body.encode() if isinstance(body, str) else body
    return base64.b64encode(body).decode()


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _sayable(value: Any) -> Any:
    if isinstance(value, BaseException):
        return "".join(traceback.format_exception(value))
    if value is None or isinstance(value, str | int | float | bool | datetime):
        return to_json(value)
    return repr(value)
