"""What the real service answered goes through; see providers.md beside the recordings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from devlog_azure_devops.account import scope_of
from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.client import Client
from devlog_azure_devops.config import AzureDevOpsConfig, Mapping
from devlog_azure_devops.listing import Lister
from devlog_azure_devops.mapping import Source, item_of
from devlog_azure_devops.people import account
from devlog_azure_devops.process import Process
from devlog_azure_devops.relations import target_of
from devlog_azure_devops.richtext import codec, dropped, introduced
from devlog_azure_devops.texts import Texts
from devlog_azure_devops.vocabulary import Vocabulary
from devlog_core.model.errors import GoneError, RejectedError
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage

Performer = Callable[[Answerer], Stage]
WIT = "/_apis/wit/"
FILES = ("boards_areas", "boards_releations_create_remove", "queryShow", "workItemCreateShowUpdateDelete")


def source(project: str = "WIRel000001") -> Source:
    """A source that knows nothing of the process but its usual names."""
    return Source(
        scope="d5d6109b-64fa-4228-b754-825caceadf88",
        project=project,
        url="https://dev.azure.com/exampleorg",
        words=Vocabulary(Mapping(), Process()),
        texts=Texts(codec, dropped, introduced),
    )


@pytest.fixture
def exchanges(shared: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The recorded exchanges of one file."""

    def load(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(
            (shared / "data/replay/azure-devops" / f"{name}.json").read_text()
        )
        return found

    return load


def body(exchange: dict[str, Any]) -> Any:
    """What was answered."""
    text = exchange["response"]["body"]
    return json.loads(text) if text else None


def about_items(exchange: dict[str, Any]) -> bool:
    """Whether the exchange is about one work item that is there."""
    path = urlsplit(exchange["request"]["uri"]).path.lower()
    return (
        f"{WIT}workitems/" in path
        and exchange["response"]["status"] == 200
        and exchange["request"]["method"] != "DELETE"
    )


def test_every_work_item_becomes_an_item(exchanges: Callable[[str], list[dict[str, Any]]]) -> None:
    """New, read and changed ones, with and without their relations."""
    seen = 0
    for name in FILES:
        for exchange in filter(about_items, exchanges(name)):
            record = body(exchange)
            item = item_of(record, source())
            assert item.version is not None
            assert item.version.order == record["rev"]
            assert item.values["title"]
            assert item.values["status"] in ("new", "done")
            assert item.values["priority"] == "high"
            assert item.author in ("user1@example.com", "test@example.com")
            assert item.notes_complete
            seen += 1
    assert seen > 40


def test_relations_change_without_a_revision(exchanges: Callable[[str], list[dict[str, Any]]]) -> None:
    """So versions of one revision differ by their hash."""
    found = [
        item_of(body(one), source())
        for one in exchanges("boards_releations_create_remove")
        if about_items(one) and body(one)["id"] == 974
    ]
    assert {item.version.order for item in found if item.version} == {1}
    assert {item.values["parent"] for item in found} == {None, "973"}
    assert len({item.version.hash for item in found if item.version}) == 2


def test_a_write_that_tests_the_revision_was_taken_by_the_service(
    exchanges: Callable[[str], list[dict[str, Any]]],
) -> None:
    """The patches that were recorded have the form of ours."""
    patches = [
        json.loads(one["request"]["body"])
        for one in exchanges("boards_releations_create_remove")
        if one["request"]["method"] == "PATCH" and WIT in one["request"]["uri"]
    ]
    assert patches
    for operations in patches:
        for one in operations:
            assert one["op"] in ("add", "remove")
            assert one["path"].startswith(("/relations/", "/fields/"))
            if one["op"] == "add":
                assert target_of(one["value"])


def served(perform: Performer, found: list[dict[str, Any]]) -> Client:
    """A client of a server that gives the recorded answers by method and the end of the address."""

    def answer(asked: Asked) -> Reply:
        for one in found:
            path = urlsplit(one["request"]["uri"]).path.removeprefix("/exampleorg")
            if one["request"]["method"] == asked.method and path.lower() == asked.path.lower():
                return Reply(one["response"]["status"], body(one))
        return Reply(404, {"message": f"nothing recorded for {asked.path}"})

    table = {"organization_url": perform(answer).url, "project": "WIRel000001", "token": "t"}
    return Client(AzureDevOpsConfig.model_validate(table), Context(table))


def test_queries_and_lists_are_read(
    exchanges: Callable[[str], list[dict[str, Any]]], perform: Performer
) -> None:
    """Ids alone come from a query; lists have their records under `value`."""
    client = served(perform, exchanges("queryShow"))
    assert client.send("POST", "/_apis/wit/wiql", {"query": "x"}).data["workItems"][0]["id"] == 41
    client = served(perform, exchanges("boards_releations_create_remove"))
    found = client.get("/_apis/wit/workItemRelationTypes").values
    assert "System.LinkTypes.Hierarchy-Reverse" in {one["referenceName"] for one in found}


def test_the_project_and_the_account(
    exchanges: Callable[[str], list[dict[str, Any]]], perform: Performer
) -> None:
    """As the service describes them."""
    client = served(perform, exchanges("boards_releations_create_remove"))
    assert scope_of(client, Catalog(client)).id == "d5d6109b-64fa-4228-b754-825caceadf88"
    client = served(perform, exchanges("pull_request_createUpdateVoteListAbandonReactivateCompleteReviewers"))
    me = Catalog(client).me
    assert (me["account"], me["hosted"]) == ("user1@example.com", "yes")


def test_what_was_deleted_is_gone(
    exchanges: Callable[[str], list[dict[str, Any]]], perform: Performer
) -> None:
    """TF401232 is about one work item, and not about the settings."""
    last = exchanges("workItemCreateShowUpdateDelete")[-1]
    client = served(perform, [last])
    with pytest.raises(GoneError, match="TF401232"):
        client.get("/_apis/wit/workItems/191")


def test_a_deleted_item_names_people_as_texts(exchanges: Callable[[str], list[dict[str, Any]]]) -> None:
    """Where a work item gives objects."""
    [gone] = [
        one for one in exchanges("workItemCreateShowUpdateDelete") if one["request"]["method"] == "DELETE"
    ]
    assert account(body(gone)["deletedBy"]) == "user1@example.com"
    assert account(body(gone)["resource"]["fields"]["System.CreatedBy"]) == "user1@example.com"


def test_a_refusal_of_a_setting_is_read(
    exchanges: Callable[[str], list[dict[str, Any]]], perform: Performer
) -> None:
    """The only 400 that was recorded."""
    [refused] = [one for one in exchanges("boards_areas") if one["response"]["status"] == 400]
    client = served(perform, [refused])
    with pytest.raises(RejectedError, match="DefaultValue"):
        client.send("PATCH", urlsplit(refused["request"]["uri"]).path.removeprefix("/exampleorg"), {})


def test_areas_are_found_by_their_paths(
    exchanges: Callable[[str], list[dict[str, Any]]], perform: Performer
) -> None:
    """A node gives its path with the name of its tree in it."""
    client = served(perform, exchanges("boards_areas"))
    node = client.get("/Area1000001/_apis/wit/classificationNodes/areas").data
    assert node["structureType"] == "area"


@pytest.mark.parametrize("kind", ["revisions", "links"])
def test_tokens_of_older_versions_stand_in_an_address(perform: Performer, kind: str) -> None:
    """As the official examples show them."""
    where = "https://dev.azure.com/fabrikam/_apis/wit/reporting/x?continuationToken=842%3B5%3B3&api-version=2"
    table = {"organization_url": "", "project": "Shop", "token": "t"}
    stage = perform(lambda asked: Reply(body={"values": [], "nextLink": where, "isLastBatch": True}))
    table["organization_url"] = stage.url
    lister = Lister(Client(AzureDevOpsConfig.model_validate(table), Context(table)), "id")
    changes = lister.revisions("1") if kind == "revisions" else lister.links("1")
    assert changes is not None
    assert (changes.token, changes.last) == ("842;5;3", True)
