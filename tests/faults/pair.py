"""A repository and a project of another tracker side by side, told and asked as one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from devlog_core.testing.sandbox.exchange import Hook
from tests.faults.grounds import Twins, issues_of
from tests.faults.tracker import EMPTY, Tracker
from tests.integration.agree import disagreements
from tests.integration.desk import Desk

OTHER_END = {"blocks": "blocked-by", "blocked-by": "blocks", "related-to": "related-to"}
SHOP = "acme/shop"


class Pair:
    """GitHub as `shop` and a tracker as `tickets`."""

    def __init__(self, tickets: Tracker) -> None:
        self.shop = Twins(SHOP)
        self.tickets = tickets
        self.both: tuple[Twins, Tracker] = (self.shop, tickets)

    @property
    def places(self) -> Mapping[str, str]:
        """The repository and the project."""
        return {"shop": SHOP, "tickets": self.tickets.home}

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
            each.settle_in()

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

    def paged(self, page: int) -> None:
        """Pages are so long at both."""
        for each in self.both:
            each.paged(page)

    def on_request(self, hook: Hook) -> None:
        """Call `hook` before and after each request to either."""
        for each in self.both:
            each.on_request(hook)

    def unhook(self) -> None:
        """Call nobody any more whom `on_request` named."""
        for each in self.both:
            each.unhook()

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
        issues = [{**issue, "id": "", "key": issue["key"].rpartition("-")[0]} for issue in self.tickets.all()]
        for issue in issues:
            issue["parent"] = names.get(issue["parent"])
            issue["dependencies"] = sorted((kind, names[other]) for kind, other in issue["dependencies"])
        return {
            "shop": issues_of(self.shop, SHOP),
            "tickets": sorted(issues, key=lambda issue: (issue["title"], issue["uid"] or "")),
        }

    def apart(self, desk: Desk, contested: Collection[str]) -> list[str]:
        """In words, whatever differs between entries and what both show."""
        wrong = disagreements(desk, self.shop, {"shop": SHOP}, contested)
        return wrong + _apart(desk, self.tickets, contested)


def _apart(desk: Desk, tickets: Tracker, contested: Collection[str]) -> list[str]:
    wrong: list[str] = []
    linked: dict[str, str] = {}
    """The ids of issues by the uids of their entries."""
    entries = {entry["uid"]: entry for entry in desk.whole()}
    dependencies = _both_ends(entries)
    for entry in desk.entries():
        for link in entry["links"]:
            if (link["integration"], link["kind"], link["state"]) == ("tickets", "item", "linked"):
                linked[entry["uid"]] = tickets.shown(link["remote_key"])["id"]
    for uid, issue in linked.items():
        said = _different(entries[uid], tickets.shown(issue), linked, dependencies[uid], contested)
        wrong += [f"{issue}: {text}" for text in said]
    shared = [issue for issue in linked.values() if list(linked.values()).count(issue) > 1]
    wrong += [f"{issue} is linked twice" for issue in sorted(set(shared))]
    alone = [item["title"] for item in tickets.all() if item["id"] not in linked.values()]
    return wrong + [f"{title!r} is linked to nothing" for title in alone] + tickets.wrong()


def _both_ends(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, set[tuple[str, str]]]:
    """What depends on what; a link stands at both its ends there, and comes back to the other later."""
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


def at_tickets(moments: Iterable[str]) -> list[str]:
    """The moments that are the tracker's or everybody's; other walks go through those of GitHub."""
    return [each for each in moments if "/repos" not in each and "devlog-sync-shop" not in each]


def creations(pair: Pair, moments: Iterable[str]) -> list[str]:
    """The moments about a request that makes an item at the tracker."""
    return [each for each in moments if re.search(pair.tickets.created, each.partition(" [")[0])]
