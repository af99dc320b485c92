"""Value maps: every value there and back, and what is lost on the way."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES
from devlog_github.config import Mapping
from devlog_github.vocabulary import Vocabulary


def words(**maps: Any) -> Vocabulary:
    """The vocabulary of a `mapping` table."""
    return Vocabulary(Mapping.model_validate(maps))


@pytest.mark.parametrize(("field", "values"), [("priority", PRIORITIES), ("type", TYPES)])
def test_by_default_every_value_comes_back(field: str, values: tuple[str, ...]) -> None:
    """The defaults lose nothing."""
    for value in values:
        label = words().label(field, value)
        assert words().read(field, [label] if label else []) == value


@pytest.mark.parametrize("status", STATUSES)
def test_by_default_every_status_comes_back(status: str) -> None:
    """The defaults lose nothing."""
    shown = words().shown(status)
    back = words().closed(shown.reason) if shown.closed else words().read("status", [shown.label or ""])
    assert back == status
    assert words().losses() == []


def test_several_labels_are_all_told() -> None:
    """The core takes the one that is new, which only it can know."""
    assert words().read("status", ["Status: Blocked", "other", "status: testing"]) == ["blocked", "testing"]


@pytest.mark.parametrize(
    ("reason", "status"),
    [("completed", "done"), ("not_planned", "cancelled"), ("duplicate", "cancelled"), (None, "done"),
     ("reopened", "done"), ("some new one", "done")],
)  # fmt: skip
def test_reasons_old_new_and_missing(reason: str | None, status: str) -> None:
    """Old servers give none, later ones may give more."""
    assert words().closed(reason) == status


def test_a_place_that_knows_only_open_and_closed() -> None:
    """Lossy maps are allowed, told, and stable."""
    lossy = words(
        status={"in-progress": "open", "in-review": "open", "testing": "stage: test", "cancelled": "closed"}
    )
    assert lossy.read("status", []) == "new"
    assert lossy.closed("not_planned") == "done"
    assert len(lossy.losses()) == 2
    assert "new, in-progress, in-review all show as 'open' and read back as new" in lossy.losses()[0]
    assert "done, cancelled" in lossy.losses()[1]


def test_two_values_with_one_label_read_as_the_first() -> None:
    """Whatever is written, what is read must not depend on chance."""
    shared = words(priority={"high": "urgent", "critical": "Urgent"})
    assert shared.read("priority", ["urgent"]) == "high"
    assert "high, critical" in shared.losses()[0]


def test_an_issue_without_labels_has_the_ordinary_value() -> None:
    """Even where every value has a label of its own."""
    full = words(priority={"medium": "priority: medium"}, status={"new": "status: new"})
    assert full.read("priority", []) == "medium"
    assert full.read("status", []) == "new"
    assert words(priority={"low": False, "medium": "p2"}).read("priority", []) == "low"
    assert words(status={"new": "status: new", "testing": False}).read("status", []) == "testing"


def test_nothing_closes_and_still_a_closed_issue_is_done() -> None:
    """A person may close what devlog would only label."""
    assert words(status={"done": "ready", "cancelled": "dropped"}).closed("completed") == "done"
