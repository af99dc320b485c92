"""How an item changes: a new revision, an update that tells what was done, and an event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from devlog_azure_devops.sandbox import links, templates, wef
from devlog_azure_devops.sandbox.events import Event
from devlog_azure_devops.sandbox.fields import COMMON
from devlog_azure_devops.sandbox.model import Comment, Item, Project, Relation, Revision, Update, User
from devlog_azure_devops.sandbox.times import stamp
from devlog_azure_devops.sandbox.world import World


@dataclass(slots=True)
class Draft:
    """What is to change at once; a field that becomes None is emptied."""

    fields: dict[str, Any] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)
    added: list[Relation] = field(default_factory=list)
    removed: list[Relation] = field(default_factory=list)
    history: str | None = None
    comment_format: str = "html"


def make(world: World, project: Project, kind: str, actor: User, draft: Draft, at: int | None = None) -> Item:
    """A new item."""
    found = project.types[kind.casefold()]
    now = world.now() if at is None else at
    state = str(draft.fields.get("System.State") or found.states[0].name)
    fields = {
        "System.AreaPath": project.areas.name,
        "System.IterationPath": project.iterations.name,
        "System.WorkItemType": found.name,
        "System.State": state,
        "System.Reason": templates.reason(project.process, state, True),
        "System.CreatedDate": stamp(now),
        "System.CreatedBy": actor,
    }
    if COMMON + "Priority" in found.fields:
        fields[COMMON + "Priority"] = 2
    if COMMON + "ValueArea" in found.fields:
        fields[COMMON + "ValueArea"] = "Business"
    if COMMON + "Severity" in found.fields:
        fields[COMMON + "Severity"] = "3 - Medium"
    item = Item(world.new_id("item"), project, fields)
    world.items[item.id] = item
    item.fields |= _entered(item, None, state, actor, now)
    commit(world, item, actor, draft, now)
    return item


def commit(world: World, item: Item, actor: User, draft: Draft, at: int | None = None) -> bool:
    """Apply a draft; whether anything changed at all, which links between items do without a revision."""
    now = world.now() if at is None else at
    before = dict(item.fields) if item.rev else {}
    told = {name: value for name, value in draft.fields.items() if item.fields.get(name) != value}
    told |= _moved(item, told, actor, now)
    own = [one for one in (*draft.added, *draft.removed) if one.target is None]
    changed = bool(told or own or draft.history or _formats(item, draft) or not item.rev)
    links.join(world, item, draft, actor, now)
    if not changed:
        if draft.added or draft.removed:
            _update(world, item, actor, now, item.fields, draft)
        return bool(draft.added or draft.removed)
    _write(item, told, draft.formats)
    comment = _said(world, item, actor, draft, now) if draft.history else None
    wef.place(item)
    revise(world, item, actor, now, (comment.id, comment.version) if comment else None)
    _update(world, item, actor, now, before, draft)
    return True


def revise(
    world: World, item: Item, actor: User, now: int, comment: tuple[int, int] | None = None
) -> Revision:
    """Count the item up and keep how it stands."""
    item.rev += 1
    item.fields = {**item.fields, "System.ChangedDate": stamp(now), "System.ChangedBy": actor}
    made = Revision(
        item.rev, now, actor, world.new_id("watermark"), item.project.id, dict(item.fields),
        item.relations, dict(item.formats), comment, item.deleted is not None,
    )  # fmt: skip
    item.revisions = (*item.revisions, made)
    return made


def add_comment(
    world: World, item: Item, actor: User, text: str, format: str, at: int | None = None
) -> Comment:
    """Say something, which makes a revision too."""
    draft = Draft(history=text, comment_format=format)
    commit(world, item, actor, draft, at)
    return item.comments[-1]


def change_comment(world: World, item: Item, comment: Comment, actor: User, **changes: Any) -> Comment:
    """Another version of a comment: a new text, or that it is taken back."""
    now = world.now()
    made = replace(
        comment, editor=actor, modified=now, version=comment.version + 1, revision=item.rev + 1, **changes
    )
    item.comments = tuple(made if one.id == comment.id else one for one in item.comments)
    item.versions = (*item.versions, made)
    before = dict(item.fields)
    revise(world, item, actor, now, (made.id, made.version))
    _update(world, item, actor, now, before, Draft())
    return made


def put_away(world: World, item: Item, actor: User) -> None:
    """Move an item to the recycle bin."""
    now = world.now()
    item.deleted = (actor, now)
    revise(world, item, actor, now)
    world.tell(Event(name="workitem.deleted", project=item.project, actor=actor, at=now, item=item))


def bring_back(world: World, item: Item, actor: User) -> None:
    """Take an item out of the recycle bin."""
    now = world.now()
    item.deleted = None
    revise(world, item, actor, now)
    world.tell(Event(name="workitem.restored", project=item.project, actor=actor, at=now, item=item))


def destroy(world: World, item: Item) -> None:
    """Remove an item for good, and the links of others to it."""
    del world.items[item.id]
    world.destroyed[item.id] = (item.project.id, world.new_id("watermark"))
    for other in world.items.values():
        other.relations = tuple(one for one in other.relations if one.target != item.id)


def _write(item: Item, told: Mapping[str, Any], formats: Mapping[str, str]) -> None:
    held = {**item.fields, **told}
    item.fields = {name: value for name, value in held.items() if value is not None and value != ""}
    item.formats = {**item.formats, **formats}


def _formats(item: Item, draft: Draft) -> bool:
    return any(item.formats.get(name, "html") != value for name, value in draft.formats.items())


def _moved(item: Item, told: Mapping[str, Any], actor: User, now: int) -> dict[str, Any]:
    """What a change of state changes beside it."""
    if "System.State" not in told or not item.rev:
        return {}
    state = told["System.State"]
    moved = _entered(item, item.fields["System.State"], state, actor, now)
    if "System.Reason" not in told:
        moved["System.Reason"] = templates.reason(item.project.process, state, False)
    return {name: value for name, value in moved.items() if name not in told}


def _entered(item: Item, old: str | None, new: str, actor: User, now: int) -> dict[str, Any]:
    at = stamp(now)
    found = item.type.state(new)
    category = found.category if found else ""
    moved: dict[str, Any] = {COMMON + "StateChangeDate": at}
    if category == "InProgress":
        moved |= {COMMON + "ActivatedDate": at, COMMON + "ActivatedBy": actor}
    if category == "Resolved":
        moved |= {COMMON + "ResolvedDate": at, COMMON + "ResolvedBy": actor}
    done = category == "Completed"
    if done or old is not None:
        moved |= {COMMON + "ClosedDate": at if done else None, COMMON + "ClosedBy": actor if done else None}
    return moved


def _said(world: World, item: Item, actor: User, draft: Draft, now: int) -> Comment:
    made = Comment(
        world.new_id("comment"), item.id, draft.history or "", draft.comment_format, actor, now, actor, now,
        revision=item.rev + 1,
    )  # fmt: skip
    item.comments = (*item.comments, made)
    item.versions = (*item.versions, made)
    return made


def _update(world: World, item: Item, actor: User, now: int, before: Mapping[str, Any], draft: Draft) -> None:
    after = item.fields
    names = (*after, *(name for name in before if name not in after))
    fields = {
        name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    }
    made = Update(
        len(item.updates) + 1, item.rev, actor, now, fields, tuple(draft.added), tuple(draft.removed),
        world.new_id("update"),
    )  # fmt: skip
    item.updates = (*item.updates, made)
    name = "workitem.created" if len(item.updates) == 1 else "workitem.updated"
    event = Event(
        name=name,
        project=item.project,
        actor=actor,
        at=now,
        item=item,
        update=made,
        comment=draft.history or "",
    )
    world.tell(event)
    if draft.history:
        world.tell(replace(event, name="workitem.commented"))
