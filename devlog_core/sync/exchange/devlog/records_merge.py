"""Two versions of one note or worklog; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from devlog_core.model.fields import FIELDS, canonical
from devlog_core.sync.exchange.devlog.vectors import covers, joined
from devlog_core.sync.exchange.devlog.versions import Version, same_value
from devlog_core.sync.exchange.threeway import UNKNOWN, join


def settle_records(
    ours: Version, theirs: Version, base: Any, text: str, times: tuple[datetime, datetime]
) -> tuple[Version, Version | None]:
    """The version that stands, and one that does not although nobody who wrote the other knew it.

    The texts named `text` are merged by lines; where both changed the same ones, the later
    of `times` stands, and an edit stands against a deletion. Every store decides the same.
    """
    vector = joined((ours.vector, theirs.vector))
    if same_value(ours, theirs):
        return replace(ours, vector=vector), None
    known, seen = covers(ours.vector, theirs.vector), covers(theirs.vector, ours.vector)
    if known != seen:
        return (ours if known else theirs), None
    if ours.value["deleted"] != theirs.value["deleted"]:
        return replace(theirs if ours.value["deleted"] else ours, vector=vector), None
    before = base.get(text, UNKNOWN) if isinstance(base, Mapping) else UNKNOWN
    merged = join(FIELDS["description"], before, ours.value[text], theirs.value[text])
    rest = [name for name in ours.value if name != text and ours.value[name] != theirs.value[name]]
    if not merged.conflict and not rest:
        return replace(ours, value={**ours.value, text: merged.value}, vector=vector), None
    ranked = sorted(zip((ours, theirs), times, strict=True), key=lambda it: (it[1], canonical(it[0].value)))
    loser, winner = ranked[0][0], ranked[1][0]
    return replace(winner, vector=vector), loser
