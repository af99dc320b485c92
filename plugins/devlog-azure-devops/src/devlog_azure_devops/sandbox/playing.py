"""The sandbox told and asked in the terms of entries, for a caller that knows no Azure DevOps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_azure_devops.richtext import codec
from devlog_azure_devops.sandbox.model import Item
from devlog_azure_devops.sandbox.persons import Persons
from devlog_azure_devops.sandbox.wording import described, first_type, tags
from devlog_core.model.times import rfc3339
from devlog_core.plugin.playing import Seen

_NAMES = {"title": "title", "author": "author", "labels": "tags"}
_PRIORITY = {"low": 4, "medium": 3, "high": 2, "critical": 1}
_TYPE = {"bugfix": "Bug"}
_CATEGORY = {"new": "Proposed", "done": "Completed", "cancelled": "Removed"}
_MARK = "devlog-"
_UID = 36
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Playing(Persons):
    """What `devlog demo` asks of a sandbox."""

    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an entry as `seed` and `edit` take them; there is no room for a proposed change."""
        if "branch" in values:
            return {}
        words = {name: values[key] for key, name in _NAMES.items() if key in values}
        if "description" in values:
            words["description"] = _html(values["description"] or "")
        bug = values.get("type") in _TYPE and "bug" in self.project(None).types
        if bug:
            words["type"] = _TYPE[values["type"]]
        if "status" in values:
            words["state"] = self._state(values["status"], bug)
        if "priority" in values:
            words["priority"] = _PRIORITY[values["priority"]]
        if "assignees" in values:
            words["assigned"] = next(iter(values["assignees"]), None)
        if "at" in values:
            words["created"] = rfc3339(values["at"])
        if "comments" in values:
            words["comments"] = [self._comment(comment) for comment in values["comments"]]
        return words

    def seen(self, id: str) -> Seen:
        """One item as people see it; our marks are not seen."""
        with self.world.lock:
            item = self.item(id)
            found = item.type.state(str(item.fields["System.State"]))
            said = (_plain(one.text, one.format) for one in item.comments if not one.deleted)
            return Seen(
                mention=f"#{item.id}",
                title=str(item.fields.get("System.Title", "")),
                description=self._description(item),
                state=str(item.fields["System.State"]),
                closed=found is not None and found.category in ("Completed", "Removed"),
                labels=tuple(sorted(name for name in tags(item) if not _marks(name))),
                comments=tuple(said),
            )

    def _description(self, item: Item) -> str:
        name = described(item.type)
        return _plain(str(item.fields.get(name, "")), item.formats.get(name, "html"))

    def _state(self, status: str, bug: bool) -> str:
        project = self.project(None)
        kind = project.types["bug" if bug else first_type(project).casefold()]
        wanted = _CATEGORY.get(status, "InProgress")
        names = [one.name for one in kind.states if one.category == wanted]
        return names[0] if names else kind.states[-1].name

    def _comment(self, comment: Mapping[str, Any]) -> dict[str, Any]:
        at: datetime = comment["at"]
        return {"author": comment["author"], "text": _html(comment["content"]), "created": rfc3339(at)}


def _html(text: str) -> str:
    return codec("html").write(text)


def _plain(text: str, format: str) -> str:
    return _COMMENT.sub("", codec(format).read(text)).strip()


def _marks(label: str) -> bool:
    return label.startswith(_MARK) and len(label) == len(_MARK) + _UID
