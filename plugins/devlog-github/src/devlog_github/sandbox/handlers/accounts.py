"""Accounts, limits and the repository itself."""

from __future__ import annotations

from devlog_github.sandbox.answer import Answer, not_found
from devlog_github.sandbox.call import Call
from devlog_github.sandbox.shapes.accounts import profile_json
from devlog_github.sandbox.shapes.repositories import full_repository_json


def get_self(call: Call) -> Answer:
    """The account behind the token."""
    return Answer(200, profile_json(call.world, call.actor), modified=call.actor.created_at)


def get_user(call: Call) -> Answer:
    """Any account."""
    found = call.world.users.get(call.params["login"].lower())
    if found is None:
        raise not_found()
    return Answer(200, profile_json(call.world, found), modified=found.created_at)


def get_limits(call: Call) -> Answer:
    """What is left of the primary limits; asking costs nothing."""
    now = call.world.clock.now()
    resources = {name: call.token.ledger.state(name, now) for name in ("core", "search")}
    return Answer(200, {"resources": resources, "rate": resources["core"]})


def get_repository(call: Call) -> Answer:
    """The repository with what the token may do in it."""
    role = call.access.role(call.token, call.repository)
    shape = full_repository_json(call.world, call.repository, role)
    return Answer(200, shape, modified=call.repository.created_at)
