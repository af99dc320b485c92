"""Three-way merge of one field against its base pair; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from devlog_core.model.fields import Field, canonical, is_set, sorted_set
from devlog_core.model.integration import Policy
from devlog_core.model.link import Pair
from devlog_core.sync.text import carried, merge_text

Outcome = Literal["unchanged", "taken", "agreed", "merged", "kept", "conflict"]
Translate = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One field as the entry holds it and as the place answered, with what was last in step."""

    field: Field
    base: Pair | None
    local: Any
    remote: Any
    to_local: Translate
    """The place's value in the entry's terms."""
    to_remote: Translate
    """What the place would answer after being sent a value of the entry."""
    policy: Policy = "manual"
    local_at: datetime | None = None
    remote_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What the entry is to hold, the pair to keep, and how it came about."""

    value: Any
    pair: Pair
    outcome: Outcome
    theirs: Any = None
    """The place's value in the entry's terms, where it changed."""


def merge_field(sides: Sides) -> Merged:
    """The outcome for one field; an unchanged remote value never changes the entry."""
    base = sides.base
    if base is not None and sides.remote == base.remote:
        return Merged(value=sides.local, pair=base, outcome="unchanged")
    if is_set(sides.field):
        return _merge_set(sides)
    held = base.remote if base is not None else None
    theirs = _in_full(sides, sides.to_local(pick(sides.field, sides.remote, held, sides.local)))
    pair = Pair(theirs, sides.remote)
    if theirs == sides.local:
        return Merged(value=sides.local, pair=pair, outcome="agreed", theirs=theirs)
    if base is not None and sides.local == base.local:
        return Merged(value=theirs, pair=pair, outcome="taken", theirs=theirs)
    if sides.to_remote(sides.local) == sides.remote:
        # The place says all that it can say about our value: they agree up to its mapping.
        return Merged(
            value=sides.local, pair=Pair(sides.local, sides.remote), outcome="agreed", theirs=theirs
        )
    if base is None and _empty(sides.local):
        return Merged(value=theirs, pair=pair, outcome="taken", theirs=theirs)
    if base is None and _empty(theirs):
        return Merged(value=sides.local, pair=pair, outcome="kept", theirs=theirs)
    if base is not None and sides.field.kind == "text":
        text = merge_text(base.local or "", sides.local or "", theirs or "")
        if not text.conflict:
            return Merged(value=text.text, pair=pair, outcome="merged", theirs=theirs)
    return _decide(sides, theirs, pair)


def _in_full(sides: Sides, theirs: Any) -> Any:
    """The place's new text with what the place could not show of the old one, where that is certain."""
    base = sides.base
    if base is None or sides.field.kind != "text" or not base.local or not base.remote or not theirs:
        return theirs
    shown = sides.to_local(base.remote)
    if shown == base.local:
        return theirs
    text = carried(shown, base.local, theirs)
    return text if sides.to_remote(text) == sides.remote else theirs


def pick(field: Field, remote: Any, before: Any = None, local: Any = None) -> Any:
    """Of several values that a place shows for one choice, the one that it did not show before."""
    if field.kind != "choice" or not isinstance(remote, list):
        return remote
    known = before if isinstance(before, list) else [before]
    fresh = [value for value in remote if value not in known]
    if fresh and before is not None:
        return fresh[0]
    return local if local in remote else remote[0]


def map_elements(changed: Iterable[Any], known: Iterable[Any]) -> list[Any]:
    """Each element as it stands in `known`; names that differ only in case are the same one."""
    exact = {canonical(item) for item in known}
    folded = {item.casefold(): item for item in known if isinstance(item, str)}
    return [
        item if canonical(item) in exact or not isinstance(item, str) else folded.get(item.casefold(), item)
        for item in changed
    ]


def _merge_set(sides: Sides) -> Merged:
    before = sides.base.remote if sides.base is not None else []
    added, removed = difference(before or [], sides.remote or [])
    new = sides.to_local(added)
    local = list(sides.local or [])
    value = stepped(local, _meant(sides, removed, local), new)
    # The local half takes the same step: what the place dropped of it in silence is not sent again.
    held = list(sides.base.local or []) if sides.base is not None else []
    kept = stepped(held, _meant(sides, removed, held), new)
    pair = Pair(sorted_set(map_elements(kept, value)), sides.remote)
    theirs = sorted_set(map_elements(sides.to_local(sides.remote or []), value))
    if value == sorted_set(local):
        return Merged(value=sides.local, pair=pair, outcome="agreed", theirs=theirs)
    outcome: Outcome = "taken" if value == theirs else "merged"
    return Merged(value=value, pair=pair, outcome=outcome, theirs=theirs)


def _meant(sides: Sides, removed: list[Any], items: list[Any]) -> list[Any]:
    """What the removed elements are called here, those that the place shows in other words included."""
    if not removed:
        return []
    gone = {canonical(item) for item in removed}
    shown = {canonical(item) for item in sides.remote or []}
    forms = [(item, {canonical(form) for form in sides.to_remote([item]) or ()}) for item in items]
    return [*sides.to_local(removed), *(item for item, said in forms if said & gone and not said & shown)]


def stepped(items: list[Any], removed: list[Any], added: list[Any]) -> list[Any]:
    """The set after elements have gone and come."""
    gone = {canonical(item) for item in map_elements(removed, items)}
    kept = [item for item in items if canonical(item) not in gone]
    return sorted_set([*kept, *map_elements(added, items)])


def difference(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    """The elements that came and those that went, from one set to the other."""
    old = {canonical(item) for item in before}
    new = {canonical(item) for item in after}
    return (
        [item for item in after if canonical(item) not in old],
        [item for item in before if canonical(item) not in new],
    )


def _decide(sides: Sides, theirs: Any, pair: Pair) -> Merged:
    policy = sides.policy
    if policy == "newest":
        policy = _later(sides.local_at, sides.remote_at)
    if policy == "remote":
        return Merged(value=theirs, pair=pair, outcome="taken", theirs=theirs)
    outcome: Outcome = "kept" if policy == "local" else "conflict"
    return Merged(value=sides.local, pair=pair, outcome=outcome, theirs=theirs)


def _later(local: datetime | None, remote: datetime | None) -> Policy:
    if local is None or remote is None or local == remote:
        return "manual"
    return "local" if local > remote else "remote"


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})
