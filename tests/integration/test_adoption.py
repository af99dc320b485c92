"""Items that carry a mark and have no link yet: whose they are, and whose they are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, key_at, quiet
from tests.integration.hub import Hub, doubles, shown


def keys(desk: Desk) -> dict[str, str | None]:
    """The item of each entry, by its title."""
    return {entry["title"]: key_at(entry) for entry in desk.entries()}


def uids(desk: Desk) -> set[str]:
    """Who is there."""
    return {entry["uid"] for entry in desk.entries()}


@pytest.fixture
def mine(desk: Desk, hub: Hub) -> dict[str, Any]:
    """An entry that became issue 1; the workspace is in step."""
    made = desk.new("mine")
    desk.near()
    hub.advance(60)
    return made


@pytest.fixture
def other(make_desk: MakeDesk, hub: Hub) -> Desk:
    """A second store, connected to the same repository."""
    made = make_desk("other")
    made.connect("github", hub.settings())
    return made


def test_an_answer_that_was_lost_is_found_by_the_next_reading(desk: Desk, hub: Hub) -> None:
    """Otherwise the issue is made a second time, or an edit made there meanwhile is overwritten."""
    desk.near()
    ref = desk.new("mine", "--priority", "high")["ref"]
    hub.fault("lost-answer", match="POST .*/issues$")
    desk.here("sync", "--push")
    assert key_at(desk.show(ref)) in (None, "1")
    hub.advance(60)
    hub.edit("1", {"title": "edited there"}, by="alice")
    desk.edit(ref, "--description", "edited here")
    desk.here("sync", "--pull")
    desk.here("outbox", "retry")
    desk.near()
    assert hub.keys() == ["1"]
    there = shown(hub.read("1"))
    assert (there["title"], there["description"], there["priority"]) == (
        "edited there",
        "edited here",
        "high",
    )
    assert keys(desk) == {"edited there": "1"}


def test_another_stores_item_is_the_same_entry_in_both(
    desk: Desk, other: Desk, hub: Hub, mine: dict[str, Any]
) -> None:
    """Otherwise two stores of one team mean two things by one issue."""
    hub.seed([{"title": "of nobody"}])
    other.near()
    desk.near()
    assert uids(other) == uids(desk)
    assert mine["uid"] in uids(other)
    hub.advance(60)
    other.edit(other.of("1"), "--priority", "high")
    other.near()
    hub.advance(60)
    desk.near()
    assert desk.show(mine["ref"])["priority"] == "high"
    assert quiet(other.near()["github"])
    assert hub.keys() == ["1", "2"]
    assert doubles(hub) == []


def test_another_stores_item_passes_the_filter_like_any_other(
    other: Desk, hub: Hub, mine: dict[str, Any]
) -> None:
    """Otherwise a filter lets through whatever devlog made."""
    table = other.settings["integrations"]["github"]
    table["filter"] = {"labels": ["wanted"]}
    other.write()
    other.near()
    assert other.entries() == []
    hub.edit("1", {"labels": ["wanted"]}, by="alice")
    hub.advance(60)
    other.near()
    assert uids(other) == {mine["uid"]}


@pytest.mark.parametrize("create", ["remote", "none"])
def test_a_marked_item_of_an_unknown_entry_obeys_create(
    other: Desk, hub: Hub, mine: dict[str, Any], create: str
) -> None:
    """Otherwise a place that is only written to fills the store."""
    other.settings["integrations"]["github"]["create"] = create
    other.write()
    other.near()
    assert other.entries() == []


@pytest.mark.parametrize("filtered", [False, True])
def test_an_imported_store_finds_its_items(
    desk: Desk, other: Desk, hub: Hub, mine: dict[str, Any], tmp_path: Path, filtered: bool
) -> None:
    """Otherwise an import sends everything a second time."""
    desk.do("export", "devlog", "--out", str(tmp_path / "all.json"))
    if filtered:
        other.settings["integrations"]["github"]["filter"] = {"labels": ["nobody-has-it"]}
        other.write()
    other.try_("import", "devlog", str(tmp_path / "all.json"))
    assert uids(other) == {mine["uid"]}
    other.near()
    assert keys(other) == {"mine": "1"}
    hub.advance(60)
    other.near()
    assert quiet(other.near()["github"])
    assert hub.keys() == ["1"]


def test_an_import_without_links_is_matched_by_the_marks(
    desk: Desk, other: Desk, hub: Hub, tmp_path: Path
) -> None:
    """Otherwise two stores that hold the same new entry make it twice."""
    mine = desk.new("mine")
    desk.do("export", "devlog", "--out", str(tmp_path / "all.json"))
    other.try_("import", "devlog", str(tmp_path / "all.json"))
    desk.near()
    hub.advance(60)
    other.near()
    assert (hub.keys(), keys(other)) == (["1"], {"mine": "1"})
    assert uids(other) == {mine["uid"]}


def test_an_entry_that_was_merged_into_another_keeps_its_item(
    desk: Desk, other: Desk, hub: Hub, tmp_path: Path
) -> None:
    """Otherwise what two people joined comes apart at the next sync."""
    desk.new("mine")
    desk.do("export", "devlog", "--out", str(tmp_path / "all.json"))
    other.settings["integrations"]["github"]["create"] = "local"
    other.write()
    other.try_("import", "devlog", str(tmp_path / "all.json"))
    [held] = other.entries()
    kept = other.new("kept")["ref"]
    other.try_("merge", kept, held["ref"])
    desk.near()
    hub.advance(60)
    other.here("sync")
    assert [key_at(entry) for entry in other.entries()] == ["1"]
    assert other.entries()[0]["ref"] == kept


def test_a_copied_mark_is_reported_and_never_linked(desk: Desk, hub: Hub, mine: dict[str, Any]) -> None:
    """Otherwise a copied issue takes an entry over, or is written to."""
    hub.seed([{"title": "a copy", "body": hub.read("1")["body"]}])
    for arguments in ((), ("--full",)):
        run = desk.near(*arguments, code=1)["github"]
        [error] = run["errors"]
        assert error["kind"] == "rejected"
        assert "2 carries the mark of" in error["message"]
        assert keys(desk) == {"mine": "1"}
    hub.advance(60)
    desk.edit(mine["ref"], "--title", "mine, edited")
    desk.near()
    assert [issue["title"] for issue in hub.all()] == ["mine, edited", "a copy"]
    # Without the mark it is an issue like any other.
    hub.advance(60)
    hub.edit("2", {"body": "a text of its own"}, by="alice")
    desk.near()
    assert keys(desk) == {"mine, edited": "1", "a copy": "2"}


def test_a_copied_mark_at_another_place_is_that_place_of_the_entry(
    desk: Desk, hub: Hub, mine: dict[str, Any]
) -> None:
    """Otherwise an issue that was moved by hand to another repository becomes a second entry."""
    desk.connect("api", hub.settings("acme/api"))
    hub.seed([{"title": "mine", "body": hub.read("1")["body"], "repository": "acme/api"}])
    desk.near()
    [entry] = desk.entries()
    assert (key_at(entry), key_at(entry, "api")) == ("1", "1")
    hub.advance(60)
    desk.near()
    assert all(quiet(desk.near()[name]) for name in ("github", "api"))


@pytest.mark.parametrize(
    "how", ["> {}", "```\n{}\n```", "~~~\n{}\n~~~", "see `{}`", "    {}"], ids=lambda how: how[:3].strip()
)
def test_a_mark_in_a_quotation_or_in_code_is_text(
    desk: Desk, hub: Hub, mine: dict[str, Any], how: str
) -> None:
    """Otherwise an issue that talks about another one is taken for it."""
    mark = hub.read("1")["body"].strip().splitlines()[-1]
    hub.seed([{"title": "about it", "body": f"Look:\n\n{how.format(mark)}\n\nSo it is."}])
    desk.near()
    assert keys(desk) == {"mine": "1", "about it": "2"}


def test_a_mark_that_a_person_edits_away_parts_nothing(desk: Desk, hub: Hub, mine: dict[str, Any]) -> None:
    """Otherwise whoever tidies a text takes the issue from its entry."""
    hub.edit("1", {"body": "tidied"}, by="alice")
    desk.near()
    hub.advance(60)
    desk.edit(mine["ref"], "--title", "mine, edited")
    desk.near("--full")
    assert keys(desk) == {"mine, edited": "1"}
    assert hub.all()[0]["title"] == "mine, edited"
    assert desk.show(mine["ref"])["description"] == "tidied"


@pytest.mark.parametrize("read", [[], [()], [(), ("--full",)]], ids=len)
def test_what_was_parted_stays_parted_until_it_is_asked_for(
    desk: Desk, hub: Hub, mine: dict[str, Any], read: list[tuple[str, ...]]
) -> None:
    """Otherwise `unlink` lasts until the next sync."""
    ref = mine["ref"]
    desk.do("unlink", ref, "github")
    hub.edit("1", {"title": "edited there"}, by="alice")
    hub.advance(60)
    for arguments in read:
        desk.edit(ref, "--description", f"edited here {arguments}")
        desk.near(*arguments)
        assert keys(desk) == {"mine": None}
    assert hub.keys() == ["1"]
    desk.edit(ref, "--to", "github")
    desk.here("sync")
    assert set(keys(desk).values()) == {"1"}
    assert hub.keys() == ["1"]


def test_what_was_parted_is_joined_by_link(desk: Desk, hub: Hub, mine: dict[str, Any]) -> None:
    """Otherwise a slip with `unlink` cannot be mended."""
    desk.do("unlink", mine["ref"], "github")
    desk.near()
    shown_ = desk.do("link", mine["ref"], "github", "1")
    assert shown_["links"][0]["state"] == "pending"
    desk.near()
    assert keys(desk) == {"mine": "1"}
    assert quiet(desk.near()["github"])
