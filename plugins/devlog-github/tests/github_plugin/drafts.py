"""Issues to write, and words for what was written."""

from __future__ import annotations

from typing import Any

from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Draft, FieldChange, Mark, Patch
from devlog_github.sandbox import GitHubSandbox

WHOLE = {
    "title": "Fix login", "description": "Steps:\n1. go", "status": "in-progress", "priority": "high",
    "type": "bugfix", "labels": ["ui", "bug"], "assignees": ["alice"], "milestone": "v1",
}  # fmt: skip


def draft(**values: Any) -> Draft:
    """A new issue with a mark of its own."""
    return Draft(mark=Mark(uid=new_uid()), values=WHOLE | values)


def fields(**values: Any) -> Patch:
    """Single values to set."""
    return Patch(fields={name: FieldChange(old=None, new=value) for name, value in values.items()})


def sent(sandbox: GitHubSandbox) -> list[str]:
    """The methods of the requests so far."""
    return [entry["method"] for entry in sandbox.requests()]


def labels(sandbox: GitHubSandbox, number: str) -> list[str]:
    """An issue's labels."""
    return sorted(label["name"] for label in sandbox.read(number)["labels"])
