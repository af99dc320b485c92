"""The marks that devlog writes onto issues, comments and worklogs, and how they are read; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from devlog_core.model.remote import Mark

LABEL = "devlog-"
ISSUE_PROPERTY = "devlog"
NOTE_PROPERTY = "devlog-note"
WORKLOG_PROPERTY = "devlog-worklog"
_LABEL = re.compile(r"devlog-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_CLONES = "clone"


def label_of(uid: str) -> str:
    """The label that JQL finds the entry's issue by."""
    return f"{LABEL}{uid}"


def property_of(mark: Mark, key: str = ISSUE_PROPERTY) -> dict[str, Any]:
    """The entity property as a create request takes it."""
    value = {"uid": mark.uid, "ref": mark.ref} if key == ISSUE_PROPERTY else {"uid": mark.uid}
    return {"key": key, "value": value}


def is_mark(label: str) -> bool:
    """Whether a label is a mark of devlog's, of whichever entry."""
    return _LABEL.fullmatch(label) is not None


def without_marks(labels: Iterable[str]) -> list[str]:
    """The labels that people know."""
    return [label for label in labels if not is_mark(label)]


def mark_of_issue(record: Mapping[str, Any], cloud: bool) -> str | None:
    """The uid of the entry that devlog made the issue from; None also for a clone of such an issue.

    A clone takes the labels along and not the properties. Cloud's search brings the property. Server's
    does not, so there a link that says that the issue clones another one takes the mark away.
    """
    fields = record.get("fields") or {}
    uids = [found[1].lower() for label in fields.get("labels") or () if (found := _LABEL.fullmatch(label))]
    told = properties(record).get(ISSUE_PROPERTY)
    if isinstance(told, Mapping):
        uid = str(told.get("uid") or "").lower()
        return uid if uid in uids else None
    if cloud or len(uids) != 1 or _is_clone(fields.get("issuelinks") or ()):
        return None
    return uids[0]


def mark_of(record: Mapping[str, Any], key: str) -> str | None:
    """The uid that a comment or worklog carries under this property, where its properties were asked for."""
    told = properties(record).get(key)
    uid = told.get("uid") if isinstance(told, Mapping) else None
    return str(uid) if uid else None


def properties(record: Mapping[str, Any]) -> dict[str, Any]:
    """Entity properties by key; issues give them as an object, comments as a list."""
    given = record.get("properties")
    if isinstance(given, Mapping):
        return dict(given)
    if isinstance(given, list):
        return {str(one.get("key")): one.get("value") for one in given if isinstance(one, Mapping)}
    return {}


def _is_clone(links: Iterable[Any]) -> bool:
    """Whether a link says that the issue was made by cloning another one."""
    for link in links:
        kind = link.get("type") if isinstance(link, Mapping) else None
        # "A clones B": the clone A holds B as its outward issue.
        if (
            isinstance(kind, Mapping)
            and "outwardIssue" in link
            and _CLONES in str(kind.get("outward")).lower()
        ):
            return True
    return False
