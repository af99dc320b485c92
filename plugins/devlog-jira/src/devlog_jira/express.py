"""What Jira answers for a field after being sent a value; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_core.model.fields import sorted_set
from devlog_jira import custom as customs
from devlog_jira import linktypes
from devlog_jira.custom import CustomField
from devlog_jira.mapping import Source, line
from devlog_jira.marks import without_marks
from devlog_jira.vocabulary import NAMED


def express(field: str, value: Any, source: Source) -> Any:
    """The value as Jira shows it then, as far as is known of the project."""
    if field == "title":
        return line(value)
    if field == "description":
        return _shown(value or "", source)
    if field in NAMED:
        return source.words.express(field, value)
    if field == "labels":
        return labels(value)
    if field == "assignees":
        return sorted_set(value)[:1]
    if field == "dependencies":
        return linktypes.expressed(value)
    if field == "milestone":
        return line(value or "") or None
    found = custom_of(field, source)
    return customs.express(found, value, source.text, source.cloud) if found else value


def _shown(text: str, source: Source) -> str:
    try:
        return source.text.read(source.text.write(text))
    except RejectedError:
        # Sending it says what is wrong with it.
        return text


def labels(names: Iterable[str]) -> list[str]:
    """Labels as Jira takes them: without spaces, which become hyphens, and never a mark of ours."""
    shown = ("-".join(name.split()) for name in names)
    return sorted_set(name for name in without_marks(shown) if name)


def custom_of(field: str, source: Source) -> CustomField | None:
    """The custom field of Jira that holds this field of an entry."""
    return next((one for one in source.custom if one.field == field), None)
