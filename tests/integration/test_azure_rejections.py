"""What Azure DevOps does not take: one line with the cure, all else sent, and sent as soon as it is cured."""

from __future__ import annotations

from typing import Any

from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

LONGEST = 1000
CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "iteration": (
        ("--set", "milestone=Sprint 9"),
        ("TF401347", "System.IterationPath", "Create that iteration path, or correct the milestone"),
        ("--set", "milestone=Sprint 1"),
    ),
    "state": (
        ("--status", "done"), ("TF401320", "State", "(Task has the states New, Active, Closed, Removed)"),
        ("--status", "in-progress"),
    ),
    "reason": (
        ("--type", "bugfix", "--status", "cancelled"),
        ("TF401320", "Reason", "Correct the reason under `config.mapping.status`"),
        ("--status", "done"),
    ),
    "read-only": (
        ("--set", "custom.by=bob@example.com"),
        ("TF401326", "System.CreatedBy", "It can only be read: take it out of `config.custom`"),
        ("--set", "custom.by=jane@example.com"),
    ),
    "title": (("--title", "x" * 256), ("at most 255", "256", "shorten it"), ("--title", "x" * 255)),
    "text": (
        ("-d", "x" * (LONGEST + 1)), ("TF401320", "Description", "Shorten it"), ("-d", "x" * (LONGEST - 100)),
    ),
    "body": (("-d", "too large"), ("too long", "too large", "shorten it"), ("-d", "small")),
    "tags": (
        tuple(part for n in range(100) for part in ("--add-label", f"l{n}")),
        ("at most 100 tags", "101", "remove labels"),
        ("--remove-label", "l0"),
    ),
    "tag": (("--add-label", "y" * 401), ("at most 400", "shorten"), ("--remove-label", "y" * 401)),
    "person": (
        ("--add-assignee", "ghost"), ("ghost@example.com", "unknown identity"),
        ("--remove-assignee", "ghost"),
    ),
    "points": (
        ("--set", "custom.points=many"), ("Story Points is a double", "'many'"), ("--set", "custom.points=3"),
    ),
}  # fmt: skip
"""What is edited, what is said of it, and what cures it."""


def test_what_is_not_taken_is_set_aside_by_itself(azure_desk: Desk, works: Works) -> None:
    """Otherwise a slip in one field holds back the others, or one entry holds back the rest."""
    desk = azure_desk
    works.add_iteration("Sprint 1")
    works.switch("longest_text", LONGEST)
    works.restrict("Task", "New", ["Active"])
    works.restrict("Bug", "New", ["Closed"], reasons=["New", "Fixed", "Moved to state Closed"])
    given = {"status": {"cancelled": "Closed:Bored", "done": "Closed"}}
    custom = {"by": "Created By", "points": "Story Points"}
    desk.settings["people"] = {"ghost": {"azure": "ghost@example.com"}}
    desk.connect("azure", works.settings(mapping=given, custom=custom), plugin="azure-devops")
    kinds = {"reason": "Bug", "points": "User Story"}
    told = [
        {"title": name, "type": kinds.get(name, "Task"), "tags": "one", "description": "<div>text</div>"}
        for name in CASES
    ]
    keys = dict(zip(CASES, works.seed(told), strict=True))
    desk.near()
    refs = {name: desk.of(key, "azure") for name, key in keys.items()}
    works.advance(600)
    for name, (edit, _, _) in CASES.items():
        desk.edit(refs[name], "--priority", "high", *edit)
    made = desk.new("made here", "--type", "task")["ref"]
    works.fault("413", match=f"PATCH .*workItems/{keys['body']}\\?")
    works.clear_requests()
    run = desk.sync(code=1)["azure"]
    assert run["status"] == "partial"
    errors = {error["entry"]: error for error in run["errors"]}
    assert len(errors) == len(run["errors"]) == len(CASES), run["errors"]
    for name, (_, words, _) in CASES.items():
        error = errors[refs[name]]
        assert (error["kind"], "\n" in error["message"]) == ("rejected", False)
        assert [word for word in words if word not in error["message"]] == [], error
        there = works.shown(keys[name])
        assert (there["priority"], there["status"], there["assignees"]) == ("high", "new", []), name
        assert (there["title"], there["labels"], there["description"]) == (name, ["one"], "text")
    assert works.shown(works.titled("made here"))["uid"] == desk.show(made)["uid"]
    assert {row["entry"]: row["state"] for row in desk.do("outbox", "list")} == dict.fromkeys(
        refs.values(), "set-aside"
    )
    for name, (_, _, cure) in CASES.items():
        desk.edit(refs[name], *cure)
    assert desk.near()["azure"]["errors"] == []
    assert desk.do("outbox", "list") == []
    shown = {name: works.shown(key) for name, key in keys.items()}
    assert (shown["iteration"]["milestone"], shown["state"]["status"]) == ("Sprint 1", "in-progress")
    assert (shown["reason"]["status"], shown["title"]["title"]) == ("done", "x" * 255)
    assert (len(shown["tags"]["labels"]), shown["tag"]["labels"]) == (100, ["one"])
    assert (shown["body"]["description"], shown["text"]["description"]) == ("small", "x" * (LONGEST - 100))
    works.advance(600)
    desk.near()
    works.advance(600)
    assert quiet(desk.near()["azure"])


