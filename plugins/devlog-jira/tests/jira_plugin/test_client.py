"""The connection: what is asked, what is refused at once, and what each refusal is called."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DeadlineError,
    DevlogError,
    GoneError,
    RejectedError,
    TransientError,
)
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_jira.client import Client
from devlog_jira.config import JiraConfig

from .bench import CLOUD, SERVER

Performer = Callable[[Answerer], Stage]
ISSUE = "/rest/api/3/issue/1"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DATE = {"Date": "Sun, 01 Mar 2026 12:00:00 GMT"}


def reaching(stage: Stage, path: str = "", **config: Any) -> Client:
    """A client that reaches a stage."""
    table = {"url": f"{stage.url}{path}", "project": "SHOP", "token": "t0k", "deployment": "cloud"} | config
    return Client(JiraConfig.model_validate(table), Context(table))


def context_of(client: Client) -> Context:
    """What the client was lent."""
    assert isinstance(client.context, Context)
    return client.context


def refused(perform: Performer, reply: Reply, method: str = "GET", body: Any = None) -> DevlogError:
    """The error that an answer becomes, by a clock that stands."""
    client = reaching(perform(lambda asked: reply))
    context_of(client).time = NOW
    with pytest.raises(DevlogError) as caught:
        client.get(ISSUE) if method == "GET" else client.send(method, ISSUE, body)
    client.close()
    assert "\n" not in str(caught.value)
    assert "t0k" not in str(caught.value)
    return caught.value


def test_an_api_token_goes_with_its_email(perform: Performer) -> None:
    """Basic on Cloud, for the pair."""
    stage = perform(lambda asked: Reply(body={}))
    reaching(stage, email="ada@acme.org").get(ISSUE)
    assert stage.asked[0].headers["authorization"] == "Basic YWRhQGFjbWUub3JnOnQwaw=="
    assert stage.asked[0].headers["user-agent"] == "devlog-jira"
    assert stage.asked[0].headers["x-atlassian-token"] == "no-check"


def test_a_personal_access_token_goes_alone(perform: Performer) -> None:
    """Bearer on Data Center; a renewed one is used at once."""
    stage = perform(lambda asked: Reply(body={}))
    client = reaching(stage, deployment="server")
    client.get(ISSUE)
    context_of(client).secrets.values["token"] = "renewed"
    client.get(ISSUE)
    assert [asked.headers["authorization"] for asked in stage.asked] == ["Bearer t0k", "Bearer renewed"]


@pytest.mark.parametrize("token", [None, "", "  "])
def test_without_a_token_nothing_is_asked(perform: Performer, token: str | None) -> None:
    """Jira would answer anybody, with fewer issues."""
    stage = perform(lambda asked: Reply(body={}))
    with pytest.raises(AuthError, match="set `token`"):
        reaching(stage, token=token).get(ISSUE)
    assert stage.asked == []


def test_a_token_that_was_copied_badly_is_named(perform: Performer) -> None:
    """A typographic quote would otherwise fail deep inside a library."""
    with pytest.raises(AuthError, match="copy it again"):
        reaching(perform(lambda asked: Reply()), token="“t0k”").get(ISSUE)


@pytest.mark.parametrize(("told", "cloud"), [(CLOUD, True), (SERVER, False), ({"version": "6.4"}, False)])
def test_the_server_says_which_jira_it_is(perform: Performer, told: Any, cloud: bool) -> None:
    """Once; between runs it is remembered."""
    stage = perform(lambda asked: Reply(body=told))
    client = reaching(stage, deployment="auto")
    assert (client.cloud, client.api) == (cloud, "/rest/api/3" if cloud else "/rest/api/2")
    again = Client(client.config, client.context)
    assert again.cloud is cloud
    assert stage.paths() == ["GET /rest/api/2/serverInfo"]


def test_what_is_no_jira_is_a_wrong_url(perform: Performer) -> None:
    """Some other service that answers JSON."""
    with pytest.raises(ConfigError, match="correct `url`"):
        assert reaching(perform(lambda asked: Reply(body={"status": "UP"})), deployment="auto").cloud


@pytest.mark.parametrize("status", [429, 503, 500, 502])
def test_no_answer_is_asked_for_again(perform: Performer, status: int) -> None:
    """The library's own session would sleep and try thrice."""
    stage = perform(lambda asked: Reply(status, {"errorMessages": ["later"]}, {"Retry-After": "30"}))
    client = reaching(stage)
    begun = time.perf_counter()
    for method in ("GET", "PUT"):
        context_of(client).meter.budgets.clear()
        fresh = Client(client.config, Context({"token": "t0k"}))
        with pytest.raises(TransientError):
            fresh.get(ISSUE) if method == "GET" else fresh.send(method, ISSUE, {})
    assert len(stage.asked) == 2
    assert time.perf_counter() - begun < 15


