"""What a codervisor entry says of other entries; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from devlog_core.model.fields import DEPENDENCY_KINDS
from devlog_core.sync.exchange.codervisor.imported import Relation
from devlog_core.sync.exchange.codervisor.shelf import Odd, Shelf

_TARGETS = ("targetDevlogId", "devlogId", "externalId", "key", "id")
"""Where a dependency may name its entry, the surest first."""


def read_relations(shelf: Shelf, name: str, path: str, odd: Odd) -> Iterator[Relation]:
    """The relations of one list, `relatedDevlogs` or `dependencies`, taken off the shelf."""
    found = shelf.take(name)
    if not found:
        return
    if not isinstance(found, list):
        shelf.put(name, found)
        shelf.odd(name, "expected a list: kept in custom")
        return
    for number, item in enumerate(found):
        yield _relation(item, f"{path}[{number}]", odd)


def _relation(item: Any, where: str, odd: Odd) -> Relation:
    if not isinstance(item, Mapping):
        return Relation(kind="related-to", targets=(str(item),), told=item, complete=True, where=where)
    kind = item.get("type", item.get("kind", "related-to"))
    known = kind in DEPENDENCY_KINDS
    if not known:
        odd(where, f"{kind!r} is no kind of dependency: read as related-to, kept in custom")
    named = [name for name in _TARGETS if isinstance(item.get(name), str | int) and item[name] != ""]
    extra = {name for name, value in item.items() if value} - {"type", "kind", *named[:1]}
    return Relation(
        kind=str(kind) if known else "related-to",
        targets=tuple(str(item[name]) for name in named),
        told=item,
        complete=known and not extra,
        where=where,
    )
