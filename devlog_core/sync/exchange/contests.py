"""Fields that were edited here and in an import: opened as conflicts with a candidate `import`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from devlog_core.model.conflict import Candidate, Conflict
from devlog_core.model.entry import Entry
from devlog_core.sync.conflicts import assess
from devlog_core.sync.recorder import Recorder

PLACE = "import"


def is_ours(candidate: Candidate) -> bool:
    """Whether the candidate came from an import."""
    return candidate.place == PLACE or candidate.place.startswith(f"{PLACE}-")


def contested(conflict: Conflict | None) -> bool:
    """Whether the conflict still waits for a decision about an import."""
    return conflict is not None and any(is_ours(candidate) for candidate in conflict.candidates)


def contest(
    recorder: Recorder, entry: Entry, field: str, base: Any, rivals: Sequence[Candidate]
) -> tuple[Entry, Conflict | None]:
    """Put the imports' candidates beside those of all places; None where that settles the field."""
    unit = recorder.unit
    known = unit.conflicts.of(entry.uid).get(field)
    if known is None and not rivals:
        return entry, None
    places = [PLACE, *(f"{PLACE}-{n}" for n in range(2, len(rivals) + 1))]
    extra = [replace(rival, place=place) for rival, place in zip(rivals, places, strict=False)]
    now = assess(
        entry,
        field,
        known.base if known else base,
        unit.links.of(entry.uid),
        since=known.since if known else recorder.cause.at,
        extra=extra,
    )
    if now.conflict is not None:
        unit.conflicts.put(now.conflict)
        return entry, now.conflict
    unit.conflicts.close(entry.uid, field)
    entry, _ = recorder.change(entry, {field: now.value})
    recorder.queue(entry)
    return entry, None


def withdraw(recorder: Recorder, entry: Entry, field: str) -> None:
    """Take back the imports' candidates, because the field was decided elsewhere."""
    unit = recorder.unit
    known = unit.conflicts.of(entry.uid).get(field)
    if known is None or not contested(known):
        return
    others = tuple(candidate for candidate in known.candidates if not is_ours(candidate))
    if len(others) > 1:
        unit.conflicts.put(replace(known, candidates=others))
    else:
        unit.conflicts.close(entry.uid, field)


def told(conflict: Conflict) -> str:
    """What to say of a conflict that an import opened."""
    return (
        f"edited here and in the source: the value here stands until"
        f" `devlog conflicts resolve {conflict.id} --take local|import` decides"
    )
