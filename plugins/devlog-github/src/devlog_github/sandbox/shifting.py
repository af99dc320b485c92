"""Lists that move while somebody pages through them."""

from __future__ import annotations

from devlog_github.sandbox import listing
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.changes import change_issue, create_issue
from devlog_github.sandbox.removal import delete_issue

PASSER_BY = "passer-by"


def shift(call: Call, how: str) -> None:
    """After a page was read, remove the list's first item, insert one, or touch it so that it moves."""
    if call.target is None or call.rest != "/issues" or call.method != "GET":
        return
    world = call.world
    someone = world.user(PASSER_BY)
    found, _ = listing.issues(call)
    if how == "insert":
        create_issue(world, call.repository, someone, {"title": "Inserted while the list was read"}, False)
    elif found and how == "touch":
        change_issue(world, found[0], someone, {"title": f"{found[0].title} (touched)"})
    elif found:
        delete_issue(world, found[0])
