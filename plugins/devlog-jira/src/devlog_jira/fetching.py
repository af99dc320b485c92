"""One issue by itself, and what it means that it cannot be read."""

from __future__ import annotations

from devlog_core.model.remote import RemoteItem, RemoteRef
from devlog_jira.client import Client
from devlog_jira.mapping import Record, Source
from devlog_jira.reading import Reader, issue_params
from devlog_jira.sight import require_sight


def fetch(client: Client, reader: Reader, source: Source, ref: RemoteRef) -> RemoteItem | None:
    """The issue with all that belongs to it; None where it is gone.

    An archived issue of Data Center is still read, though no search lists it.
    """
    record = issue(client, source, ref)
    return None if record is None else reader.item(record)


def issue(client: Client, source: Source, ref: RemoteRef, expand: str = "") -> Record | None:
    """The issue's record; None where it was deleted or is hidden by a security level, which look the same.

    Raises AuthError where the whole project went out of sight, so that nothing of it counts as deleted.
    """
    where = client.path("issue", ref.id or ref.key)
    more = {"expand": expand} if expand else {}
    answer = client.get(where, issue_params(source) | more, accept=(404, 410))
    if answer.status == 200:
        record: Record = answer.data
        return record
    require_sight(client, source.scope)
    client.context.log.info(
        "issue_gone", issue=ref.id or ref.key, told=answer.message,
        means="deleted, archived out of sight, or hidden from this account",
    )  # fmt: skip
    return None
