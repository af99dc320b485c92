"""Two edits of one value and what they have in common; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from devlog_core.model.fields import Field, canonical, is_set, sorted_set
from devlog_core.sync.text import merge_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Both edits in one value; with `conflict` they differ and `value` is ours."""

    value: Any
    conflict: bool = False


UNKNOWN = object()
"""In place of a base that nobody knows."""


def join(field: Field, base: Any, ours: Any, theirs: Any) -> Joined:
    """Both sides' edits of `base`; the same whichever side it is asked from, unless they conflict.

    Sets join by element, maps by key, texts by lines; any other value conflicts where both changed it.
    """
    if canonical(ours) == canonical(theirs):
        return Joined(value=ours)
    if is_set(field):
        return Joined(value=_join_sets([] if base is UNKNOWN else base or [], ours or [], theirs or []))
    if base is UNKNOWN:
        return _join_strangers(ours, theirs)
    if canonical(ours) == canonical(base):
        return Joined(value=theirs)
    if canonical(theirs) == canonical(base):
        return Joined(value=ours)
    if field.kind == "text":
        text = merge_text(base or "", ours or "", theirs or "")
        return Joined(value=text.text, conflict=text.conflict)
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return _join_maps(base if isinstance(base, Mapping) else {}, ours, theirs)
    return Joined(value=ours, conflict=True)


def _join_strangers(ours: Any, theirs: Any) -> Joined:
    if is_empty(ours):
        # Nothing said in two ways: any choice will do that every store makes.
        return Joined(value=max(ours, theirs, key=canonical) if is_empty(theirs) else theirs)
    return Joined(value=ours, conflict=not is_empty(theirs))


def _join_sets(base: Any, ours: Any, theirs: Any) -> list[Any]:
    before = {canonical(item) for item in base}
    here = {canonical(item) for item in ours}
    there = {canonical(item) for item in theirs}
    gone = {name for name in before if name not in here or name not in there}
    return sorted_set(item for item in [*ours, *theirs] if canonical(item) not in gone)


def _join_maps(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Joined:
    joined: dict[str, Any] = {}
    for name in sorted({*ours, *theirs}):
        old, here, there = base.get(name), ours.get(name), theirs.get(name)
        if canonical(here) == canonical(there) or canonical(there) == canonical(old):
            value = here
        elif canonical(here) == canonical(old):
            value = there
        else:
            return Joined(value=ours, conflict=True)
        if value is not None:
            joined[name] = value
    return Joined(value=joined)


def is_empty(value: Any) -> bool:
    """Whether the value says nothing."""
    return value is None or value in ("", [], {})
