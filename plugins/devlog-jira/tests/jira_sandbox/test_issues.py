"""Issues: made, read, edited and deleted as Jira does it."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import create, text

UNSEEN = {"errorMessages": ["Issue does not exist or you do not have permission to see it."], "errors": {}}


def test_a_new_issue_carries_its_properties_and_defaults(sandbox: Any, api: Any) -> None:
    """Otherwise the mark that is written with the creation is never met."""
    fields = {
        "project": {"key": "SHOP"},
        "issuetype": {"name": "Bug"},
        "summary": "Pay",
        "labels": ["b", "a"],
    }
    body = {"fields": fields, "properties": [{"key": "devlog", "value": {"uid": "u"}}]}
    made = api("POST", "issue", json=body).json()
    assert made["key"] == "SHOP-1"
    assert int(made["id"]) > 2**31
    seen = api("GET", f"issue/{made['id']}", params={"properties": "devlog,other"}).json()
    assert seen["properties"] == {"devlog": {"uid": "u"}}
    assert seen["fields"]["labels"] == ["b", "a"]
    assert seen["fields"]["priority"]["name"] == "Medium"
    assert seen["fields"]["status"]["statusCategory"]["key"] == "new"
    assert seen["fields"]["reporter"]["displayName"] == "Devlog Bot"


def test_every_wrong_field_is_named_at_once(sandbox: Any, api: Any) -> None:
    """Otherwise one fault hides the next, and the cure takes as many tries."""
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "colour": "red", "labels": ["a b"]}
    refused = api("POST", "issue", json={"fields": fields})
    assert refused.status_code == 400
    assert refused.json()["errorMessages"] == []
    assert set(refused.json()["errors"]) == {"colour", "labels", "summary"}
    assert "not on the appropriate screen, or unknown" in refused.json()["errors"]["colour"]


@pytest.mark.parametrize(
    ("named", "value"),
    [
        ("project", {"key": "NONE"}),
        ("issuetype", {"name": "Riddle"}),
        ("summary", "t" * 256),
        ("summary", "t\nu"),
        ("status", {"name": "Done"}),
        ("duedate", "tomorrow"),
        ("priority", {"name": "Someday"}),
        ("fixVersions", [{"name": "0.0"}]),
        ("reporter", {"accountId": "nobody", "name": "nobody"}),
    ],
)
def test_a_creation_is_refused_by_field(sandbox: Any, api: Any, named: str, value: Any) -> None:
    """Otherwise what Jira would never take is taken here."""
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "t", named: value}
    refused = api("POST", "issue", json={"fields": fields})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, [named])


def test_a_field_that_the_project_requires(sandbox: Any, api: Any) -> None:
    """Otherwise the first creation at a stricter project is the first time that this is met."""
    field = sandbox.add_field("Severity", "select", ["low", "high"], required=True)
    type_id = next(
        kind["id"] for kind in api("GET", "project/SHOP").json()["issueTypes"] if kind["name"] == "Task"
    )
    page = api("GET", f"issue/createmeta/SHOP/issuetypes/{type_id}").json()
    listed = {one["fieldId"]: one for one in page["fields" if sandbox.world.cloud else "values"]}
    assert listed[field]["required"]
    assert [option["value"] for option in listed[field]["allowedValues"]] == ["low", "high"]
    fields = {"project": {"key": "SHOP"}, "issuetype": {"id": type_id}, "summary": "t"}
    refused = api("POST", "issue", json={"fields": fields})
    assert refused.json()["errors"] == {field: "Severity is required."}
    given: dict[str, Any] = {field: {"value": "high"}}
    key = create(api, **given)
    assert sandbox.read(key)["fields"][field]["value"] == "high"


def test_an_edit_sets_adds_and_removes(sandbox: Any, api: Any) -> None:
    """Otherwise two people's labels overwrite each other here as they would not at Jira."""
    key = create(api, labels=["a", "b"])
    body = {"fields": {"summary": "Paid"}, "update": {"labels": [{"add": "c"}, {"remove": "a"}]}}
    assert api("PUT", f"issue/{key}", json=body).status_code == 204
    fields = api("GET", f"issue/{key}").json()["fields"]
    assert (fields["summary"], fields["labels"]) == ("Paid", ["b", "c"])
    both = {"fields": {"labels": []}, "update": {"labels": [{"add": "d"}]}}
    assert list(api("PUT", f"issue/{key}", json=both).json()["errors"]) == ["labels"]
    status = {"fields": {"status": {"name": "Done"}}}
    assert list(api("PUT", f"issue/{key}", json=status).json()["errors"]) == ["status"]


