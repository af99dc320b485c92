"""Three-way merge of a parent and of dependencies, of which each side can name only what it knows."""

from __future__ import annotations

from devlog_core.model.link import Pair
from devlog_core.sync.merge import Merged, Sides, merge_field
from devlog_core.sync.relations import Relations


def merge_relation(relations: Relations, sides: Sides) -> Merged:
    """The outcome for one of the two fields; what one side cannot name is left alone at the other."""
    name, base = sides.field.name, sides.base
    if base is not None and sides.remote == base.remote:
        return merge_field(sides)
    if name == "parent":
        return _merge_parent(relations, sides)
    merged = merge_field(sides)
    pair = Pair(relations.settled(name, merged.pair.local), merged.pair.remote)
    return Merged(value=merged.value, pair=pair, outcome=merged.outcome, theirs=merged.theirs)


def _merge_parent(relations: Relations, sides: Sides) -> Merged:
    if relations.unknown("parent", sides.remote):
        held = sides.base.local if sides.base is not None else sides.local
        return Merged(value=sides.local, pair=Pair(held, sides.remote), outcome="unchanged")
    if relations.missing("parent", sides.local) and sides.to_remote(sides.local) == sides.remote:
        return Merged(value=sides.local, pair=Pair(None, sides.remote), outcome="agreed")
    return merge_field(sides)
