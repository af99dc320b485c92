"""What a sync may meet, so that each kind of request and each kind of commit is among what it does."""

from __future__ import annotations

from tests.faults.forks import FastDesk
from tests.faults.stage import PLACES, Scene
from tests.integration.hub import Hub


def connect(desk: FastDesk, hub: Hub) -> None:
    """Both repositories, each with all that the other has."""
    for (name, repository), other in zip(PLACES.items(), reversed(PLACES), strict=True):
        desk.connect(name, hub.settings(repository), mirror=[other])


def comment_id(hub: Hub, key: str, text: str) -> str:
    """The one comment of an issue that begins so."""
    (found,) = [c["id"] for c in hub.read(key)["comments"] if c["body"].startswith(text)]
    return str(found)


def _everything(desk: FastDesk, hub: Hub) -> None:
    hub.seed([{"title": "edited", "labels": ["old"]}, {"title": "base", "body": "b"}])
    hub.seed(
        [{"title": "talked", "comments": ["kept", "reworded", "withdrawn"], "repository": "acme/api"}]
    )
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
    name="creates, updates, comments, labels, states and a conflict",
    prepare=_everything,
    code=4,
    contested=("ours", "theirs", "base"),
)
