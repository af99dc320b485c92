"""A repository and a project of Jira side by side, told and asked as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from devlog_core.testing.sandbox.exchange import Hook
from tests.faults.grounds import issues_of
from tests.faults.workshop import Workshop
from tests.integration.agree import disagreements
from tests.integration.desk import Desk
from tests.integration.hub import Hub

EMPTY: Mapping[str, Any] = {
    "title": "", "description": "", "status": "new", "priority": "medium", "type": "task", "labels": [],
    "milestone": None, "due": None, "estimate": None, "custom.severity": None,
}  # fmt: skip


OTHER_END = {"blocks": "blocked-by", "blocked-by": "blocks", "related-to": "related-to"}
PLACES = {"shop": "acme/shop", "tickets": "SHOP"}


class Pair:
    """GitHub as `shop` and Jira as `tickets`."""

    def __init__(self, deployment: str) -> None:
        self.shop = Hub("acme/shop")
        self.tickets = Workshop(deployment)
        self.both = (self.shop, self.tickets)

    @property
    def places(self) -> Mapping[str, str]:
        """The repository and the project."""
        return PLACES

    def start(self) -> None:
        """Begin to serve."""
        for each in self.both:
            each.start()

    def stop(self) -> None:
        """End serving."""
        for each in self.both:
            each.stop()

    def settle_in(self) -> None:
        """From now on whatever is seeded is new."""
        for each in self.both:
            each.world.looked_at = True

    def memory(self) -> Any:
        """Everything as it is now, for `recall`."""
        return self.shop.memory(), self.tickets.memory()

    def recall(self, memory: Any) -> None:
        """Be as it was then, at the same addresses."""
        self.shop.recall(memory[0])
        self.tickets.recall(memory[1])

    def advance(self, seconds: float) -> None:
        """Let time pass at both."""
        for each in self.both:
            each.advance(seconds)

    def switch(self, name: str, value: Any) -> None:
        """Set a switch that both have."""
        for each in self.both:
            each.switch(name, value)

    def widen(self) -> None:
        """Pages and lists are as long as they usually are."""
        self.switch("largest_page", 100)
        self.tickets.switch("embedded_comments", None)

    def on_request(self, hook: Hook) -> None:
        """Call `hook` before and after each request to either."""
        for each in self.both:
            each.on_request(hook)

    def unhook(self) -> None:
        """Call nobody any more."""
        for each in self.both:
            each.exchange.hooks.clear()

    def requests(self) -> list[dict[str, Any]]:
        """What was asked, of one after the other."""
        return [*self.shop.requests(), *self.tickets.requests()]

    def clear_requests(self) -> None:
        """Begin the lists anew."""
        for each in self.both:
            each.clear_requests()

    def writes(self) -> list[str]:
        """What was to change something."""
        return [*self.shop.writes(), *self.tickets.writes()]

    def pictures(self) -> dict[str, Any]:
        """All that both show, without what depends on the order of events."""
        names = {str(issue["id"]): issue["title"] for issue in self.tickets.all()}
        issues = [{**issue, "id": "", "key": issue["key"].partition("-")[0]} for issue in self.tickets.all()]
        for issue in issues:
            issue["parent"] = names.get(issue["parent"])
            issue["dependencies"] = sorted((kind, names[other]) for kind, other in issue["dependencies"])
        return {
            "shop": issues_of(self.shop, "acme/shop"),
            "tickets": sorted(issues, key=lambda issue: (issue["title"], issue["uid"] or "")),
        }

    def apart(self, desk: Desk, contested: Collection[str]) -> list[str]:
        """In words, whatever differs between entries and what both show."""
        wrong = disagreements(desk, self.shop, {"shop": PLACES["shop"]}, contested)
        return wrong + _apart(desk, self.tickets, contested)


def _apart(desk: Desk, depot: Workshop, contested: Collection[str]) -> list[str]:
    wrong: list[str] = []
    linked: dict[str, str] = {}
    """The ids of issues by the uids of their entries."""
    entries = {entry["uid"]: entry for entry in desk.whole()}
    dependencies = _both_ends(entries)
    known = depot.keys()
    for entry in desk.entries():
        for link in entry["links"]:
            if (link["integration"], link["kind"], link["state"]) == ("tickets", "item", "linked"):
                linked[entry["uid"]] = depot.read(link["remote_key"])["id"]
    for uid, issue in linked.items():
        said = _different(entries[uid], depot.shown(issue), linked, dependencies[uid], contested)
        wrong += [f"{issue}: {text}" for text in said]
    shared = [issue for issue in linked.values() if list(linked.values()).count(issue) > 1]
    wrong += [f"{issue} is linked twice" for issue in sorted(set(shared))]
    alone = [key for key in known if depot.read(key)["id"] not in linked.values()]
    return wrong + [f"{key} is linked to nothing" for key in alone] + depot.doubles()


def _both_ends(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, set[tuple[str, str]]]:
    """What depends on what; a link of Jira's stands at both its ends, and comes back to the other later."""
    found: dict[str, set[tuple[str, str]]] = {uid: set() for uid in entries}
    for uid, entry in entries.items():
        for one in entry["values"].get("dependencies", ()):
            found[uid].add((one["kind"], one["entry"]))
            found[one["entry"]].add((OTHER_END[one["kind"]], uid))
    return found


def _different(
    entry: Mapping[str, Any],
    issue: Mapping[str, Any],
    linked: Mapping[str, str],
    depends: set[tuple[str, str]],
    contested: Collection[str],
) -> list[str]:
    ours = {field: entry["values"].get(field, default) for field, default in EMPTY.items()}
    ours["parent"] = linked.get(entry["values"].get("parent"))
    ours["dependencies"] = sorted((kind, linked[other]) for kind, other in depends if other in linked)
    ours["notes"] = sorted(note["content"] for note in entry["notes"] if not note["deleted"])
    ours["worklogs"] = sorted((w["minutes"], w["text"]) for w in entry["worklogs"] if not w["deleted"])
    return [
        f"{field} is {value!r} here and {issue[field]!r} there"
        for field, value in ours.items()
        if value != issue[field] and not {str(value), str(issue[field])} <= set(contested)
    ]


def at_jira(moments: Iterable[str]) -> list[str]:
    """The moments that are Jira's or everybody's; other walks go through those of GitHub."""
    return [each for each in moments if "/repos" not in each and "devlog-sync-shop" not in each]
