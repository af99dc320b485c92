"""What a sync of a repository and a project of Jira may meet, with Cloud and with Server."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from tests.faults.forks import FastDesk
from tests.faults.pair import Pair
from tests.faults.scenes import comment_id, killed_after
from tests.faults.stage import Scene
from tests.faults.workshop import Workshop

DEPLOYMENTS = ("cloud", "server")
CREATED = "POST .*/api/[23]/issue$"


def connect(desk: FastDesk, pair: Pair, *, mirror: bool = True) -> None:
    """Both places, each with all that the other has where they `mirror`."""
    shop, tickets = pair.shop.settings(), pair.tickets.settings()
    desk.settings["people"] = {
        name: {"github": name, "jira": pair.tickets.people[name]} for name in ("alice", "bob")
    }
    desk.connect("shop", shop, mirror=["tickets"] if mirror else [])
    desk.connect("tickets", tickets, "jira", mirror=["shop"] if mirror else [])


def of(desk: FastDesk, pair: Pair, title: str) -> str:
    """The ref of the entry that an issue of Jira is called by."""
    return desk.of(pair.tickets.titled(title), "tickets")


def there(depot: Workshop, title: str, *comments: str, **more: Any) -> str:
    """Another issue of Jira's, by people."""
    talk = [{"body": depot.written(text), "author": "bob"} for text in comments]
    (key,) = depot.seed([{"summary": title, "author": "alice", "comments": talk, **more}])
    return key


def _in_step(desk: FastDesk, pair: Pair) -> None:
    for _ in range(2):
        desk.sync("--allow-create")
        pair.advance(60)


def _everything(desk: FastDesk, pair: Pair) -> None:
    depot, hub = pair.tickets, pair.shop
    there(depot, "epic", issuetype="Epic")
    there(depot, "edited", labels=["old"], description=depot.written("b"), duedate="2025-04-01")
    talked = there(depot, "talked", "kept", "reworded", "withdrawn")
    theirs = [depot.log_work(talked, spent, by="bob", text=depot.written(spent)) for spent in ("1h", "2h")]
    for title in ("base", "closed there", "wanderer"):
        there(depot, title)
    hub.seed([{"title": "from github", "comments": ["said", "unsaid"]}])
    connect(desk, pair)
    worked = desk.new("worked", "--to", "tickets")["ref"]
    desk.do("log", worked, "30m", "-m", "to be taken away")
    _in_step(desk, pair)
    _here(desk, pair, worked)
    # There: people edit, withdraw, close, move, book time and say what is not for everybody.
    depot.edit(depot.titled("base"), {"summary": "theirs"}, by="alice")
    depot.edit(depot.titled("closed there"), {"status": "Done", "resolution": "Won't Do"}, by="alice")
    depot.edit_comment(depot.comment_id(talked, "reworded"), depot.written("reworded there"))
    depot.delete_comment(depot.comment_id(talked, "withdrawn"))
    depot.comment(talked, depot.written("not for everybody"), "bob", {"type": "role", "value": "Admins"})
    depot.comment(talked, depot.written("said there"), "bob")
    depot.edit_work(theirs[0], {"spent": "3h", "text": depot.written("3h")})
    depot.delete_work(theirs[1])
    depot.move(depot.titled("wanderer"), "OPS")
    hub.edit_comment(comment_id(hub, hub.titled("from github"), "said"), "said anew")
    hub.delete_comment(comment_id(hub, hub.titled("from github"), "unsaid"))
    there(depot, "new there", "c", description=depot.written("n"))


def _here(desk: FastDesk, pair: Pair, worked: str) -> None:
    """Values, labels, a status three steps away, records; entries with all that an issue can say."""
    edited = of(desk, pair, "edited")
    desk.edit(
        edited, "--title", "edited here", "--add-label", "new", "--remove-label", "old", "--status", "done",
        "--set", "due=2025-05-01", "--set", "estimate=2h", "--set", "custom.severity=low",
        "--set", "milestone=1.0", "--add-assignee", "alice",
    )  # fmt: skip
    desk.do("note", edited, "a note")
    desk.do("unlog", worked, desk.show(worked)["worklogs"][0]["uid"])
    desk.do("log", worked, "45m", "-m", "a booking")
    desk.edit(of(desk, pair, "base"), "--title", "ours")
    desk.edit(of(desk, pair, "wanderer"), "--priority", "high")
    child = desk.new("child", "--to", "tickets", "--parent", of(desk, pair, "epic"), "--status", "in-review")
    desk.edit(
        child["ref"], "--set", "due=2025-06-01", "--set", "estimate=1h", "--set", "custom.severity=high",
        "--set", f"dependencies=blocked-by:{edited}", "--add-label", "made",
    )  # fmt: skip
    desk.do("note", child["ref"], "n")
    desk.do("log", child["ref"], "15m", "-m", "begun")
    desk.new("made for both", "--status", "cancelled")


