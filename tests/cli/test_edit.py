"""Editing fields: every kind of field, nothing half-applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import Devlog


@pytest.fixture
def devlog(restore: Callable[..., Devlog]) -> Devlog:
    """`devlog` in a workspace of two entries."""

    def prepare(devlog: Devlog) -> None:
        devlog.ok("init")
        devlog.ok("new", "Other")
        devlog.ok("new", "A", "--label", "x", "--label", "y", "--assignee", "bob")

    return restore("two", prepare)


@pytest.fixture
def entry(devlog: Devlog) -> dict[str, Any]:
    """The entry 2, with the entry 1 beside it."""
    return devlog.peek("2")


def test_options_change_their_fields(devlog: Devlog, entry: dict[str, Any]) -> None:
    """Labels and people come and go one by one."""
    edited = devlog.json(
        *("edit", "2", "--title", "B", "--description", "D", "--priority", "critical", "--type", "docs"),
        *("--add-label", "z", "--remove-label", "x", "--add-assignee", "Carol", "--remove-assignee", "bob"),
    )
    assert (edited["title"], edited["description"], edited["priority"], edited["type"]) == (
        "B",
        "D",
        "critical",
        "docs",
    )
    assert edited["labels"] == ["y", "z"]
    assert edited["assignees"] == [{"id": "carol", "name": "Carol"}]
    assert edited["key"] == entry["key"]


def test_set_reaches_every_field(devlog: Devlog, entry: dict[str, Any]) -> None:
    """What has no option of its own is set by name, in the field's own form."""
    assignments = {
        "milestone": "1.0",
        "estimate": "2h30m",
        "due": "2026-03-31",
        "files": '["b.py", "a.py"]',
        "acceptance_criteria": "it works\nit is fast",
        "context.business": "Money",
        "agent_context.summary": "Short",
        "agent_context.next_steps": '["one", "two"]',
        "custom.version": "1.10",
        "custom.count": "3",
        "custom.deep": '{"a": [1, null]}',
        "parent": "1",
        "dependencies": "blocked-by:1",
        "assignees": '["bob", "dave@example.org"]',
    }
    edited = devlog.json("edit", "2", *(f"--set={name}={value}" for name, value in assignments.items()))
    other = devlog.json("show", "1")["ref"]
    assert (edited["milestone"], edited["estimate"], edited["due"]) == ("1.0", 150, "2026-03-31")
    assert edited["files"] == ["a.py", "b.py"]
    assert edited["acceptance_criteria"] == ["it works", "it is fast"]
    assert edited["context"] == {"business": "Money"}
    assert edited["agent_context"] == {"summary": "Short", "next_steps": ["one", "two"]}
    assert edited["custom"] == {"version": "1.10", "count": 3, "deep": {"a": [1, None]}}
    assert edited["parent"] == other
    assert edited["dependencies"] == [{"kind": "blocked-by", "entry": other}]
    assert [person["id"] for person in edited["assignees"]] == ["bob", "dave"]


def test_set_to_nothing_empties(devlog: Devlog, entry: dict[str, Any]) -> None:
    """Nothing after the equals sign takes the value away."""
    full = (
        "milestone=1.0",
        "estimate=5",
        "parent=1",
        "custom.x=1",
        "context.business=a",
        "context.technical=b",
    )
    devlog.ok("edit", "2", *(f"--set={each}" for each in full))
    names = ("milestone", "estimate", "parent", "custom.x", "context.business", "labels", "assignees")
    edited = devlog.json("edit", "2", *(f"--set={name}=" for name in names))
    assert (edited["milestone"], edited["estimate"], edited["parent"]) == (None, None, None)
    assert (edited["custom"], edited["context"], edited["labels"]) == ({}, {"technical": "b"}, [])
    assert edited["assignees"] == []


def test_repeated_set_makes_a_list(devlog: Devlog, entry: dict[str, Any]) -> None:
    """A list may be typed one element at a time."""
    edited = devlog.json("edit", "2", "--set", "risks=one", "--set", "risks=two, really")
    assert edited["risks"] == ["one", "two, really"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("millestone=1", "did you mean `milestone`?"),
        ("spent=5", "no field of an entry that can be set"),
        ("context.money=5", "context has business, technical"),
        ("estimate=soon", "expected minutes or a time like 2h30m"),
        ("due=tomorrow", "expected a date like 2026-03-31"),
        ("status=finished", "expected one of new, in-progress"),
        ("title=", "expected a text that is not empty"),
        ("context=[1", "expected JSON"),
        ("context=[1]", "expected a table"),
        ("archived=maybe", "expected JSON"),
        ("dependencies=1", "expected KIND:ID"),
        ("dependencies=blocks:77", "no entry answers to `77`"),
        ("dependencies=blocks:2", "cannot depend on itself"),
        ("parent=2", "cannot stand under"),
        ("custom.=1", "no field"),
        ('assignees=["@"]', "a name that is not empty"),
        ("milestone", "expected FIELD=VALUE"),
    ],
)
def test_bad_value_refuses_the_whole_edit(
    devlog: Devlog, entry: dict[str, Any], given: str, said: str
) -> None:
    """One wrong value keeps the right ones of the same command from being applied."""
    assert said in devlog.refused(
        "edit", "2", "--status", "blocked", "--set", "milestone=9", "--set", given, code=2
    )
    assert devlog.peek("2") == entry


def test_circle_of_parents_is_refused(devlog: Devlog, entry: dict[str, Any]) -> None:
    """No entry stands below itself."""
    devlog.ok("edit", "2", "--set", "parent=1")
    assert "itself or below it" in devlog.refused("edit", "1", "--set", "parent=2", code=2)


def test_nothing_to_change_is_wrong_usage(devlog: Devlog, entry: dict[str, Any]) -> None:
    """An edit that names no field is a mistake, one that changes nothing is not."""
    assert "nothing to change" in devlog.refused("edit", "2", code=2)
    assert "twice" in devlog.refused("edit", "2", "--title", "B", "--set", "title=C", code=2)
    assert devlog.ok("edit", "2", "--title", "A").startswith("Unchanged")
    assert len(devlog.json("history", "2")) == 1


def test_people_are_found_by_any_name(devlog: Devlog, entry: dict[str, Any]) -> None:
    """One person stays one, whatever name is typed; an ambiguous one is refused."""
    with devlog.config.open("a", encoding="utf-8") as file:
        file.write(
            '\n[people.grace]\nname = "Grace Hopper"\nemail = "grace@example.org"\ntracker = "ghopper"\n'
        )
        file.write('\n[people.grace-k]\nname = "Grace Kelly"\nemails = ["gk@example.org"]\n')
    for name in ("grace", "GRACE HOPPER", "grace@example.org"):
        edited = devlog.json("edit", "2", "--set", f"assignees={name}")
        assert edited["assignees"] == [{"id": "grace", "name": "Grace Hopper"}]
    devlog.ok(
        "new", "B", "--assignee", "Twin", "--assignee", "twin@a.example", "--assignee", "twin@b.example"
    )
    assert len(devlog.json("show", "3")["assignees"]) == 3
    assert [e["id"] for e in devlog.json("list", "--assignee", "grace@example.org")] == [2]
