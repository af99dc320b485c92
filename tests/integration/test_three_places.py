"""One entry at GitHub, at Jira and at Azure DevOps at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, doubles
from tests.integration.works import Works

NAMES = ("github", "jira", "azure")
ALIKE = ("title", "description", "labels", "notes", "type", "priority")
"""What all three can say by the same value."""


class Three:
    """A workspace that mirrors three places into each other."""

    def __init__(self, desk: Desk, hub: Hub, jira: Depot, works: Works) -> None:
        self.desk, self.hub, self.jira, self.works = desk, hub, jira, works
        for name, plugin, config in (
            ("github", "github", hub.settings()),
            ("jira", "jira", jira.settings()),
            ("azure", "azure-devops", works.settings()),
        ):
            desk.connect(name, config, plugin, mirror=[other for other in NAMES if other != name])

    def all(self) -> dict[str, list[dict[str, Any]]]:
        """What people see at each place, by title."""
        found = {"github": self.hub.all(), "jira": self.jira.all(), "azure": self.works.all()}
        return {name: sorted(items, key=lambda item: str(item["title"])) for name, items in found.items()}

    def one(self) -> dict[str, dict[str, Any]]:
        """The only item of each place."""
        found = {}
        for name, items in self.all().items():
            (found[name],) = items
        return found

    def later(self) -> None:
        """Time passes everywhere."""
        for place in (self.hub, self.jira, self.works):
            place.advance(600)

    def written(self) -> list[str]:
        """What was sent to change something since the last time, anywhere."""
        return [*self.hub.writes(), *self.jira.writes(), *self.works.writes()]

    def edit(self, name: str, **values: Any) -> None:
        """Change the only item of a place there, as a person."""
        key = self.one()[name]["key"]
        place: Any = {"github": self.hub, "jira": self.jira, "azure": self.works}[name]
        place.edit(key, values, by="alice")

    def in_step(self) -> None:
        """Every place says the same; the next sync writes nothing, and the one after it is quiet."""
        ours = [{name: item[name] for name in ALIKE} for item in self.all()["github"]]
        for name, items in self.all().items():
            assert [{field: item[field] for field in ALIKE} for item in items] == ours, name
        assert [*doubles(self.hub), *self.jira.doubles(), *self.works.doubles()] == []
        self.later()
        self.written()
        self.desk.near()
        assert self.written() == []
        self.later()
        report = self.desk.near()
        assert {name: quiet(report[name]) for name in NAMES} == dict.fromkeys(NAMES, True)
        assert self.desk.do("outbox", "list") == []


@pytest.fixture
def three(make_desk: MakeDesk, hub: Hub, works: Works) -> Iterator[Three]:
    """All three, connected; nothing stands anywhere."""
    jira = Depot("SHOP")
    jira.start()
    yield Three(make_desk(), hub, jira, works)
    jira.stop()


def test_what_is_born_anywhere_is_everywhere_once(three: Three) -> None:
    """Otherwise a third place doubles what the second has from the first, or sees none of it."""
    three.hub.seed([{"title": "from GitHub", "body": "One **word**.", "comments": ["g"], "labels": ["till"]}])
    text = three.jira.written("Two\n\n- lines")
    three.jira.seed([{"summary": "from Jira", "description": text, "labels": ["till"]}])
    three.works.seed(
        [{"title": "from Azure", "description": "<p>Three <b>words</b></p><p>more</p>", "tags": "till"}]
    )
    three.desk.new("from here", "-d", "Four", "--label", "till")
    three.desk.near()
    titles = ["from Azure", "from GitHub", "from Jira", "from here"]
    for name, items in three.all().items():
        assert [item["title"] for item in items] == titles, name
        assert [item["notes"] for item in items] == [[], ["g"], [], []], name
    assert len(three.desk.entries()) == 4
    three.in_step()


def test_a_change_at_each_place_reaches_the_others_in_one_sync(three: Three) -> None:
    """Otherwise somebody reads yesterday's words, or the change goes back to where it came from."""
    ref = three.desk.new("Refunds fail", "--type", "bugfix")["ref"]
    three.desk.near()
    three.in_step()
    there = three.one()
    three.edit("github", title="Refunds fail for gift cards")
    three.hub.comment(there["github"]["key"], "seen at GitHub", by="bob")
    three.edit("jira", description=three.jira.written("It **fails**:\n\n1. pay\n2. refund"))
    three.jira.comment(there["jira"]["key"], "seen at Jira", by="jane")
    three.edit("azure", **{"Microsoft.VSTS.Common.Priority": 1})
    tags = three.works.read(there["azure"]["key"])["fields"]["System.Tags"]
    three.edit("azure", tags=f"{tags}; till")
    three.works.comment(there["azure"]["key"], "<div>seen at <i>Azure</i></div>", by="jane")
    three.desk.near()
    assert {name: item["title"] for name, item in three.one().items()} == dict.fromkeys(
        NAMES, "Refunds fail for gift cards"
    )
    for name, item in three.one().items():
        assert item["description"] == "It **fails**:\n\n1. pay\n2. refund", name
        assert (item["priority"], item["labels"]) == ("critical", ["till"]), name
        assert item["notes"] == ["seen at *Azure*", "seen at GitHub", "seen at Jira"], name
    assert len(three.desk.show(ref)["notes"]) == 3
    three.in_step()