def _several_pages(pair: Pair) -> None:
    depot = pair.tickets
    for number in range(5):
        key = there(depot, f"ticket {number}", *["c", "d", "e"][: number % 4])
        if number % 2:
            depot.log_work(key, "1h", by="bob", text=depot.written("w"))
    depot.comment("SHOP-2", depot.written("not for everybody"), "bob", {"type": "role", "value": "Admins"})
    depot.switch("embedded_comments", 1)
    pair.shop.seed([{"title": "issue", "comments": ["c"]}])


def _first_pull(desk: FastDesk, pair: Pair) -> None:
    _several_pages(pair)
    connect(desk, pair, mirror=False)
    desk.do("note", desk.new("made before", "--to", "tickets")["ref"], "n")


def _full(desk: FastDesk, pair: Pair) -> None:
    depot = pair.tickets
    _several_pages(pair)
    connect(desk, pair)
    _in_step(desk, pair)
    for number in (1, 2, 4):
        desk.edit(of(desk, pair, f"ticket {number}"), "--description", "edited here")
    desk.do("note", of(desk, pair, "ticket 3"), "said here")
    depot.delete(depot.titled("ticket 1"))
    depot.edit(depot.titled("ticket 2"), {"summary": "edited there"}, by="alice")
    depot.delete_comment(depot.comment_id(depot.titled("ticket 3"), "d"))
    depot.move(depot.titled("ticket 4"), "OPS")
    there(depot, "new there", "c")
    pair.advance(60)


def _tried(desk: FastDesk, pair: Pair) -> None:
    """Entries that are there already, each by a push that was killed before it heard of it."""
    for title, request, more in (
        ("made", CREATED, ()),
        ("walking", "POST .*/transitions", ("--status", "done")),
        ("noted", "POST .*/comment$", ()),
        ("booked", "POST .*/worklog\\?", ()),
    ):
        made = desk.new(title, "--to", "tickets", *more)["ref"]
        desk.do("note", made, f"of {title}")
        desk.do("log", made, "10m", "-m", f"for {title}")
        killed_after(desk, pair.tickets, request, "--push", "--entry", made)


def _retry(desk: FastDesk, pair: Pair) -> None:
    connect(desk, pair)
    desk.sync()
    _tried(desk, pair)
    desk.do("note", of(desk, pair, "noted"), "another")
    pair.advance(60)


def _adoption(desk: FastDesk, pair: Pair) -> None:
    depot = pair.tickets
    connect(desk, pair, mirror=False)
    there(depot, "to link", description=depot.written("theirs"))
    there(depot, "to part")
    desk.settings["integrations"]["tickets"]["create"] = "remote"
    desk.write()
    linked = desk.new("to part", "--to", "tickets")["ref"]
    desk.do("link", linked, "tickets", "SHOP-2")
    desk.sync()
    _tried(desk, pair)
    desk.do("unlink", linked, "tickets")
    desk.do("link", linked, "tickets", "SHOP-1")
    pair.advance(60)
    depot.edit(depot.titled("made"), {"labels": [*_labels(depot, "made"), "there"]}, by="alice")
    depot.edit(depot.titled("noted"), {"summary": "noted, edited there"}, by="alice")


def _labels(depot: Workshop, title: str) -> list[str]:
    names: list[str] = depot.read(depot.titled(title))["fields"]["labels"]
    return names


def _scenes(
    id: str, name: str, prepare: Callable[[FastDesk, Pair], None], **more: Any
) -> dict[str, Scene[Pair]]:
    return {
        deployment: Scene(
            id=f"{id}, {deployment}",
            name=f"{name}, with Jira {deployment.title()}",
            make=partial(Pair, deployment),
            prepare=prepare,
            **more,
        )
        for deployment in DEPLOYMENTS
    }


EVERYTHING = _scenes(
    "everything", "creates, updates, records, ways, a move and a conflict", _everything,
    code=4, contested=("ours", "theirs", "base"),
)  # fmt: skip
FIRST_PULL = _scenes("first pull", "a first pull over several pages", _first_pull, page=2)
FULL = _scenes(
    "full", "a full reading", _full, arguments=("sync", "--full", "--allow-create"), page=4
)  # fmt: skip
RETRY = _scenes(
    "retry", "a push of what a killed one has begun", _retry, arguments=("sync", "--push", "--allow-create")
)  # fmt: skip
ADOPTION = _scenes(
    "adoption", "what was linked and parted by hand, and what a killed push has begun", _adoption,
    code=4, contested=("to link", "to part"), apart=("SHOP-2 is linked to nothing",),
)  # fmt: skip
