"""What a sync may meet, so that each kind of request and each kind of commit is among what it does."""

from __future__ import annotations

import re
from concurrent.futures import Future

from devlog_core.testing.sandbox import DisconnectError, Moment
from devlog_core.testing.walk.forks import Fork
from tests.faults.grounds import PLACES, Grounds, Twins
from tests.faults.stage import Scene
from tests.forks import FastDesk


def connect(desk: FastDesk, hub: Twins, *, mirror: bool = True) -> None:
    """Both repositories, each with all that the other has where they `mirror`."""
    for (name, repository), other in zip(PLACES.items(), reversed(PLACES), strict=True):
        desk.connect(name, hub.settings(repository), mirror=[other] if mirror else [])


def comment_id(hub: Twins, key: str, text: str) -> str:
    """The one comment of an issue that begins so."""
    (found,) = [c["id"] for c in hub.read(key)["comments"] if c["body"].startswith(text)]
    return str(found)


def killed_after(desk: FastDesk, grounds: Grounds, request: str, *arguments: str) -> None:
    """Sync, and kill the process when such a request is done, and before it is answered."""
    victim: Future[Fork] = Future()

    def hook(at: Moment) -> None:
        if at.phase == "after" and re.search(request, f"{at.method} {at.path}"):
            victim.result().kill()
            raise DisconnectError

    grounds.on_request(hook)
    victim.set_result(desk.fork("sync", *arguments))
    done = victim.result().wait()
    grounds.unhook()
    assert done.code == -9, str(done)


def _everything(desk: FastDesk, hub: Twins) -> None:
    hub.seed([{"title": "edited", "labels": ["old"]}, {"title": "base", "body": "b"}])
    hub.seed([{"title": "talked", "comments": ["kept", "reworded", "withdrawn"], "repository": "acme/api"}])
    connect(desk, hub)
    desk.do("note", desk.new("ours", "--to", "shop")["ref"], "first")
    for _ in range(2):
        desk.sync("--allow-create")
        hub.advance(60)
    # Here: values, labels, a status, notes; entries that are new, here or there or at both.
    desk.edit(desk.of("1", "shop"), "--title", "edited here", "--add-label", "new", "--remove-label", "old")
    desk.do("note", desk.of("1", "shop"), "a note")
    desk.edit(desk.of("2", "shop"), "--title", "ours")
    desk.edit(desk.of("1", "api"), "--status", "in-progress")
    desk.do("note", desk.new("made for shop", "--to", "shop")["ref"], "n")
    desk.new("closed for api", "--to", "api", "--status", "done")
    desk.new("made for both", "--priority", "high", "--status", "cancelled")
    # There: the other title of a conflict; comments new, reworded and withdrawn; a close; a new issue.
    hub.edit("2", {"title": "theirs"}, by="alice")
    hub.edit_comment(comment_id(hub, "acme/api#1", "reworded"), "reworded there")
    hub.delete_comment(comment_id(hub, "acme/api#1", "withdrawn"))
    hub.comment(hub.titled("talked", "acme/shop"), "said there", by="bob")
    hub.edit(hub.titled("edited", "acme/api"), {"state": "closed"}, by="alice")
    hub.seed([{"title": "new there", "body": "n", "comments": ["c"], "repository": "acme/api"}])


EVERYTHING = Scene(
    id="everything",
    name="creates, updates, comments, labels, states and a conflict",
    make=Twins,
    prepare=_everything,
    code=4,
    contested=("ours", "theirs", "base"),
)


def _several_pages(hub: Twins) -> None:
    for repository in PLACES.values():
        texts = [{"title": f"{repository} {n}", "comments": ["c", "d"][: n % 3]} for n in range(5)]
        hub.seed([{**text, "repository": repository} for text in texts])
        hub.seed([{"title": f"{repository} pull", "repository": repository, "pull_request": {}}])


def _first_pull(desk: FastDesk, hub: Twins) -> None:
    _several_pages(hub)
    connect(desk, hub, mirror=False)
    desk.do("note", desk.new("made before")["ref"], "n")


FIRST_PULL = Scene(
    id="first pull",
    name="a first pull over several pages",
    make=Twins,
    prepare=_first_pull,
    page=2,
)


def _full(desk: FastDesk, hub: Twins) -> None:
    _several_pages(hub)
    connect(desk, hub)
    for _ in range(2):
        desk.sync("--allow-create")
        hub.advance(60)
    hub.delete("2")
    hub.edit("3", {"title": "edited there"}, by="alice")
    desk.edit(desk.of("3", "shop"), "--description", "edited here")
    desk.edit(desk.of("2", "api"), "--title", "named here")
    desk.do("note", desk.of("4", "shop"), "said here")
    hub.delete_comment(comment_id(hub, "acme/api#2", "c"))
    hub.seed([{"title": "new there", "comments": ["c"]}])
    hub.advance(60)


FULL = Scene(
    id="full",
    name="a full reading",
    make=Twins,
    prepare=_full,
    arguments=("sync", "--full", "--allow-create"),
    page=4,
)


def _tried(desk: FastDesk, hub: Twins) -> None:
    """Three entries that are there already, each by a push that was killed before it heard of it."""
    for title, request in (
        ("made", "POST .*/repositories/[0-9]*/issues$"),
        ("closed", "PATCH .*/issues/[0-9]*$"),
        ("noted", "POST .*/issues/[0-9]*/comments$"),
    ):
        made = desk.new(title, "--to", "shop", "--status", "done" if title == "closed" else "new")["ref"]
        desk.do("note", made, f"of {title}")
        killed_after(desk, hub, request, "--push", "--entry", made)


def _retry(desk: FastDesk, hub: Twins) -> None:
    connect(desk, hub)
    desk.sync()
    _tried(desk, hub)
    desk.do("note", desk.of(hub.titled("noted"), "shop"), "another")
    hub.advance(60)


RETRY = Scene(
    id="retry",
    name="a push of what a killed one has begun",
    make=Twins,
    prepare=_retry,
    arguments=("sync", "--push", "--allow-create"),
)


def _adoption(desk: FastDesk, hub: Twins) -> None:
    connect(desk, hub, mirror=False)
    hub.seed([{"title": "to link", "body": "theirs"}, {"title": "to part"}])
    desk.settings["integrations"]["shop"]["create"] = "remote"
    desk.write()
    linked = desk.new("to part", "--to", "shop")["ref"]
    desk.do("link", linked, "shop", "2")
    desk.sync()
    _tried(desk, hub)
    desk.do("unlink", linked, "shop")
    desk.do("link", linked, "shop", "1")
    hub.advance(60)
    hub.edit(hub.titled("made"), {"labels": ["there"]}, by="alice")
    hub.edit(hub.titled("noted"), {"title": "noted, edited there"}, by="alice")


ADOPTION = Scene(
    id="adoption",
    name="what was linked and parted by hand, and what a killed push has begun",
    make=Twins,
    prepare=_adoption,
    code=4,
    contested=("to link", "to part"),
    apart=("('acme/shop', '2') is linked to nothing",),
)
