"""Work items: made, read, changed under a guard, put away and brought back."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import Api, create, find, put, rev


def test_a_stale_change_is_refused_whole(api: Api) -> None:
    """Otherwise an overwrite of somebody's work is not noticed."""
    id = create(api)
    path = f"/_apis/wit/workitems/{id}"
    assert api("PATCH", path, json=[rev(1), put("System.Title", "Two")]).json()["rev"] == 2
    refused = api("PATCH", path, json=[put("System.Title", "Three"), rev(1)])
    assert refused.status_code == 412
    assert refused.json()["typeKey"] == "TestPatchOperationFailedException"
    assert refused.json()["message"].startswith("VS403351")
    assert api("GET", path).json()["fields"]["System.Title"] == "Two"
    assert api("PATCH", path, json=[rev(2), put("System.Title", "Two")]).json()["rev"] == 2


def test_operations_may_come_as_numbers(api: Api) -> None:
    """The client library sends them so."""
    id = create(api)
    body = [{"op": 5, "path": "/rev", "value": 1}, {"op": 0, "path": "/fields/System.Title", "value": "B"}]
    assert api("PATCH", f"/_apis/wit/workitems/{id}", json=body).json()["fields"]["System.Title"] == "B"


def test_rules_are_told_by_field(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise a person is not told which field a place wants."""
    team = sandbox.add_field("Team", "string", required=True)
    refused = api("POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Description", "x")])
    told = refused.json()
    assert (refused.status_code, told["typeKey"]) == (400, "RuleValidationException")
    assert told["message"].startswith(
        "TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty."
    )
    fields = [one["fieldReferenceName"] for one in told["customProperties"]["RuleValidationErrors"]]
    assert fields == ["System.Title", team]
    single = api("POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Title", "x")]).json()
    assert single["customProperties"]["FieldReferenceName"] == team


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("System.State", "Nowhere", "not in the list of supported values"),
        ("System.AreaPath", "Shop\\Nowhere", "TF401347"),
        ("System.AssignedTo", "nobody@nowhere.example", "unknown identity"),
        ("System.Title", "x" * 256, "InvalidTooLong"),
        ("System.Rev", 3, "ReadOnly"),
        ("System.CreatedDate", "2020-01-01T00:00:00Z", "ReadOnly"),
        ("No.Such", 3, "TF51535"),
        ("Microsoft.VSTS.Scheduling.DueDate", "tomorrow", "InvalidType"),
    ],
)
def test_what_a_field_does_not_take(api: Api, field: str, value: Any, words: str) -> None:
    """Each is refused by the real service, and so must the plugin be ready for it."""
    refused = api(
        "POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Title", "t"), put(field, value)]
    )
    assert refused.status_code == 400
    assert words in refused.json()["message"]


def test_states_carry_their_stamps(api: Api) -> None:
    """Otherwise closing and reopening leave a closed date behind."""
    id = create(api)
    path = f"/_apis/wit/workitems/{id}"
    closed = api("PATCH", path, json=[put("System.State", "Closed")]).json()["fields"]
    assert closed["System.Reason"] == "Moved to state Closed"
    assert closed["Microsoft.VSTS.Common.ClosedDate"] == "2025-03-10T12:00:00Z"
    opened = api("PATCH", path, json=[put("System.State", "active")]).json()["fields"]
    assert opened["System.State"] == "Active"
    assert "Microsoft.VSTS.Common.ClosedDate" not in opened


def test_moves_may_be_restricted(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A process may forbid a step, which only a refusal tells."""
    sandbox.restrict("Task", "New", ["Active"])
    id = create(api)
    refused = api("PATCH", f"/_apis/wit/workitems/{id}", json=[put("System.State", "Closed")])
    assert refused.json()["typeKey"] == "RuleValidationException"
    assert api("PATCH", f"/_apis/wit/workitems/{id}", json=[put("System.State", "Active")]).status_code == 200
    told = api("GET", "/Shop/_apis/wit/workitemtypes/Task").json()["transitions"]
    assert [one["to"] for one in told["New"]] == ["Active", "New"]


def test_tags_are_added_or_replaced(api: Api) -> None:
    """`add` keeps the tags that an item has, `replace` does not; a tag keeps its first spelling."""
    id = create(api, Tags="b; A")
    path = f"/_apis/wit/workitems/{id}"
    assert api("PATCH", path, json=[put("System.Tags", "a; c")]).json()["fields"]["System.Tags"] == "A; b; c"
    told = api("PATCH", path, json=[put("System.Tags", "c", op="replace")]).json()
    assert told["fields"]["System.Tags"] == "c"
    names = [one["name"] for one in api("GET", "/Shop/_apis/wit/tags").json()["value"]]
    assert names == ["b", "A", "c"]


def test_links_stand_at_both_ends_without_a_revision(api: Api) -> None:
    """As recorded: a link changes neither rev nor the date of change, so only updates tell of it."""
    above, below = create(api, "above"), create(api, "below")
    url = api("GET", f"/_apis/wit/workitems/{above}").json()["url"]
    link = {"rel": "System.LinkTypes.Hierarchy-Reverse", "url": url, "attributes": {"comment": "c"}}
    body = [rev(1), {"op": "add", "path": "/relations/-", "value": link}]
    told = api("PATCH", f"/_apis/wit/workitems/{below}?$expand=relations", json=body).json()
    assert (told["rev"], told["fields"]["System.Parent"]) == (1, above)
    other = api("GET", f"/_apis/wit/workitems/{above}?$expand=Relations").json()
    assert [one["attributes"]["name"] for one in other["relations"]] == ["Child"]
    updates = api("GET", f"/_apis/wit/workitems/{above}/updates").json()["value"]
    assert [(one["id"], one["rev"], "relations" in one) for one in updates] == [(1, 1, False), (2, 1, True)]
    again = api("PATCH", f"/_apis/wit/workitems/{below}", json=body)
    assert again.status_code == 400
    circle = {"rel": "System.LinkTypes.Hierarchy-Forward", "url": told["url"]}
    body = [{"op": "add", "path": "/relations/-", "value": circle}]
    assert api("PATCH", f"/_apis/wit/workitems/{below}", json=body).status_code == 400
    gone = api("PATCH", f"/_apis/wit/workitems/{below}", json=[{"op": "remove", "path": "/relations/0"}])
    assert "System.Parent" not in gone.json()["fields"]
    assert "relations" not in api("GET", f"/_apis/wit/workitems/{above}?$expand=relations").json()


def test_a_hyperlink_is_a_revision(api: Api) -> None:
    """Unlike a link between items."""
    link = {"rel": "Hyperlink", "url": "devlog:1", "attributes": {"comment": "mark"}}
    body = [put("System.Title", "t"), {"op": "add", "path": "/relations/-", "value": link}]
    made = api("POST", "/Shop/_apis/wit/workitems/$Task?$expand=relations", json=body).json()
    assert (made["relations"][0]["url"], made["relations"][0]["attributes"]["comment"]) == (
        "devlog:1",
        "mark",
    )
    more = {"rel": "Hyperlink", "url": "https://two.example"}
    body = [{"op": "add", "path": "/relations/-", "value": more}]
    assert api("PATCH", f"/_apis/wit/workitems/{made['id']}", json=body).json()["rev"] == 2


def test_batches_have_a_limit_and_a_policy(api: Api) -> None:
    """Otherwise one item that is gone hides all others."""
    ids = [create(api), create(api)]
    omitted = api("POST", "/_apis/wit/workitemsbatch", json={"ids": [*ids, 99], "errorPolicy": "omit"}).json()
    assert [one and one["id"] for one in omitted["value"]] == [*ids, None]
    failed = api("POST", "/_apis/wit/workitemsbatch", json={"ids": [99, *ids]})
    assert (failed.status_code, failed.json()["message"][:8]) == (404, "TF401232")
    most = api("POST", "/_apis/wit/workitemsbatch", json={"ids": list(range(1, 202))})
    assert "VS403474: You requested 201 work items" in most.json()["message"]
    both = {"ids": ids, "fields": ["System.Title"], "$expand": "all"}
    assert api("POST", "/_apis/wit/workitemsbatch", json=both).status_code == 400
    few = api("GET", f"/_apis/wit/workitems?ids={ids[0]}&fields=System.Id,System.Title").json()["value"][0]
    assert few["fields"] == {"System.Title": "Pay", "System.Id": ids[0]}


def test_the_recycle_bin(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """What is deleted can come back, and only then is it gone."""
    id = create(api)
    told = api("DELETE", f"/Shop/_apis/wit/workitems/{id}").json()
    assert (told["code"], told["deletedBy"]) == (200, "Devlog Bot <devlog-bot@example.com>")
    assert told["resource"]["fields"]["System.ChangedBy"] == "Devlog Bot <devlog-bot@example.com>"
    assert api("GET", f"/_apis/wit/workitems/{id}").status_code == 404
    assert find(api, "[System.Title] = 'Pay'") == []
    assert [one["id"] for one in api("GET", "/Shop/_apis/wit/recyclebin").json()["value"]] == [id]
    back = api("PATCH", f"/Shop/_apis/wit/recyclebin/{id}", json={"isDeleted": False})
    assert back.json()["code"] == 200
    assert api("GET", f"/_apis/wit/workitems/{id}").json()["rev"] == 3
    assert api("DELETE", f"/Shop/_apis/wit/workitems/{id}?destroy=true").status_code == 403
    sandbox.permit("admin")
    assert api("DELETE", f"/Shop/_apis/wit/workitems/{id}?destroy=true").status_code == 200
    assert api("GET", f"/Shop/_apis/wit/recyclebin/{id}").status_code == 404


def test_formats_of_long_texts(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Markdown is for good, and comes with a text only."""
    id = create(api, Description="<p>a</p>")
    path = f"/_apis/wit/workitems/{id}"
    assert api("GET", path).json()["multilineFieldsFormat"] == {"System.Description": "html"}
    mark = {"op": "add", "path": "/multilineFieldsFormat/System.Description", "value": "Markdown"}
    assert api("PATCH", path, json=[mark]).status_code == 400
    told = api("PATCH", path, json=[put("System.Description", "*a*"), mark]).json()
    assert told["multilineFieldsFormat"] == {"System.Description": "markdown"}
    back = {**mark, "value": "Html"}
    assert api("PATCH", path, json=[put("System.Description", "a"), back]).status_code == 400
    sandbox.switch("markdown", False)
    assert "multilineFieldsFormat" not in api("GET", path).json()


def test_what_could_act_is_taken_out_of_html(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise a mark that is hidden in a text is believed to come back."""
    text = '<p onclick="a()">a</p><script>b</script><!-- c -->'
    id = create(api, Description=text)
    path = f"/_apis/wit/workitems/{id}"
    assert api("GET", path).json()["fields"]["System.Description"] == "<p>a</p><!-- c -->"
    sandbox.switch("strips_comments", True)
    told = api("PATCH", path, json=[put("System.Description", text)]).json()
    assert told["fields"]["System.Description"] == "<p>a</p>"
    mark = {"op": "add", "path": "/multilineFieldsFormat/System.Description", "value": "Markdown"}
    told = api("PATCH", path, json=[put("System.Description", text), mark]).json()
    assert told["fields"]["System.Description"] == text


def test_how_it_stood(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Revisions, updates and asOf agree with each other."""
    id = create(api)
    sandbox.advance(60)
    sandbox.edit(id, {"title": "Two", "assigned": "jane"}, by="jane")
    path = f"/_apis/wit/workitems/{id}"
    titles = [one["fields"]["System.Title"] for one in api("GET", f"{path}/revisions").json()["value"]]
    assert titles == ["Pay", "Two"]
    assert api("GET", f"{path}/revisions/1").json()["rev"] == 1
    changed = api("GET", f"{path}/updates/2").json()["fields"]
    assert changed["System.Title"] == {"oldValue": "Pay", "newValue": "Two"}
    assert changed["System.Rev"] == {"oldValue": 1, "newValue": 2}
    assert changed["System.AssignedTo"]["newValue"]["uniqueName"] == "jane@example.com"
    old = api("GET", path, params={"asOf": "2025-03-10T12:00:30Z"}).json()
    assert old["fields"]["System.Title"] == "Pay"
    assert api("GET", path, params={"asOf": "2025-03-10T11:00:00Z"}).status_code == 404


def test_an_item_goes_to_another_project(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """It keeps its number, and its address changes."""
    other = sandbox.add_project("Yard", "Agile")
    id = create(api)
    told = api("PATCH", f"/_apis/wit/workitems/{id}", json=[rev(1), put("System.TeamProject", "Yard")]).json()
    assert (told["id"], told["fields"]["System.AreaPath"]) == (id, "Yard")
    assert f"/{other}/" in told["url"]
    assert api("GET", f"/Shop/_apis/wit/workitems/{id}").status_code == 404
    sandbox.move(id, "Shop")
    assert api("GET", f"/Shop/_apis/wit/workitems/{id}").json()["fields"]["System.TeamProject"] == "Shop"
