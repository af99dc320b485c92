"""Dependencies as links: made and removed one by one, and links of other types stay."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.model.errors import RejectedError, TransientError
from devlog_core.model.remote import RemoteItem
from devlog_jira.config import LinkTypes
from devlog_jira.linktypes import kind_of

from .bench import Bench, draft, fields, sets
from .desk import Desk, items


@pytest.fixture
def desk(bench: Bench) -> Desk:
    return bench.desk()


@pytest.fixture
def pair(desk: Desk) -> tuple[RemoteItem, RemoteItem]:
    """Two issues of ours."""
    return desk.service.create(draft(title="one")), desk.service.create(draft(title="two"))


def link(kind: str, other: RemoteItem) -> dict[str, str]:
    """A dependency on an issue."""
    return {"kind": kind, "entry": other.ref.id}


def shown(desk: Desk) -> dict[str, Any]:
    """Dependencies by title, as the next reading brings them."""
    return {one.values["title"]: one.values["dependencies"] for one in items(desk.read())}


@pytest.mark.parametrize(
    ("kind", "back"), [("blocks", "blocked-by"), ("blocked-by", "blocks"), ("related-to", "related-to")]
)
def test_a_dependency_shows_from_both_sides(
    desk: Desk, pair: tuple[RemoteItem, RemoteItem], kind: str, back: str
) -> None:
    """Otherwise the wrong issue is said to wait."""
    one, two = pair
    after = desk.service.update(one.ref, sets(dependencies=([link(kind, two)], [])), one.version)
    assert after.values["dependencies"] == [link(kind, two)]
    assert shown(desk) == {"one": [link(kind, two)], "two": [link(back, one)]}
    last = desk.service.update(one.ref, sets(dependencies=([], [link(kind, two)])), after.version)
    assert last.values["dependencies"] == []
    assert shown(desk) == {"one": [], "two": []}


def test_links_of_other_types_stay(bench: Bench, desk: Desk, pair: tuple[RemoteItem, RemoteItem]) -> None:
    """Nobody asked devlog about them."""
    one, two = pair
    bench.jira.link(one.ref.key, "Duplicate", two.ref.key, "jane")
    read = desk.service.fetch(one.ref)
    assert read is not None
    assert read.values["dependencies"] == []
    after = desk.service.update(one.ref, sets(dependencies=([link("blocks", two)], [])), read.version)
    desk.service.update(one.ref, sets(dependencies=([], [link("blocks", two)])), after.version)
    held = bench.jira.read(one.ref.key)["fields"]["issuelinks"]
    assert [found["type"]["name"] for found in held] == ["Duplicate"]


def test_a_link_whose_answer_was_lost_is_not_made_twice(
    bench: Bench, desk: Desk, pair: tuple[RemoteItem, RemoteItem]
) -> None:
    """The issue is read before it is linked."""
    one, two = pair
    patch = sets(dependencies=([link("blocks", two)], []))
    bench.jira.fault("lost-answer", match="POST .*/issueLink")
    with pytest.raises(TransientError):
        desk.service.update(one.ref, patch, one.version)
    read = desk.service.fetch(one.ref)
    assert read is not None
    desk.service.update(one.ref, patch, read.version)
    assert len(bench.jira.read(one.ref.key)["fields"]["issuelinks"]) == 1
    assert bench.writes().count("POST issueLink") == 1


def test_a_link_to_what_is_gone_is_refused_by_its_field(
    bench: Bench, desk: Desk, pair: tuple[RemoteItem, RemoteItem]
) -> None:
    """The other fields are sent."""
    one, two = pair
    bench.jira.delete(two.ref.key)
    with pytest.raises(RejectedError) as refused:
        desk.service.update(one.ref, sets(dependencies=([link("blocks", two)], [])), one.version)
    assert refused.value.fields == ("dependencies",)


def test_what_links_cannot_say_is_not_sent(desk: Desk, pair: tuple[RemoteItem, RemoteItem]) -> None:
    """A hierarchy is told by parents."""
    one, two = pair
    assert desk.service.express("dependencies", [link("parent-of", two), link("blocks", one)]) == [
        link("blocks", one)
    ]


@pytest.mark.parametrize(
    ("record", "given", "kind"),
    [
        ({"name": "Blocks", "outward": "blocks"}, {}, "blocks"),
        ({"name": "Blocker", "outward": "blocks"}, {}, "blocks"),
        ({"name": "Relates", "outward": "relates to"}, {}, "related-to"),
        ({"name": "Cloners", "outward": "clones"}, {}, ""),
        ({"name": "Blockiert", "outward": "blockiert"}, {}, ""),
        ({"name": "Blockiert", "outward": "blockiert"}, {"blocks": "Blockiert"}, "blocks"),
        ({"name": "Blocks", "outward": "blocks"}, {"blocks": "Blockiert"}, ""),
        ({"name": "Wie", "outward": "wie"}, {"related-to": "wie"}, "related-to"),
    ],
)
def test_which_types_of_links_count(record: dict[str, str], given: dict[str, str], kind: str) -> None:
    """By usual names, or by those of the settings and no others."""
    assert kind_of(record, LinkTypes.model_validate(given)) == kind


def test_a_parent_is_set_changed_and_taken_away(bench: Bench, desk: Desk) -> None:
    """On Cloud by the parent, on Server by the epic link."""
    bench.jira.seed([{"summary": name, "issuetype": "Epic"} for name in ("first", "second")])
    epics = {one.values["title"]: one.ref.id for one in items(desk.read())}
    made = desk.service.create(draft(parent=epics["first"]))
    assert made.values["parent"] == epics["first"]
    after = desk.service.update(made.ref, fields(made, parent=epics["second"]), made.version)
    assert after.values["parent"] == epics["second"]
    last = desk.service.update(made.ref, fields(after, parent=None), after.version)
    assert last.values["parent"] is None


def test_a_parent_of_the_wrong_level_is_refused_by_its_field(
    desk: Desk, pair: tuple[RemoteItem, RemoteItem]
) -> None:
    """An ordinary issue stands below epics only."""
    one, two = pair
    with pytest.raises(RejectedError) as refused:
        desk.service.update(one.ref, fields(one, parent=two.ref.id), one.version)
    assert refused.value.fields == ("parent",)
    assert "epic" in refused.value.reason
