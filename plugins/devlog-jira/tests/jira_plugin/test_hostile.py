"""Answers that no Jira gives: endless nesting, numbers without end, shapes of something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from devlog_core.model.errors import DevlogError, RejectedError, TransientError
from devlog_core.model.remote import Rejected, RemoteItem
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Reply, Stage
from devlog_jira import jql, listing
from devlog_jira.client import Client
from devlog_jira.completing import Whole
from devlog_jira.config import JiraConfig
from devlog_jira.forms import Move
from devlog_jira.mapping import Records, Source
from devlog_jira.richtext import codec
from devlog_jira.walks import Veil

from .test_mapping import issue, source

Performer = Callable[[Answerer], Stage]


def reaching(stage: Stage) -> Client:
    """A client that reaches a stage."""
    table = {"url": stage.url, "project": "SHOP", "token": "t0k", "deployment": "cloud"}
    return Client(JiraConfig.model_validate(table), Context(table))


@pytest.mark.parametrize("status", [200, 400])
def test_json_that_nests_without_end_is_an_answer_that_failed(perform: Performer, status: int) -> None:
    """Not a crash of the run."""
    client = reaching(perform(lambda asked: Reply(status, "[" * 200_000)))
    with pytest.raises(DevlogError) as caught:
        client.get("/rest/api/3/issue/1")
    assert isinstance(caught.value, TransientError if status == 200 else RejectedError)


@pytest.mark.parametrize("body", [None, [], "{}", {"issues": {}}, {"issues": None}, 7])
def test_a_search_without_issues_is_no_empty_project(perform: Performer, body: Any) -> None:
    """All entries would look deleted."""
    with pytest.raises(TransientError, match="no list of issues"):
        list(reaching(perform(lambda asked: Reply(body=body))).search("project = 1", ["key"]))


def nested(depth: int) -> dict[str, Any]:
    """A document of lists within lists."""
    node: dict[str, Any] = {"type": "paragraph", "content": [{"type": "text", "text": "x"}]}
    for _ in range(depth):
        node = {"type": "bulletList", "content": [{"type": "listItem", "content": [node]}]}
    return {"type": "doc", "version": 1, "content": [node]}


@pytest.mark.parametrize("fields", [
    {"description": nested(150)}, {"description": nested(400)}, {"description": "no document"},
    {"timetracking": {"originalEstimateSeconds": float("inf")}}, {"issuelinks": 3}, {"status": "x"},
    {"updated": "9999-12-31T23:59:59.999-2300"}, {"updated": "0001-01-01T00:00:00+2300"},
    {"comment": {"comments": [None], "total": 1}},
])  # fmt: skip
def test_one_issue_that_cannot_be_read_stops_no_other(fields: dict[str, Any]) -> None:
    """It is set aside by itself, with the reason."""
    found = [
        Whole(record=one, comments=Records.of(one["fields"].get("comment"), "comments"), worklogs=Records())
        for one in (issue(**fields), issue(description=None))
    ]
    read: Source = source(text=codec(True))
    bad, good = listing.items(read, found, Veil(now=datetime(2026, 3, 1, tzinfo=UTC)))
    assert isinstance(bad, Rejected)
    assert isinstance(good, RemoteItem)
    assert len(bad.reason) < 500
    assert "\n" not in bad.reason


@pytest.mark.parametrize("name", ["../../2/serverInfo", "1?x=y", "1#x", "a/b", "%2e%2e", "ä", "1 2"])
def test_no_name_leads_to_another_address(perform: Performer, name: str) -> None:
    """Keys come from a server, and some from workflows of people."""
    stage = perform(lambda asked: Reply(body={}))
    client = reaching(stage)
    client.get(client.path("issue", name, "transitions"))
    [asked] = stage.asked
    parts = asked.path.split("/")
    assert (parts[:5], parts[6:], asked.query) == (["", "rest", "api", "3", "issue"], ["transitions"], {})


@pytest.mark.parametrize("item", ["..", "SHOP-1/../2", "", "SHOP-", "1?", "SHOP-1\n"])
def test_an_action_takes_the_key_or_id_of_an_issue_only(item: str) -> None:
    """It becomes a part of an address."""
    with pytest.raises(ValidationError):
        Move(item=item, status="done")


@pytest.mark.parametrize("text", ['a" OR project = "B', "back\\", 'x") ORDER BY key', "a\nb"])
def test_no_text_ends_its_literal(text: str) -> None:
    """A label or a key is data to a query, whatever stands in it."""
    for query in (jql.labelled("1", text), jql.keys([text])):
        literal = query[query.index('"') + 1 : query.rindex('"')]
        plain = literal.replace("\\\\", "").replace('\\"', "")
        assert '"' not in plain
        assert "\\" not in plain


@pytest.mark.parametrize("ids", [["1) OR (1=1"], ["x"], ["1 2"]])
def test_what_is_no_number_is_no_id(ids: list[str]) -> None:
    """Ids stand in queries as they are."""
    with pytest.raises(ValueError, match="invalid literal"):
        jql.these(ids)
