"""New items, notes and changes as the engine would send them."""

from __future__ import annotations

from typing import Any

from devlog_core.model.ids import new_uid, ref_of
from devlog_core.model.remote import Draft, Mark, Patch, RemoteItem
from devlog_core.testing.contract.bench import Work
from devlog_core.testing.desk import fields


def new_mark() -> Mark:
    """The identity of a new entry or note."""
    uid = new_uid()
    return Mark(uid=uid, ref=ref_of(uid))


def draft_for(work: Work, **values: Any) -> Draft:
    """A new item with these values, as far as the place takes them, and a title."""
    taken = {name: value for name, value in values.items() if work.service.capabilities.writes(name)}
    return Draft(mark=new_mark(), values={"title": "An entry born here", **taken})


def patch_of(item: RemoteItem, **values: Any) -> Patch:
    """Single values to set on an item as it was read."""
    return fields(item, **values)
