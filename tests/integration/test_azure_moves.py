"""A work item that people move between two projects of Azure DevOps that are both followed."""

from __future__ import annotations

from tests.integration.desk import Desk, quiet
from tests.integration.works import Works


def test_what_is_said_at_a_moved_item_stands_there_once(azure_desk: Desk, works: Works) -> None:
    """Both integrations hold the one item: each would say what the other has read or written there."""
    desk = azure_desk
    desk.connect("api", works.settings("Api"), plugin="azure-devops")
    key, *_ = works.seed([{"title": f"t{n}"} for n in range(4)])
    desk.near()
    ref = desk.of(key, "azure")
    works.move(key, "Api")
    works.advance(600)
    desk.near()
    assert sorted(link["integration"] for link in desk.show(ref)["links"]) == ["api", "azure"]
    theirs = works.comment(key, "<div>theirs</div>", by="jane")
    desk.do("note", ref, "ours")
    for _ in range(3):
        works.advance(600)
        desk.near()
    assert works.shown(key)["notes"] == ["ours", "theirs"]
    assert sorted(note["content"] for note in desk.show(ref)["notes"]) == ["ours", "theirs"]
    works.edit_comment(theirs, "<div>theirs, changed</div>")
    for _ in range(2):
        works.advance(600)
        desk.near("--full")
    assert works.shown(key)["notes"] == ["ours", "theirs, changed"]
    runs = desk.near()
    assert quiet(runs["azure"])
    assert quiet(runs["api"])
