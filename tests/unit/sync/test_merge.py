"""Merging one field: the cases by name, and what must hold for all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devlog_core.model.fields import field_of
from devlog_core.model.link import Pair
from devlog_core.sync.merge import Merged, Sides, merge_field
from devlog_core.sync.text import merge_text

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 1, 1, 13, tzinfo=UTC)


def same(value: Any) -> Any:
    return value


def merge(name: str, base: Pair | None, local: Any, remote: Any, **more: Any) -> Merged:
    given_ = {"to_local": same, "to_remote": same, **more}
    return merge_field(Sides(field=field_of(name), base=base, local=local, remote=remote, **given_))


def test_an_unchanged_remote_never_changes_the_entry() -> None:
    got = merge("status", Pair("in-review", "new"), "blocked", "new")
    assert (got.value, got.outcome, got.pair) == ("blocked", "unchanged", Pair("in-review", "new"))


def test_only_the_remote_changed() -> None:
    got = merge("title", Pair("a", "a"), "a", "b")
    assert (got.value, got.outcome, got.pair) == ("b", "taken", Pair("b", "b"))


def test_both_changed_to_the_same() -> None:
    assert merge("title", Pair("a", "a"), "b", "b").outcome == "agreed"


def test_a_lossy_answer_agrees_with_what_it_stands_for() -> None:
    def lossy(value: str) -> str:
        return "done" if value == "done" else "new"

    got = merge("status", Pair("done", "done"), "testing", "new", to_remote=lossy)
    assert (got.value, got.outcome, got.pair) == ("testing", "agreed", Pair("testing", "new"))


@pytest.mark.parametrize(
    ("policy", "local_at", "remote_at", "value", "outcome"),
    [
        ("manual", NOON, LATER, "mine", "conflict"),
        ("local", NOON, LATER, "mine", "kept"),
        ("remote", LATER, NOON, "theirs", "taken"),
        ("newest", NOON, LATER, "theirs", "taken"),
        ("newest", LATER, NOON, "mine", "kept"),
        ("newest", NOON, None, "mine", "conflict"),
        ("newest", NOON, NOON, "mine", "conflict"),
    ],
)
def test_policies(policy: Any, local_at: Any, remote_at: Any, value: str, outcome: str) -> None:
    got = merge(
        "title", Pair("a", "a"), "mine", "theirs", policy=policy, local_at=local_at, remote_at=remote_at
    )
    assert (got.value, got.outcome) == (value, outcome)
    assert got.pair == Pair("theirs", "theirs")


def test_without_a_base_equal_values_agree_and_differing_ones_wait() -> None:
    assert merge("title", None, "a", "a").outcome == "agreed"
    assert merge("title", None, "a", "b").outcome == "conflict"
    assert merge("description", None, "", "b").value == "b"
    assert merge("description", None, "a", "").value == "a"
    assert merge("labels", None, ["a"], ["b"]).value == ["a", "b"]


def test_of_two_status_labels_the_one_not_seen_before_wins() -> None:
    both = ["blocked", "in-progress"]
    assert merge("status", Pair("in-progress", "in-progress"), "in-progress", both).value == "blocked"
    assert merge("status", Pair("blocked", "blocked"), "blocked", both).value == "in-progress"
    assert merge("status", None, "in-progress", both).value == "in-progress"


def test_names_that_differ_in_case_are_one_element() -> None:
    got = merge("labels", Pair(["bug"], ["Bug"]), ["bug", "x"], [])
    assert got.value == ["x"]


labels = st.lists(st.sampled_from("abcdef"), unique=True).map(sorted)


def test_what_a_place_dropped_of_a_set_counts_as_sent_when_the_set_changes() -> None:
    """Otherwise it is sent again after every change that a person makes there."""
    got = merge("labels", Pair(["kept", "a"], ["a"]), ["kept", "a"], ["b"])
    assert (got.value, got.pair) == (["b", "kept"], Pair(["b", "kept"], ["b"]))
    got = merge("labels", Pair(["kept", "a"], ["a"]), ["kept", "a", "new"], ["a", "b"])
    assert (got.value, got.pair) == (["a", "b", "kept", "new"], Pair(["a", "b", "kept"], ["a", "b"]))


@given(labels, labels, labels)
def test_sets_take_both_sides_additions_and_removals(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    got = set(merge("labels", Pair(base, base), ours, theirs).value)
    want = (set(base) | set(ours) | set(theirs)) - (set(base) - set(ours)) - (set(base) - set(theirs))
    assert got == want


lines = st.lists(st.sampled_from(["a", "b", "c", "", "dd"]), max_size=6).map("\n".join)


@given(lines, lines, lines)
def test_texts_merge_the_same_from_either_side(base: str, ours: str, theirs: str) -> None:
    one, other = merge_text(base, ours, theirs), merge_text(base, theirs, ours)
    assert one.conflict == other.conflict
    if not one.conflict:
        assert one.text == other.text


@given(lines, lines)
def test_a_text_changed_on_one_side_is_that_text(base: str, ours: str) -> None:
    assert merge_text(base, ours, base).text == ours
    assert merge_text(base, base, ours).text == ours
    assert not merge_text(base, ours, ours).conflict


def plain(text: str) -> str:
    """A place that knows no stars."""
    return text.replace("*", "")


@pytest.mark.parametrize(
    ("shown", "value"),
    [
        ("one\n\ntwo\n\nthree", "*one*\n\n*two*\n\nthree"),
        ("zero\n\none\n\ntwo", "zero\n\n*one*\n\n*two*"),
        ("one\n\nfive", "*one*\n\nfive"),
        ("two", "*two*"),
        ("", ""),
    ],
)
def test_an_edit_where_less_is_shown_leaves_what_is_not_shown(shown: str, value: str) -> None:
    """Otherwise an edit of one line takes from all others what the place cannot say."""
    base = Pair("*one*\n\n*two*", "one\n\ntwo")
    got = merge("description", base, "*one*\n\n*two*", shown, to_remote=plain)
    assert (got.value, got.outcome, got.pair) == (value, "taken", Pair(value, shown))


def test_empty_lines_at_the_end_do_not_push_what_is_written_below() -> None:
    base = Pair("*one*\n\n", "one")
    got = merge("description", base, "*one*\n\n", "one\n\ntwo", to_remote=plain)
    assert got.value == "*one*\n\ntwo"


def test_edits_of_other_lines_meet_where_less_is_shown() -> None:
    base = Pair("*one*\n\n*two*\n\nend", "one\n\ntwo\n\nend")
    got = merge("description", base, "*one*\n\n*2*\n\nend", "zero\n\ntwo\n\nend", to_remote=plain)
    assert (got.value, got.outcome) == ("zero\n\n*2*\n\nend", "merged")


def test_what_would_not_be_shown_as_the_place_shows_it_is_not_put_back() -> None:
    """Otherwise an edit at the place would be answered by another one."""
    base = Pair("*one*\n\ntwo", "one\n\ntwo")
    got = merge("description", base, "*one*\n\ntwo", "one\n\nthree", to_remote=same)
    assert (got.value, got.pair) == ("one\n\nthree", Pair("one\n\nthree", "one\n\nthree"))