def test_a_lost_connection_is_not_tried_again() -> None:
    """Not even where nothing listens."""
    table = {"url": "http://127.0.0.1:1", "project": "SHOP", "token": "t0k", "deployment": "cloud"}
    context = Context(table)
    with pytest.raises(TransientError, match="the connection failed"):
        Client(JiraConfig.model_validate(table), context).get(ISSUE)
    assert context.meter.requests == 1


def test_a_stopped_run_sends_nothing_more(perform: Performer) -> None:
    """The adapter is the core's."""
    stage = perform(lambda asked: Reply(body={}))
    client = reaching(stage)
    context_of(client).meter.cancelled.set()
    with pytest.raises(DeadlineError):
        client.get(ISSUE)
    assert stage.asked == []


REFUSALS: list[tuple[Reply, type[DevlogError], str]] = [
    (Reply(401, {"errorMessages": ["Client must be authenticated"]}), AuthError, "valid `token`.*expire"),
    (Reply(401, "<html>Unauthorized", {"Content-Type": "text/html"}), AuthError, "valid `token`"),
    (
        Reply(
            403, "",
            {
                "X-Seraph-LoginReason": "AUTHENTICATION_DENIED",
                "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://jira/login.jsp",
            },
        ),
        AuthError, "captcha.*login.jsp.*in a browser",
    ),
    (Reply(200, {}, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}), AuthError, "valid `token`"),
    (Reply(200, {"issues": []}, {"X-AUSERNAME": "anonymous"}), AuthError, "took no notice"),
    (Reply(403, {"errorMessages": ["no"]}), AuthError, "Browse Projects"),
    (Reply(404, {"errorMessages": ["Issue does not exist"]}), GoneError, "Issue does not exist"),
    (Reply(404, "<html>", {"Content-Type": "text/html"}), ConfigError, "correct `url`"),
    (Reply(200, "<html><form id='login-form'>", {"Content-Type": "text/html"}), AuthError, "sign-in page"),
    (Reply(200, "<html>It works", {"Content-Type": "text/html"}), ConfigError, "text/html: correct `url`"),
    (Reply(302, "", {"Location": "/login.jsp?os_destination=x"}), AuthError, "sign-in page"),
    (Reply(301, "", {"Location": "https://new.acme.org/jira"}), ConfigError, "new.acme.org.*correct `url`"),
    (Reply(200, '{"issues": [', {}), TransientError, "breaks off"),
    (Reply(500, "<html>oops", {"Content-Type": "text/html"}), TransientError, "500.*next sync"),
    (Reply(503, {"message": "Jira is being re-indexed"}), TransientError, "re-indexed"),
    (Reply(400, {"errorMessages": ["bad"], "errors": {"summary": "x"}}), RejectedError, "bad; summary: x"),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "kind", "words"), REFUSALS, ids=[words for *_, words in REFUSALS])
def test_each_refusal_names_its_cure(
    perform: Performer, reply: Reply, kind: type[DevlogError], words: str
) -> None:
    """One line: what, where, the cure."""
    error = refused(perform, reply)
    assert type(error) is kind
    assert re.search(words, str(error)), str(error)


def test_what_may_not_be_written_is_set_aside_alone(perform: Performer) -> None:
    """One issue's rights say nothing of the others."""
    error = refused(perform, Reply(403, {"errorMessages": ["You do not have permission"]}), "PUT", {})
    assert isinstance(error, RejectedError)


