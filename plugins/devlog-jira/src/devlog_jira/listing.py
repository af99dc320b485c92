"""What the records of one page become; one that cannot be read is set aside by itself; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from devlog_core.model.remote import Rejected, RemoteItem, RemoteRef
from devlog_core.model.times import parse_time, to_micros
from devlog_jira.completing import Whole
from devlog_jira.mapping import BROKEN, Record, Source, item_of, why
from devlog_jira.walks import Veil


def items(source: Source, found: Iterable[Whole], veil: Veil) -> list[RemoteItem | Rejected]:
    """Issues as items; what is of another project is followed, and never chosen for that."""
    made: list[RemoteItem | Rejected] = []
    for whole in found:
        try:
            item = item_of(veil.over(whole.record), source, whole.comments, whole.worklogs)
            made.append(item if _home(whole.record, source) else replace(item, selected=False))
        except BROKEN as error:
            made.append(Rejected(key=str(whole.record.get("key") or "?"), reason=why(error)))
    return made


def _home(record: Record, source: Source) -> bool:
    project = record["fields"].get("project")
    return not isinstance(project, Mapping) or str(project.get("id", source.scope)) == source.scope


def present(source: Source, found: Iterable[Any]) -> list[RemoteRef]:
    """Issues by their ids alone."""
    refs = []
    for record in found:
        key = str(record.get("key") or "")
        url = f"{source.url}/browse/{key}" if key else ""
        refs.append(RemoteRef(id=str(record["id"]), key=key, url=url, scope=source.scope))
    return refs


def changed_at(record: Any) -> int | None:
    """When an issue of a list was changed, in milliseconds; None where it does not tell."""
    try:
        return to_micros(parse_time(record["fields"]["updated"])) // 1000
    except BROKEN:
        return None
