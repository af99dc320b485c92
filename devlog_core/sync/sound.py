"""Text that is no text: half of a pair of surrogates, which no store and no request can carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from devlog_core.model.remote import Event, Rejected, RemoteItem, RemoteThing, SyncPage

_Record = TypeVar("_Record", RemoteItem, RemoteThing, Event)
HALF = "its text holds half of a character (a lone surrogate); mend it at the place"


def sound(page: SyncPage) -> SyncPage:
    """The page without the records whose text cannot be stored; these are among the rejected."""
    rejected = list(page.rejected)
    items = _sorted_out(page.items, rejected)
    refs = _sorted_out(page.refs, rejected)
    events = _sorted_out(page.events, rejected)
    if len(rejected) == len(page.rejected):
        return page
    return replace(page, items=items, refs=refs, events=events, rejected=tuple(rejected))


def is_text(value: Any) -> bool:
    """Whether every text in the value can be stored."""
    if isinstance(value, str):
        return value.isascii() or _encodes(value)
    if isinstance(value, Mapping):
        return all(is_text(key) and is_text(held) for key, held in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(is_text, value))
    kind: type = value.__class__
    return all(is_text(getattr(value, name)) for name in _parts(kind))


@cache
def _parts(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def _plain(text: str) -> str:
    # Halves of characters are shown as what they are: unreadable.
    return text.encode("utf-8", "replace").decode()


def _sorted_out(records: Iterable[_Record], rejected: list[Rejected]) -> tuple[_Record, ...]:
    kept: list[_Record] = []
    for record in records:
        if is_text(record):
            kept.append(record)
        else:
            rejected.append(_rejected(record))
    return tuple(kept)


def _rejected(record: RemoteItem | RemoteThing | Event) -> Rejected:
    if isinstance(record, Event):
        return Rejected(key=_plain(record.id), reason=HALF)
    ref = record.ref if isinstance(record, RemoteItem) and is_text(record.ref) else None
    return Rejected(key=_plain(record.ref.key or record.ref.id), reason=HALF, ref=ref)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
