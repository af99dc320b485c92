"""What the tests ask of a simulated Azure DevOps, in words of their own and not in the plugin's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.richtext import codec, dropped, introduced
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.sandbox.persons import LINKS
from devlog_azure_devops.texts import Texts

TAG = re.compile(r"devlog-([0-9a-f-]{36})")
NOTE = re.compile(r"devlog-note:([0-9a-f-]{36})|devlog\.invalid/note/([0-9a-f-]{36})")
STATUS = {
    "New": "new", "To Do": "new", "Proposed": "new", "Approved": "new", "Active": "in-progress",
    "Doing": "in-progress", "In Progress": "in-progress", "Committed": "in-progress",
    "Resolved": "in-review", "Closed": "done", "Done": "done", "Removed": "cancelled",
}  # fmt: skip
PRIORITY = {1: "critical", 2: "high", 3: "medium", 4: "low"}
TYPE = {
    "Bug": "bugfix", "User Story": "feature", "Product Backlog Item": "feature", "Requirement": "feature",
    "Feature": "feature", "Epic": "feature",
}  # fmt: skip
GIVEN_UP = ("Obsolete", "Cut", "Duplicate", "Abandoned", "Rejected", "Won't Fix")
ASKS = re.compile(r"/_apis/wit/(wiql|workitemsbatch|reporting/workitemrevisions)$", re.IGNORECASE)
"""What is asked by POST, and changes nothing."""
_TEXTS = Texts(codec, dropped, introduced)


class Works(AzureDevOpsSandbox):
    """A sandbox whose time stands still unless it is moved, and that knows whole projects."""

    def __init__(self, *projects: str, process: str = "Agile", form: str = "services") -> None:
        super().__init__(projects or ("Shop", "Api"), process, form)
        self.clock.set("2025-03-01T12:00:00Z")
        self.clock.freeze()

    def settings(self, project: str | None = None, **more: Any) -> dict[str, Any]:
        """The `config` table, with the token as a reference and no time to wait for queries."""
        return self.config(project) | {"token": "${AZURE_DEVOPS_TOKEN}", "settle_seconds": 0} | more

    def keys(self, project: str | None = None) -> list[str]:
        """All work items of a project that are not in the recycle bin, the oldest first."""
        with self.world.lock:
            there = self.project(project)
            return [
                str(item.id)
                for item in self.world.items.values()
                if item.project is there and not item.deleted
            ]

    def shown(self, key: str | int) -> dict[str, Any]:
        """A work item in the words of an entry, as the default maps say it."""
        item = self.read(key)
        fields = item["fields"]
        tags = [tag.strip() for tag in fields.get("System.Tags", "").split(";") if tag.strip()]
        marks = [found[1] for tag in tags if (found := TAG.fullmatch(tag))]
        state, reason = fields["System.State"], fields.get("System.Reason")
        status = STATUS.get(state, state)
        assigned = fields.get("System.AssignedTo")
        steps = "Microsoft.VSTS.TCM.ReproSteps"
        # What the form of the type shows, or else where the text stood before the type was another one.
        own, other = "System.Description", steps
        if fields["System.WorkItemType"] == "Bug":
            own, other = other, own
        described = own if fields.get(own) or not fields.get(other) else other
        return {
            "key": str(item["id"]),
            "uid": marks[0] if marks else None,
            "title": fields["System.Title"],
            "description": self.text(item, described),
            "status": "cancelled" if status == "done" and reason in GIVEN_UP else status,
            "priority": PRIORITY.get(fields.get("Microsoft.VSTS.Common.Priority", 3)),
            "type": TYPE.get(fields["System.WorkItemType"], "task"),
            "labels": sorted(tag for tag in tags if not TAG.fullmatch(tag)),
            "assignees": [assigned["uniqueName"]] if assigned else [],
            "milestone": fields["System.IterationPath"].partition("\\")[2] or None,
            "due": (fields.get("Microsoft.VSTS.Scheduling.DueDate") or "")[:10] or None,
            "notes": sorted(_said(one) for one in item["comments"]),
        }

    def text(self, item: Mapping[str, Any], field: str) -> str:
        """The Markdown of a long text, whichever form it is kept in."""
        form = (item.get("multilineFieldsFormat") or {}).get(field, "html")
        return _TEXTS.read(item["fields"].get(field), form)

    def field_called(self, name: str) -> str:
        """The reference name of a field by the name that people see."""
        found = self.world.field(name)
        assert found is not None
        return str(found.reference)

    def linked(self, key: str | int) -> set[tuple[str, str]]:
        """How a work item is linked to others, and to which."""
        kinds = {rel: kind for kind, rel in LINKS.items()}
        return {
            (kinds[one["rel"]], one["url"].rpartition("/")[2])
            for one in self.read(key).get("relations", ())
            if one["rel"] in kinds
        }

    def all(self, project: str | None = None) -> list[dict[str, Any]]:
        """All work items of a project as a person sees them."""
        return [self.shown(key) for key in self.keys(project)]

    def titled(self, title: str, project: str | None = None) -> str:
        """The one work item of that title."""
        found = [key for key in self.keys(project) if self.read(key)["fields"]["System.Title"] == title]
        assert len(found) == 1, f"{len(found)} work items are called {title!r}"
        return found[0]

    def sent(self) -> list[str]:
        """What was asked since the last time: `METHOD /path` without the query."""
        asked = [f"{entry['method']} {entry['path'].partition('?')[0]}" for entry in self.requests()]
        self.clear_requests()
        return asked

    def writes(self) -> list[str]:
        """Only what was to change something since the last time."""
        return [line for line in self.sent() if not line.startswith("GET ") and not ASKS.search(line)]

    def doubles(self, project: str | None = None) -> list[str]:
        """Marks that stand on more than one work item or comment."""
        marks: list[str] = []
        for key in self.keys(project):
            item = self.read(key)
            tags = item["fields"].get("System.Tags", "").split(";")
            marks += [tag.strip() for tag in tags if TAG.fullmatch(tag.strip())]
            found = (NOTE.search(one["text"]) for one in item["comments"])
            marks += [one[1] or one[2] for one in found if one]
        return sorted({mark for mark in marks if marks.count(mark) > 1})


def _said(comment: Mapping[str, Any]) -> str:
    text = str(comment["text"])
    text = re.sub(r"\s*<!-- devlog-note:.*? -->|<a href=\"[^\"]*devlog\.invalid/note/[^\"]*\"></a>", "", text)
    return _TEXTS.read(text, comment.get("format"))
