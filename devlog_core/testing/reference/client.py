"""Asking the board, and what its refusals mean."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import requests

from devlog_core.model.errors import (
    AuthError,
    GoneError,
    RateLimitedError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.plugin.context import PluginContext
from devlog_core.plugin.http import unanswered
from devlog_core.plugin.limits import UNTOLD
from devlog_core.plugin.ratelimit import http_time, retry_after
from devlog_core.testing.reference.config import ReferenceConfig

_FIELDS = {"state": "status", "level": "priority", "people": "assignees", "text": "description"}


class Client:
    """One board over HTTP; each method is one request."""

    def __init__(self, config: ReferenceConfig, context: PluginContext) -> None:
        self._url = config.url
        self._context = context
        self._session = context.session()
        self.now: datetime | None = None
        """The board's own time when it last answered."""

    def get(self, path: str) -> Any:
        return self.ask("GET", path)

    def close(self) -> None:
        """Release the connections."""
        self._session.close()

    def ask(self, method: str, path: str, body: Any = None, revision: int | None = None) -> Any:
        """What the board answers; with a `revision` only where the thing written is still at it."""
        headers = {"Authorization": f"Bearer {self._context.credentials.get('token') or ''}"}
        if revision is not None:
            headers["If-Match"] = f'"{revision}"'
        try:
            answer = self._session.request(method, self._url + path, json=body, headers=headers)
        except requests.RequestException as error:
            raise unanswered(error, "the board", "url") from None
        self.now = http_time(answer.headers.get("Date")) or self.now
        return self._checked(answer)

    def ours(self, theirs: datetime) -> datetime:
        """A time of the board's clock in ours."""
        now = self._context.clock()
        return now + (theirs - (self.now or now))

    def _checked(self, answer: requests.Response) -> Any:
        try:
            data = answer.json()
        except ValueError:
            data = None
        if answer.status_code in (200, 201) and isinstance(data, dict):
            return data
        said = data.get("message") if isinstance(data, dict) else "no JSON"
        message = f"the board answered {answer.status_code}: {said}"
        match answer.status_code:
            case 401 | 403 if "Retry-After" not in answer.headers:
                raise AuthError(f"{message}; check `token`")
            case 404:
                raise GoneError(message)
            case 412:
                raise StaleError(message)
            case 400 | 409 | 422:
                field = data.get("field") if isinstance(data, dict) else ""
                raise RejectedError(message, (_FIELDS.get(field, field),) if field else ())
            case 403 | 429:
                raise self._limited(answer, message)
        raise TransientError(message)

    def _limited(self, answer: requests.Response, message: str) -> RateLimitedError:
        now = self._context.clock()
        theirs = http_time(answer.headers.get("Date")) or now
        until = retry_after(answer.headers.get("Retry-After"), theirs)
        return RateLimitedError(now + (until - theirs if until else UNTOLD), message)
