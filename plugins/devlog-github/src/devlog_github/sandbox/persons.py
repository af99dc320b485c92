"""What people do on the website while devlog is not looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_github.sandbox import talk
from devlog_github.sandbox.changes import apply, change_issue
from devlog_github.sandbox.inputs import logins
from devlog_github.sandbox.removal import delete_issue, transfer_issue
from devlog_github.sandbox.shapes.issues import comment_json, issue_json
from devlog_github.sandbox.state import State


class Persons(State):
    """Verbs that change issues as a named person."""

    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        """Change fields in GitHub's terms; whom a person assigns here becomes a collaborator first."""
        with self.world.writing():
            issue, person = self.issue(id), self.world.user(by)
            for login in logins(values.get("assignees") or []):
                issue.repository.collaborators.setdefault(login.lower(), "push")
                self.world.user(login)
            change_issue(self.world, issue, person, values)
            if "locked" in values:
                apply(self.world, issue, person, {"locked": bool(values["locked"])})

    def comment(self, id: str, text: str, by: str) -> str:
        """Add a comment and return its id."""
        with self.world.writing():
            return str(talk.add_comment(self.world, self.issue(id), self.world.user(by), text).id)

    def edit_comment(self, id: str, text: str) -> None:
        """Reword a comment, by its id."""
        with self.world.writing():
            talk.change_comment(self.world, self.found_comment(id), text)

    def delete_comment(self, id: str) -> None:
        """Take a comment away, by its id."""
        with self.world.writing():
            talk.remove_comment(self.world, self.found_comment(id))

    def delete(self, id: str) -> None:
        """Remove an issue for good; its address answers 410 from now on."""
        with self.world.writing():
            delete_issue(self.world, self.issue(id))

    def transfer(self, id: str, repository: str) -> str:
        """Move an issue to another repository and return its new key."""
        with self.world.writing():
            return self.key(transfer_issue(self.world, self.issue(id), self.repository(repository)))

    def read(self, id: str) -> dict[str, Any]:
        """The issue in GitHub's shape, but `comments` holds the comments and not their number."""
        with self.world.lock:
            issue = self.issue(id)
            comments = [comment_json(self.world, comment) for comment in issue.comments]
            return issue_json(self.world, issue) | {"comments": comments}
