"""The repository behind the name: absent, out of sight, renamed, replaced."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import ConfigError, GoneError
from devlog_core.model.remote import Draft, Mark
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, Opener
from .lists import seed, settled, titles


def test_a_repository_that_is_not_there(open_desk: Opener) -> None:
    """The user fixes the name, or the token."""
    with pytest.raises(ConfigError, match="acme/nothing not found or the token may not see it"):
        open_desk(repository="acme/nothing").read()


def test_a_repository_lost_from_sight_is_not_an_empty_one(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The core then asks what stands under the name now."""
    seed(sandbox, 2)
    cursor = settled(desk)
    with sandbox.world.writing():
        sandbox.repository(None).private = True
    sandbox.permit("none")
    with pytest.raises(GoneError):
        desk.service.fetch_page(cursor, "delta")
    with pytest.raises(ConfigError):
        desk.service.scope()


def test_a_renamed_repository_is_followed(sandbox: GitHubSandbox, desk: Desk) -> None:
    """By its id; the name leads there too."""
    seed(sandbox, 3)
    scope, cursor = desk.service.scope(), settled(desk)
    sandbox.rename("market")
    sandbox.edit("1", {"title": "new"}, by="alice")
    assert titles(desk.read(cursor, "delta")) == {"1": "new"}
    after = desk.service.scope()
    assert scope is not None
    assert after is not None
    assert (after.id, after.name) == (scope.id, "acme/market")


def test_another_repository_under_the_name_has_another_id(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The core refuses it then, and nothing is created there meanwhile."""
    before = desk.service.scope()
    sandbox.rename("old-shop")
    sandbox.add_repository("acme/shop")
    after = desk.service.scope()
    assert before is not None
    assert after is not None
    assert before.id != after.id
    made = desk.service.create(Draft(mark=Mark(uid="u"), values={"title": "x"}))
    assert made.ref.scope == before.id
    assert sandbox.read("acme/old-shop#1")["title"] == "x"
