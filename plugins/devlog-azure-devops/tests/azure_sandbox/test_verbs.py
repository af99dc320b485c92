"""Verbs of people and steering, and going back to a moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import requests

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import Api, create, find, put


def test_memory_goes_back_whole(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise a search over many histories begins each with the last one's leftovers."""
    id = create(api)
    then = sandbox.memory()
    sandbox.edit(id, {"title": "Two", "tags": ["a"]}, by="jane")
    sandbox.permit("read")
    sandbox.fault("500", times=9)
    sandbox.recall(then)
    assert sandbox.requests() == []
    assert api("GET", f"/_apis/wit/workitems/{id}").json()["fields"]["System.Title"] == "Pay"
    again = create(api)
    sandbox.recall(then)
    assert create(api) == again


def test_another_process_steers(sandbox: AzureDevOpsSandbox) -> None:
    """By JSON POST, with what was wrong told."""

    def verb(name: str, **arguments: object) -> requests.Response:
        return requests.post(f"{sandbox.url}/_sandbox/{name}", json=arguments, timeout=10)

    [id] = verb("seed", items=[{"title": "t", "author": "ann"}]).json()["result"]
    assert verb("edit", id=id, values={"Story Points": 3}, by="ann").status_code == 200
    told = verb("read", id=id).json()["result"]["fields"]
    assert told["Microsoft.VSTS.Scheduling.StoryPoints"] == 3
    assert verb("edit", id=id, values={"nothing": 3}, by="ann").status_code == 400
    assert verb("read", id=99).status_code == 404
    assert verb("nothing").status_code == 404


def test_the_world_may_change_its_shape(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Names of projects, paths, states and people are not for ever."""
    sandbox.add_area("Team A")
    id = create(api, AreaPath="Shop\\Team A", AssignedTo="devlog-bot@example.com")
    sandbox.add_state("Task", "In Review", "InProgress")
    sandbox.edit(id, {"state": "In Review"}, by="jane")
    assert find(api, "[System.State] = 'in review'") == [id]
    sandbox.rename_project("Shop", "Store")
    told = api("GET", f"/Store/_apis/wit/workitems/{id}").json()["fields"]
    assert (told["System.AreaPath"], told["System.TeamProject"]) == ("Store\\Team A", "Store")
    sandbox.add_user("devlog-bot", display_name="Somebody")
    assert (
        api("GET", "/_apis/connectionData").json()["authenticatedUser"]["providerDisplayName"] == "Somebody"
    )
    sandbox.permit("admin")
    node = "/Store/_apis/wit/classificationnodes/areas"
    assert api("POST", node, json={"name": "B"}).status_code == 201
    assert api("POST", node, json={"name": "b"}).status_code == 409
    assert api("PATCH", f"{node}/Team%20A", json={"name": "Team C"}).json()["path"] == "\\Store\\Area\\Team C"
    assert find_area(api, id) == "Store\\Team C"


def find_area(api: Api, id: int) -> str:
    """Where an item is."""
    return str(api("GET", f"/_apis/wit/workitems/{id}").json()["fields"]["System.AreaPath"])


def test_a_copy_takes_the_tags_along(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """But not the hyperlinks, by which a copy is told from what it was copied from."""
    id = create(api, Tags="devlog-1")
    sandbox.hyperlink(id, "devlog:1", by="jane")
    copy = sandbox.copy(id)
    assert find(api, "[System.Tags] CONTAINS 'devlog-1'") == [id, copy]
    told = api("GET", f"/_apis/wit/workitems/{copy}?$expand=relations").json()["relations"]
    assert [one["rel"] for one in told] == ["System.LinkTypes.Related"]


def test_boards_follow_states_and_lead_them(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """The board's own field names where an item stands; to write it moves the state."""
    board = api("GET", "/Shop/_apis/work/boards/Stories").json()
    field = board["fields"]["columnField"]["referenceName"]
    id = create(api, kind="User Story")
    path = f"/_apis/wit/workitems/{id}"
    assert api("GET", path).json()["fields"][field] == "New"
    sandbox.edit(id, {"state": "Active"}, by="jane")
    assert api("GET", path).json()["fields"][field] == "Active"
    moved = api("PATCH", path, json=[put(field, "Resolved")]).json()["fields"]
    assert (moved["System.State"], moved[field]) == ("Resolved", "Resolved")


def test_links_are_reported_apart(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """They leave no revision, so only this tells of all of them at once."""
    above, below = create(api, "above"), create(api, "below")
    sandbox.link(below, "parent", above, by="jane")
    sandbox.unlink(above, "child", below, by="jane")
    told = api("GET", "/Shop/_apis/wit/reporting/workitemlinks").json()
    ends = [one["attributes"] for one in told["values"]]
    assert [(one["sourceId"], one["targetId"], one["isActive"]) for one in ends] == [
        (above, below, True),
        (above, below, False),
    ]
    assert told["isLastBatch"] is True


def test_a_token_of_links_hides_no_later_link(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A link that came later is told later, also where it begins at an older item in the same moment."""
    sandbox.clock.freeze()
    first, second, third = create(api, "1"), create(api, "2"), create(api, "3")
    sandbox.link(second, "successor", third, by="jane")
    where = "/Shop/_apis/wit/reporting/workitemlinks"
    token = api("GET", where).json()["continuationToken"]
    sandbox.link(third, "predecessor", first, by="jane")
    sandbox.switch("reporting_page", 1)
    told = api("GET", f"{where}?continuationToken={token}").json()
    assert [one["attributes"]["sourceId"] for one in told["values"]] == [first]
    assert api("GET", f"{where}?continuationToken={told['continuationToken']}").json()["values"] == []


@pytest.mark.parametrize("process", ["Agile", "Scrum", "CMMI", "Basic"])
def test_what_a_demo_plays(sandbox: AzureDevOpsSandbox) -> None:
    """Values of entries become items, and items are seen as people see them."""
    at = datetime(2025, 3, 1, tzinfo=UTC)
    values = {"title": "t", "description": "a < b\n\nc", "status": "new", "priority": "high", "labels": ["x"]}
    comments = [{"author": "ann", "content": "hi", "at": at}]
    words = sandbox.phrase({**values, "type": "feature", "author": "jane", "at": at, "comments": comments})
    [id] = sandbox.seed([words])
    seen = sandbox.seen(id)
    assert (seen.title, seen.description, seen.closed) == ("t", "a < b\n\nc", False)
    assert (seen.labels, seen.comments) == (("x",), ("hi",))
    for status, closed in (("in-progress", False), ("done", True), ("cancelled", True)):
        sandbox.edit(id, sandbox.phrase({"status": status}), by="jane")
        assert sandbox.seen(id).closed is closed
    assert sandbox.phrase({"branch": "b"}) == {}


def test_a_bug_is_described_where_people_see_it() -> None:
    """Otherwise what the demo writes into a bug stands in a field that no form shows."""
    sandbox = AzureDevOpsSandbox()
    [id] = sandbox.seed([sandbox.phrase({"title": "t", "type": "bugfix", "description": "a"})])
    sandbox.edit(id, sandbox.phrase({"description": "- b"}), by="jane")
    assert sandbox.read(id)["fields"]["Microsoft.VSTS.TCM.ReproSteps"] == "<ul><li>b</li></ul>"
    assert sandbox.seen(id).description == "- b"
