"""What people do in the browser while devlog is not looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_jira.sandbox import linking, removal, talk, workflow
from devlog_jira.sandbox.changes import apply
from devlog_jira.sandbox.model import Text
from devlog_jira.sandbox.seeding import find_status
from devlog_jira.sandbox.shapes.comments import comment_json, worklog_json
from devlog_jira.sandbox.shapes.issues import issue_json
from devlog_jira.sandbox.state import State
from devlog_jira.sandbox.wording import worded


class Persons(State):
    """Verbs that change issues as a named person."""

    def read(self, id: str) -> dict[str, Any]:
        """One issue with every field, its properties, and its comments and worklogs with theirs."""
        with self.world.lock:
            issue, view = self.issue(id), self.view
            return issue_json(view, issue) | {
                "properties": dict(issue.properties),
                "comments": [comment_json(view, issue, one, properties=True) for one in issue.comments],
                "worklogs": [worklog_json(view, issue, one, properties=True) for one in issue.worklogs],
                "archived": issue.archived,
            }

    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        """Change fields by their ids or names; `status` goes there whatever the workflow says."""
        with self.world.writing():
            issue, person = self.issue(id), self.world.user(by)
            fields = {name: value for name, value in values.items() if name != "status"}
            read = worded(self.world, issue.project, fields)
            if "status" not in values:
                apply(self.world, issue, person, read)
                return
            status = find_status(issue.project, str(values["status"]))
            workflow.settle(self.world, issue, status, person, read)

    def comment(
        self, id: str, text: Any, by: str, visibility: Mapping[str, str] | None = None, public: bool = True
    ) -> str:
        """Add a comment, perhaps a restricted or an internal one, and return its id."""
        with self.world.writing():
            more = {"visibility": visibility, "public": public}
            issue, person = self.issue(id), self.world.user(by)
            return str(talk.add_comment(self.world, issue, person, Text(text), **more).id)

    def edit_comment(self, id: str, text: Any) -> None:
        """Reword a comment, by its id."""
        with self.world.writing():
            issue, comment = self.found_comment(id)
            talk.change_comment(self.world, issue, comment, comment.author, {"body": Text(text)})

    def delete_comment(self, id: str) -> None:
        """Take a comment away, by its id."""
        with self.world.writing():
            issue, comment = self.found_comment(id)
            talk.remove_comment(self.world, issue, comment, comment.author)

    def delete(self, id: str) -> None:
        """Remove an issue for good; its address answers 404 from now on."""
        with self.world.writing():
            issue = self.issue(id)
            removal.delete_issue(self.world, issue, issue.project.lead)

    def move(self, id: str, project: str, by: str = "jane") -> str:
        """Move an issue to another project and return its new key; the old one still finds it."""
        with self.world.writing():
            issue = self.issue(id)
            removal.move_issue(self.world, issue, self.project(project), self.world.user(by))
            return issue.key

    def archive(self, id: str) -> None:
        """Put an issue away."""
        with self.world.writing():
            removal.archive_issue(self.world, self.issue(id))

    def link(self, id: str, kind: str, other: str, by: str) -> str:
        """Let an issue block, clone or relate to another by the kind's name, and return the link's id."""
        with self.world.writing():
            found = next((one for one in self.world.link_types if one.name == kind), None)
            if found is None:
                raise ValueError(f"no kind of link {kind!r}")
            ends = self.issue(id), self.issue(other)
            return str(linking.link_issues(self.world, found, *ends, self.world.user(by)).id)

    def unlink(self, link: str, by: str) -> None:
        """Take a link away, by its id."""
        with self.world.writing():
            linking.unlink(self.world, self.world.links[int(link)], self.world.user(by))
