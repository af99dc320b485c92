"""A Jira whose issues go one status at a time, and whatever an issue can say of an entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from tests.integration.depot import LABEL, PRIORITY, TYPE, Depot

PROJECTS = ("SHOP", "OPS")
STATUS = {"Open": "new", "Doing": "in-progress", "Review": "in-review"}
RESOLUTION = {"Done": "done", "Won't Do": "cancelled"}
WORKFLOW = (("Open", "new"), ("Doing", "indeterminate"), ("Review", "indeterminate"), ("Done", "done"))
MAPPING = {
    "new": "Open",
    "in-progress": "Doing",
    "in-review": "Review",
    "done": "Done:Done",
    "cancelled": "Done:Won't Do",
}
EPIC = "customfield_10014"
"""Where Server keeps the epic of an issue."""


class Workshop(Depot):
    """A Jira with a custom field, two projects and a way of three steps to what is done."""

    plugin: ClassVar[str] = "jira"
    created: ClassVar[str] = "POST .*/api/[23]/issue$"
    tried: ClassVar[Sequence[tuple[str, str, tuple[str, ...]]]] = (
        ("made", created, ()),
        ("walking", "POST .*/transitions", ("--status", "done")),
        ("noted", "POST .*/comment$", ()),
        ("booked", "POST .*/worklog\\?", ()),
    )
    told_here: ClassVar[Sequence[tuple[str, tuple[str, ...]]]] = ()
    books: ClassVar[bool] = True

    def __init__(self, deployment: str = "cloud") -> None:
        super().__init__(*PROJECTS, deployment=deployment)
        self.severity = self.add_field("Severity", "select", ("low", "high"))
        there = [
            {"name": "Start", "from": ["Open"], "to": "Doing"},
            {"name": "Show", "from": ["Doing"], "to": "Review"},
            {"name": "Finish", "from": ["Review"], "to": "Done", "required": ["resolution"]},
            {"name": "Reopen", "from": ["Done"], "to": "Open"},
        ]
        statuses = [{"name": name, "category": category} for name, category in WORKFLOW]
        for project in PROJECTS:
            self.workflow(statuses, there, project)
        self.permit("admin")
        self.people = {name: self.add_user(name) for name in ("alice", "bob", "devlog-bot")}

    def settings(self, project: str | None = None, **more: Any) -> dict[str, Any]:
        told = {
            "mapping": {"status": MAPPING},
            "transitions": {"Done": {"resolution": "Done"}},
            "custom": {"severity": "Severity"},
        }
        return super().settings(project) | told | more

    def keys(self, project: str | None = None) -> list[str]:
        """All issues, in whichever project."""
        with self.world.lock:
            return [issue.key for issue in self.world.issues.values()]

    def near(self) -> list[str]:
        """All issues: those that were moved away are followed."""
        return self.keys()

    @property
    def home(self) -> str:
        """The key of the first project."""
        return PROJECTS[0]

    def person(self, name: str) -> str:
        """The account of somebody."""
        return self.people[name]

    def settle_in(self) -> None:
        """From now on whatever is seeded is new."""
        self.world.looked_at = True

    def paged(self, page: int) -> None:
        """Short pages, and one comment that comes with an issue."""
        self.switch("largest_page", page)
        self.switch("embedded_comments", None if page == 100 else 1)

    def unhook(self) -> None:
        """Call nobody any more."""
        self.exchange.hooks.clear()

    def there(
        self, title: str, *comments: str, labels: Sequence[str] = (), text: str = "", due: str | None = None,
        above: bool = False,
    ) -> str:  # fmt: skip
        """Another issue by people."""
        talk = [{"body": self.written(said), "author": "bob"} for said in comments]
        more: dict[str, Any] = {"labels": list(labels)} if labels else {}
        more |= {"description": self.written(text)} if text else {}
        more |= {"duedate": due} if due else {}
        more |= {"issuetype": "Epic"} if above else {}
        (key,) = self.seed([{"summary": title, "author": "alice", "comments": talk, **more}])
        return key

    def rename(self, key: str, title: str) -> None:
        """Alice gives another summary."""
        self.edit(key, {"summary": title}, by="alice")

    def tag(self, key: str, label: str) -> None:
        """Alice adds a label."""
        self.edit(key, {"labels": [*self.read(key)["fields"]["labels"], label]}, by="alice")

    def give_up(self, key: str) -> None:
        """Alice closes it with a resolution."""
        self.edit(key, {"status": "Done", "resolution": "Won't Do"}, by="alice")

    def say(self, key: str, text: str) -> None:
        """Bob comments."""
        self.comment(key, self.written(text), "bob")

    def reword(self, key: str, text: str, new: str) -> None:
        """Another text for a comment."""
        self.edit_comment(self.comment_id(key, text), self.written(new))

    def unsay(self, key: str, text: str) -> None:
        """A comment is deleted."""
        self.delete_comment(self.comment_id(key, text))

    def wander(self, key: str) -> None:
        """To the other project."""
        self.move(key, PROJECTS[1])

    def before(self, talked: str) -> None:
        """Bob books time."""
        for spent in ("1h", "2h"):
            self.log_work(talked, spent, by="bob", text=self.written(spent))

    def since(self, talked: str) -> None:
        """Bob corrects one booking and takes the other back."""
        first, second = (one["id"] for one in self.read(talked)["worklogs"])
        self.edit_work(first, {"spent": "3h", "text": self.written("3h")})
        self.delete_work(second)
        self.unheard(talked)

    def unheard(self, key: str) -> None:
        """A comment for some only."""
        self.comment(key, self.written("not for everybody"), "bob", {"type": "role", "value": "Admins"})

    def at_once(self, number: int, key: str) -> None:
        """Bob books time."""
        self.log_work(key, f"{number + 1}m", by="bob", text=self.written("booked there"))

    def all(self, project: str | None = None) -> list[dict[str, Any]]:
        return [self.shown(key) for key in self.keys()]

    def titled(self, title: str, project: str | None = None) -> str:
        """The one issue of that title, in whichever project."""
        found = [key for key in self.keys() if self.read(key)["fields"]["summary"] == title]
        assert len(found) == 1, f"{len(found)} issues are called {title!r}"
        return found[0]

    def comment_id(self, key: str, text: str) -> str:
        """The one comment of an issue that says so."""
        (found,) = [c["id"] for c in self.read(key)["comments"] if self.text.read(c["body"]) == text]
        return str(found)

    def shown(self, key: str) -> dict[str, Any]:
        """An issue in the words of an entry, as the settings map them; what is restricted is left out."""
        issue = self.read(key)
        fields = issue["fields"]
        names = fields["labels"]
        return {
            "key": issue["key"],
            "id": issue["id"],
            "uid": uid_of(issue),
            "title": fields["summary"],
            "description": self.text.read(fields["description"]),
            "status": _status(fields),
            "priority": PRIORITY[fields["priority"]["name"]],
            "type": TYPE.get(fields["issuetype"]["name"], "task"),
            "labels": sorted(name for name in names if not LABEL.fullmatch(name)),
            "assignees": [fields["assignee"]["displayName"].lower()] if fields["assignee"] else [],
            "milestone": min((one["name"] for one in fields["fixVersions"]), default=None),
            "due": fields["duedate"],
            "estimate": _minutes(fields["timetracking"].get("originalEstimateSeconds")),
            "custom.severity": (fields[self.severity] or {}).get("value"),
            "parent": self._above(fields),
            "dependencies": sorted(_dependencies(fields["issuelinks"])),
            "notes": sorted(self.text.read(c["body"]) for c in issue["comments"] if _public(c)),
            "worklogs": sorted(
                (_minutes(w["timeSpentSeconds"]), self.text.read(w.get("comment")))
                for w in issue["worklogs"]
                if _public(w)
            ),
            "by": sorted(_author(one) for one in (*issue["comments"], *issue["worklogs"])),
        }

    def wrong(self) -> list[str]:
        """Marks of which there are two, and of those that a label and a property make, the halves."""
        wrong: list[str] = []
        marks: Counter[str] = Counter()
        for key in self.keys():
            issue = self.read(key)
            labels = [found[1] for name in issue["fields"]["labels"] if (found := LABEL.fullmatch(name))]
            own = uid_of(issue)
            if labels != ([own] if own else []):
                wrong.append(f"{key} is labelled {labels}, and its property says {own}")
            marks.update(labels)
            marks.update(_record_marks(issue))
        return wrong + [f"{mark} stands twice" for mark, count in marks.items() if count > 1]

    def _above(self, fields: Mapping[str, Any]) -> str | None:
        if fields.get("parent"):
            return str(fields["parent"]["id"])
        epic = fields.get(EPIC)
        return str(self.read(epic)["id"]) if epic else None


def uid_of(issue: Mapping[str, Any]) -> str | None:
    """What the property of an issue says."""
    return (issue["properties"].get("devlog") or {}).get("uid")


def _record_marks(issue: Mapping[str, Any]) -> Iterator[str]:
    for kind, name in (("comments", "devlog-note"), ("worklogs", "devlog-worklog")):
        for record in issue[kind]:
            for one in record["properties"]:
                if one["key"] == name:
                    yield f"{name} {issue['id']} {one['value']['uid']}"


def _status(fields: Mapping[str, Any]) -> str:
    name = fields["status"]["name"]
    return RESOLUTION[fields["resolution"]["name"]] if name == "Done" else STATUS[name]


def _dependencies(links: Any) -> Iterator[tuple[str, str]]:
    for link in links:
        outward = "outwardIssue" in link
        kinds = {"Blocks": "blocks" if outward else "blocked-by", "Relates": "related-to"}
        if link["type"]["name"] in kinds:
            yield kinds[link["type"]["name"]], link["outwardIssue" if outward else "inwardIssue"]["id"]


def _public(record: Mapping[str, Any]) -> bool:
    return not record.get("visibility") and record.get("jsdPublic", True)


def _author(record: Mapping[str, Any]) -> str:
    return str(record["author"]["displayName"])


def _minutes(seconds: int | None) -> int | None:
    return None if seconds is None else seconds // 60
