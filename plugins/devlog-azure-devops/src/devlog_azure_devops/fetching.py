"""One work item by itself, and what it means that it cannot be read."""

from __future__ import annotations

from devlog_azure_devops.client import Client
from devlog_azure_devops.mapping import Record, Source
from devlog_core.model.errors import AuthError, ConfigError, GoneError, TransientError
from devlog_core.model.remote import RemoteRef


def work_item(client: Client, source: Source, ref: RemoteRef) -> Record | None:
    """The work item's record, of whichever project it is now; None where it was deleted.

    One that the account may no longer see looks the same. Raises AuthError where the whole project went
    out of sight, so that nothing of it counts as deleted.
    """
    identity = ref.id or ref.key.lstrip("#")
    answer = client.get(f"/_apis/wit/workItems/{identity}", {"$expand": "relations"}, accept=(404,))
    if answer.status == 200:
        record: Record = answer.data
        if str(record.get("id")) != identity:
            raise TransientError(
                f"asked for work item {identity}, Azure DevOps answered with {record.get('id')}: the next "
                "sync tries again"
            )
        return record
    _require_sight(client, source.scope)
    client.context.log.info("work_item_gone", item=identity, told=answer.message)
    return None


def _require_sight(client: Client, scope: str) -> None:
    try:
        client.get(f"/_apis/projects/{scope}")
    except (GoneError, ConfigError) as error:
        raise AuthError(
            f"the project is out of the account's sight, or deleted ({error}): give the account access to it"
        ) from None
