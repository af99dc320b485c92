"""What a story draws: values with gaps for new words, faults, and the ways of a sync."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES
from devlog_core.testing.reference.trouble import KINDS, METHODS

GAP = "_"
"""Where a word comes that was never written before."""
LINES = (GAP, GAP, "x", "y", "**b** and `c`", "# h", "- i", "", "{panel} z", "end  ")
LABELS = ("p", "q", "two words", "bug")

number = st.integers(0, 11)
profile = st.runner().flatmap(lambda machine: st.sampled_from(sorted(machine.stage.profiles)))
variant = st.runner().flatmap(lambda machine: st.sampled_from(machine.stage.variants))
place = st.runner().flatmap(lambda machine: st.sampled_from(machine.names))
text = st.lists(st.sampled_from(LINES), max_size=4).map("\n".join)
title = st.sampled_from((GAP, f"{GAP} again", GAP + " long" * 15))
some_labels = st.lists(st.sampled_from(LABELS), min_size=1, max_size=2, unique=True)
fields: Mapping[str, st.SearchStrategy[Any]] = {
    "title": title,
    "description": text,
    "status": st.sampled_from(STATUSES),
    "priority": st.sampled_from(PRIORITIES),
    "type": st.sampled_from(TYPES),
    "add_labels": st.one_of(some_labels, st.just([GAP])),
    "remove_labels": some_labels,
    "assignees": st.lists(st.sampled_from(("alice", "bob")), max_size=2, unique=True),
    "milestone": st.sampled_from((None, "m1", "m2")),
    "due": st.sampled_from((None, "2026-03-31", "2026-04-01")),
    "acceptance_criteria": st.lists(st.sampled_from((GAP, "x", "**b** y")), max_size=2),
}
values = st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: fields[name] for name in names})
)
kind = st.sampled_from(("parent", "blocks", "related-to"))
targets = st.runner().flatmap(lambda machine: st.sampled_from(_some(machine.names)))
names = st.runner().flatmap(
    lambda machine: st.one_of(
        st.just(machine.names), st.permutations(machine.names), place.map(lambda name: (name,)), targets
    )
)
pause = st.sampled_from((0, 0, 0, 1, 5, 61, 3601))
skew = st.sampled_from((-3600, -7, -1, 0, 1, 7, 3600))
ways = st.sampled_from(
    (*({},) * 6, {"full": True}, {"push": False}, {"push": False}, {"pull": False}, {"entry": True})
)
trouble = st.tuples(place, st.sampled_from(KINDS), st.integers(1, 3), st.sampled_from(METHODS))
troubles = st.lists(trouble, min_size=1, max_size=3)


def _some(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return ((), (), *((name,) for name in names), (names[0], names[-1]), names)


def filled(values: Mapping[str, Any], word: Callable[[str], str]) -> tuple[dict[str, Any], list[str]]:
    """The values with a new word in every gap, and these words."""
    made: list[str] = []

    def fill(value: Any, kind: str) -> Any:
        if isinstance(value, list):
            return [fill(item, kind) for item in value]
        if not isinstance(value, str):
            return value
        while GAP in value:
            made.append(word(kind))
            value = value.replace(GAP, made[-1], 1)
        return value

    return {name: fill(value, "f" if name == "add_labels" else "w") for name, value in values.items()}, made
