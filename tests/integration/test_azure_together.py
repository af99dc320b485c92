"""Two workspaces that write to one work item of Azure DevOps in the same moment."""

from __future__ import annotations

import pytest

from devlog_core.testing.ended import Ended
from devlog_core.testing.sandbox import Moment
from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

TEXT = "<div>one</div><div><br></div><div>two</div><div><br></div><div>three</div>"


@pytest.fixture
def two(make_desk: MakeDesk, works: Works) -> tuple[Desk, Desk]:
    """Two workspaces that know the same work item."""
    works.seed([{"title": "t", "description": TEXT, "tags": "old; shared"}])
    made = make_desk("ours"), make_desk("theirs")
    for desk in made:
        desk.connect("azure", works.settings(), plugin="azure-devops")
        desk.near()
    works.advance(600)
    works.clear_requests()
    return made


def test_both_edits_survive_when_one_comes_between_the_others_reading_and_writing(
    two: tuple[Desk, Desk], works: Works
) -> None:
    """Otherwise the later writer takes the earlier one's edit away, unseen."""
    ours, theirs = two
    mine, yours = ours.of("1", "azure"), theirs.of("1", "azure")
    text = ours.show(mine)["description"]
    ours.edit(mine, "-d", text.replace("one", "ONE"), "--add-label", "mine", "--remove-label", "old")
    ours.do("note", mine, "from ours")
    theirs.edit(yours, "-d", text.replace("three", "THREE"), "--add-label", "yours", "--title", "renamed")
    theirs.do("note", yours, "from theirs")
    between: list[Ended] = []

    def meanwhile(moment: Moment) -> None:
        # Ours was read to be written; before it is, the others write.
        if (moment.phase, moment.method) == ("before", "PATCH") and not between:
            between.append(Ended((), 0, "", ""))
            between.append(theirs.try_("sync"))

    works.on_request(meanwhile)
    run = ours.sync()["azure"]
    assert (between[1].code, run["errors"]) == (0, []), str(between[1])
    answers = [entry["status"] for entry in works.requests() if entry["method"] == "PATCH"]
    assert sorted(answers) == [200, 200, 412]
    for _ in range(2):
        works.advance(600)
        for desk in two:
            desk.near()
    there = works.shown("1")
    assert there["title"] == "renamed"
    assert there["description"].split() == ["ONE", "two", "THREE"]
    assert there["labels"] == ["mine", "shared", "yours"]
    assert there["notes"] == ["from ours", "from theirs"]
    for desk, ref in ((ours, mine), (theirs, yours)):
        here = desk.show(ref)
        for name in ("title", "description", "labels"):
            assert here[name] == there[name]
        assert sorted(note["content"] for note in here["notes"]) == there["notes"]
        assert quiet(desk.near()["azure"])
        assert desk.do("conflicts", "list") == []
    assert works.doubles() == []


def test_one_field_written_by_both_is_a_conflict_and_keeps_both_values(
    two: tuple[Desk, Desk], works: Works
) -> None:
    """Otherwise the last writer wins, and nobody is asked."""
    ours, theirs = two
    mine, yours = ours.of("1", "azure"), theirs.of("1", "azure")
    ours.edit(mine, "--title", "ours", "--priority", "high")
    theirs.edit(yours, "--title", "theirs", "--status", "in-progress")
    between: list[int] = []

    def meanwhile(moment: Moment) -> None:
        if (moment.phase, moment.method) == ("before", "PATCH") and not between:
            between.append(0)
            between.append(theirs.try_("sync").code)

    works.on_request(meanwhile)
    report = ours.sync(code=4)
    assert (between, report["conflicts"]) == ([0, 0], 1)
    there = works.shown("1")
    assert (there["title"], there["priority"], there["status"]) == ("theirs", "high", "in-progress")
    (conflict,) = ours.do("conflicts", "list")
    values = {one["place"]: one["value"] for one in conflict["candidates"]}
    assert values == {"local": "ours", "azure": "theirs"}
    ours.do("conflicts", "resolve", conflict["id"], "--take", "local")
    works.advance(600)
    for desk in two:
        desk.near()
    assert (works.shown("1")["title"], theirs.show(yours)["title"]) == ("ours", "ours")
