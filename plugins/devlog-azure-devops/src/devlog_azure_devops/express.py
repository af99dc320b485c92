"""What Azure DevOps answers for a field after being sent a value; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from devlog_azure_devops import custom as customs
from devlog_azure_devops.boards import card
from devlog_azure_devops.criteria import joined, listed
from devlog_azure_devops.custom import CustomField
from devlog_azure_devops.mapping import Source, line
from devlog_azure_devops.marks import without_marks
from devlog_azure_devops.relations import rel_of
from devlog_azure_devops.vocabulary import NAMED
from devlog_core.model.fields import sorted_set

_SEPARATORS = re.compile(r"\s*[;,]\s*")


def express(field: str, value: Any, source: Source) -> Any:
    """The value as a work item shows it then, as far as is known of the process."""
    if field == "title":
        return line(value)
    if field == "description":
        return source.texts.settled(value or "")
    if field == "acceptance_criteria":
        return listed(source.texts.settled(joined(value or ())))
    if field in NAMED:
        return source.words.express(field, value)
    if field == "labels":
        return labels(value)
    if field == "assignees":
        return sorted_set(value)[:1]
    if field == "dependencies":
        return sorted_set(one for one in value or () if rel_of(one))
    if field == "milestone":
        return path(value) or None
    if source.board is not None and field in card.FIELDS:
        return card.express(source.board, field, value)
    found = custom_of(field, source)
    return customs.express(found, value, source.texts) if found else value


def labels(names: Iterable[str]) -> list[str]:
    """Labels as tags: without the signs that part them, which become hyphens, and never a mark of ours.

    Tags that differ in case only are one tag.
    """
    shown = (_SEPARATORS.sub("-", line(name)) for name in names)
    unique: dict[str, str] = {}
    for name in sorted_set(name for name in without_marks(shown) if name):
        unique.setdefault(name.casefold(), name)
    return sorted_set(unique.values())


def path(text: str | None) -> str:
    """A path below the project, with either stroke."""
    parts = (line(part) for part in re.split(r"[\\/]", text or ""))
    return "\\".join(part for part in parts if part)


def custom_of(field: str, source: Source) -> CustomField | None:
    """The field of the provider's that holds this field of an entry."""
    return next((one for one in source.custom if one.field == field), None)