def test_a_status_that_a_place_cannot_say_never_comes_back(three: Three) -> None:
    """Otherwise the poorest place takes the status away from the others."""
    ref = three.desk.new("Refunds fail", "--type", "bugfix", "--status", "testing")["ref"]
    three.desk.near()
    said = {"github": "testing", "jira": "in-progress", "azure": "in-review"}
    assert {name: item["status"] for name, item in three.one().items()} == said
    three.later()
    for name in NAMES:
        title = f"Refunds fail, says {name}"
        three.edit(name, **{"summary" if name == "jira" else "title": title})
        three.desk.near()
        assert {name: item["title"] for name, item in three.one().items()} == dict.fromkeys(NAMES, title)
        assert {name: item["status"] for name, item in three.one().items()} == said
        assert three.desk.show(ref)["status"] == "testing"
        three.later()
    three.in_step()
    three.edit("azure", state="Active")
    three.desk.near()
    assert three.desk.show(ref)["status"] == "in-progress"
    assert {item["status"] for item in three.one().values()} == {"in-progress"}
    three.in_step()


def test_a_title_changed_at_two_places_is_one_conflict(three: Three) -> None:
    """Otherwise the place that is read last wins, or people decide the same thing twice."""
    ref = three.desk.new("Refunds fail", "--type", "bugfix")["ref"]
    three.desk.near()
    three.later()
    three.desk.near()
    three.edit("jira", summary="Refunds are lost")
    three.edit("azure", title="No refund")
    three.edit("github", labels=["type: bugfix", "till"])
    three.written()
    three.desk.near(code=4)
    (conflict,) = three.desk.do("conflicts", "list")
    values = {one["place"]: one["value"] for one in conflict["candidates"]}
    assert values.pop("local") in {"Refunds are lost", "No refund"}
    titles = {"github": "Refunds fail", "jira": "Refunds are lost", "azure": "No refund"}
    assert (conflict["entry"], conflict["field"], values) == (ref, "title", titles)
    assert {name: item["title"] for name, item in three.one().items()} == titles
    assert [item["labels"] for item in three.one().values()] == [["till"]] * len(NAMES)
    three.desk.do("conflicts", "resolve", conflict["id"], "--take", "azure")
    three.desk.near()
    assert {item["title"] for item in three.one().values()} == {"No refund"}
    assert three.desk.do("conflicts", "list") == []
    three.in_step()


@pytest.mark.parametrize(
    "lost", ["azure", *(pytest.param(name, marks=pytest.mark.long) for name in NAMES[:2])]
)
def test_a_place_that_is_cut_off_in_the_middle_comes_in_step_later(three: Three, lost: str) -> None:
    """Otherwise one broken line holds up all places, or its end doubles what was sent before."""
    ref = three.desk.new("Refunds fail", "--type", "bugfix")["ref"]
    three.desk.near()
    three.later()
    three.desk.near()
    place: Any = {"github": three.hub, "jira": three.jira, "azure": three.works}[lost]
    # What is asked is answered; what is written is done, and from then on nothing comes through.
    place.fault("lost-answer", match="^(POST|PUT|PATCH) .*(comment|issues/|workitems/)")
    place.fault("drop-before", times=1000)
    three.desk.do("note", ref, "the desk has called")
    three.desk.edit(ref, "--title", "Refunds fail again")
    three.desk.new("Second")
    three.desk.environ["DEVLOG_SYNC__DEADLINE"] = "4"
    report = three.desk.near(code=1)
    others = [name for name in NAMES if name != lost]
    assert [report[name]["status"] for name in others] == ["ok", "ok"]
    assert report[lost]["status"] == "failed"
    for name in others:
        assert [item["title"] for item in three.all()[name]] == ["Refunds fail again", "Second"], name
        assert three.all()[name][0]["notes"] == ["the desk has called"], name
    place.clear_faults()
    three.desk.outlast_limits()
    three.later()
    three.desk.near()
    assert [item["title"] for item in three.all()[lost]] == ["Refunds fail again", "Second"]
    three.in_step()
