"""A work item of Azure DevOps and its entry, edited on both sides, field by field."""

from __future__ import annotations

from typing import Any

from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

NAMES = ["title", "description", "status", "priority", "type", "labels", "milestone", "due"]


def in_step(desk: Desk, works: Works, key: str) -> dict[str, Any]:
    """The item as it is shown, after syncs that ended quietly with the entry saying the same."""
    works.advance(600)
    desk.near()
    works.advance(600)
    assert quiet(desk.near()["azure"])
    there, here = works.shown(key), desk.show(desk.of(key, "azure"))
    assert {name: here[name] for name in NAMES} == {name: there[name] for name in NAMES}
    return there


def test_every_field_crosses_in_both_directions(azure_desk: Desk, works: Works) -> None:
    """Otherwise a field is sent under a name that the other side does not read."""
    desk = azure_desk
    works.add_iteration("Release 1\\Sprint 1")
    ref = desk.new(
        "Rotate the keys", "-d", "Twice **a year**.", "--type", "feature", "--priority", "critical",
        "--status", "in-progress", "--label", "security",
    )["ref"]  # fmt: skip
    desk.edit(ref, "--set", "milestone=Release 1\\Sprint 1", "--set", "due=2026-03-31")
    desk.do("note", ref, "half done")
    desk.sync()
    key = works.titled("Rotate the keys")
    assert works.shown(key) == {
        "key": key, "uid": desk.show(ref)["uid"], "title": "Rotate the keys",
        "description": "Twice **a year**.", "status": "in-progress", "priority": "critical",
        "type": "feature", "labels": ["security"], "assignees": [], "milestone": "Release 1\\Sprint 1",
        "due": "2026-03-31", "notes": ["half done"],
    }  # fmt: skip
    in_step(desk, works, key)
