"""What people do in the browser while devlog is not looking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.sandbox import changes, links
from devlog_azure_devops.sandbox.changes import Draft
from devlog_azure_devops.sandbox.model import Item, Relation
from devlog_azure_devops.sandbox.shapes.comments import comment_json
from devlog_azure_devops.sandbox.shapes.items import item_json
from devlog_azure_devops.sandbox.state import State
from devlog_azure_devops.sandbox.wording import drafted

LINKS = {
    "parent": links.PARENT,
    "child": links.CHILD,
    "related": "System.LinkTypes.Related",
    "successor": "System.LinkTypes.Dependency-Forward",
    "predecessor": "System.LinkTypes.Dependency-Reverse",
    "duplicate": "System.LinkTypes.Duplicate-Forward",
    "duplicate-of": "System.LinkTypes.Duplicate-Reverse",
}


class Persons(State):
    """Verbs that change items as a named person."""

    def read(self, id: str | int) -> dict[str, Any]:
        """One item with all fields and relations, its comments, and whether it is in the recycle bin."""
        with self.world.lock:
            item = self.item(id)
            told = item_json(self.world, item, expand="all")
            said = [comment_json(self.world, item, one) for one in item.comments if not one.deleted]
            return told | {"comments": said, "deleted": item.deleted is not None}

    def edit(self, id: str | int, values: Mapping[str, Any], by: str) -> None:
        """Change fields by short names (title, state, tags, ...) or by their own."""
        with self.world.writing():
            item = self.item(id)
            changes.commit(self.world, item, self.world.user(by), drafted(self.world, item.type, values))

    def reformat(self, id: str | int, field: str, text: str, format: str, by: str) -> None:
        """Give a long text anew, as html or as markdown."""
        with self.world.writing():
            item = self.item(id)
            draft = drafted(self.world, item.type, {field: text})
            draft.formats = dict.fromkeys(draft.fields, format)
            changes.commit(self.world, item, self.world.user(by), draft)

    def comment(self, id: str | int, text: str, by: str, format: str = "html") -> str:
        """Add a comment and return its id."""
        with self.world.writing():
            item = self.item(id)
            return str(changes.add_comment(self.world, item, self.world.user(by), text, format).id)

    def edit_comment(self, id: str | int, text: str) -> None:
        """Reword a comment, by its id."""
        with self.world.writing():
            item, comment = self.found_comment(id)
            changes.change_comment(self.world, item, comment, comment.author, text=text)

    def delete_comment(self, id: str | int) -> None:
        """Take a comment back, by its id."""
        with self.world.writing():
            item, comment = self.found_comment(id)
            changes.change_comment(self.world, item, comment, comment.author, deleted=True)

    def delete(self, id: str | int, by: str = "jane") -> None:
        """Put an item into the recycle bin."""
        with self.world.writing():
            changes.put_away(self.world, self.item(id), self.world.user(by))

    def restore(self, id: str | int, by: str = "jane") -> None:
        """Take an item out of the recycle bin."""
        with self.world.writing():
            changes.bring_back(self.world, self.item(id), self.world.user(by))

    def destroy(self, id: str | int) -> None:
        """Remove an item for good."""
        with self.world.writing():
            changes.destroy(self.world, self.item(id))

    def move(self, id: str | int, project: str, by: str = "jane") -> None:
        """Move an item to another project, where it keeps its number."""
        with self.world.writing():
            item, there = self.item(id), self.project(project)
            if item.fields["System.WorkItemType"].casefold() not in there.types:
                raise ValueError(f"{there.name} has no type {item.fields['System.WorkItemType']!r}")
            item.project = there
            roots = {"System.AreaPath": there.areas.name, "System.IterationPath": there.iterations.name}
            changes.commit(self.world, item, self.world.user(by), Draft(fields=dict(roots)))

    def retype(self, id: str | int, kind: str, by: str = "jane") -> None:
        """Make an item one of another type, in that type's first state where it does not know its own."""
        with self.world.writing():
            item = self.item(id)
            found = item.project.types[kind.casefold()]
            known = found.state(item.fields["System.State"]) or found.states[0]
            fields = {"System.WorkItemType": found.name, "System.State": known.name}
            changes.commit(self.world, item, self.world.user(by), Draft(fields=dict(fields)))

    def copy(self, id: str | int, by: str = "jane") -> int:
        """Copy an item with its tags, as the website does, and return the copy's number; links go along."""
        with self.world.writing():
            item, person = self.item(id), self.world.user(by)
            kept = (
                "System.Title",
                "System.Description",
                "System.Tags",
                "System.AreaPath",
                "System.IterationPath",
            )
            fields = {name: value for name, value in item.fields.items() if name in kept}
            draft = Draft(fields=fields, formats=dict(item.formats))
            made = changes.make(self.world, item.project, item.type.name, person, draft)
            self._join(made, "System.LinkTypes.Related", item, by)
            return made.id

    def link(self, id: str | int, kind: str, other: str | int, by: str) -> None:
        """Link an item to another by one of the kinds in `LINKS`."""
        with self.world.writing():
            if kind not in LINKS:
                raise ValueError(f"no kind of link {kind!r}; there are {', '.join(LINKS)}")
            self._join(self.item(id), LINKS[kind], self.item(other), by)

    def unlink(self, id: str | int, kind: str, other: str | int, by: str) -> None:
        """Take such a link away."""
        with self.world.writing():
            item = self.item(id)
            gone = [one for one in item.relations if (one.rel, one.target) == (LINKS[kind], int(other))]
            changes.commit(self.world, item, self.world.user(by), Draft(removed=gone))

    def hyperlink(self, id: str | int, url: str, by: str, comment: str = "") -> None:
        """Let an item point to an address."""
        with self.world.writing():
            attributes = {"comment": comment} if comment else {}
            made = links.made(self.world, "Hyperlink", url, None, attributes)
            changes.commit(self.world, self.item(id), self.world.user(by), Draft(added=[made]))

    def _join(self, item: Item, rel: str, other: Item, by: str) -> None:
        url = f"{self.world.url}/{other.project.id}/_apis/wit/workItems/{other.id}"
        made: Relation = links.made(self.world, rel, url, other.id, {})
        changes.commit(self.world, item, self.world.user(by), Draft(added=[made]))
