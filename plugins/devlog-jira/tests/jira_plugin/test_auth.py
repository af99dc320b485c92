"""OAuth 2.0: access tokens that expire, and refresh tokens that are good for one use."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from devlog_core.model.errors import AuthError, ConfigError, TransientError
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_jira.client import Client
from devlog_jira.config import JiraConfig

Performer = Callable[[Answerer], Stage]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITES = [
    {"id": "c-other", "url": "https://other.atlassian.net"},
    {"id": "c-1", "url": "https://acme.atlassian.net"},
]


class Atlassian:
    """The token endpoint and one site; each refresh token is good once."""

    def __init__(self) -> None:
        self.valid = "refresh-0"
        self.count = 0

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return self._token(asked.body)
        if asked.headers.get("authorization") != f"Bearer access-{self.count}":
            return Reply(401, {"message": "Unauthorized"})
        return Reply(body=SITES if asked.path.endswith("accessible-resources") else {"path": asked.path})

    def _token(self, body: Any) -> Reply:
        if body["refresh_token"] != self.valid or body["client_secret"] != "s3cret":
            return Reply(
                403, {"error": "invalid_grant", "error_description": "Unknown or invalid refresh token."}
            )
        self.count += 1
        self.valid = f"refresh-{self.count}"
        return Reply(
            body={"access_token": f"access-{self.count}", "refresh_token": self.valid, "expires_in": 3600}
        )


def signing_in(stage: Stage, kept: Path, **config: Any) -> Client:
    """A client of an OAuth 2.0 app."""
    table = {
        "url": "https://acme.atlassian.net", "project": "SHOP", "client_id": "app", "client_secret": "s3cret",
        "refresh_token": "refresh-0", "refresh_token_kept_in": f"file:{kept}",
        "token_url": f"{stage.url}/oauth/token", "api_url": stage.url,
    } | config  # fmt: skip
    context = Context(table)
    context.time = NOW
    return Client(JiraConfig.model_validate(table), context)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """Where the refresh token is kept."""
    return tmp_path / "refresh"


def test_the_site_is_found_by_its_url(perform: Performer, kept: Path) -> None:
    """Requests go through the gateway, by the site's cloud id."""
    stage = perform(Atlassian())
    client = signing_in(stage, kept)
    assert client.get("/rest/api/3/myself").data == {"path": "/ex/jira/c-1/rest/api/3/myself"}
    client.get("/rest/api/3/myself")
    assert (
        stage.paths()
        == [
            "GET /oauth/token/accessible-resources",
            "POST /oauth/token",
        ][::-1]
        + ["GET /ex/jira/c-1/rest/api/3/myself"] * 2
    )


def test_a_site_that_the_app_may_not_reach_is_named(perform: Performer, kept: Path) -> None:
    """With those that it may."""
    client = signing_in(perform(Atlassian()), kept, url="https://acme2.atlassian.net")
    with pytest.raises(ConfigError, match=r"it may reach https://acme\.atlassian\.net, https://other"):
        client.get("/rest/api/3/myself")


def test_the_next_refresh_token_is_kept_for_the_next_run(perform: Performer, kept: Path) -> None:
    """The one of the settings is worthless after the first refresh."""
    stage = perform(Atlassian())
    for count in (1, 2, 3):
        client = signing_in(stage, kept, cloud_id="c-1")
        client.get("/rest/api/3/myself")
        assert kept.read_text() == f"refresh-{count}"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["refresh"]


def test_no_secret_lies_in_the_plain_memory(perform: Performer, kept: Path) -> None:
    """What a plugin remembers lies in the store as it is."""
    client = signing_in(perform(Atlassian()), kept)
    client.get("/rest/api/3/myself")
    assert isinstance(client.context, Context)
    remembered = repr(dict(client.context.state)) + repr(client.context.journal.records)
    assert "refresh-" not in remembered
    assert "access-" not in remembered


def test_an_access_token_is_renewed_before_it_expires(perform: Performer, kept: Path) -> None:
    """A first pull may take longer than an hour."""
    stage = perform(Atlassian())
    client = signing_in(stage, kept, cloud_id="c-1")
    assert isinstance(client.context, Context)
    for minutes, refreshes in ((0, 1), (58, 1), (60, 2), (61, 2)):
        client.context.time = NOW + timedelta(minutes=minutes)
        client.get("/rest/api/3/myself")
        assert stage.paths().count("POST /oauth/token") == refreshes