def test_every_change_moves_updated_even_within_a_millisecond(sandbox: Any, api: Any) -> None:
    """Otherwise a second edit in the same moment is never read."""
    key = create(api)

    def updated() -> str:
        return str(api("GET", f"issue/{key}", params={"fields": "updated"}).json()["fields"]["updated"])

    times = [updated()]
    api("PUT", f"issue/{key}", json={"fields": {"summary": "again"}})
    times.append(updated())
    api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "said")})
    times.append(updated())
    sandbox.link(key, "Relates", create(api), "jane")
    times.append(updated())
    assert times == sorted(set(times))
    api("PUT", f"issue/{key}", json={"fields": {"summary": "again"}})
    assert updated() == times[-1]


def test_a_text_keeps_its_form_and_its_limit(sandbox: Any, api: Any) -> None:
    """Otherwise a document that Jira refuses passes, or a refused one is not told apart."""
    key = create(api, description=text(sandbox, "one"))
    assert api("GET", f"issue/{key}").json()["fields"]["description"] == text(sandbox, "one")
    long = api("PUT", f"issue/{key}", json={"fields": {"description": text(sandbox, "x" * 32_768)}})
    assert "32,767 characters" in long.json()["errors"]["description"]
    wrong = "plain" if sandbox.world.cloud else {"type": "doc", "version": 1, "content": []}
    assert api("PUT", f"issue/{key}", json={"fields": {"description": wrong}}).status_code == 400
    assert api("PUT", f"issue/{key}", json={"fields": {"description": None}}).status_code == 204
    assert api("GET", f"issue/{key}").json()["fields"]["description"] is None


def test_people_are_assigned_by_what_identifies_them(sandbox: Any, api: Any) -> None:
    """Otherwise a name that Cloud has done away with works here."""
    alice, key = sandbox.add_user("alice"), create(api)
    word, other = ("accountId", "name") if sandbox.world.cloud else ("name", "accountId")
    assert api("PUT", f"issue/{key}/assignee", json={word: alice}).status_code == 204
    assert sandbox.read(key)["fields"]["assignee"][word] == alice
    assert other not in sandbox.read(key)["fields"]["assignee"]
    refused = api("PUT", f"issue/{key}", json={"fields": {"assignee": {word: "nobody"}}})
    assert list(refused.json()["errors"]) == ["assignee"]
    assert api("PUT", f"issue/{key}/assignee", json={word: None}).status_code == 204
    assert sandbox.read(key)["fields"]["assignee"] is None


def test_an_issue_that_was_moved_is_found_by_its_old_key(sandbox: Any, api: Any) -> None:
    """Otherwise a move looks like a deletion."""
    sandbox.add_project("WEB")
    key = create(api)
    id = api("GET", f"issue/{key}").json()["id"]
    new = sandbox.move(key, "WEB")
    assert new == "WEB-1"
    for address in (key, new, id):
        seen = api("GET", f"issue/{address}").json()
        assert (seen["key"], seen["id"], seen["fields"]["project"]["key"]) == ("WEB-1", id, "WEB")
    assert create(api) == "SHOP-2"


def test_gone_hidden_and_archived(sandbox: Any, api: Any) -> None:
    """Otherwise the three cannot be told apart as far as Jira lets one."""
    gone, hidden, away = create(api), create(api), create(api)
    sandbox.delete(gone)
    answer = api("GET", f"issue/{gone}")
    assert (answer.status_code, answer.json()) == (404, UNSEEN)
    sandbox.archive(away)
    assert api("GET", f"issue/{away}").status_code == 200
    refused = api("PUT", f"issue/{away}", json={"fields": {"summary": "x"}})
    assert (refused.status_code, "archived" in refused.json()["errorMessages"][0]) == (400, True)
    sandbox.permit("none", project="SHOP")
    assert api("GET", f"issue/{hidden}").json() == UNSEEN
    assert api("GET", "project/SHOP").status_code == 404
    sandbox.permit("browse", project="SHOP")
    assert api("GET", f"issue/{hidden}").status_code == 200
    assert api("PUT", f"issue/{hidden}", json={"fields": {"summary": "x"}}).status_code == 403
    assert api("DELETE", f"issue/{hidden}").status_code == 403


def test_history_says_what_changed_and_who_did_it(sandbox: Any, api: Any) -> None:
    """Otherwise what a person did cannot be told from what we did."""
    key = create(api)
    sandbox.edit(key, {"summary": "Paid", "status": "Done"}, by="bob")
    seen = api("GET", f"issue/{key}", params={"expand": "changelog"}).json()["changelog"]
    assert (seen["total"], seen["histories"][0]["author"]["displayName"]) == (1, "Bob")
    items = {item["field"]: item for item in seen["histories"][0]["items"]}
    assert (items["summary"]["fromString"], items["summary"]["toString"]) == ("Pay", "Paid")
    assert (items["status"]["fromString"], items["status"]["toString"]) == ("To Do", "Done")
    assert items["resolution"]["toString"] == "Done"


