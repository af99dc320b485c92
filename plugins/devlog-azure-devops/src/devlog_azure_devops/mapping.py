"""From a work item's JSON to a remote item with its notes; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from devlog_azure_devops import custom as customs
from devlog_azure_devops import relations
from devlog_azure_devops.boards import card
from devlog_azure_devops.boards.layout import Layout
from devlog_azure_devops.criteria import listed
from devlog_azure_devops.custom import CustomField
from devlog_azure_devops.marks import mark_of_item, unmarked_note, without_marks
from devlog_azure_devops.people import account, introduced
from devlog_azure_devops.process import Kind
from devlog_azure_devops.texts import Texts
from devlog_azure_devops.vocabulary import Vocabulary
from devlog_core.model.fields import sorted_set
from devlog_core.model.remote import RemoteItem, RemoteNote, RemoteRef, Version
from devlog_core.model.times import parse_time

Record = Mapping[str, Any]
TITLE, KIND, STATE, REASON = "System.Title", "System.WorkItemType", "System.State", "System.Reason"
DESCRIPTION, STEPS = "System.Description", "Microsoft.VSTS.TCM.ReproSteps"
CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
PRIORITY, TAGS, ASSIGNED = "Microsoft.VSTS.Common.Priority", "System.Tags", "System.AssignedTo"
AREA, ITERATION, PROJECT = "System.AreaPath", "System.IterationPath", "System.TeamProject"
DUE = "Microsoft.VSTS.Scheduling.DueDate"
ESTIMATE = "Microsoft.VSTS.Scheduling.OriginalEstimate"
COMMENTS = "System.CommentCount"
AFTER = ("status", "parent", "dependencies", *card.FIELDS)
"""What follows once it is linked: a type may begin in one state only, and other items may be gone."""
BROKEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
"""What reading a malformed record raises."""
_NOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where records come from and how they are understood."""

    scope: str
    """The project's immutable id."""
    project: str
    """The project's name."""
    url: str
    """The organisation, where people open it and where requests go."""
    words: Vocabulary
    texts: Texts
    integration: str = ""
    custom: tuple[CustomField, ...] = ()
    board: Layout | None = None
    """The board whose columns and lanes are read and set."""

    @property
    def beside(self) -> tuple[str, ...]:
        """The reference names of the fields that are read because the settings ask for them."""
        board = () if self.board is None else (self.board.column_field,)
        return (*(one.id for one in self.custom), *board)

    def kind(self, fields: Record) -> Kind:
        """The type of a work item with these fields."""
        return self.words.process.kind(str(fields.get(KIND) or ""))


def ref_of(identity: int, source: Source) -> RemoteRef:
    """How a work item is addressed; its number holds in the whole organisation and for ever."""
    url = f"{source.url}/{quote(source.project)}/_workitems/edit/{identity}"
    return RemoteRef(id=str(identity), key=str(identity), url=url, scope=source.scope)


def item_of(record: Record, source: Source, comments: Sequence[Record] | None = None) -> RemoteItem:
    """A work item as the entry's fields; `comments` are all of its own, None where they were not read.

    Raises KeyError, TypeError or ValueError where the record is no work item.
    """
    fields, linked = record["fields"], record.get("relations") or ()
    values = values_of(record, source)
    if comments is None and fields.get(COMMENTS) == 0:
        comments = ()
    notes = tuple(note_of(one, source) for one in comments or () if not one.get("isDeleted"))
    mark = mark_of_item(tags_of(fields), linked)
    created = parse_time(fields["System.CreatedDate"]) if fields.get("System.CreatedDate") else None
    changed = parse_time(fields["System.ChangedDate"]) if fields.get("System.ChangedDate") else created
    moved = fields.get("Microsoft.VSTS.Common.StateChangeDate")
    return RemoteItem(
        ref=ref_of(int(record["id"]), source),
        # Links to other work items change without a revision, so the hash must tell of them.
        version=Version.of(int(record["rev"]), values),
        values=values,
        notes=notes,
        notes_complete=comments is not None,
        note_count=None if comments is None else len(notes),
        mark=mark,
        author=account(fields.get("System.CreatedBy")),
        people=introduced(_users(fields, source, comments or ())),
        created_at=created,
        edited_at=changed,
        field_times={"status": parse_time(str(moved))} if moved else {},
        # Whoever created it was perhaps stopped before the rest was said.
        pending=() if mark is None else tuple(name for name in AFTER if name in values),
    )


