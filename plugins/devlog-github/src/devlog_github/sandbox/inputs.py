"""The checks that GitHub makes on what it is sent, each answering with its own 422."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_github.sandbox.answer import invalid, malformed

LONGEST_TITLE = 256
LONGEST_BODY = 65_536
LONGEST_LABEL = 50
MOST_ASSIGNEES = 10


def title(value: Any, resource: str = "Issue") -> str:
    """A title that may stand on an issue."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise malformed(f"For 'properties/title', {value!r} is not a string or an integer.")
    text = str(value)
    if not text.strip():
        raise invalid(resource, "title", "missing_field")
    if len(text) > LONGEST_TITLE:
        raise invalid(resource, "title", "custom", message="title is too long (maximum is 256 characters)")
    return text


def body(value: Any, resource: str = "Issue") -> str | None:
    """A body as it was sent, or none."""
    if value is not None and not isinstance(value, str):
        raise malformed(f"For 'properties/body', {value!r} is not a string or null.")
    if value is not None and len(value) > LONGEST_BODY:
        raise invalid(resource, "body", "custom", message="body is too long (maximum is 65536 characters)")
    return value


def comment_body(value: Any) -> str:
    """A comment's text, which may not be blank."""
    text = body(value, "IssueComment")
    if text is None or not text.strip():
        raise invalid("IssueComment", "data", "unprocessable", message="Body cannot be blank")
    return text


def label_names(value: Any) -> list[str]:
    """Label names from a list of names or of objects that have one."""
    if not isinstance(value, list | tuple):
        raise malformed(f"For 'properties/labels', {value!r} is not an array.")
    return [label_name(item.get("name") if isinstance(item, Mapping) else item) for item in value]


def label_name(value: Any) -> str:
    """A name that a label may have."""
    if not isinstance(value, str):
        raise malformed(f"For 'properties/labels', {value!r} is not a string.")
    if not value.strip():
        raise invalid("Label", "name", "missing_field")
    if len(value) > LONGEST_LABEL:
        raise invalid("Label", "name", "custom", message="name is too long (maximum is 50 characters)")
    return value.strip()


def color(value: Any) -> str:
    """Six hexadecimal digits without the leading #."""
    if not isinstance(value, str) or len(value) != 6 or set(value.lower()) - set("0123456789abcdef"):
        raise invalid("Label", "color")
    return value


def logins(value: Any) -> list[str]:
    """Logins from a list of logins or of objects that have one."""
    if not isinstance(value, list | tuple):
        raise malformed(f"For 'properties/assignees', {value!r} is not an array.")
    names: list[Any] = [item.get("login") if isinstance(item, Mapping) else item for item in value]
    if not all(isinstance(name, str) for name in names):
        raise malformed(f"For 'properties/assignees', {value!r} holds what is not a login.")
    return names


def choice(value: Any, allowed: tuple[Any, ...], resource: str, field: str) -> Any:
    """One of the values that a field may take."""
    if value not in allowed:
        raise invalid(resource, field, value=value)
    return value
