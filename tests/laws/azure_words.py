"""How Azure DevOps says what an entry says, apart from what the plugin knows of it; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

FORMS: Mapping[str, Mapping[str, Any]] = {
    "azure": {
        "sandbox": {"process": "Agile", "form": "services"},
        "types": {"feature": "User Story", "bugfix": "Bug", "task": "Task"},
        "states": {
            "New": ("new",),
            "Active": ("in-progress", "blocked", "in-review", "testing"),
            "Resolved": ("in-review", "testing"),
            "Closed": ("done", "cancelled"),
            "Removed": ("cancelled",),
        },
    },
    "azure-server": {
        "sandbox": {"process": "Basic", "form": "server"},
        "types": {"feature": "Issue", "task": "Task"},
        "states": {
            "To Do": ("new",),
            "Doing": ("in-progress", "blocked", "in-review", "testing"),
            "Done": ("done", "cancelled"),
        },
    },
}
"""A project of the service, and one of a server that knows older versions and no Markdown.

By each state the statuses that it may stand for: which one depends on the type.
"""
PRIORITIES = {"low": 4, "medium": 3, "high": 2, "critical": 1}
TITLE, TEXT, STEPS = "System.Title", "System.Description", "Microsoft.VSTS.TCM.ReproSteps"
DUE, PRIORITY = "Microsoft.VSTS.Scheduling.DueDate", "Microsoft.VSTS.Common.Priority"
CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
_RELATIONS = {
    "System.LinkTypes.Hierarchy-Reverse": "parent",
    "System.LinkTypes.Dependency-Forward": "blocks",
    "System.LinkTypes.Dependency-Reverse": "blocked-by",
    "System.LinkTypes.Related": "related-to",
}
_ENDING = re.compile(r"(\n*<!-- html:gap [^\n]* /-->)*(\n*<!-- html \{[^\n]*\} -->)?\Z")
_UID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_TAG = re.compile(f"devlog-{_UID}")
_LINK = re.compile(f"https://devlog.invalid/entry/{_UID}")
_NOTE = re.compile(rf'\s*(?:<!-- devlog-note:{_UID} -->|<a href="https://devlog.invalid/note/{_UID}"></a>)$')


def tags(item: Mapping[str, Any]) -> list[str]:
    """The tags of an item, marks too."""
    return [name.strip() for name in item["fields"].get("System.Tags", "").split(";") if name.strip()]


def is_mark(tag: str) -> bool:
    """Whether a tag is a mark of devlog's."""
    return _TAG.fullmatch(tag) is not None


def mark_of(item: Mapping[str, Any]) -> str | None:
    """The mark of an item: a tag and a link that tell the same entry."""
    tagged = {found[1] for name in tags(item) if (found := _TAG.fullmatch(name))}
    linked = {found[1] for one in item.get("relations", ()) if (found := _LINK.fullmatch(one["url"]))}
    return min(tagged & linked, default=None)


def split_note(text: str) -> tuple[str, str, str | None]:
    """A comment without its mark, the mark as it stands there, and whose it is."""
    found = _NOTE.search(text)
    return (text[: found.start()], found[0], found[1] or found[2]) if found else (text, "", None)


def without_ending(text: str) -> str:
    """A text without what tells how its HTML was spelled, and without the empty lines at its end."""
    return _ENDING.sub("", text)


def midnight(day: str, hours: int) -> str:
    """When the day begins where people are so many hours ahead."""
    at = datetime.combine(date.fromisoformat(day), datetime.min.time())
    return (at - timedelta(hours=hours)).isoformat() + "Z"


def links_of(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an item says of others, as an entry would, with their ids."""
    told = [(_RELATIONS.get(one["rel"]), one["url"].rpartition("/")[2]) for one in item.get("relations", ())]
    return [(kind, other) for kind, other in told if kind]


def shown(fields: Mapping[str, Any]) -> str:
    """The field that the form shows as the description."""
    return STEPS if fields["System.WorkItemType"] == "Bug" else TEXT


def described(fields: Mapping[str, Any]) -> str:
    """The field whose text is the description: the form's own, or else another type's that still has any."""
    own = shown(fields)
    other = TEXT if own == STEPS else STEPS
    return own if fields.get(own) or not fields.get(other) else other


def key_of(words: Mapping[str, Any], said: Any) -> str:
    """The word of an entry for what is said there."""
    return next(key for key, word in words.items() if word == said)


def points(text: str) -> list[str]:
    """The points of a list."""
    return [line.removeprefix("- ") for line in text.split("\n") if line.startswith("- ")]


def day_of(at: str | None) -> str | None:
    """The day whose midnight, somewhere, or whose noon was kept."""
    if at is None:
        return None
    when = datetime.fromisoformat(at)
    return (when if when.hour == 12 else when + timedelta(hours=12)).date().isoformat()
