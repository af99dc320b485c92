"""The sandbox told and asked in the terms of entries, for a caller that knows no Jira."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_core.model.times import rfc3339
from devlog_core.plugin.playing import Seen
from devlog_jira.richtext import Codec, codec
from devlog_jira.sandbox.model import Text
from devlog_jira.sandbox.persons import Persons
from devlog_jira.sandbox.texts import shown

_NAMES = {"title": "summary", "description": "description", "author": "author", "labels": "labels"}
_STATUS = {"new": "To Do", "in-review": "In Review", "done": "Done", "cancelled": "Done"}
_PRIORITY = {"low": "Low", "medium": "Medium", "high": "High", "critical": "Highest"}
_TYPE = {"feature": "Story", "bugfix": "Bug"}
_MARK = "devlog-"
_UID = 36


class Playing(Persons):
    """What `devlog demo` asks of a sandbox."""

    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an entry as `seed` and `edit` take them; Jira has no room for a proposed change."""
        if "branch" in values:
            return {}
        words = {name: values[key] for key, name in _NAMES.items() if key in values}
        if words.get("description"):
            words["description"] = self._codec.write(words["description"])
        if "status" in values:
            words["status"] = _STATUS.get(values["status"], "In Progress")
            if values["status"] == "cancelled":
                words["resolution"] = "Won't Do"
        if "priority" in values:
            words["priority"] = _PRIORITY[values["priority"]]
        if "type" in values:
            words["issuetype"] = _TYPE.get(values["type"], "Task")
        if "assignees" in values:
            words["assignee"] = next(iter(values["assignees"]), None)
        if "milestone" in values:
            words["fixVersions"] = [values["milestone"]] if values["milestone"] else []
        if "at" in values:
            words["created"] = rfc3339(values["at"])
        if "comments" in values:
            words["comments"] = [self._comment(comment) for comment in values["comments"]]
        return words

    def seen(self, id: str) -> Seen:
        """One issue as people see it; our marks are not seen."""
        with self.world.lock:
            issue = self.issue(id)
            about = issue.values.get("description")
            return Seen(
                mention=issue.key,
                title=issue.summary,
                description=self._said(about) if about else "",
                state=issue.status.name,
                closed=issue.status.category == "done",
                labels=tuple(sorted(name for name in issue.values.get("labels", ()) if not _marks(name))),
                comments=tuple(self._said(comment.body) for comment in issue.comments),
            )

    @property
    def _codec(self) -> Codec:
        return codec(self.world.cloud)

    def _said(self, text: Text) -> str:
        # People who steer may have left plain words where the interface takes documents.
        return self._codec.read(shown(text, self.view.version))

    def _comment(self, comment: Mapping[str, Any]) -> dict[str, Any]:
        at: datetime = comment["at"]
        body = self._codec.write(comment["content"])
        return {"author": comment["author"], "body": body, "created": rfc3339(at)}


def _marks(label: str) -> bool:
    return label.startswith(_MARK) and len(label) == len(_MARK) + _UID