def test_parents_fit_by_level(sandbox: Any, api: Any) -> None:
    """Otherwise a hierarchy that Jira refuses is built here."""
    cloud = sandbox.world.cloud
    epic = sandbox.seed([{"summary": "Epic", "issuetype": "Epic"}])[0]
    story, other = create(api), create(api)
    name = "Subtask" if cloud else "Sub-task"
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": name}, "summary": "part"}
    assert list(api("POST", "issue", json={"fields": fields}).json()["errors"]) == ["parent"]
    part = api("POST", "issue", json={"fields": fields | {"parent": {"key": story}}}).json()["key"]
    assert [one["key"] for one in sandbox.read(story)["fields"]["subtasks"]] == [part]
    if cloud:
        assert api("PUT", f"issue/{other}", json={"fields": {"parent": {"key": story}}}).status_code == 400
        assert api("PUT", f"issue/{story}", json={"fields": {"parent": {"key": epic}}}).status_code == 204
        assert sandbox.read(story)["fields"]["parent"]["key"] == epic
    else:
        link = {"customfield_10014": epic}
        assert api("PUT", f"issue/{story}", json={"fields": link}).status_code == 204
        assert sandbox.read(story)["fields"]["customfield_10014"] == epic


def test_properties_stand_beside_the_fields(sandbox: Any, api: Any) -> None:
    """Otherwise a mark that is written later moves the issue, or is lost."""
    key = create(api)
    before = sandbox.read(key)["fields"]["updated"]
    where = f"issue/{key}/properties/devlog"
    assert api("GET", where).status_code == 404
    assert api("PUT", where, json={"uid": "u"}).status_code == 201
    assert api("PUT", where, json={"uid": "v"}).status_code == 200
    assert api("GET", where).json() == {"key": "devlog", "value": {"uid": "v"}}
    assert [one["key"] for one in api("GET", f"issue/{key}/properties").json()["keys"]] == ["devlog"]
    assert sandbox.read(key)["fields"]["updated"] == before
    assert api("DELETE", where).status_code == 204
    assert api("GET", where).status_code == 404


def test_custom_fields_of_every_kind(sandbox: Any, api: Any) -> None:
    """Otherwise a kind of field is first met at a customer's."""
    ann = sandbox.add_user("ann")
    person = {"accountId" if sandbox.world.cloud else "name": ann}
    given = {
        "string": "s",
        "text": text(sandbox, "t"),
        "number": 3.5,
        "date": "2025-03-01",
        "select": {"value": "a"},
        "multi-select": [{"value": "a"}, {"value": "b"}],
        "cascade": {"value": "p", "child": {"value": "c"}},
        "user": person,
        "labels": ["x", "y"],
    }
    options = {"select": ["a", "b"], "multi-select": ["a", "b"], "cascade": [["p", ["c"]], "q"]}
    ids = {kind: sandbox.add_field(f"My {kind}", kind, options.get(kind, ())) for kind in given}
    key = create(api, **{ids[kind]: value for kind, value in given.items()})
    fields = api("GET", f"issue/{key}").json()["fields"]
    shown = {kind: fields[id] for kind, id in ids.items()}
    assert {kind: shown[kind] for kind in ("string", "text", "number", "date", "labels")} == {
        kind: given[kind] for kind in ("string", "text", "number", "date", "labels")
    }
    assert (shown["select"]["value"], [one["value"] for one in shown["multi-select"]]) == ("a", ["a", "b"])
    assert (shown["cascade"]["value"], shown["cascade"]["child"]["value"]) == ("p", "c")
    assert shown["user"]["displayName"] == "Ann"
    listed = {one["id"]: one["schema"] for one in api("GET", "field").json()}
    assert listed[ids["cascade"]]["type"] == "option-with-child"
    assert (listed[ids["multi-select"]]["type"], listed[ids["multi-select"]]["items"]) == ("array", "option")
    refused = api("PUT", f"issue/{key}", json={"fields": {ids["select"]: {"value": "z"}}})
    assert list(refused.json()["errors"]) == [ids["select"]]


def test_estimates_are_told_in_words_and_seconds(sandbox: Any, api: Any) -> None:
    """Otherwise a day of eight hours is taken for one of twenty-four."""
    key = create(api, timetracking={"originalEstimate": "1w 2d"})
    api("PUT", f"issue/{key}", json={"fields": {"timetracking": {"remainingEstimate": "90m"}}})
    fields = api("GET", f"issue/{key}").json()["fields"]
    assert fields["timetracking"] == {
        "originalEstimate": "1w 2d",
        "originalEstimateSeconds": 7 * 8 * 3600,
        "remainingEstimate": "1h 30m",
        "remainingEstimateSeconds": 5400,
    }
    assert fields["timeoriginalestimate"] == 7 * 8 * 3600