def test_of_two_refusals_the_one_that_is_left_is_told(azure_desk: Desk, works: Works) -> None:
    """Otherwise a field that was corrected is still called wrong, and the wrong one is not named."""
    desk = azure_desk
    works.add_iteration("Sprint 1")
    (key,) = works.seed([{"title": "one", "type": "Task"}])
    desk.near()
    ref = desk.of(key, "azure")
    for edit in (("--title", "x" * 256), ("--set", "milestone=Sprint 9")):
        desk.edit(ref, *edit)
        assert desk.near(code=1)["azure"]["status"] == "partial"
    desk.edit(ref, "--set", "milestone=Sprint 1")
    run = desk.near(code=1)["azure"]
    (row,) = desk.do("outbox", "list")
    assert ["at most 255" in told for told in (row["error"], run["errors"][0]["message"])] == [True, True]
    assert works.shown(key)["milestone"] == "Sprint 1"
    desk.edit(ref, "--title", "two")
    desk.near()
    assert (desk.do("outbox", "list"), works.shown(key)["title"]) == ([], "two")


def test_what_a_new_work_item_requires_is_named(azure_desk: Desk, works: Works) -> None:
    """Otherwise an entry is refused for a field that it does not have, for ever."""
    desk = azure_desk
    (old,) = works.seed([{"title": "from before", "type": "User Story"}])
    desk.near()
    works.add_field("Squad", "string", ["Red", "Blue"], types=["User Story"], required=True)
    ref = desk.new("made here", "--type", "feature")["ref"]
    other = desk.new("not concerned", "--type", "task")["ref"]
    desk.edit(desk.of(old, "azure"), "--title", "edited")
    run = desk.near(code=1)["azure"]
    said = {error["entry"]: error["message"] for error in run["errors"]}
    assert "Give a value under `config.create`" in said.pop(ref)
    assert f"Give a value to work item {old} there" in said.pop(desk.of(old, "azure"))
    assert said == {}
    assert [item["uid"] for item in works.all() if item["uid"]] == [desk.show(other)["uid"]]
    check = desk.do("integrations", "check", "azure")
    assert "Squad (Custom.Squad): give values under `config.create`" in str(check["missing"])
    wrong: dict[str, Any] = {"Custom.Sqad": "Red"}
    desk.connect("azure", works.settings(create=wrong), plugin="azure-devops")
    check = desk.here("integrations", "check", "azure")
    assert (check.code, "create: the organisation has no field 'Custom.Sqad'" in check.err) == (3, True)
    # As TOML reads it without quotes around the name.
    desk.connect("azure", works.settings(create={"Custom": {"Squad": "Red"}}), plugin="azure-devops")
    works.edit(old, {"Custom.Squad": "Blue"}, by="jane")
    for row in desk.do("outbox", "list"):
        desk.do("outbox", "retry", str(row["row"]))
    assert desk.near()["azure"]["errors"] == []
    assert works.read(works.titled("made here"))["fields"]["Custom.Squad"] == "Red"
    assert works.shown(old)["title"] == "edited"


def test_a_role_that_only_reads_sends_nothing_and_loses_nothing(azure_desk: Desk, works: Works) -> None:
    """Otherwise a permission that is missing looks like an entry that is wrong."""
    desk = azure_desk
    (key,) = works.seed([{"title": "there"}])
    desk.near()
    works.permit("read")
    desk.edit(desk.of(key, "azure"), "--title", "edited")
    (error,) = desk.near(code=1)["azure"]["errors"]
    assert error["kind"] == "rejected"
    assert [
        word for word in ("403", "TF237111", "ask for the permission") if word not in error["message"]
    ] == []
    works.permit("write")
    (row,) = desk.do("outbox", "list")
    desk.do("outbox", "retry", str(row["row"]))
    assert desk.near()["azure"]["errors"] == []
    assert works.shown(key)["title"] == "edited"