def test_another_process_may_have_refreshed_meanwhile(perform: Performer, kept: Path) -> None:
    """What it kept is taken up."""
    stage = perform(Atlassian())
    ours, theirs = (signing_in(stage, kept, cloud_id="c-1") for _ in range(2))
    assert isinstance(ours.context, Context)
    ours.get("/rest/api/3/myself")
    theirs.get("/rest/api/3/myself")
    ours.context.time = NOW + timedelta(hours=2)
    ours.get("/rest/api/3/myself")


def test_somebody_who_signed_in_anew_is_believed(perform: Performer, kept: Path) -> None:
    """The kept token is the old one then."""
    kept.write_text("revoked")
    client = signing_in(perform(Atlassian()), kept, cloud_id="c-1")
    client.get("/rest/api/3/myself")
    assert kept.read_text() == "refresh-1"


def test_a_place_that_cannot_be_written_is_found_before_a_token_is_spent(
    perform: Performer, tmp_path: Path
) -> None:
    """Otherwise the only good token would be lost."""
    stage = perform(Atlassian())
    client = signing_in(stage, tmp_path / "absent" / "refresh")
    with pytest.raises(ConfigError, match=r"refresh_token_kept_in: .*cannot be written"):
        client.get("/rest/api/3/myself")
    assert stage.asked == []


def test_a_refused_refresh_says_to_sign_in_anew(perform: Performer, kept: Path) -> None:
    """And shows no token."""
    client = signing_in(perform(Atlassian()), kept, refresh_token="old", cloud_id="c-1")
    with pytest.raises(AuthError, match=r"invalid_grant.*offline_access") as caught:
        client.get("/rest/api/3/myself")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("reply", [Reply(503, {}), Reply(200, "<html>", {}), Reply(429, {})])
def test_a_token_endpoint_in_trouble_is_tried_later(perform: Performer, kept: Path, reply: Reply) -> None:
    """The refresh token was not used up."""
    client = signing_in(perform(lambda asked: reply), kept, cloud_id="c-1")
    with pytest.raises(TransientError, match="token"):
        client.get("/rest/api/3/myself")
    assert kept.read_text() == "refresh-0"


def test_a_withdrawn_access_token_is_fetched_anew_for_the_next_request(
    perform: Performer, kept: Path
) -> None:
    """Before it would have expired."""
    server = Atlassian()
    stage = perform(server)
    client = signing_in(stage, kept, cloud_id="c-1")
    client.get("/rest/api/3/myself")
    server.count += 1
    with pytest.raises(AuthError):
        client.get("/rest/api/3/myself")
    server.valid = f"refresh-{server.count - 1}"
    client.get("/rest/api/3/myself")


class Ring:
    """Stands for the system's keyring, which a test must not touch."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, user: str) -> str | None:
        return self.held.get((service, user))

    def set_password(self, service: str, user: str, value: str) -> None:
        self.held[service, user] = value


def test_the_keyring_keeps_it_too(perform: Performer, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the service and the user that the reference names."""
    from types import ModuleType

    ring, errors = Ring(), ModuleType("keyring.errors")
    vars(errors)["KeyringError"] = RuntimeError
    monkeypatch.setitem(__import__("sys").modules, "keyring", ring)
    monkeypatch.setitem(__import__("sys").modules, "keyring.errors", errors)
    stage = perform(Atlassian())
    client = signing_in(stage, Path("/x"), refresh_token_kept_in="keyring:devlog/jira/me", cloud_id="c-1")
    client.get("/rest/api/3/myself")
    assert ring.held == {("devlog/jira", "me"): "refresh-1"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"client_id": "x"}, "OAuth 2.0 needs `client_secret`, `refresh_token`, `refresh_token_kept_in`"),
        ({"client_secret": "x"}, "needs `client_id` too"),
        ({"client_id": "x", "client_secret": "x", "refresh_token": "x", "refresh_token_kept_in": "file:x"},
         "expected keyring:SERVICE/USER or file:/PATH"),
        ({"client_id": "x", "client_secret": "x", "refresh_token": "x", "refresh_token_kept_in": "file:/x",
          "token": "y"}, "two ways to sign in"),
    ],
)  # fmt: skip
def test_half_a_sign_in_is_refused(table: dict[str, str], words: str) -> None:
    """With what is missing."""
    with pytest.raises(ValidationError, match=words):
        JiraConfig.model_validate({"url": "https://x", "project": "SHOP", **table})
