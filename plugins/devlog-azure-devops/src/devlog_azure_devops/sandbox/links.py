"""Links between items, which stand at both ends, and everything else that an item points to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from devlog_azure_devops.sandbox.model import Item, Relation, Update, User
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.world import World

if TYPE_CHECKING:
    from devlog_azure_devops.sandbox.changes import Draft

PARENT = "System.LinkTypes.Hierarchy-Reverse"
CHILD = "System.LinkTypes.Hierarchy-Forward"
# Reference, name, the other end; what has no other end points to something else than an item.
KINDS: Mapping[str, tuple[str, str | None]] = {
    CHILD: ("Child", PARENT),
    PARENT: ("Parent", CHILD),
    "System.LinkTypes.Related": ("Related", "System.LinkTypes.Related"),
    "System.LinkTypes.Dependency-Forward": ("Successor", "System.LinkTypes.Dependency-Reverse"),
    "System.LinkTypes.Dependency-Reverse": ("Predecessor", "System.LinkTypes.Dependency-Forward"),
    "System.LinkTypes.Duplicate-Forward": ("Duplicate", "System.LinkTypes.Duplicate-Reverse"),
    "System.LinkTypes.Duplicate-Reverse": ("Duplicate Of", "System.LinkTypes.Duplicate-Forward"),
    "Microsoft.VSTS.Common.Affects-Forward": ("Affects", "Microsoft.VSTS.Common.Affects-Reverse"),
    "Microsoft.VSTS.Common.Affects-Reverse": ("Affected By", "Microsoft.VSTS.Common.Affects-Forward"),
    "Hyperlink": ("Hyperlink", None),
    "ArtifactLink": ("Artifact Link", None),
    "AttachedFile": ("Attached File", None),
}
ACYCLIC = ("Hierarchy", "Dependency", "Duplicate", "Affects")


def kind(name: str) -> str | None:
    """The reference of a kind of link, in whatever case."""
    return next((one for one in KINDS if one.casefold() == name.casefold()), None)


def made(world: World, rel: str, url: str, target: int | None, attributes: Mapping[str, Any]) -> Relation:
    """A new relation with what the provider adds to it."""
    name, other = KINDS[rel]
    if other is not None:
        told = {"isLocked": False, **attributes, "name": name}
        return Relation(rel, url, target, told)
    now = stamp(world.now())
    dates = {"authorizedDate": now, "id": world.new_id("relation"), "resourceCreatedDate": now}
    dates |= {"resourceModifiedDate": now, "revisedDate": "9999-01-01T00:00:00Z"}
    told = {**dates, **attributes}
    return Relation(rel, url, None, told if rel == "ArtifactLink" else {**told} if attributes else dates)


def join(world: World, item: Item, draft: Draft, actor: User, now: int) -> None:
    """Apply the links of a draft, at the other ends too, whose revision stays as it is."""
    held = [one for one in item.relations if one not in draft.removed]
    item.relations = (*held, *draft.added)
    for relation in draft.removed:
        _other(world, item, relation, actor, now, False)
    for relation in draft.added:
        _other(world, item, relation, actor, now, True)


def parent(item: Item, relations: tuple[Relation, ...] | None = None) -> int | None:
    """The item above."""
    held = item.relations if relations is None else relations
    return next((one.target for one in held if one.rel == PARENT), None)


def _other(world: World, item: Item, relation: Relation, actor: User, now: int, stands: bool) -> None:
    there = None if relation.target is None else world.item(relation.target)
    opposite = KINDS[relation.rel][1]
    if there is None or opposite is None:
        return
    url = f"{world.url}/{item.project.id}/_apis/wit/workItems/{item.id}"
    mirrored = Relation(opposite, url, item.id, {**relation.attributes, "name": KINDS[opposite][0]})
    held = tuple(one for one in there.relations if (one.rel, one.target) != (opposite, item.id))
    there.relations = (*held, mirrored) if stands else held
    both = {"added": (mirrored,)} if stands else {"removed": (mirrored,)}
    sequence = world.new_id("update")
    told = Update(len(there.updates) + 1, there.rev, actor, now, {}, **both, sequence=sequence)
    there.updates = (*there.updates, told)