def test_a_refused_value_names_the_entrys_field(perform: Performer) -> None:
    """So that the others are still sent."""
    body = {"errors": {"summary": "x", "duedate": "y", "customfield_1": "z"}}
    error = refused(perform, Reply(400, body), "PUT", {})
    assert isinstance(error, RejectedError)
    assert error.fields == ("title", "due")


def test_too_much_text_is_the_descriptions_fault(perform: Performer) -> None:
    """413 comes from whatever stands before Jira and names no field."""
    sent = {"fields": {"description": "x" * 9, "summary": "y"}}
    error = refused(perform, Reply(413, "", {}), "PUT", sent)
    assert isinstance(error, RejectedError)
    assert error.fields == ("description",)
    assert "shorten it" in str(error)


def test_the_search_that_cloud_took_away_says_so(perform: Performer) -> None:
    """`deployment = "server"` for a site that is Cloud."""
    told = {"errorMessages": ["The requested API has been removed. Please migrate to /rest/api/3/search/jql"]}
    client = reaching(perform(lambda asked: Reply(410, told)), deployment="server")
    with pytest.raises(ConfigError, match="set `deployment` to cloud"):
        client.search_page("project = 1", ["key"])


def test_a_redirect_within_the_server_is_followed(perform: Performer) -> None:
    """An issue that was moved answers under its new key."""

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/OLD-1"):
            return Reply(302, "", {"Location": "/jira/rest/api/3/issue/SHOP-1"})
        return Reply(body={"path": asked.path})

    client = reaching(perform(answer), "/jira")
    assert client.get("/rest/api/3/issue/OLD-1").data == {"path": "/jira/rest/api/3/issue/SHOP-1"}


def test_a_redirect_to_another_host_gets_no_token(perform: Performer) -> None:
    """Wherever it leads."""
    thief = perform(lambda asked: Reply(body={}))
    stage = perform(lambda asked: Reply(302, "", {"Location": f"{thief.url}/rest/api/3/issue/1"}))
    with pytest.raises(ConfigError, match="correct `url`"):
        reaching(stage).get(ISSUE)
    assert thief.asked == []


def listing(records: list[Any], size: int, **more: Any) -> Answerer:
    """A list that goes by startAt, in pages no longer than `size`."""

    def answer(asked: Asked) -> Reply:
        start = int(asked.query["startAt"])
        page = records[start : start + size]
        return Reply(body={"values": page, "startAt": start, "maxResults": size, **more})

    return answer


@pytest.mark.parametrize("more", [{"total": 5}, {}, {"total": 5, "isLast": False}])
def test_a_list_is_read_to_its_end(perform: Performer, more: dict[str, Any]) -> None:
    """However the server says where that is."""
    client = reaching(perform(listing([1, 2, 3, 4, 5], 2, **more)))
    found = [one for answer in client.pages("/rest/api/3/x") for one in answer.data["values"]]
    assert found == [1, 2, 3, 4, 5]


def test_a_list_that_ends_too_soon_is_an_error(perform: Performer) -> None:
    """Never a short list."""
    client = reaching(perform(listing([1, 2, 3], 2, total=5)))
    with pytest.raises(TransientError, match="to its end"):
        list(client.pages("/rest/api/3/x"))


def test_a_search_that_goes_in_a_circle_is_an_error(perform: Performer) -> None:
    """The same token over and over would never end."""
    page = {"issues": [{"id": "1"}], "nextPageToken": "again"}
    client = reaching(perform(lambda asked: Reply(body=page)))
    with pytest.raises(TransientError, match="to its end"):
        list(client.search("project = 1", ["key"]))


def test_a_short_page_of_cloud_is_not_the_last(perform: Performer) -> None:
    """Only the missing token says that."""
    pages = {
        None: {"issues": [{"id": "1"}], "nextPageToken": "b"},
        "b": {"issues": [], "nextPageToken": "c"},
        "c": {"issues": [{"id": "2"}], "isLast": True},
    }
    client = reaching(perform(lambda asked: Reply(body=pages[asked.body.get("nextPageToken")])))
    found = [one["id"] for answer in client.search("project = 1", ["key"]) for one in answer.issues]
    assert found == ["1", "2"]
