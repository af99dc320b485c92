"""Lists of ids that are never cut: work items of a query, changes since a token."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_azure_devops.cures import TOO_MANY, is_query_fault
from devlog_azure_devops.mapping import BROKEN, why
from devlog_core.model.errors import ConfigError, TransientError
from devlog_core.model.times import rfc3339

WINDOW = 20_000
"""More work items than this, and a query is refused."""
_WIQL = "/_apis/wit/wiql"
_ABSENT = (400, 403, 404, 405)
"""Answers of servers and accounts that have no reporting interface."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A part of a list: ids in order, where it goes on (None at its end), and what answered."""

    ids: tuple[int, ...]
    after: int | None
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A part of what happened since a token."""

    changed: tuple[int, ...]
    gone: tuple[int, ...]
    token: str
    last: bool
    answer: Answer


class Lister:
    """Asks for ids of one project."""

    def __init__(self, client: Client, scope: str) -> None:
        self._client = client
        self._scope = scope

    def window(self, query: Callable[[int, int | None], str], after: int, size: int) -> Listed:
        """The next ids behind one; `query` makes the query of a window of ids.

        A query that would bring too many is asked for ranges of ids, ever smaller ones.
        """
        span = 0
        while True:
            until = after + span if span else None
            answer = self._ask(query(after, until), size, accept=(400,))
            if answer.status == 400 and answer.code == TOO_MANY and span != 1:
                span = span // 2 if span else WINDOW
                continue
            if answer.status == 400:
                raise TransientError(f"Azure DevOps refused a query: {answer.message}")
            ids = _ids(answer)
            if len(ids) >= size:
                return Listed(ids=ids, after=ids[-1], answer=answer)
            if until is None or ids:
                return Listed(ids=ids, after=until, answer=answer)
            # Nothing has these numbers here; behind them there is more.
            after, span = until, 0

    def few(self, query: str) -> tuple[tuple[int, ...], Answer]:
        """All ids of a query that finds few."""
        answer = self._ask(query, WINDOW - 1, accept=())
        return _ids(answer), answer

    def selected(self, query: str) -> set[int]:
        """The ids that the user's own condition selects; raises ConfigError where it is not understood."""
        answer = self._ask(query, WINDOW - 1, accept=(400,))
        if answer.status == 400 and is_query_fault(answer):
            raise ConfigError(f"filter.query: Azure DevOps does not take it: {answer.message}")
        return set(_ids(answer))

    def revisions(self, token: str | None, since: datetime | None = None) -> Changes | None:
        """Which work items changed since a token or a time; None where there is no reporting interface."""
        params = {
            "fields": "System.Id,System.IsDeleted", "includeDeleted": "true", "includeLatestOnly": "true",
        }  # fmt: skip
        answer = self._report("workitemrevisions", params, token, since)
        if answer is None:
            return None
        with _as_described():
            latest = {int(one["id"]): _deleted(one) for one in answer.values}
        return Changes(
            changed=tuple(one for one, deleted in latest.items() if not deleted),
            gone=tuple(one for one, deleted in latest.items() if deleted),
            token=_token(answer),
            last=answer.data.get("isLastBatch") is True,
            answer=answer,
        )

    def links(self, token: str | None, since: datetime | None = None) -> Changes | None:
        """Which work items' links changed since a token or a time; None where nobody tells."""
        answer = self._report("workitemlinks", {}, token, since)
        if answer is None:
            return None
        with _as_described():
            # Newer versions tell of a link among its attributes.
            told = [{**link, **(link.get("attributes") or {})} for link in answer.values]
            ends = [int(one[end]) for one in told for end in ("sourceId", "targetId") if one.get(end)]
        return Changes(
            changed=tuple(dict.fromkeys(ends)),
            gone=(),
            token=_token(answer),
            last=answer.data.get("isLastBatch") is True,
            answer=answer,
        )

    def _report(
        self, name: str, params: Mapping[str, str], token: str | None, since: datetime | None
    ) -> Answer | None:
        place = {"continuationToken": token} if token else {}
        start = {"startDateTime": rfc3339(since)} if since is not None and not token else {}
        where = f"/{self._scope}/_apis/wit/reporting/{name}"
        answer = self._client.get(where, {**params, **place, **start}, accept=_ABSENT)
        if answer.status != 200:
            return None
        if not isinstance(answer.data.get("values"), list):
            raise TransientError("Azure DevOps answered without a list of changes: the next sync tries again")
        if token and _token(answer) == token and answer.data.get("isLastBatch") is not True:
            raise TransientError("Azure DevOps tells of changes without an end: the next sync tries again")
        return answer

    def _ask(self, query: str, size: int, accept: tuple[int, ...]) -> Answer:
        # Without timePrecision a time that stands in a query is refused.
        params = {"timePrecision": "true", "$top": size}
        answer = self._client.send("POST", f"/{self._scope}{_WIQL}", {"query": query}, params, accept=accept)
        if answer.status == 200 and not isinstance(answer.data.get("workItems"), list):
            raise TransientError("Azure DevOps answered a query without a list: the next sync tries again")
        return answer


def _ids(answer: Answer) -> tuple[int, ...]:
    found: Iterable[Any] = answer.data.get("workItems") or () if answer.status == 200 else ()
    with _as_described():
        return tuple(sorted(int(one["id"]) for one in found))


@contextmanager
def _as_described() -> Iterator[None]:
    """Of what has no number nobody can tell what it is about, so that such a list is not taken for whole."""
    try:
        yield
    except BROKEN as error:
        raise TransientError(
            f"Azure DevOps answered with a list that is not as described ({why(error)}): the next sync tries "
            "again"
        ) from None


def _deleted(record: Mapping[str, Any]) -> bool:
    return str((record.get("fields") or {}).get("System.IsDeleted")).casefold() == "true"


def _token(answer: Answer) -> str:
    token = answer.data.get("continuationToken")
    if token:
        return str(token)
    # Older versions tell it within the address of the next batch alone.
    link = str(answer.data.get("nextLink") or "")
    for name, value in parse_qsl(urlsplit(link).query):
        if name.casefold() == "continuationtoken":
            return value
    raise TransientError("Azure DevOps told no token to go on with: the next sync tries again")
