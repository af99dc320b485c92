"""Joining two edits of one value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devlog_core.model.fields import FIELDS, Field, canonical
from devlog_core.sync.exchange.threeway import UNKNOWN, join

LINES = st.lists(st.sampled_from(["a", "b", "c"]), max_size=5).map("\n".join)
LABELS = st.lists(st.sampled_from(["a", "b", "c", "A"]), unique=True)
PARTS: st.SearchStrategy[Any] = st.sampled_from([1, "2", None, []])
MAPS = st.dictionaries(st.sampled_from(["x", "y"]), PARTS)
PLAIN = st.sampled_from([None, "", "1.0", "2.0"])


@pytest.mark.parametrize(
    ("name", "values"),
    [("description", LINES), ("labels", LABELS), ("context", MAPS), ("milestone", PLAIN)],
)
def test_both_sides_come_to_the_same(name: str, values: st.SearchStrategy[Any]) -> None:
    """Two stores that join the same edits must not part by doing so."""
    field = FIELDS[name]

    @given(base=st.one_of(st.just(UNKNOWN), values), ours=values, theirs=values)
    def check(base: Any, ours: Any, theirs: Any) -> None:
        here, there = join(field, base, ours, theirs), join(field, base, theirs, ours)
        assert here.conflict == there.conflict
        if here.conflict:
            assert (here.value, there.value) == (ours, theirs)
        else:
            assert canonical(here.value) == canonical(there.value)

    check()


@pytest.mark.parametrize(
    ("name", "base", "ours", "theirs", "value"),
    [
        ("title", "a", "a", "b", "b"),
        ("title", "a", "b", "a", "b"),
        ("labels", ["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"]),
        ("labels", UNKNOWN, ["a"], ["b"], ["a", "b"]),
        ("milestone", UNKNOWN, None, "1.0", "1.0"),
        ("context", {"x": 1}, {"x": 1, "y": 2}, {}, {"y": 2}),
        ("description", "1\n2\n3", "1\n2\n4", "0\n2\n3", "0\n2\n4"),
    ],
)
def test_joined(name: str, base: Any, ours: Any, theirs: Any, value: Any) -> None:
    """What one side left alone follows the other side."""
    result = join(FIELDS[name], base, ours, theirs)
    assert (result.value, result.conflict) == (value, False)


@pytest.mark.parametrize(
    ("field", "base", "ours", "theirs"),
    [
        (FIELDS["title"], "a", "b", "c"),
        (FIELDS["title"], UNKNOWN, "b", "c"),
        (FIELDS["description"], "a", "b", "c"),
        (FIELDS["context"], {"x": 1}, {"x": 2}, {"x": 3}),
        (Field(name="custom.x", kind="any"), 1, 2, [3]),
    ],
)
def test_conflict(field: Field, base: Any, ours: Any, theirs: Any) -> None:
    """Nobody but a person can say which of the two is meant."""
    assert join(field, base, ours, theirs).conflict
