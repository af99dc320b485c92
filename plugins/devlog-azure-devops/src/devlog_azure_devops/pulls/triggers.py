"""The events of pull requests that workflows can react to."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.pulls.records import ABANDONED, CREATED, MERGED, UPDATED
from devlog_core.plugin.info import TriggerSpec

_TEXT = {"type": ["string", "null"]}
_FLAG = {"type": "boolean"}
_PULL: dict[str, Any] = {
    "type": "object",
    "properties": {
        "pull_request": {
            "type": "object",
            "properties": {
                "number": {"type": "integer"}, "url": _TEXT, "title": _TEXT, "author": _TEXT, "state": _TEXT,
                "draft": _FLAG, "merged": _FLAG, "created_at": _TEXT, "merged_at": _TEXT, "closed_at": _TEXT,
                "open_minutes": {"type": "integer"}, "source": _TEXT, "target": _TEXT, "repository": _TEXT,
                "merge_status": _TEXT, "commit": _TEXT, "merge_commit": _TEXT,
                "targets": {"type": "array", "items": {"type": "object"}},
            },
        },
    },
}  # fmt: skip
TRIGGERS = tuple(
    TriggerSpec(name=name, description=text, schema=_PULL)
    for name, text in (
        (CREATED, "A pull request was created."),
        (UPDATED, "A pull request was changed, pushed to or voted on."),
        (MERGED, "A pull request was completed, which merges it."),
        (ABANDONED, "A pull request was abandoned."),
    )
)
