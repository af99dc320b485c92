"""What people do on the website while devlog is not looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_github.sandbox import talk
from devlog_github.sandbox.changes import apply, change_issue
from devlog_github.sandbox.inputs import logins
from devlog_github.sandbox.merging import merge_pull, open_pull
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

    def open_pull(
        self,
        title: str,
        head: str,
        by: str,
        body: str | None = None,
        base: str = "main",
        repository: str | None = None,
    ) -> str:
        """Open a pull request and return its key."""
        with self.world.writing():
            wanted = {"title": title, "head": head, "base": base, "body": body}
            return self.key(open_pull(self.world, self.repository(repository), self.world.user(by), wanted))

    def merge(self, id: str, by: str) -> str:
        """Merge a pull request, which closes the issues that its text names; return the commit."""
        with self.world.writing():
            return merge_pull(self.world, self.issue(id), self.world.user(by))

    def lock(self, id: str, by: str, reason: str | None = None) -> None:
        """Close the conversation of an issue to strangers."""
        with self.world.writing():
            apply(self.world, self.issue(id), self.world.user(by), {"locked": True, "lock_reason": reason})

    def read(self, id: str) -> dict[str, Any]:
        """The issue in GitHub's shape, but `comments` holds the comments and not their number."""
        with self.world.lock:
            issue = self.issue(id)
            comments = [comment_json(self.world, comment) for comment in issue.comments]
            return issue_json(self.world, issue) | {"comments": comments}
