"""An Azure DevOps whose work items say whatever an entry may say, and hold what devlog never wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from devlog_core.testing.sandbox import Moment
from tests.integration.works import NOTE, TAG, Works

PROJECTS = ("Shop", "Ops")
STATE = {
    "New": "new", "Active": "in-progress", "In Review": "in-review", "Closed": "done", "Removed": "cancelled",
}  # fmt: skip
LINK = re.compile(r"https://devlog\.invalid/entry/([0-9a-f-]{36})")
DEPENDS = {
    "System.LinkTypes.Dependency-Forward": "blocks",
    "System.LinkTypes.Dependency-Reverse": "blocked-by",
    "System.LinkTypes.Related": "related-to",
}
PARENT = "System.LinkTypes.Hierarchy-Reverse"
ESTIMATE = "Microsoft.VSTS.Scheduling.OriginalEstimate"
CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
WIKI = "https://wiki.example.com/talked"
TEAM = "Blue"


class Yard(Works):
    """An Azure DevOps with two custom fields, a state more and two projects, where people come between."""

    plugin: ClassVar[str] = "azure-devops"
    created: ClassVar[str] = r"POST .*/workItems/(\$|%24)"
    tried: ClassVar[Sequence[tuple[str, str, tuple[str, ...]]]] = (
        ("made", created, ()),
        ("walking", "PATCH .*/workItems/", ("--status", "done")),
        ("noted", "POST .*/comments", ()),
    )
    told_here: ClassVar[Sequence[tuple[str, tuple[str, ...]]]] = (
        ("talked", ("--set", "parent=", "--set", "dependencies=")),
        # What stood between the two is gone at both ends: the other one's item is not read before it is told.
        ("wanderer", ("--set", "dependencies=")),
        ("epic", ("--set", "acceptance_criteria=it is quick\nit is whole")),
    )
    books: ClassVar[bool] = False

    def __init__(self, form: str = "services") -> None:
        self._talked = ""
        self._copies: set[str] = set()
        super().__init__(*PROJECTS, form=form)
        for project in PROJECTS:
            self.grade = self.add_field("Grade", "string", ("low", "high"), project=project)
            self.team = self.add_field("Team", "string", project=project)
            self.add_state("Task", "In Review", "InProgress", project)
            self.add_iteration("1.0", project)

    def settings(self, project: str | None = None, **more: Any) -> dict[str, Any]:
        return super().settings(project, custom={"severity": "Grade"}) | more

    @property
    def home(self) -> str:
        """The name of the first project."""
        return PROJECTS[0]

    def person(self, name: str) -> str:
        """What somebody signs in with."""
        return self.world.user(name).unique_name

    def settle_in(self) -> None:
        """From now on whatever is seeded is new, and people come between a reading and a writing."""
        self.world.looked_at = True

    def recall(self, memory: Any) -> None:
        super().recall(memory)
        self.on_request(self._between)

    def unhook(self) -> None:
        """Call nobody any more but those who come between."""
        self.exchange.hooks[:] = [self._between]

    def paged(self, page: int) -> None:
        """Short pages, and queries that find little."""
        self.switch("most_results", 2 * page)
        self.switch("reporting_page", page)
        self.switch("comment_page", page)

    def keys(self, project: str | None = None) -> list[str]:
        """All work items outside of the recycle bin, in whichever project."""
        return [key for name in PROJECTS for key in Works.keys(self, name)]

    def near(self) -> list[str]:
        """Those of the first project: another one's changes are told there."""
        return Works.keys(self, self.home)

    def all(self, project: str | None = None) -> list[dict[str, Any]]:
        return [self.shown(key) for key in self.keys()]

    def titled(self, title: str, project: str | None = None) -> str:
        """The one work item of that title, in whichever project."""
        found = [key for key in self.keys() if self.read(key)["fields"]["System.Title"] == title]
        assert len(found) == 1, f"{len(found)} work items are called {title!r}"
        return found[0]

    def shown(self, key: str | int) -> dict[str, Any]:
        """A work item in the words of an entry, as the settings map them."""
        item = self.read(key)
        fields = item["fields"]
        relations = [one for one in item.get("relations") or () if not self._leads_to_the_bin(one)]
        hours = fields.get(ESTIMATE)
        return {
            **super().shown(key),
            "key": f"{fields['System.TeamProject']}-{item['id']}",
            "id": str(item["id"]),
            "uid": uid_of(item),
            "status": STATE[fields["System.State"]],
            "estimate": None if hours is None else round(hours * 60),
            "custom.severity": fields.get(self.grade),
            "criteria": self.text(item, CRITERIA),
            "parent": next((_target(one) for one in relations if one["rel"] == PARENT), None),
            "dependencies": sorted(
                (DEPENDS[one["rel"]], _target(one)) for one in relations if one["rel"] in DEPENDS
            ),
            "worklogs": [],
            "by": sorted(one["createdBy"]["displayName"] for one in item["comments"]),
            "formats": sorted(one.get("format", "html") for one in item["comments"]),
            "pages": sorted(one["url"] for one in relations if one["rel"] == "Hyperlink"),
        }

    def wrong(self) -> list[str]:
        """Marks of which there are two, halves that no copy explains, and foreign things that are gone."""
        wrong: list[str] = []
        marks: Counter[str] = Counter()
        for key in self.keys():
            item = self.read(key)
            own = uid_of(item)
            halves = {*_tagged(item), *_linked(item)} - {own}
            if halves and key not in self._copies:
                wrong.append(f"{key} carries half of the marks {sorted(halves)}")
            marks.update([own] if own else [])
            marks.update(_note_marks(item))
        wrong += [f"{mark} stands twice" for mark, count in marks.items() if count > 1]
        return wrong + list(self._lost())

    def there(
        self, title: str, *comments: str, labels: Sequence[str] = (), text: str = "", due: str | None = None,
        above: bool = False,
    ) -> str:  # fmt: skip
        """Another work item by people, a task unless it is above others."""
        more: dict[str, Any] = {"tags": list(labels)} if labels else {}
        # What an entry has that was told nothing else.
        more |= {"priority": 3}
        more |= {"description": f"<div>{text}</div>"} if text else {}
        more |= {"Microsoft.VSTS.Scheduling.DueDate": f"{due}T12:00:00Z"} if due else {}
        talk = [{"text": f"<div>{said}</div>", "author": "bob"} for said in comments]
        kind = "Epic" if above else "Task"
        (key,) = self.seed([{"title": title, "type": kind, "author": "alice", "comments": talk, **more}])
        return key

    def rename(self, key: str, title: str) -> None:
        """Alice gives another title."""
        self.edit(key, {"title": title}, by="alice")

    def tag(self, key: str, label: str) -> None:
        """Alice adds a tag."""
        held = str(self.read(key)["fields"].get("System.Tags", ""))
        self.edit(key, {"tags": f"{held};{label}"}, by="alice")

    def give_up(self, key: str) -> None:
        """Alice removes it from the backlog."""
        self.edit(key, {"state": "Removed"}, by="alice")

    def say(self, key: str, text: str) -> None:
        """Bob comments."""
        self.comment(key, f"<div>{text}</div>", "bob")

    def reword(self, key: str, text: str, new: str) -> None:
        """Another text for a comment."""
        self.edit_comment(self.said(key, text), f"<div>{new}</div>")

    def unsay(self, key: str, text: str) -> None:
        """A comment is deleted."""
        self.delete_comment(self.said(key, text))

    def wander(self, key: str) -> None:
        """To the other project."""
        self.move(key, PROJECTS[1])

    def before(self, talked: str) -> None:
        """Links between items, and beside them a page, a value and a link of a kind that is not ours."""
        self._talked = talked
        self.link(talked, "parent", self.titled("epic"), by="bob")
        self.link(talked, "related", self.titled("wanderer"), by="bob")
        self.link(talked, "duplicate", self.titled("closed there"), by="bob")
        self.hyperlink(talked, WIKI, "bob", "what was said")
        self.edit(talked, {self.team: TEAM}, by="bob")

    def since(self, talked: str) -> None:
        """Links alone, a copy of an item that carries a mark, and one that was deleted and came back."""
        self.link(self.titled("closed there"), "parent", self.titled("epic"), by="bob")
        self.link(self.titled("wanderer"), "successor", self.titled("closed there"), by="bob")
        copy = str(self.copy(self.titled("worked"), by="bob"))
        self._copies.add(copy)
        self.rename(copy, "copied there")
        back = self.titled("from github")
        self.delete(back)
        self.restore(back)

    def unheard(self, key: str) -> None:
        """An item that lies in the recycle bin."""
        self.delete(self.there("thrown away", "c"))

    def at_once(self, number: int, key: str) -> None:
        """Bob links two items, which counts no revision up."""
        self.link(key, "related", self.there(f"linked there {number}"), by="bob")

    def _between(self, at: Moment) -> None:
        """Alice sets a value after its item was read and before our change of it arrives."""
        found = re.search(r"/workItems/(\d+)\?", at.path)
        if at.phase != "before" or at.method != "PATCH" or not found:
            return
        fields = self.read(found[1])["fields"]
        if fields["System.Title"] == "wanderer" and self.grade not in fields:
            self.edit(found[1], {self.grade: "high"}, by="alice")

    def said(self, key: str, text: str) -> str:
        """The one comment of a work item that says so."""
        (found,) = [one["id"] for one in self.read(key)["comments"] if text in re.split("[<>]", one["text"])]
        return str(found)

    def _leads_to_the_bin(self, relation: Mapping[str, Any]) -> bool:
        return "/workItems/" in relation["url"] and self.read(_target(relation))["deleted"]

    def _lost(self) -> Iterator[str]:
        if not self._talked:
            return
        item = self.read(self._talked)
        rels = {one["rel"]: one["url"] for one in item["relations"]}
        if rels.get("Hyperlink") != WIKI or "System.LinkTypes.Duplicate-Forward" not in rels:
            yield f"{self._talked} has lost a relation of others: {sorted(rels)}"
        if item["fields"].get(self.team) != TEAM:
            yield f"{self._talked} has lost a field of others"


def uid_of(item: Mapping[str, Any]) -> str | None:
    """What tag and link say together."""
    both = _tagged(item) & _linked(item)
    return next(iter(both)) if len(both) == 1 else None


def _tagged(item: Mapping[str, Any]) -> set[str]:
    tags = str(item["fields"].get("System.Tags", "")).split(";")
    return {found[1] for tag in tags if (found := TAG.fullmatch(tag.strip()))}


def _linked(item: Mapping[str, Any]) -> set[str]:
    relations = item.get("relations") or ()
    return {found[1] for one in relations if (found := LINK.fullmatch(one["url"]))}


def _note_marks(item: Mapping[str, Any]) -> list[str]:
    found = (NOTE.search(one["text"]) for one in item["comments"])
    return [f"note {item['id']} {one[1] or one[2]}" for one in found if one]


def _target(relation: Mapping[str, Any]) -> str:
    return str(relation["url"]).rpartition("/")[2]
