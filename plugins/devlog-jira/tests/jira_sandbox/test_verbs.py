"""The verbs of people and of steering, called here and from another process."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from devlog_jira.sandbox import JiraSandbox

from .conftest import create


def test_seeded_issues_were_there_for_a_while(sandbox: Any, api: Any) -> None:
    """Otherwise old work looks as if it had been made just now."""
    keys = sandbox.seed(
        [
            {
                "summary": "old", "issuetype": "Bug", "priority": "High", "status": "Done", "labels": ["x"],
                "assignee": "alice", "author": "bob", "created": "2020-01-01T00:00:00Z",
                "fixVersions": ["1.0"], "components": ["till"], "duedate": "2020-02-01", "description": "why",
                "comments": ["first", {"author": "cleo", "body": "last", "created": "2020-01-02T00:00:00Z"}],
                "properties": {"devlog": {"uid": "u"}},
            },
            {"summary": "new"},
        ]
    )  # fmt: skip
    assert keys == ["SHOP-1", "SHOP-2"]
    issue = sandbox.read("SHOP-1")
    fields = issue["fields"]
    assert (fields["issuetype"]["name"], fields["priority"]["name"]) == ("Bug", "High")
    assert (fields["status"]["name"], fields["resolution"]["name"]) == ("Done", "Done")
    assert (fields["creator"]["displayName"], fields["assignee"]["displayName"]) == ("Bob", "Alice")
    assert (fields["created"][:10], fields["updated"][:10]) == ("2020-01-01", "2020-01-02")
    assert (fields["fixVersions"][0]["name"], fields["components"][0]["name"]) == ("1.0", "till")
    assert [comment["author"]["displayName"] for comment in issue["comments"]] == ["Jane", "Cleo"]
    assert issue["properties"] == {"devlog": {"uid": "u"}}
    assert sandbox.read("SHOP-2")["fields"]["created"].startswith("2025-03-10T11:00")


def test_people_edit_by_names(sandbox: Any, api: Any) -> None:
    """Otherwise a story has to know ids that Jira makes up."""
    key = create(api)
    team = sandbox.add_field("Team", "select", ["red", "blue"])
    values = {"Team": "red", "assignee": "alice", "parent": None, "labels": ["y"], "status": "In Progress"}
    sandbox.edit(key, values, by="bob")
    fields = sandbox.read(key)["fields"]
    assert (fields[team]["value"], fields["assignee"]["displayName"]) == ("red", "Alice")
    assert (fields["labels"], fields["status"]["name"]) == (["y"], "In Progress")
    sandbox.edit(key, {"assignee": None, "Team": None}, by="bob")
    fields = sandbox.read(key)["fields"]
    assert (fields[team], fields["assignee"]) == (None, None)
    with pytest.raises(ValueError, match="no status 'Nowhere'"):
        sandbox.edit(key, {"status": "Nowhere"}, by="bob")
    with pytest.raises(ValueError, match="no field 'Colour'"):
        sandbox.edit(key, {"Colour": "red"}, by="bob")


def test_people_talk(sandbox: Any, api: Any) -> None:
    """Otherwise a comment that was reworded or taken back is never met."""
    key = create(api)
    said = sandbox.comment(key, "one", by="jane")
    before = sandbox.read(key)["fields"]["updated"]
    sandbox.edit_comment(said, "two")
    listed = sandbox.read(key)
    assert listed["comments"][0]["updated"] > listed["comments"][0]["created"]
    assert listed["fields"]["updated"] > before
    sandbox.delete_comment(said)
    assert sandbox.read(key)["comments"] == []
    with pytest.raises(KeyError):
        sandbox.edit_comment(said, "three")


def test_every_verb_is_served_to_other_processes(sandbox: Any, api: Any) -> None:
    """Otherwise `devlog sandbox` can be started and not steered."""

    def tell(verb: str, **body: Any) -> requests.Response:
        return requests.post(f"{sandbox.url}/_sandbox/{verb}", json=body, timeout=10)

    assert tell("seed", items=[{"summary": "t"}]).json() == {"result": ["SHOP-1"]}
    assert tell("edit", id="SHOP-1", values={"summary": "u"}, by="bob").json() == {"result": None}
    assert tell("read", id="SHOP-1").json()["result"]["fields"]["summary"] == "u"
    assert tell("add-project", key="WEB").status_code == 200
    assert tell("move", id="SHOP-1", project="WEB").json() == {"result": "WEB-1"}
    assert tell("read", id="SHOP-99").status_code == 404
    assert tell("edit", id="WEB-1", values={"labels": ["a b"]}, by="bob").status_code == 422
    assert tell("switch", name="typo", value=1).status_code == 400
    assert tell("riddle").status_code == 404
    assert tell("config").json()["result"] == sandbox.config()


def test_the_state_outlives_the_server_and_can_be_copied(deployment: str) -> None:
    """Otherwise a story cannot go back to where it began."""
    jira = JiraSandbox(deployment=deployment)
    jira.seed([{"summary": "kept", "assignee": "alice", "priority": "High"}])
    memory = jira.memory()
    url = jira.start()
    jira.edit("SHOP-1", {"summary": "changed"}, by="bob")
    jira.stop()
    assert jira.start(int(url.rpartition(":")[2])) == url
    for _ in range(2):
        jira.recall(memory)
        assert jira.read("SHOP-1")["fields"]["summary"] == "kept"
        assert requests.get(f"{url}/rest/api/2/serverInfo", timeout=10).status_code == 200
        assert len(jira.requests()) == 1
        jira.edit("SHOP-1", {"summary": "changed", "priority": "Low"}, by="bob")
    jira.stop()


def test_a_deployment_that_does_not_exist() -> None:
    """Otherwise a slip of the pen serves Cloud."""
    with pytest.raises(ValueError, match="no deployment 'clod'"):
        JiraSandbox(deployment="clod")
