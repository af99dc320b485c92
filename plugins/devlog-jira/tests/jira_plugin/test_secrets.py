"""What signs us in goes to Jira, and nowhere else: into no error, no log and no memory."""

from __future__ import annotations

import base64
import json
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from devlog_core.model.errors import ConfigError, DevlogError
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_jira.client import Client
from devlog_jira.config import JiraConfig

Performer = Callable[[Answerer], Stage]
TOKEN, CLIENT_SECRET = "ATATT3xFfGF0-token", "ATOA-client-secret"
REFRESH, NEXT, ACCESS = "eyJ.refresh-1", "eyJ.refresh-2", "eyJ.access-1"
SECRETS = (
    TOKEN,
    base64.b64encode(f"ada@acme.org:{TOKEN}".encode()).decode(),
    CLIENT_SECRET,
    REFRESH,
    NEXT,
    ACCESS,
)
ISSUE = "/rest/api/3/issue/1"
TABLE = {"url": "https://acme.atlassian.net", "project": "SHOP", "deployment": "cloud"}


def echo(asked: Asked) -> dict[str, Any]:
    """What a chatty proxy says: the request as it came, body and headers."""
    told = f"{asked.headers.get('authorization')} {json.dumps(asked.body)}"
    return {"errorMessages": [told], "errors": {"summary": told}, "error": told, "error_description": told}


def told(client: Client, *work: Callable[[], Any]) -> Iterator[str]:
    """Everything that somebody may see of these failures."""
    for one in work:
        with pytest.raises(DevlogError) as caught:
            one()
        yield "".join(traceback.format_exception(caught.value))
    assert isinstance(client.context, Context)
    yield repr(client.context.journal.records)
    yield json.dumps(dict(client.context.state))


def leaks(texts: Iterator[str]) -> list[str]:
    """The secrets that show in them."""
    return [f"{secret} in {text}" for text in texts for secret in SECRETS if secret in text]


@pytest.mark.parametrize("email", [None, "ada@acme.org"])
@pytest.mark.parametrize("status", [302, 400, 401, 403, 404, 409, 413, 429, 500])
def test_no_refusal_that_echoes_the_request_lets_a_token_out(
    perform: Performer, status: int, email: str | None
) -> None:
    """Otherwise an error message, which people paste into reports, carries it."""

    def answer(asked: Asked) -> Reply:
        sent = asked.headers["authorization"]
        headers = {
            "X-Authentication-Denied-Reason": sent if status == 403 else "", "RateLimit-Reason": sent,
            "Location": f"https://elsewhere.test/{sent.replace(' ', '/')}",
        }  # fmt: skip
        return Reply(status, echo(asked), headers)

    table = TABLE | {"url": perform(answer).url, "token": TOKEN, "email": email}
    client = Client(JiraConfig.model_validate(table), Context(table))
    assert leaks(told(client, lambda: client.get(ISSUE), lambda: client.send("PUT", ISSUE, {"a": 1}))) == []


def oauth(stage: Stage, kept: Path) -> Client:
    """A client of an OAuth 2.0 app."""
    table = TABLE | {
        "client_id": "app", "client_secret": CLIENT_SECRET, "refresh_token": REFRESH, "cloud_id": "c-1",
        "refresh_token_kept_in": f"file:{kept}", "token_url": f"{stage.url}/oauth/token",
        "api_url": stage.url,
    }  # fmt: skip
    return Client(JiraConfig.model_validate(table), Context(table))


@pytest.mark.parametrize("status", [200, 400, 403, 429, 500])
def test_no_refused_refresh_lets_a_secret_out(perform: Performer, tmp_path: Path, status: int) -> None:
    """Its request holds all that is needed to sign in for ever."""
    client = oauth(perform(lambda asked: Reply(status, echo(asked))), tmp_path / "kept")
    assert leaks(told(client, lambda: client.get(ISSUE))) == []


def test_no_refusal_lets_an_access_token_out(perform: Performer, tmp_path: Path) -> None:
    """The core hides the secrets of the settings; what was fetched with them it does not know."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return Reply(body={"access_token": ACCESS, "refresh_token": NEXT, "expires_in": 3600})
        return Reply(401, echo(asked))

    client = oauth(perform(answer), tmp_path / "kept")
    assert leaks(told(client, lambda: client.get(ISSUE))) == []
    assert (tmp_path / "kept").read_text() == NEXT


@pytest.mark.parametrize("given", [{"access_token": f"{ACCESS}\n x"}, {"refresh_token": f"{NEXT}“"}])
def test_a_token_that_fits_no_header_is_not_sent(perform: Performer, tmp_path: Path, given: Any) -> None:
    """The library's own complaint would quote it."""
    answer = {"access_token": ACCESS, "refresh_token": NEXT} | given
    stage = perform(lambda asked: Reply(body=answer))
    client = oauth(stage, tmp_path / "kept")
    assert leaks(told(client, lambda: client.get(ISSUE))) == []
    assert set(stage.paths()) == {"POST /oauth/token"}


@pytest.mark.parametrize("lives", [None, "soon", -5, 1e400, 10**30, [1]])
def test_an_odd_life_of_a_token_counts_as_an_hour(perform: Performer, tmp_path: Path, lives: Any) -> None:
    """Otherwise a wrong number at the token endpoint stops everything."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return Reply(body={"access_token": ACCESS, "refresh_token": NEXT, "expires_in": lives})
        return Reply(body={"id": "1"})

    assert oauth(perform(answer), tmp_path / "kept").get(ISSUE).data == {"id": "1"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "ahead", ["http://{other}", "http://{host}@{other}", "http://{host}.test", "//{other}"]
)
def test_a_redirect_to_another_host_is_not_followed(perform: Performer, status: int, ahead: str) -> None:
    """Neither with credentials nor without; what looks like the host and is none counts as another."""
    other = perform(lambda asked: Reply(body={}))

    def answer(asked: Asked) -> Reply:
        where = ahead.format(host=asked.headers["host"], other=other.url.partition("//")[2])
        return Reply(status, {}, {"Location": f"{where}{ISSUE}"})

    table = TABLE | {"url": perform(answer).url, "token": TOKEN}
    with pytest.raises(ConfigError, match="leads on to"):
        Client(JiraConfig.model_validate(table), Context(table)).get(ISSUE)
    assert other.asked == []


@pytest.mark.parametrize("url", ["https://ada:pw@acme.atlassian.net", "https://:pw@acme.atlassian.net"])
def test_an_address_with_a_password_is_refused(url: str) -> None:
    """It would stand in every message and every link."""
    with pytest.raises(ValidationError, match="expected a URL"):
        JiraConfig.model_validate(TABLE | {"url": url})
