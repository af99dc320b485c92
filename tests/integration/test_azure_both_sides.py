"""A work item of Azure DevOps and its entry, edited on both sides, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, quiet
from tests.integration.hub import Hub, shown
from tests.integration.works import Works

NAMES = ["title", "description", "status", "priority", "type", "labels", "milestone", "due"]
PLACES = {
    "agile": (("Agile", "services"), "Story Points", ("Active", "Closed")),
    "agile-server": (("Agile", "server"), "Story Points", ("Active", "Closed")),
    "scrum": (("Scrum", "services"), "Effort", ("Committed", "Done")),
    "cmmi": (("CMMI", "services"), "Size", ("Active", "Closed")),
    "basic-server": (("Basic", "server"), "Effort", ("Doing", "Done")),
}
CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"


def in_step(desk: Desk, works: Works, key: str) -> dict[str, Any]:
    """The item as it is shown, after syncs that ended quietly with the entry saying the same."""
    works.advance(600)
    desk.near()
    works.advance(600)
    assert quiet(desk.near()["azure"])
    there, here = works.shown(key), desk.show(desk.of(key, "azure"))
    type_ = "feature" if works.read(key)["fields"]["System.WorkItemType"] == "Issue" else there["type"]
    assert {name: here[name] for name in NAMES} == {name: there[name] for name in NAMES} | {"type": type_}
    return there


@pytest.mark.parametrize(
    ("works", "effort", "states"),
    [
        pytest.param(*place, id=name, marks=[pytest.mark.long] if name == "agile" else [])
        for name, place in PLACES.items()
    ],
    indirect=["works"],
)
def test_every_field_crosses_in_both_directions(
    azure_desk: Desk, works: Works, effort: str, states: tuple[str, str]
) -> None:
    """Otherwise a field is sent under a name that the other side does not read."""
    desk = azure_desk
    for path in ("Release 1\\Sprint 1", "Release 2"):
        works.add_iteration(path)
    works.add_area("Web")
    works.add_user("grace")
    grace = works.world.user("grace").unique_name
    desk.settings["people"] = {"grace": {"azure": grace}}
    desk.connect(
        "azure", works.settings(custom={"effort": effort}, area="Web"), plugin="azure-devops"
    )  # fmt: skip
    (above, other) = works.seed([{"title": "above", "type": "Epic"}, {"title": "other", "type": "Epic"}])
    desk.sync()
    ref = desk.new(
        "Rotate the keys", "-d", "Twice **a year**.", "--type", "feature", "--priority", "critical",
        "--status", "in-progress", "--label", "security", "--assignee", "grace",
        "--parent", desk.of(above, "azure"),
    )["ref"]  # fmt: skip
    desk.edit(
        ref, "--set", "milestone=Release 1\\Sprint 1", "--set", "due=2026-03-31", "--set", "custom.effort=5",
        "--set", 'acceptance_criteria=["all are new", "none is *old*"]',
        "--set", f"dependencies=blocked-by:{desk.of(other, 'azure')}",
    )  # fmt: skip
    desk.do("note", ref, "half **done**")
    assert desk.sync()["azure"]["errors"] == []
    key = works.titled("Rotate the keys")
    assert works.shown(key) == {
        "key": key, "uid": desk.show(ref)["uid"], "title": "Rotate the keys",
        "description": "Twice **a year**.", "status": "in-progress", "priority": "critical",
        "type": "task" if "Issue" in str(works.read(key)["fields"]) else "feature",
        "labels": ["security"], "assignees": [grace], "milestone": "Release 1\\Sprint 1",
        "due": "2026-03-31", "notes": ["half **done**"],
    }  # fmt: skip
    item = works.read(key)
    fields = item["fields"]
    assert (fields["System.State"], fields["System.AreaPath"]) == (states[0], "Shop\\Web")
    assert fields[works.field_called(effort)] == 5
    assert works.text(item, CRITERIA).splitlines() == ["- all are new", "- none is *old*"]
    assert works.linked(key) == {("parent", above), ("predecessor", other)}
    works.advance(600)
    mark = next(tag for tag in fields["System.Tags"].split("; ") if tag.startswith("devlog-"))
    works.edit(
        key,
        {
            "title": "Rotate all keys", "description": "<div>Thrice.</div>", "state": states[1],
            "priority": 4, "tags": f"{mark}; security; later", "iteration": "Shop\\Release 2",
            "assigned": None, "Microsoft.VSTS.Scheduling.DueDate": "2026-04-01T00:00:00Z",
            CRITERIA: "<ul><li>all are newer</li></ul>", effort: 8,
        },
        by="jane",
    )  # fmt: skip
    works.unlink(key, "parent", above, by="jane")
    works.link(key, "parent", other, by="jane")
    works.unlink(key, "predecessor", other, by="jane")
    works.link(key, "related", above, by="jane")
    works.comment(key, "<div>who has the old <b>keys</b>?</div>", by="jane")
    run = desk.sync()["azure"]
    assert (run["errors"], run["writes"]) == ([], 0)
    there = in_step(desk, works, key)
    assert (there["title"], there["status"], there["priority"]) == ("Rotate all keys", "done", "low")
    assert (there["labels"], there["milestone"]) == (["later", "security"], "Release 2")
    here = desk.show(ref)
    assert (here["description"], here["due"], here["assignees"]) == ("Thrice.", "2026-04-01", [])
    assert (here["custom"], here["acceptance_criteria"]) == ({"effort": 8}, ["all are newer"])
    assert here["parent"] == desk.of(other, "azure")
    assert here["dependencies"] == [{"kind": "related-to", "entry": desk.of(above, "azure")}]
    assert sorted(note["content"] for note in here["notes"]) == [
        "half **done**",
        "who has the old **keys**?",
    ]


def test_an_inherited_process_with_states_of_its_own(make_desk: MakeDesk, works: Works) -> None:
    """Otherwise a state that somebody added to a process is unknown, or is left as soon as we write."""
    works.add_state("User Story", "Code Review", "Resolved")
    works.add_state("User Story", "Waiting", "InProgress")
    works.add_state("User Story", "Dropped", "Removed")
    works.restrict("User Story", "Waiting", ["Active"])
    desk = make_desk()
    given = {"status": {"blocked": "Waiting", "testing": False, "cancelled": ["Removed", "Closed:Obsolete"]}}
    desk.connect("azure", works.settings(mapping=given), plugin="azure-devops")
    states = ("Code Review", "Waiting", "Dropped", "Resolved")
    keys = works.seed([{"title": state, "state": state} for state in states])
    desk.near()
    refs = {state: desk.of(key, "azure") for state, key in zip(states, keys, strict=True)}
    assert [desk.show(ref)["status"] for ref in refs.values()] == [
        "in-review", "blocked", "cancelled", "in-review",
    ]  # fmt: skip
    for state, ref in refs.items():
        desk.edit(ref, "--title", f"{state}, edited")
    assert desk.near()["azure"]["errors"] == []
    assert [works.read(key)["fields"]["System.State"] for key in keys] == list(states)
    works.advance(600)
    desk.edit(refs["Resolved"], "--status", "blocked")
    desk.edit(refs["Code Review"], "--status", "cancelled")
    desk.edit(refs["Waiting"], "--status", "done", "--title", "still sent")
    run = desk.near(code=1)["azure"]
    (error,) = run["errors"]
    assert (error["kind"], error["entry"]) == ("rejected", refs["Waiting"])
    assert [word for word in ("State", "has the states New, Active") if word not in error["message"]] == []
    fields = [works.read(key)["fields"] for key in keys]
    assert [one["System.State"] for one in fields] == ["Removed", "Waiting", "Dropped", "Waiting"]
    assert fields[1]["System.Title"] == "still sent"
    desk.edit(refs["Waiting"], "--status", "in-progress")
    desk.near()
    desk.edit(refs["Waiting"], "--status", "done")
    desk.near()
    assert in_step(desk, works, keys[1])["status"] == "done"


def test_the_recycle_bin_another_project_and_another_type(azure_desk: Desk, works: Works) -> None:
    """Otherwise a work item that was put away, moved or retyped looks like another one, or like none."""
    desk = azure_desk
    first, second, third, *_ = works.seed([{"title": f"t{n}", "state": "Active"} for n in range(8)])
    desk.sync()
    refs = {key: desk.of(key, "azure") for key in (first, second, third)}
    works.advance(600)
    works.delete(first)
    works.move(second, "Api")
    works.edit(second, {"title": "moved"}, by="jane")
    works.retype(third, "Bug")
    works.edit(third, {"Microsoft.VSTS.TCM.ReproSteps": "<div>go there</div>"}, by="jane")
    run = desk.near("--full")["azure"]
    assert (run["errors"], run["writes"]) == ([], 0)
    (link,) = desk.show(refs[first])["links"]
    assert (link["state"], link["remote_key"]) == ("gone", first)
    here = desk.show(refs[second])
    assert (here["title"], here["links"][0]["state"]) == ("moved", "linked")
    here = desk.show(refs[third])
    assert (here["type"], here["description"]) == ("bugfix", "go there")
    works.advance(600)
    works.restore(first)
    works.edit(first, {"title": "back"}, by="jane")
    desk.edit(refs[second], "--priority", "high")
    desk.edit(refs[third], "--type", "task", "--description", "go elsewhere", "--set", "estimate=2h30m")
    assert desk.near()["azure"]["errors"] == []
    here = desk.show(refs[first])
    assert (here["title"], here["status"], here["links"][0]["state"]) == ("back", "in-progress", "linked")
    there = works.shown(second)
    assert (there["priority"], works.read(second)["fields"]["System.TeamProject"]) == ("high", "Api")
    fields = works.read(third)["fields"]
    assert (fields["System.WorkItemType"], works.shown(third)["description"]) == ("Task", "go elsewhere")
    hours = "Microsoft.VSTS.Scheduling.OriginalEstimate"
    assert fields[hours] == 2.5
    works.edit(third, {hours: 4}, by="jane")
    assert in_step(desk, works, first)["title"] == "back"
    assert desk.show(refs[third])["estimate"] == 240
    assert len(desk.entries()) == 8


def test_comments_come_go_and_change_at_every_place(azure_desk: Desk, works: Works, hub: Hub) -> None:
    """Otherwise an edit of a comment makes a second one, or one that was taken back stays."""
    desk = azure_desk
    desk.connect("azure", works.settings(), plugin="azure-devops", mirror=["github"])
    desk.connect("github", hub.settings(), mirror=["azure"])
    hub.seed([{"title": "t", "comments": ["from github", "short-lived"]}])
    desk.sync()
    (key,) = works.keys()
    assert works.shown(key)["notes"] == ["from github", "short-lived"]
    theirs = works.comment(key, "<div>from <i>azure</i></div>", by="jane")
    brief = works.comment(key, "<div>brief</div>", by="jane")

    def step() -> list[str]:
        for _ in range(2):
            works.advance(600)
            hub.advance(600)
            desk.near()
        said: list[str] = works.shown(key)["notes"]
        assert said == shown(hub.read("1"))["notes"]
        assert said == sorted(note["content"] for note in desk.show(desk.of("1"))["notes"])
        return said

    assert step() == ["brief", "from *azure*", "from github", "short-lived"]
    ids = {one["body"]: str(one["id"]) for one in hub.read("1")["comments"]}
    hub.edit_comment(ids["from github"], "reworded at github")
    hub.delete_comment(ids["short-lived"])
    works.edit_comment(theirs, "<div>reworded at <i>azure</i></div>")
    works.delete_comment(brief)
    assert step() == ["reworded at *azure*", "reworded at github"]
    assert works.doubles() == []
    works.advance(600)
    assert quiet(desk.near()["azure"])
