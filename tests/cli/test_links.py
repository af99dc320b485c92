"""Linking, unlinking and naming where an entry goes."""

from __future__ import annotations

from collections.abc import Callable

from tests.cli.conftest import Devlog, Remote


def test_link_is_local_until_the_next_sync(devlog: Devlog, remote: Remote) -> None:
    """A link waits as pending, then the sync reads the item and joins the two."""
    remote.put("12", title="There", labels=["web"])
    devlog.ok("new", "Here", "--label", "mine")
    (link,) = devlog.json("link", "1", "tracker", "#12")["links"]
    assert (link["integration"], link["remote_key"], link["state"], link["last_synced_at"]) == (
        *("tracker", "12", "pending"),
        None,
    )
    result = devlog("sync", "--json")
    assert result.returncode == 4, result.stderr
    entry = devlog.json("show", "1")
    assert entry["links"][0]["state"] == "linked"
    assert entry["labels"] == ["mine", "web"]
    assert [conflict["field"] for conflict in entry["conflicts"]] == ["title"]
    assert list(remote.read()["items"]) == ["12"]


def test_url_key_and_number_mean_the_item(devlog: Devlog, remote: Remote) -> None:
    """A URL is kept, its last part is the key."""
    devlog.ok("new", "A", "--to", "tracker")
    (link,) = devlog.json("link", "1", "tracker", "https://tracker.example/acme/shop/issues/12/?a=b#c")[
        "links"
    ]
    assert link["remote_key"] == "12"
    assert link["url"].startswith("https://tracker.example/")
    assert devlog.ok("link", "1", "tracker", "12").startswith("Unchanged")
    assert "names no remote item" in devlog.refused("link", "1", "tracker", "a b", code=2)


def test_taken_item_names_merge(devlog: Devlog, remote: Remote) -> None:
    """One item is one entry: the refusal names the two entries and the command that joins them."""
    devlog.ok("new", "A")
    second = devlog.json("new", "B")
    first = devlog.json("link", "1", "tracker", "12")
    said = devlog.refused("link", "2", "tracker", "12", code=2)
    assert f"devlog merge {second['ref']} {first['ref']}" in said
    assert "devlog unlink" in devlog.refused("link", "1", "tracker", "13", code=2)


def test_unlinked_stays_apart(devlog: Devlog, remote: Remote) -> None:
    """After unlink no sync ties or makes the item again, until a person asks for it."""
    remote.put("1", title="A")
    devlog.ok("sync")
    assert devlog.json("unlink", "1", "tracker")["links"] == []
    devlog.ok("edit", "1", "--title", "Changed here")
    remote.put("1", title="Changed there")
    devlog.ok("sync")
    devlog.ok("sync", "--full")
    assert len(devlog.json("list")) == len(remote.read()["items"]) == 1
    assert devlog.json("outbox") == []
    devlog.ok("edit", "1", "--to", "tracker")
    devlog.ok("sync")
    assert {item["values"]["title"] for item in remote.read()["items"].values()} == {
        *("Changed there", "Changed here")
    }


def test_unlink_takes_back_what_waits(devlog: Devlog, remote: Remote) -> None:
    """An entry on its way to a place is kept from it."""
    devlog.ok("new", "A")
    assert len(devlog.json("outbox")) == 1
    devlog.ok("unlink", "1", "tracker")
    assert devlog.json("outbox") == []
    devlog.ok("sync")
    assert remote.read()["items"] == {}
    fields = [change["field"] for change in devlog.json("history", "1")]
    assert fields == ["entry", "link:tracker"]


def test_to_names_where_an_entry_goes(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """--to goes past the filter, and a later one adds to where the entry goes already."""
    one, two = connect("one", create='"none"'), connect("two")
    devlog.ok("new", "Only one", "--to", "one")
    devlog.ok("new", "By the rules")
    devlog.ok("sync")
    assert [item["values"]["title"] for item in one.read()["items"].values()] == ["Only one"]
    assert [item["values"]["title"] for item in two.read()["items"].values()] == ["By the rules"]
    devlog.ok("new", "Both")
    devlog.ok("edit", "3", "--to", "one")
    devlog.ok("sync")
    assert len(one.read()["items"]) == len(two.read()["items"]) == 2


def test_place_that_takes_nothing_is_refused(devlog: Devlog, connect: Callable[..., Remote]) -> None:
    """An entry is never sent where it cannot arrive."""
    connect("mirror", direction='"pull"')
    assert 'its direction is "pull"' in devlog.refused("new", "A", "--to", "mirror", code=2)
    assert "did you mean `mirror`?" in devlog.refused("new", "A", "--to", "miror", code=2)
    devlog.ok("new", "A")
    assert "no integration `nowhere`" in devlog.refused("link", "1", "nowhere", "1", code=2)
    assert "no integration `nowhere`" in devlog.refused("unlink", "1", "nowhere", code=2)
