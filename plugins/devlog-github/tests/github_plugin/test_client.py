"""The connection: what is asked, what is refused, and what is never told."""

from __future__ import annotations

import logging
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
    RateLimitedError,
    TransientError,
)
from devlog_core.model.remote import Draft, Mark
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, Opener, opened

Performer = Callable[[Answerer], Stage]
REPOSITORY = {"id": 77, "full_name": "acme/shop"}


def staged(stage: Stage, path: str = "", **config: Any) -> Desk:
    """A service that reaches a stage."""
    return opened({"repository": "acme/shop", "token": "t", "api_url": f"{stage.url}{path}"} | config)


def test_every_request_says_who_we_are(perform: Performer) -> None:
    """Without a user agent GitHub refuses."""
    stage = perform(lambda asked: Reply(body=REPOSITORY))
    desk = staged(stage)
    desk.service.scope()
    sent = stage.asked[0].headers
    assert sent["User-Agent"] == "devlog-github"
    assert sent["Authorization"] == "token t"
    assert sent["Accept"] == "application/vnd.github+json"
    assert sent["X-GitHub-Api-Version"] == "2022-11-28"
    assert desk.context.meter.requests == 1


def test_a_renewed_token_is_used_at_once(perform: Performer) -> None:
    """Tokens of apps live for an hour, a first pull may take longer."""
    stage = perform(lambda asked: Reply(body=REPOSITORY))
    desk = staged(stage)
    desk.service.scope()
    desk.context.secrets.values["token"] = "renewed"
    desk.service.scope()
    assert [asked.headers["Authorization"] for asked in stage.asked] == ["token t", "token renewed"]


def test_enterprise_servers_live_below_a_path(perform: Performer) -> None:
    """`api_url` ends in /api/v3 there, and so do their links."""

    def answer(asked: Asked) -> Reply:
        if asked.where == "/api/v3/repos/acme/shop":
            return Reply(body=REPOSITORY)
        if "page=2" in asked.where:
            return Reply(body=[])
        link = "<http://127.0.0.1/api/v3/repositories/77/issues?z=1&a=%2C,;&page=2>; rel=next"
        return Reply(body=[], headers={"Link": link})

    stage = perform(answer)
    staged(stage, "/api/v3").read()
    assert [asked.where for asked in stage.asked][1:3] == [
        "/api/v3/repositories/77/issues?state=all&sort=created&direction=asc&per_page=100",
        # As the link says, though it names another port: behind a proxy a server may not know its own.
        "/api/v3/repositories/77/issues?z=1&a=%2C,;&page=2",
    ]


@pytest.mark.parametrize("how", ["link", "redirect"])
def test_another_host_gets_nothing(perform: Performer, how: str) -> None:
    """The token would go with the request."""
    elsewhere = perform(lambda asked: Reply(body=[]))
    foreign = elsewhere.url.replace("127.0.0.1", "localhost")

    def answer(asked: Asked) -> Reply:
        if asked.where.startswith("/repos/"):
            return Reply(body=REPOSITORY)
        if how == "link":
            return Reply(body=[], headers={"Link": f'<{foreign}/x>; rel="next"'})
        return Reply(302, {}, {"Location": f"{foreign}/x"})

    with pytest.raises(ConfigError, match="leads on to localhost"):
        staged(perform(answer)).read()
    assert elsewhere.asked == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_keep_the_whole_address(perform: Performer, status: int) -> None:
    """PyGithub would drop the query, and with it `state=all`."""

    def answer(asked: Asked) -> Reply:
        if asked.where.startswith("/repos/"):
            return Reply(body=REPOSITORY)
        if asked.where.startswith("/repositories/77/issues?"):
            return Reply(status, {}, {"Location": asked.where.replace("/77/", "/78/")})
        return Reply(body=[])

    stage = perform(answer)
    staged(stage).read()
    assert (
        stage.asked[-1].where == "/repositories/78/issues?state=all&sort=created&direction=asc&per_page=100"
    )


def test_a_circle_of_redirects_ends(perform: Performer) -> None:
    """PyGithub would follow until the stack is full."""
    stage = perform(lambda asked: Reply(301, {}, {"Location": asked.where}))
    with pytest.raises(TransientError, match="circle"):
        staged(stage).service.scope()
    assert len(stage.asked) == 5


