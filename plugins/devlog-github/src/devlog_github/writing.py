"""Creating and changing issues."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.model.remote import Draft, Patch, RemoteItem, RemoteRef, Version
from devlog_github import sending
from devlog_github.answer import Answer
from devlog_github.client import Client
from devlog_github.cures import rejected
from devlog_github.home import Home
from devlog_github.mapping import is_pull, item_of
from devlog_github.milestones import Milestones
from devlog_github.vocabulary import LABELLED, Vocabulary
from devlog_github.written import Written

GONE = (404, 410)


class Writer:
    """Writes to the issues of one server."""

    def __init__(self, client: Client, words: Vocabulary, written: Written, home: Home) -> None:
        self._client = client
        self._home = home
        self._written = written
        self._words = words
        self._milestones = Milestones(client)

    def create(self, draft: Draft) -> RemoteItem:
        """A new issue with its mark, and closed where it is to be."""
        scope, values = self._home.id, draft.values
        body = sending.creation(draft.mark, values, self._words, self._numbers(scope))
        made = self._send("POST", f"/repositories/{scope}/issues", body, set(values))
        return item_of(self.completed(scope, made.data), scope, self._words)

    def completed(self, scope: str, record: Any) -> Any:
        """An issue's record, after what a killed process has left half made is finished."""
        rest = sending.completion(record)
        if not rest:
            return record
        return self._send("PATCH", f"/repositories/{scope}/issues/{record['number']}", rest, {"status"}).data

    def update(self, ref: RemoteRef, patch: Patch, expected: Version | None) -> RemoteItem:
        """The issue changed by one request, unless it is no longer the one expected."""
        scope = self._home.of(ref)
        where = address(ref, scope)
        record = self._fresh(ref, scope)
        item = item_of(record, scope, self._words)
        if expected is not None and item.version is not None and item.version.hash != expected.hash:
            raise StaleError(f"#{ref.key} of {self._client.config.repository} was changed since it was read")
        body = sending.change(record, item, patch, self._words, self._numbers(scope))
        if not body:
            return item
        answer = self._send("PATCH", where, body, set(patch.fields) | set(patch.sets))
        if _deaf(answer.data, body):
            # GitHub takes a reason only with a change of state: open it for a moment.
            self._send("PATCH", where, {"state": "open"}, {"status"})
            closing = {"state": "closed", "state_reason": body["state_reason"]}
            answer = self._send("PATCH", where, closing, {"status"})
        return item_of(answer.data, scope, self._words)

    def _fresh(self, ref: RemoteRef, scope: str) -> Any:
        record = issue(self._client, ref, scope)
        if record is None:
            raise GoneError(f"#{ref.key} of {self._client.config.repository} was deleted or moved")
        return record

    def _send(self, method: str, where: str, body: dict[str, Any], fields: set[str]) -> Answer:
        answer = self._client.send(method, where, body, accept=(*GONE, 422))
        if answer.status == 404:
            # What is written to was read a moment ago: it is there, and the token may only read.
            raise AuthError(
                f"the token may not change issues of {self._client.config.repository}: "
                "give it the permission issues=write, or the scope `repo` if it is a classic token"
            )
        if answer.status == 410:
            if method == "POST":
                raise ConfigError(f"{self._client.config.repository} keeps no issues: turn them on there")
            raise GoneError(f"{self._client.config.repository}: {answer.message}")
        if answer.status == 422:
            raise self._refused(answer, body, fields)
        self._written.add(answer.data)
        return answer

    def _refused(self, answer: Answer, body: dict[str, Any], fields: set[str]) -> DevlogError:
        error = rejected(answer)
        if "milestone" in error.fields and body.get("milestone") is not None:
            self._milestones.forget()
            return TransientError("the milestone was deleted a moment ago; the next try makes it again")
        named = set(error.fields)
        if "labels" in named:
            named |= {name for name in LABELLED if name in fields}
        return RejectedError(error.reason, sorted(named & fields))

    def _numbers(self, scope: str) -> sending.NumberOf:
        return lambda title: self._milestones.number(scope, title)


def issue(client: Client, ref: RemoteRef, scope: str) -> Any:
    """The issue's record as it is now; None where it is gone.

    A transferred issue is answered from its new repository, under a new id: here it is gone.
    """
    answer = client.get(address(ref, scope), accept=GONE, fresh=True)
    if answer.status == 404:
        # So is everything to a token that has lost sight of the repository: this raises then.
        client.get(f"/repositories/{scope}")
    if answer.status in GONE or is_pull(answer.data) or _elsewhere(client, ref, answer.data):
        return None
    return answer.data if not ref.id or str(answer.data.get("id")) == ref.id else None


def _elsewhere(client: Client, ref: RemoteRef, record: Any) -> bool:
    """Whether the address that somebody typed is that of an issue in another repository."""
    if ref.id or not ref.url:
        return False
    known = (client.config.repository, _repository_in(str(record.get("html_url"))))
    return _repository_in(ref.url).casefold() not in [name.casefold() for name in known]


def _repository_in(url: str) -> str:
    return "/".join(urlsplit(url).path.strip("/").split("/")[-4:-2])


def address(ref: RemoteRef, scope: str) -> str:
    """The path of an issue."""
    return f"/repositories/{scope}/issues/{number_of(ref)}"


def number_of(ref: RemoteRef) -> int:
    """The issue's number, from a key as people write it: `12`, `#12`, or the issue's URL."""
    text = ref.key.strip().lstrip("#").rstrip("/").rpartition("/")[2]
    if not text.isascii() or not text.isdigit():
        raise RejectedError(f"{ref.key!r} is no issue: give its number, such as 12")
    return int(text)


def _deaf(record: Any, body: dict[str, Any]) -> bool:
    asked, got = body.get("state_reason"), record.get("state_reason")
    return bool(asked) and got is not None and got != asked
