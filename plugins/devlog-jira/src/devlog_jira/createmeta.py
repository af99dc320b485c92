"""What Jira wants to be told before it creates an issue, explained before it is asked to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_jira.client import Client
from devlog_jira.custom import CustomField, RichText, allowed, write

Record = Mapping[str, Any]
PER_PAGE = 200
SHOWN = 12
"""How many allowed values an explanation names."""
_OURS = {"summary": "title", "description": "description", "duedate": "due", "fixVersions": "milestone",
         "labels": "labels", "assignee": "assignees", "parent": "parent", "priority": "priority",
         "timetracking": "estimate"}  # fmt: skip
# Jira puts the account of the request there, although it says that the field has no default.
_FILLED = frozenset({"project", "issuetype", "summary", "reporter"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The fields of a create screen by their ids."""

    type_name: str
    fields: Mapping[str, Record]

    def field(self, name: str) -> Record | None:
        """The field with that id or name."""
        if name in self.fields:
            return self.fields[name]
        folded = name.casefold()
        found = (record for record in self.fields.values() if str(record.get("name")).casefold() == folded)
        return next(found, None)


class CreateMeta:
    """The create screens of one server, each read once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, str], Wanted] = {}

    def wanted(self, project: str, type_id: str, type_name: str) -> Wanted:
        """The fields of the screen on which issues of this type are created."""
        key = (project, type_id)
        if key not in self._known:
            fields = {field_id(record): record for record in self._read(project, type_id)}
            self._known[key] = Wanted(type_name=type_name, fields=fields)
        return self._known[key]

    def forget(self) -> None:
        """Read them again before the next use."""
        self._known.clear()

    def _read(self, project: str, type_id: str) -> Iterator[Record]:
        where = self._client.path("issue", "createmeta", project, "issuetypes", type_id)
        start = 0
        while True:
            params = {"startAt": start, "maxResults": PER_PAGE}
            answer = self._client.get(where, params, accept=(403, 404))
            if answer.status == 404 and not self._client.cloud:
                # Servers before 8.4 have only the old form.
                yield from self._old(project, type_id)
                return
            if answer.status >= 400:
                raise RejectedError(
                    f"the account may not create issues in {self._client.config.project} "
                    f"({answer.status} {answer.message}): give it the permission Create Issues"
                )
            page = records(answer.data)
            yield from page
            start += len(page)
            total = answer.data.get("total")
            if not page or answer.data.get("isLast") or (total is not None and start >= int(total)):
                return

    def _old(self, project: str, type_id: str) -> Iterator[Record]:
        params = {
            "projectIds": project,
            "issuetypeIds": type_id,
            "expand": "projects.issuetypes.fields",
        }
        answer = self._client.get(f"{self._client.api}/issue/createmeta", params)
        for found in answer.data.get("projects") or ():
            for kind in found.get("issuetypes") or ():
                yield from records(kind)


def records(data: Record) -> list[Record]:
    """The fields of one page, or of an issue type of the old form, each with its id."""
    found = data.get("values") or data.get("fields") or data.get("results") or []
    if isinstance(found, Mapping):
        return [{"fieldId": name, **record} for name, record in found.items()]
    return [record for record in found if isinstance(record, Mapping)]


def field_id(record: Record) -> str:
    """The id of a field, under whichever name it comes."""
    return str(record.get("fieldId") or record.get("key") or record.get("id"))


def with_defaults(
    wanted: Wanted, body: Mapping[str, Any], defaults: Mapping[str, Any], text: RichText, cloud: bool
) -> dict[str, Any]:
    """The fields to create an issue with, those that the settings give included.

    Raises RejectedError where a default suits no field or its type, and where something that Jira
    requires is given neither by the entry nor by the settings.
    """
    filled = dict(body)
    for name, value in defaults.items():
        record = wanted.field(name)
        if record is None:
            # Other types of issue may have it.
            continue
        held = filled.get(field_id(record))
        if held is None or held in ("", []):
            filled[field_id(record)] = _default(name, record, value, text, cloud)
    for name, record in wanted.fields.items():
        if _kind(record) == "gh-epic-label" and not filled.get(name):
            filled[name] = body.get("summary")
    lacking = [record for name, record in wanted.fields.items() if _lacks(name, record, filled)]
    if lacking:
        raise RejectedError(_explained(wanted.type_name, lacking))
    return filled


def _default(name: str, record: Record, value: Any, text: RichText, cloud: bool) -> Any:
    try:
        return write(CustomField.of(name, {**record, "id": field_id(record)}), value, text, cloud)
    except RejectedError as error:
        raise RejectedError(f"config.create: {error.reason}") from None


def _kind(record: Record) -> str:
    return str((record.get("schema") or {}).get("custom") or "").rpartition(":")[2]


def _lacks(name: str, record: Record, filled: Mapping[str, Any]) -> bool:
    if not record.get("required") or record.get("hasDefaultValue") or name in _FILLED:
        return False
    return filled.get(name) is None or filled[name] in ("", [])


def _explained(type_name: str, lacking: list[Record]) -> str:
    return f"Jira creates no {type_name} without " + "; ".join(map(_one, lacking))


def options(record: Record) -> str:
    """The values that a field takes, in words; empty where Jira lists none."""
    return f"{record.get('name')} takes {_few(allowed(record))}" if allowed(record) else ""


def _few(values: list[str]) -> str:
    return f"one of {', '.join(values[:SHOWN])}{', ...' if len(values) > SHOWN else ''}"


def _one(record: Record) -> str:
    name, values = str(record.get("name") or field_id(record)), allowed(record)
    choice = f" ({_few(values)})" if values else ""
    ours = _OURS.get(field_id(record))
    if ours:
        return f"{name}{choice}: give the entry {_article(ours)} {ours}"
    return (
        f"{name}{choice}: set it under `config.create`, such as "
        f'"{name}" = "{values[0] if values else "VALUE"}", or name it under `config.custom` and give the '
        "entry a value"
    )


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