def test_a_write_is_never_redirected(perform: Performer) -> None:
    """What moved may not be the same thing."""

    def answer(asked: Asked) -> Reply:
        if asked.method == "GET":
            return Reply(body=REPOSITORY)
        return Reply(307, {"message": "Moved"}, {"Location": "/repositories/99/issues"})

    stage = perform(answer)
    with pytest.raises(GoneError):
        staged(stage).service.create(Draft(mark=Mark(uid="u"), values={"title": "x"}))
    assert [asked.method for asked in stage.asked] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (Reply(200, "<html>Sign in</html>", {"Content-Type": "text/html"}), "text/html instead of JSON"),
        (Reply(200, '[{"id": 1}, {"i'), "breaks off"),
        (Reply(200, {"items": [], "incomplete_results": True}), "could not be read to its end"),
        (Reply(200, None), "could not be read to its end"),
        (Reply(200, "null"), "could not be read to its end"),
        (Reply(204, None), "could not be read to its end"),
        (Reply(202, {"message": "wait"}), "202"),
        (Reply(422, {"message": "pagination is limited"}), "pagination is limited"),
        (Reply(502, "<html>Bad gateway</html>", {"Content-Type": "text/html"}), "502"),
        (Reply(200, "[]", {"Content-Length": "100"}), "broke off"),
    ],
)
def test_what_is_no_whole_list_is_an_error(perform: Performer, reply: Reply, word: str) -> None:
    """Never a short list: what is missing from it would be taken for deleted."""

    def answer(asked: Asked) -> Reply:
        if asked.where.startswith("/repos/"):
            return Reply(body=REPOSITORY)
        return Reply(reply.status, reply.body, reply.headers | {"Connection": "close"})

    desk = staged(perform(answer))
    with pytest.raises(TransientError, match=word):
        desk.read()


@pytest.mark.parametrize(
    "fault", ["lost-answer", "drop-before", "refuse", "truncated", "wrong-type", "500", "502", "503"]
)
def test_faults_of_the_way_are_passing(sandbox: GitHubSandbox, desk: Desk, fault: str) -> None:
    """The engine tries again."""
    desk.service.scope()
    sandbox.fault(fault)
    with pytest.raises(TransientError) as caught:
        desk.read()
    assert "sandbox-token" not in str(caught.value)
    assert len(desk.read()) == 1


def test_nobody_there(open_desk: Opener) -> None:
    """A laptop on a train."""
    with pytest.raises(TransientError, match=r"no answer from 127\.0\.0\.1:1: the connection failed"):
        open_desk(api_url="http://127.0.0.1:1").service.scope()


def test_a_slow_answer_ends_in_time(sandbox: GitHubSandbox, desk: Desk) -> None:
    """One integration must not hold up the others."""
    desk.context.timeout = 0.05
    sandbox.fault("slow:0.3")
    with pytest.raises(TransientError, match="took too long"):
        desk.service.scope()


@pytest.mark.parametrize("name", ["rate-limit-403", "rate-limit-429", "secondary-403", "secondary-429",
                                  "retry-after-seconds:5", "retry-after-date:5"])  # fmt: skip
def test_limits_say_when_they_end(sandbox: GitHubSandbox, desk: Desk, name: str) -> None:
    """The engine waits, and shows until when."""
    desk.service.scope()
    sandbox.fault(name)
    before = desk.context.time = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(RateLimitedError) as caught:
        desk.read()
    assert caught.value.retry_at is not None
    seconds = (caught.value.retry_at - before).total_seconds()
    assert seconds >= 5
    if name.startswith("retry-after"):
        assert seconds <= 7
    if name.startswith("secondary"):
        assert seconds == 61
    assert len([entry for entry in sandbox.requests() if "issues" in entry["path"]]) == 1


def test_a_cancelled_run_sends_nothing_more(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Ctrl-C must not wait for a retry of the library."""
    desk.context.meter.cancelled.set()
    with pytest.raises(DeadlineError):
        desk.service.scope()
    assert sandbox.requests() == []


def test_errors_of_the_library_never_show_the_token(
    sandbox: GitHubSandbox, open_desk: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    """Messages end in reports, and logs in tickets."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("github").setLevel(logging.DEBUG)
    for change in ({"token": "wrong-secret"}, {"token": "new\nline-secret"}, {"token": "ümlaut-secret"}):
        with pytest.raises(AuthError) as caught:
            open_desk(**change).service.check()
        assert "secret" not in str(caught.value)
    desk = open_desk(token="wrong-secret")
    with pytest.raises(DevlogError):
        desk.read()
    logging.getLogger("github").setLevel(logging.INFO)
    assert "wrong-secret" not in caplog.text


def test_waiting_is_left_to_the_engine(
    sandbox: GitHubSandbox, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyGithub would sleep a second between writes."""
    import time

    def forbidden(seconds: float) -> None:
        raise AssertionError(f"slept {seconds}")

    desk.service.scope()
    monkeypatch.setattr(time, "sleep", forbidden)
    for number in range(3):
        desk.service.create(Draft(mark=Mark(uid=f"u{number}"), values={"title": "x"}))


def test_a_closed_service_opens_again(desk: Desk) -> None:
    """Closing twice does nothing, and the object stays of use."""
    desk.service.scope()
    desk.service.close()
    desk.service.close()
    assert desk.service.scope() is not None
