"""Which of several versions of one value stand, judged by what each rests on; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from devlog_core.model.fields import Field, canonical, is_set
from devlog_core.sync.exchange.devlog.vectors import Vector, covers, joined
from devlog_core.sync.exchange.threeway import UNKNOWN, Joined, join


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A value and the edits that it rests on."""

    value: Any
    vector: Vector = field(default_factory=dict)
    at: datetime | None = None
    by: str | None = None


def same_value(one: Version, other: Version) -> bool:
    """Whether both hold the same."""
    return canonical(one.value) == canonical(other.value)


def same(one: Version, other: Version) -> bool:
    """Whether both hold the same and rest on the same."""
    return same_value(one, other) and dict(one.vector) == dict(other.vector)


def settle(
    field: Field, ours: Sequence[Version], theirs: Sequence[Version], base: Callable[[], Any]
) -> list[Version]:
    """The versions that stand: one, or several where edits made without knowing each other differ.

    The first is the one to hold here. `ours` and `theirs` each begin with the value held there;
    `base` tells what both edits started from, or UNKNOWN. Every store comes to the same versions.
    """
    standing = _latest(_united([*ours, *theirs]))
    held = canonical(ours[0].value)
    standing.sort(key=lambda version: (canonical(version.value) != held, canonical(version.value)))
    head, *others = standing
    rivals: list[Version] = []
    for other in others:
        merged = _merged(field, head, other, base)
        if merged.conflict:
            rivals.append(other)
        else:
            newest = head if canonical(merged.value) == canonical(head.value) else other
            head = replace(newest, value=merged.value, vector=joined((head.vector, other.vector)))
    return [head, *rivals]


def _merged(field: Field, one: Version, other: Version, base: Callable[[], Any]) -> Joined:
    """Both edits of versions of which neither rests on the other."""
    if covers(one.vector, other.vector) or covers(other.vector, one.vector):
        return join(field, UNKNOWN, one.value, other.value)
    before = base()
    returned = before is not UNKNOWN and canonical(before) in (canonical(one.value), canonical(other.value))
    if returned and not is_set(field):
        # Somebody decided for the old value, or went back to it: that is an edit like any other.
        return Joined(value=one.value, conflict=True)
    return join(field, before, one.value, other.value)


def _united(versions: Sequence[Version]) -> list[Version]:
    """Equal values reached on both sides are one version."""
    found: dict[str, Version] = {}
    for version in versions:
        name = canonical(version.value)
        known = found.get(name)
        if known is not None:
            version = replace(known, vector=joined((known.vector, version.vector)))
        found[name] = version
    return list(found.values())


def _latest(versions: Sequence[Version]) -> list[Version]:
    """Those that no other one rests on."""
    return [
        version
        for version in versions
        if not any(
            other is not version
            and covers(other.vector, version.vector)
            and not covers(version.vector, other.vector)
            for other in versions
        )
    ]
