"""What GitHub's answers say of the account's budget, and that requests keep to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from requests import Session
from requests.structures import CaseInsensitiveDict

from devlog_core.model.errors import RateLimitedError
from devlog_core.plugin.budget import Budgets
from devlog_core.plugin.http import Meter, MeteredAdapter, metered_session
from devlog_core.plugin.limits import Limit, LimitReader, Reply
from devlog_github.limits import GitHubLimits
from devlog_github.sandbox import GitHubSandbox

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@pytest.mark.parametrize("root", ["https://api.github.com", "https://ghe.example.com/api/v3"])
def test_searching_is_counted_apart(root: str) -> None:
    """Its thirty a minute must not hold up the rest, nor a repository that is called so."""
    reader = GitHubLimits(root)
    assert reader.resource("GET", f"{root}/search/issues?q=x") == "search"
    assert reader.resource("GET", f"{root}/repos/acme/search/issues") == "core"
    assert reader.resource("POST", f"{root}/repositories/1/issues") == "core"


def test_a_secondary_limit_is_told_by_words_alone() -> None:
    """GitHub may leave out Retry-After, and sends the same status for missing rights."""

    def read(text: str) -> Limit | None:
        headers = {"x-ratelimit-remaining": "4000", "x-ratelimit-limit": "5000"}
        return GitHubLimits("https://api.github.com").read(
            Reply(status=403, headers=CaseInsensitiveDict(headers), text=text, heard_at=NOW)
        )

    limited, forbidden = read(SECONDARY), read("Resource not accessible by personal access token")
    assert limited is not None
    assert (limited.until, limited.whole) == (NOW + timedelta(seconds=60), True)
    assert forbidden is not None
    assert forbidden.until is None


@pytest.fixture
def sessions(sandbox: GitHubSandbox) -> Callable[[LimitReader], tuple[Session, Meter]]:
    """Makes sessions that share their budgets."""
    budgets = Budgets()

    def made(reader: LimitReader) -> tuple[Session, Meter]:
        meter = Meter()
        session = metered_session(MeteredAdapter(meter, budgets=budgets, limits=reader))
        session.headers["Authorization"] = f"token {sandbox.config()['token']}"
        session.trust_env = False
        return session, meter

    return made


def test_an_exhausted_search_holds_up_searches_alone(
    sandbox: GitHubSandbox, sessions: Callable[[LimitReader], tuple[Session, Meter]]
) -> None:
    """Otherwise one busy minute of searching stops a sync."""
    reader = GitHubLimits(sandbox.url)
    session, _ = sessions(reader)
    other, meter = sessions(reader)
    sandbox.limit(0, "search")
    with session, other:
        assert session.get(f"{sandbox.url}/search/issues?q=is:issue").status_code == 403
        with pytest.raises(RateLimitedError):
            other.get(f"{sandbox.url}/search/issues?q=is:issue")
        assert meter.requests == 0
        assert other.get(f"{sandbox.url}/repos/acme/shop").status_code == 200


def test_what_only_a_service_understands_is_told_to_all(
    sandbox: GitHubSandbox, sessions: Callable[[LimitReader], tuple[Session, Meter]]
) -> None:
    """A plugin without a reader of its own must not ask on in the next thread."""
    session, meter = sessions(LimitReader())
    other, _ = sessions(LimitReader())
    url = f"{sandbox.url}/repos/acme/shop"
    sandbox.fault("secondary-403")
    now = datetime.now(UTC)
    with session, other:
        assert session.get(url).status_code == 403
        assert other.get(url).status_code == 200
        meter.limited(ValueError("something else"), now)
        assert other.get(url).status_code == 200
        meter.limited(RateLimitedError(now + timedelta(seconds=60)), now)
        with pytest.raises(RateLimitedError) as caught:
            other.get(url)
        assert caught.value.retry_at == now + timedelta(seconds=60)