def values_of(record: Record, source: Source) -> dict[str, Any]:
    """The entry's fields as a work item shows them, in canonical form."""
    fields, linked = record["fields"], record.get("relations") or ()
    title = line(_text(fields.get(TITLE)))
    if not title:
        raise ValueError("the work item has no title")
    words, kind, forms = source.words, str(fields.get(KIND) or ""), formats_of(record)
    _, described = description_fields(fields, source.kind(fields))
    priority = fields.get(PRIORITY)
    values: dict[str, Any] = {
        "title": title,
        "description": source.texts.read(fields.get(described), forms.get(described)),
        "status": words.status(kind, _text(fields.get(STATE)), _text(fields.get(REASON))),
        "priority": words.read("priority", None if priority is None else str(priority)),
        "type": words.read("type", kind),
        "labels": sorted_set(without_marks(tags_of(fields))),
        "assignees": [name for name in [account(fields.get(ASSIGNED))] if name],
        "milestone": below(_text(fields.get(ITERATION))),
        "parent": relations.parent_of(linked),
        "dependencies": sorted_set(relations.dependencies_of(linked)),
        "due": day_of(fields.get(DUE)),
        "estimate": minutes(fields.get(ESTIMATE)),
        "acceptance_criteria": listed(source.texts.read(fields.get(CRITERIA), forms.get(CRITERIA))),
    }
    for one in source.custom:
        values[one.field] = customs.read(one, fields.get(one.id), source.texts, forms.get(one.id))
    return values if source.board is None else values | card.standing(source.board, fields)


def description_fields(fields: Record, kind: Kind) -> tuple[str, str]:
    """The field that the type's form shows as the description, of bugs the steps; and the one that holds it.

    A work item that became one of another type has its text where the former type had it, until somebody
    writes what the form shows.
    """
    steps = kind.has(STEPS) if kind.fields else bool(fields.get(STEPS))
    shown, other = (STEPS, DESCRIPTION) if steps else (DESCRIPTION, STEPS)
    return shown, shown if fields.get(shown) or not fields.get(other) else other


def formats_of(record: Record) -> Mapping[str, Any]:
    """The formats of long texts by reference name; what is not named is HTML."""
    told = record.get("multilineFieldsFormat")
    return told if isinstance(told, Mapping) else {}


def tags_of(fields: Record) -> list[str]:
    """The tags, which come as one text."""
    return [tag.strip() for tag in _text(fields.get(TAGS)).split(";") if tag.strip()]


def below(path: str) -> str | None:
    """A path without the project that it begins with; None for the project alone."""
    return path.partition("\\")[2] or None


def day_of(raw: Any) -> str | None:
    """The day of a time; people see the day of their own zone, of which midnight was kept.

    Our own are kept as noon, which is the same day nearly everywhere.
    """
    if raw in (None, ""):
        return None
    at = parse_time(str(raw))
    midday = at.hour == _NOON // timedelta(hours=1) and at.minute == at.second == 0
    return (at if midday else at + _NOON).date().isoformat()


def noon(day: str) -> str:
    """The time that is kept for a day."""
    return f"{day}T12:00:00Z"


def minutes(hours: Any) -> int | None:
    """Whole minutes, halves rounded up."""
    return None if hours is None or hours == "" else int(float(hours) * 60 + 0.5)


def note_of(record: Record, source: Source) -> RemoteNote:
    """A comment; raises KeyError, TypeError or ValueError where the record is none."""
    text, mark = unmarked_note(_text(record.get("text")))
    at = parse_time(record["createdDate"])
    changed = record.get("modifiedDate")
    edited = parse_time(changed) if changed and int(record.get("version") or 1) > 1 else at
    return RemoteNote(
        ref=RemoteRef(id=str(int(record.get("id") or record["commentId"])), scope=source.scope),
        content=source.texts.read(text, record.get("format")),
        author=account(record.get("createdBy")),
        at=at,
        edited_at=edited if edited != at else None,
        mark=mark,
    )


def line(text: str) -> str:
    """A text on one line, without doubled spaces."""
    return " ".join(text.split())


def why(error: Exception) -> str:
    """What is wrong with a record that could not be read."""
    if isinstance(error, KeyError):
        return f"it lacks {error}"
    return str(error) if isinstance(error, ValueError) else f"it is not as described: {error}"


def host_of(url: str) -> str:
    """The host and organisation that people see, which together tell work items of one number apart."""
    parts = urlsplit(url)
    legacy = re.fullmatch(r"([^.]+)\.visualstudio\.com", parts.netloc.lower())
    if legacy:
        return f"dev.azure.com/{legacy[1]}"
    return f"{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}".lower()


def _users(fields: Record, source: Source, comments: Iterable[Record]) -> list[Any]:
    named: list[Any] = [fields.get(name) for name in (ASSIGNED, "System.CreatedBy", "System.ChangedBy")]
    named += [fields.get(one.id) for one in source.custom if one.identity]
    return named + [one.get("createdBy") for one in comments]


def _text(value: Any) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value or ""


def times_of(record: Record) -> datetime | None:
    """When the work item was last changed, by the provider's clock; None where it does not tell."""
    try:
        return parse_time(record["fields"]["System.ChangedDate"])
    except BROKEN:
        return None
