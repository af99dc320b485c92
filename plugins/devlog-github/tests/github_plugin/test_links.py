"""What pull requests name, and what they only seem to name."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_core.model.remote import Target
from devlog_github.links import targets
from devlog_github.pulls import MERGED, event_data, merged_event, thing_of

PULL: dict[str, Any] = {
    "id": 5, "number": 7, "title": "Fix login", "body": "Fixes #12", "state": "closed", "draft": False,
    "html_url": "https://github.com/acme/shop/pull/7", "user": {"login": "alice"},
    "created_at": "2026-01-01T10:00:00Z", "pull_request": {"merged_at": "2026-01-01T12:30:00Z"},
}  # fmt: skip


def found(body: str, title: str = "") -> list[str]:
    """The targets in short: `12!` closes issue 12, `dl-…` names an entry."""
    named = targets(title, body, "gh", "acme/shop")
    return [f"{target.key or target.entry}{'!' if target.closes else ''}" for target in named]


@pytest.mark.parametrize(
    "word",
    ["close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "Resolves", "RESOLVED", "Fixes:"],
)
def test_every_closing_keyword_counts(word: str) -> None:
    """GitHub knows nine."""
    assert found(f"This {word} #12.") == ["12!"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("fixes #1, closes #2 and resolves #1", ["1!", "2!"]),
        ("fixes acme/shop#3", ["3!"]),
        ("fixes Acme/Shop#3", ["3!"]),
        ("fixes https://github.com/acme/shop/issues/4", ["4!"]),
        ("fixes GH-5", ["5!"]),
        ("fixes other/repo#3", []),
        ("fixes https://github.com/other/repo/issues/4", []),
        ("see #12", []),
        ("prefix #12", []),
        ("fixes#12", []),
        ("fixes #12a", []),
        ("fixes #1, #2", ["1!"]),
        ("see dl-7c41f09a", ["dl-7c41f09a"]),
        ("fixes dl-7c41f09a and dl-00000001", ["dl-7c41f09a!", "dl-00000001"]),
        ("model-7c41f09a dl-xyz", []),
        ("`fixes #1` and ``fixes ` #2``", []),
        ("```\nfixes #1\n```\nfixes #2", ["2!"]),
        ("~~~\nfixes #1", []),
        ("<!-- fixes #1 -->\nfixes #2 <!-- and dl-00000001", ["2!"]),
        ("a ` b\n\nfixes #1 ` c", ["1!"]),
    ],
)
def test_what_a_body_names(body: str, expected: list[str]) -> None:
    """Templates hold comments, and code is not prose."""
    assert found(body) == expected


def test_the_title_names_too() -> None:
    """Squashing makes it the commit's subject."""
    assert found("", title="dl-7c41f09a: fix login (closes #3)") == ["3!", "dl-7c41f09a"]


def test_targets_belong_to_the_integration_that_read_them() -> None:
    """`#12` of one repository is not `#12` of another."""
    assert targets("", "fixes #12", "gh", "a/b") == (Target(integration="gh", key="12", closes=True),)


def test_a_pull_request_becomes_a_thing() -> None:
    """With what people ask of one."""
    thing = thing_of(PULL, "77", "gh", "acme/shop")
    assert (thing.kind, thing.title, thing.author, thing.ref.key) == (
        "pull_request",
        "Fix login",
        "alice",
        "7",
    )
    assert thing.data == {
        "number": 7, "url": "https://github.com/acme/shop/pull/7", "state": "closed", "draft": False,
        "merged": True, "merged_at": "2026-01-01T12:30:00Z",
    }  # fmt: skip


def test_a_merge_is_told_once_by_both_ways() -> None:
    """Lists and deliveries give one pull request two ids; the event has one."""
    listed = thing_of(PULL, "77", "gh", "acme/shop")
    delivered = dict(PULL) | {"id": 999, "merged": True, "merged_at": "2026-01-01T12:30:00Z"}
    del delivered["pull_request"]
    first, second = (
        merged_event(listed, None),
        merged_event(thing_of(delivered, "77", "gh", "acme/shop"), None),
    )
    assert first is not None
    assert second is not None
    assert (first.id, first.name) == (second.id, second.name) == ("github:pr:77/7:merged", MERGED)
    assert event_data(listed)["pull_request"]["open_minutes"] == 150


def test_no_merge_no_event() -> None:
    """Closed is not merged."""
    closed = thing_of(PULL | {"pull_request": {"merged_at": None}}, "77", "gh", "acme/shop")
    assert merged_event(closed, None) is None
    assert closed.data["merged"] is False


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("SHOP-12 Mend the login", "", ["SHOP-12"]),
        ("Mend the login (SHOP-12, SHOP-13)", "", ["SHOP-12", "SHOP-13"]),
        ("Fixes SHOP-12", "", ["SHOP-12!"]),
        ("Mend it", "Closes SHOP-12, like OPS-3", ["SHOP-12!"]),
        ("SHOP-12", "fixes #3 and resolves: SHOP-12", ["3!", "SHOP-12!"]),
        ("Mend it", "`fixes SHOP-12` <!-- fixes SHOP-13 -->", []),
        ("shop-12, CVE-2024-1", "see SHOP-12, fixes shop-12", []),
    ],
)
def test_items_of_another_tracker_are_named_by_key(title: str, body: str, expected: list[str]) -> None:
    """Only where a tracker is set, and in prose only behind a closing keyword."""
    named = targets(title, body, "gh", "acme/shop", "desk")
    assert [f"{target.key}{'!' if target.closes else ''}" for target in named] == expected
    assert {target.integration for target in named} <= {"gh", "desk"}
    assert all(target.integration == "gh" for target in targets(title, body, "gh", "acme/shop"))
