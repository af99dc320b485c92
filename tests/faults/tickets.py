"""What a sync of a repository and a project of another tracker may meet, with Jira and with Azure DevOps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from tests.faults.pair import Pair
from tests.faults.scenes import comment_id, killed_after
from tests.faults.stage import Scene
from tests.faults.tracker import Tracker
from tests.faults.workshop import Workshop
from tests.faults.yard import Yard
from tests.forks import FastDesk

MAKERS: Mapping[str, Callable[[], Tracker]] = {
    "Jira Cloud": partial(Workshop, "cloud"),
    "Jira Server": partial(Workshop, "server"),
    "Azure DevOps": Yard,
    "Azure DevOps Server": partial(Yard, "server"),
}
TRACKERS = ("Jira Cloud", "Jira Server", "Azure DevOps")
"""Those that are also met by several at once, and by who loses patience: the rest is a matter of the core."""


def connect(desk: FastDesk, pair: Pair, *, mirror: bool = True) -> None:
    """Both places, each with all that the other has where they `mirror`."""
    shop, tickets, plugin = pair.shop.settings(), pair.tickets.settings(), pair.tickets.plugin
    desk.settings["people"] = {
        name: {"github": name, plugin: pair.tickets.person(name)} for name in ("alice", "bob")
    }
    desk.connect("shop", shop, mirror=["tickets"] if mirror else [])
    desk.connect("tickets", tickets, plugin, mirror=["shop"] if mirror else [])


def of(desk: FastDesk, pair: Pair, title: str) -> str:
    """The ref of the entry that an item of the tracker is called by."""
    return desk.of(pair.tickets.titled(title), "tickets")


def _in_step(desk: FastDesk, pair: Pair) -> None:
    for _ in range(2):
        desk.sync("--allow-create")
        pair.advance(60)


def _everything(desk: FastDesk, pair: Pair) -> None:
    tickets, hub = pair.tickets, pair.shop
    tickets.there("epic", above=True)
    tickets.there("edited", labels=["old"], text="b", due="2025-04-01")
    talked = tickets.there("talked", "kept", "reworded", "withdrawn")
    for title in ("base", "closed there", "wanderer"):
        tickets.there(title)
    tickets.before(talked)
    hub.seed([{"title": "from github", "comments": ["said", "unsaid"]}])
    connect(desk, pair)
    worked = desk.new("worked", "--to", "tickets")["ref"]
    if tickets.books:
        desk.do("log", worked, "30m", "-m", "to be taken away")
    _in_step(desk, pair)
    _here(desk, pair, worked)
    # There: people edit, withdraw, close, move, and do what only they can do.
    tickets.rename(tickets.titled("base"), "theirs")
    tickets.give_up(tickets.titled("closed there"))
    tickets.reword(talked, "reworded", "reworded there")
    tickets.unsay(talked, "withdrawn")
    tickets.since(talked)
    tickets.say(talked, "said there")
    tickets.wander(tickets.titled("wanderer"))
    hub.edit_comment(comment_id(hub, hub.titled("from github"), "said"), "said anew")
    hub.delete_comment(comment_id(hub, hub.titled("from github"), "unsaid"))
    tickets.there("new there", "c", text="n")


def _here(desk: FastDesk, pair: Pair, worked: str) -> None:
    """Values, labels, a status three steps away, records; entries with all that an item can say."""
    edited = of(desk, pair, "edited")
    desk.edit(
        edited, "--title", "edited here", "--add-label", "new", "--remove-label", "old", "--status", "done",
        "--set", "due=2025-05-01", "--set", "estimate=2h", "--set", "custom.severity=low",
        "--set", "milestone=1.0", "--add-assignee", "alice",
    )  # fmt: skip
    desk.do("note", edited, "a note")
    if pair.tickets.books:
        desk.do("unlog", worked, desk.show(worked)["worklogs"][0]["uid"])
        desk.do("log", worked, "45m", "-m", "a booking")
    for title, told in pair.tickets.told_here:
        desk.edit(of(desk, pair, title), *told)
    desk.edit(of(desk, pair, "base"), "--title", "ours")
    desk.edit(of(desk, pair, "wanderer"), "--priority", "low")
    child = desk.new("child", "--to", "tickets", "--parent", of(desk, pair, "epic"), "--status", "in-review")
    desk.edit(
        child["ref"], "--set", "due=2025-06-01", "--set", "estimate=1h", "--set", "custom.severity=high",
        "--set", f"dependencies=blocked-by:{edited}", "--add-label", "made",
    )  # fmt: skip
    desk.do("note", child["ref"], "n")
    if pair.tickets.books:
        desk.do("log", child["ref"], "15m", "-m", "begun")
    desk.new("made for both", "--status", "cancelled")


def _several_pages(pair: Pair) -> None:
    tickets = pair.tickets
    for number in range(5):
        key = tickets.there(f"ticket {number}", *["c", "d", "e"][: number % 4])
        if number % 2:
            tickets.at_once(number, key)
    tickets.unheard(tickets.titled("ticket 1"))
    pair.shop.seed([{"title": "issue", "comments": ["c"]}])


def _first_pull(desk: FastDesk, pair: Pair) -> None:
    _several_pages(pair)
    connect(desk, pair, mirror=False)
    desk.do("note", desk.new("made before", "--to", "tickets")["ref"], "n")


def _full(desk: FastDesk, pair: Pair) -> None:
    tickets = pair.tickets
    _several_pages(pair)
    connect(desk, pair)
    _in_step(desk, pair)
    for number in (1, 2, 4):
        desk.edit(of(desk, pair, f"ticket {number}"), "--description", "edited here")
    desk.do("note", of(desk, pair, "ticket 3"), "said here")
    tickets.delete(tickets.titled("ticket 1"))
    tickets.rename(tickets.titled("ticket 2"), "edited there")
    tickets.unsay(tickets.titled("ticket 3"), "d")
    tickets.wander(tickets.titled("ticket 4"))
    tickets.there("new there", "c")
    pair.advance(60)


def _tried(desk: FastDesk, pair: Pair) -> None:
    """Entries that are there already, each by a push that was killed before it heard of it."""
    for title, request, more in pair.tickets.tried:
        made = desk.new(title, "--to", "tickets", *more)["ref"]
        desk.do("note", made, f"of {title}")
        if pair.tickets.books:
            desk.do("log", made, "10m", "-m", f"for {title}")
        killed_after(desk, pair, request, "--push", "--entry", made)


def _retry(desk: FastDesk, pair: Pair) -> None:
    connect(desk, pair)
    desk.sync()
    _tried(desk, pair)
    desk.do("note", of(desk, pair, "noted"), "another")
    pair.advance(60)


def _adoption(desk: FastDesk, pair: Pair) -> None:
    tickets = pair.tickets
    connect(desk, pair, mirror=False)
    link, part = tickets.there("to link", text="theirs"), tickets.there("to part")
    desk.settings["integrations"]["tickets"]["create"] = "remote"
    desk.write()
    linked = desk.new("to part", "--to", "tickets")["ref"]
    desk.do("link", linked, "tickets", part)
    desk.sync()
    _tried(desk, pair)
    desk.do("unlink", linked, "tickets")
    desk.do("link", linked, "tickets", link)
    pair.advance(60)
    tickets.tag(tickets.titled("made"), "there")
    tickets.rename(tickets.titled("noted"), "noted, edited there")


def _pair(make: Callable[[], Tracker]) -> Pair:
    return Pair(make())


def _scenes(
    id: str, name: str, prepare: Callable[[FastDesk, Pair], None], **more: Any
) -> dict[str, Scene[Pair]]:
    return {
        tracker: Scene(
            id=f"{id}, {tracker}",
            name=f"{name}, with {tracker}",
            make=partial(_pair, make),
            prepare=prepare,
            **more,
        )
        for tracker, make in MAKERS.items()
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
    code=4, contested=("to link", "to part"), apart=("'to part' is linked to nothing",),
)  # fmt: skip
