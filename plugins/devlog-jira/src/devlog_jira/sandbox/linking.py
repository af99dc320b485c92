"""Links between issues: made and taken away; both ends move."""

from __future__ import annotations

from devlog_jira.sandbox.changes import changing, note
from devlog_jira.sandbox.model import Issue, Link, LinkType, User
from devlog_jira.sandbox.world import World


def link_issues(world: World, kind: LinkType, subject: Issue, goal: Issue, actor: User) -> Link:
    """The link of that kind between two issues, made where it is missing."""
    for link in world.links.values():
        if (link.type, link.subject, link.object) == (kind, subject, goal):
            return link
    made = Link(world.new_id("link"), kind, subject, goal)
    world.links[made.id] = made
    _tell(world, made, actor, gone=False)
    return made


def unlink(world: World, link: Link, actor: User) -> None:
    """Take a link away."""
    del world.links[link.id]
    _tell(world, link, actor, gone=True)


def _tell(world: World, link: Link, actor: User, gone: bool) -> None:
    ends = ((link.subject, link.object, link.type.outward), (link.object, link.subject, link.type.inward))
    for end, other, words in ends:
        changing(world, end)
        told = f"This issue {words} {other.key}"
        old, new = ((other.key, told), (None, None)) if gone else ((None, None), (other.key, told))
        item = {
            "field": "Link", "fieldtype": "jira", "from": old[0], "fromString": old[1],
            "to": new[0], "toString": new[1],
        }  # fmt: skip
        note(world, end, actor, [item])
