"""Answers that are none: an error and never a short list, and one bad record spoils no other."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from devlog_azure_devops import webhook
from devlog_azure_devops.client import Client
from devlog_azure_devops.listing import Lister
from devlog_azure_devops.pipelines.runs import Runs
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.pull_requests import PAGE, PullRequests
from devlog_core.model.errors import RejectedError, TransientError
from devlog_core.model.times import parse_time
from devlog_core.plugin.payload import json_object
from devlog_core.testing.stage import Answerer, Reply, Stage

from .test_client import client

Performer = Callable[[Answerer], Stage]
ORIGIN = Origin(integration="boards", scope="p", project="Shop", url="https://dev.azure.com/acme")
DEEP = "[" * 100_000
END = {"continuationToken": "8", "isLastBatch": True}
"""What a token is answered with when it is the last."""


@pytest.mark.parametrize(
    "told",
    [
        None,
        "null",
        "[]",
        DEEP,
        END,
        {**END, "values": [{"rev": 2}]},
        {**END, "values": ["x"]},
        {"continuationToken": "7", "isLastBatch": False, "values": []},
    ],
)
def test_a_list_of_changes_that_is_none_is_an_error(perform: Performer, told: Any) -> None:
    """Taken for an empty one it would lose what changed, for a missing one the sight of deletions."""
    lister = Lister(client(perform(lambda asked: Reply(body=told))), "p")
    for ask in (lister.revisions, lister.links):
        if ask == lister.links and told == {**END, "values": [{"rev": 2}]}:
            continue
        with pytest.raises(TransientError):
            ask("7")


def test_work_items_that_nobody_asked_for_are_an_error(perform: Performer) -> None:
    """Otherwise the one that was asked for counts as read."""
    stage = perform(lambda asked: Reply(body={"value": [{"id": 3, "rev": 1}, None]}))
    with pytest.raises(TransientError, match="nobody asked for"):
        client(stage).batch([1, 2])


def test_a_build_of_times_to_come_hides_no_other(perform: Performer) -> None:
    """What ends is asked for since the latest end, which is never later than now."""
    far = "9999-12-31T23:59:59.9999999Z"
    build = {"id": 1, "status": "completed", "finishTime": far}
    stage = perform(
        lambda asked: Reply(body={"value": [build] if asked.query["statusFilter"] == "completed" else []})
    )
    runs = Runs(client(stage), "p")
    news = runs.page({"since": "2025-03-01T12:00:00Z", "seen": {}, "running": {}})
    assert len(news.ended) == 1
    assert parse_time(news.state["since"]) < parse_time("9000-01-01")
    assert not runs.page(news.state).ended


def pulls(asking: Client) -> PullRequests:
    """The stream of pull requests."""
    return PullRequests(asking, ORIGIN)


def test_pull_requests_of_a_server_that_skips_none_end(perform: Performer) -> None:
    """A full page that is always the same one is no list that was read."""
    told = {"value": [{"pullRequestId": number} for number in range(PAGE)]}
    stage = perform(lambda asked: Reply(body=told))
    with pytest.raises(TransientError):
        pulls(client(stage)).page(None)
    assert len(stage.asked) < 10


def test_what_is_no_pull_request_is_set_aside_by_itself(perform: Performer) -> None:
    """Otherwise one of them hides all others for ever."""
    good = {
        "pullRequestId": 7,
        "title": "Pay dl-12345678",
        "repository": {"id": "r", "name": "shop", "project": {"id": "p", "name": "Shop"}},
        "status": "active",
        "creationDate": "2025-03-01T12:00:00Z",
        "sourceRefName": "refs/heads/pay",
        "targetRefName": "refs/heads/main",
    }

    def answer(asked: Any) -> Reply:
        if asked.path.endswith("/pullRequests/7"):
            return Reply(body=good)
        if asked.path.endswith("/iterations"):
            return Reply(status=404, body={"message": "none"})
        return Reply(body={"value": [{}, "x", good]})

    part = pulls(client(perform(answer))).page(None)
    assert [ref.ref.id for ref in part.refs] == ["pull/7"]
    assert len(part.rejected) == 4  # two of each list


def test_what_goes_endlessly_deep_is_refused() -> None:
    """Otherwise a delivery of a few kilobytes ends its worker."""
    signed = {"Authorization": f"Basic {base64.b64encode(b'u:p').decode()}"}
    assert webhook.verify(signed, DEEP.encode(), "u", "p").delivery_id
    with pytest.raises(RejectedError, match="no JSON"):
        json_object(DEEP.encode())


def test_a_time_outside_of_the_calendar_is_none() -> None:
    """The provider's first day, told in a zone to the east, is before the first day."""
    with pytest.raises(ValueError, match="calendar"):
        parse_time("0001-01-01T00:00:00+01:00")
