"""Statuses, priorities and types: by the settings, by usual names, by categories."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES
from devlog_jira.account import losses
from devlog_jira.config import JiraConfig, Mapping
from devlog_jira.vocabulary import Goal, Offered, Vocabulary

SIMPLE = Offered(
    statuses=(("To Do", "new"), ("In Progress", "indeterminate"), ("Done", "done")),
    priorities=("Highest", "High", "Medium", "Low", "Lowest"),
    types=("Epic", "Story", "Task", "Bug", "Sub-task"),
)
RICH = Offered(
    statuses=(
        ("Open", "new"), ("Reopened", "new"), ("In Progress", "indeterminate"),
        ("Code Review", "indeterminate"), ("QA", "indeterminate"), ("On Hold", "indeterminate"),
        ("Resolved", "done"), ("Closed", "done"), ("Won\u2019t Do", "done"),
    ),
    priorities=("Blocker", "Critical", "Major", "Minor", "Trivial"),
    types=("New Feature", "Bug", "Task", "Improvement"),
)  # fmt: skip


def words(offered: Offered | None = None, **maps: Any) -> Vocabulary:
    """The vocabulary of a mapping table."""
    return Vocabulary(Mapping.model_validate(maps), offered)


@pytest.mark.parametrize(
    ("name", "category", "resolution", "status"),
    [
        ("To Do", "new", None, "new"),
        ("to  do", "new", None, "new"),
        ("Triage", "new", None, "new"),
        ("Ready", "indeterminate", None, "in-progress"),
        ("Code Review", "indeterminate", None, "in-review"),
        ("Shipped", "done", "Done", "done"),
        ("Done", "done", "Won't Do", "cancelled"),
        ("Done", "done", "Won\u2019t Fix", "cancelled"),
        ("Closed", "done", "Duplicate", "cancelled"),
        ("Closed", "done", "Fixed", "done"),
        ("Won\u2019t Do", "done", None, "cancelled"),
        ("Odd", "", None, "new"),
        ("Odd", "undefined", None, "new"),
    ],
)
def test_standard_workflows_need_no_map(
    name: str, category: str, resolution: str | None, status: str
) -> None:
    """Known names first, then the category."""
    assert words().status(name, category, resolution) == status


def test_a_map_goes_before_everything() -> None:
    """Several names may mean one status; the first that the workflow has is written."""
    told = words(status={"in-review": ["Peer Check", "Second Look"], "new": "Code Review"})
    assert told.status("second look", "indeterminate") == "in-review"
    assert told.status("Code Review", "indeterminate") == "new"
    # What the map does not name any more goes by its category.
    assert told.status("To Do", "new") == "new"
    assert told.goal("in-review") == Goal(
        names=("Peer Check", "Second Look"), category="indeterminate", exact=True
    )


def test_a_resolution_may_tell_two_statuses_apart() -> None:
    """`Done:Abandoned` beside `Done`."""
    told = words(status={"done": "Done", "cancelled": "Done:Abandoned"})
    assert told.status("Done", "done", "Abandoned") == "cancelled"
    assert told.status("Done", "done", "Won't Do") == "done"
    assert told.goal("cancelled").resolutions == ("Abandoned",)


@pytest.mark.parametrize("offered", [SIMPLE, RICH])
@pytest.mark.parametrize(
    ("field", "values"), [("status", STATUSES), ("priority", PRIORITIES), ("type", TYPES)]
)
def test_what_was_written_reads_back_the_same_the_second_time(
    offered: Offered, field: str, values: tuple[str, ...]
) -> None:
    """Otherwise two places would push each other round and round."""
    told = words(offered)
    for value in values:
        once = told.express(field, value)
        assert told.express(field, once) == once


def test_a_status_without_a_name_goes_to_its_category() -> None:
    """A workflow of three statuses has no review."""
    told = words(SIMPLE)
    assert told.goal("in-review") == Goal(names=(), category="indeterminate")
    assert told.express("status", "in-review") == "in-progress"
    assert told.goal("cancelled").names == ("Done",)
    assert told.goal("cancelled").resolutions[0] == "Won't Do"
    assert told.express("status", "cancelled") == "cancelled"


def test_names_are_written_as_the_project_spells_them() -> None:
    """Case and apostrophes differ from site to site."""
    assert words(RICH).goal("cancelled").names == ("Won\u2019t Do",)
    assert words(RICH).names("priority", "critical") == ("Critical", "Blocker")
    assert words(RICH).names("type", "docs") == ("Task",)
    assert words(RICH).names("priority", "high") == ()


def test_one_name_for_two_values_is_refused() -> None:
    """What is read could be either."""
    with pytest.raises(ValidationError, match="stands for new and for blocked"):
        words(status={"new": "Waiting", "blocked": ["Stuck", "waiting"]})


def test_unknown_values_and_keys_name_the_nearest() -> None:
    """A typing error is found at once."""
    with pytest.raises(ValidationError, match="did you mean `in-review`"):
        words(status={"in_reviw": "Review"})
    with pytest.raises(ValidationError, match="expected a name"):
        words(status={"new": 7})
    with pytest.raises(ValidationError, match="twice"):
        words(status={"new": ["Open", "open"]})


def test_names_that_the_project_lacks_are_named_with_the_nearest() -> None:
    """A map is only as good as the project."""
    told = words(SIMPLE, status={"done": "Dune"}, priority={"low": ["Low", "Tiny"]}, type={"bugfix": "Bug"})
    found = list(told.unknown())
    assert found == [
        "mapping.status.done: the project has no status 'Dune'; did you mean 'Done'?",
        "mapping.priority.low: the project has no priority 'Tiny'; it has Highest, High, Medium, Low, Lowest",
    ]


def test_losses_are_told_both_ways() -> None:
    """Which values read back as another, and which names are read as one."""
    told = list(losses(words(RICH), RICH))
    assert (
        "mapping.priority: the project has no word for high: name one, or entries with it are set aside"
        in told
    )
    assert "mapping.type: task, refactor, docs read back as task" in told
    assert "mapping.status: Open, Reopened are all read as new" in told
    assert not any("blocked" in line for line in told)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"url": "acme.atlassian.net"}, "expected a URL"),
        ({"url": "https://user@acme.atlassian.net"}, "expected a URL"),
        ({"project": "SHOP-1"}, "key of a project"),
        ({"project": ""}, "key of a project"),
        ({"custom": {"a": "X", "b": "x"}}, "is 'a' already"),
        ({"deployment": "clout"}, "auto"),
        ({"tokn": "x"}, "Extra inputs"),
    ],
)
def test_wrong_settings_are_refused(table: dict[str, Any], words: str) -> None:
    """Before anything is asked of Jira."""
    with pytest.raises(ValidationError, match=words):
        JiraConfig.model_validate({"url": "https://acme.atlassian.net", "project": "SHOP"} | table)


def test_an_address_from_the_browser_is_understood() -> None:
    """With what people copy along."""
    config = JiraConfig.model_validate({"url": "https://x.org/jira/secure/Dashboard.jspa", "project": "shop"})
    assert (config.url, config.project) == ("https://x.org/jira", "SHOP")


def test_every_setting_is_described() -> None:
    """With an example, for the reference."""
    for name, prop in JiraConfig.model_json_schema()["properties"].items():
        assert prop.get("description"), name
        assert prop.get("examples"), name
