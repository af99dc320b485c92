"""Who we are, what we may do, and what that leaves out."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import AuthError, ConfigError
from devlog_core.model.remote import AccountInfo
from devlog_core.testing.stage import Asked, Reply, Stage
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, Opener, opened


def test_a_good_token(desk: Desk) -> None:
    """Two requests, nothing missing."""
    info = desk.service.check()
    assert info.account == "devlog-bot"
    assert "push" in info.permissions
    assert (info.missing, info.warnings) == ({}, ())


def test_a_token_that_may_only_read_says_what_is_lost(sandbox: GitHubSandbox, desk: Desk) -> None:
    """GitHub itself says nothing."""
    sandbox.permit("pull")
    assert "in silence" in desk.service.check().missing["labels"]


def test_lossy_maps_are_told(open_desk: Opener) -> None:
    """Allowed, but not unnoticed."""
    desk = open_desk(mapping={"status": {"in-review": "open"}})
    assert "in-review" in desk.service.check().warnings[0]


def test_a_refused_token(sandbox: GitHubSandbox, desk: Desk) -> None:
    """The integration stops until it is renewed."""
    sandbox.revoke()
    with pytest.raises(AuthError, match="401 Bad credentials"):
        desk.service.check()


def test_a_repository_not_found(open_desk: Opener) -> None:
    """The name, or the token."""
    with pytest.raises(ConfigError, match="acme/nothing"):
        open_desk(repository="acme/nothing").service.check()


def staged_check(record: dict[str, object], user: Reply) -> AccountInfo:
    """A check against a server of few words."""

    def answer(asked: Asked) -> Reply:
        return user if asked.where == "/user" else Reply(body=record)

    stage = Stage(answer)
    try:
        return opened({"repository": "acme/shop", "token": "t", "api_url": stage.url}).service.check()
    finally:
        stage.close()


def test_the_token_of_an_app_is_nobody() -> None:
    """And works all the same."""
    info = staged_check(
        {"id": 1, "full_name": "a/b"}, Reply(403, {"message": "Resource not accessible by integration"})
    )
    assert (info.account, info.missing) == ("an app", {})


def test_archived_and_without_issues() -> None:
    """Better told at set-up than at the first write."""
    record = {
        "id": 1,
        "full_name": "a/b",
        "archived": True,
        "has_issues": False,
        "permissions": {"push": True},
    }
    info = staged_check(record, Reply(body={"login": "me"}))
    assert set(info.missing) == {"issues", "write"}


@pytest.mark.parametrize(
    ("scopes", "private", "enough"),
    [
        ("repo, user", True, True),
        ("public_repo", False, True),
        ("public_repo", True, False),
        ("", False, False),
    ],
)
def test_a_classic_token_tells_its_scopes(scopes: str, private: bool, enough: bool) -> None:
    """The permissions that the repository shows are those of the person, not of the token."""
    record = {"id": 1, "full_name": "a/b", "private": private, "permissions": {"push": True}}
    stage = Stage(lambda asked: Reply(body=record | {"login": "me"}, headers={"X-OAuth-Scopes": scopes}))
    desk = opened({"repository": "acme/shop", "token": "t", "api_url": stage.url})
    assert ("write" not in desk.service.check().missing) == enough
    stage.close()


def test_the_scope_is_the_repository_by_its_id(sandbox: GitHubSandbox, desk: Desk) -> None:
    """One request, and remembered for the others."""
    scope = desk.service.scope()
    assert scope is not None
    assert (scope.name, scope.id) == ("acme/shop", str(sandbox.first.id))
    assert desk.context.state["repository"]["id"] == scope.id
    assert desk.requests(lambda: desk.service.fetch_page(None, "snapshot")) == 1
