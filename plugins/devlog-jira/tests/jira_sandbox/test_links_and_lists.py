"""Links, versions, people, permissions, and what a site is made of."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import create


def test_a_link_is_seen_from_both_ends_and_made_once(sandbox: Any, api: Any) -> None:
    """Otherwise what blocks and what is blocked are mixed up, or a second try makes a second link."""
    one, other = create(api), create(api)
    body = {"type": {"name": "Blocks"}, "inwardIssue": {"key": one}, "outwardIssue": {"key": other}}
    assert [api("POST", "issueLink", json=body).status_code for _ in range(2)] == [201, 201]
    mine = sandbox.read(one)["fields"]["issuelinks"]
    theirs = sandbox.read(other)["fields"]["issuelinks"]
    assert [(link["type"]["outward"], link["outwardIssue"]["key"]) for link in mine] == [("blocks", other)]
    assert [(link["type"]["inward"], link["inwardIssue"]["key"]) for link in theirs] == [
        ("is blocked by", one)
    ]
    id = mine[0]["id"]
    shown = api("GET", f"issueLink/{id}").json()
    assert (shown["inwardIssue"]["key"], shown["outwardIssue"]["key"]) == (one, other)
    assert api("DELETE", f"issueLink/{id}").status_code == 204
    assert api("GET", f"issueLink/{id}").status_code == 404
    assert sandbox.read(other)["fields"]["issuelinks"] == []


def test_a_link_to_nothing_is_refused(sandbox: Any, api: Any) -> None:
    """Otherwise a dependency on an issue that is gone passes."""
    one = create(api)
    ends = {"inwardIssue": {"key": one}, "outwardIssue": {"key": "SHOP-99"}}
    assert api("POST", "issueLink", json={"type": {"name": "Blocks"}, **ends}).status_code == 404
    ends["outwardIssue"] = {"key": one}
    assert api("POST", "issueLink", json={"type": {"name": "Blocks"}, **ends}).status_code == 400
    ends["outwardIssue"] = {"key": create(api)}
    assert api("POST", "issueLink", json={"type": {"name": "Riddles"}, **ends}).status_code == 404


def test_a_link_elsewhere_is_renewed_by_its_global_id(sandbox: Any, api: Any) -> None:
    """Otherwise each sync adds the same link once more."""
    where = f"issue/{create(api)}/remotelink"
    body = {"globalId": "g", "object": {"url": "https://example.com", "title": "one"}}
    made = api("POST", where, json=body)
    body["object"] = {"url": "https://example.com", "title": "two"}
    again = api("POST", where, json=body)
    assert (made.status_code, again.status_code, made.json()["id"]) == (201, 200, again.json()["id"])
    assert [one["object"]["title"] for one in api("GET", where).json()] == ["two"]
    assert api("DELETE", f"{where}/{made.json()['id']}").status_code == 204
    assert api("GET", where).json() == []


def test_versions_are_made_by_who_may(sandbox: Any, api: Any) -> None:
    """Otherwise a milestone that the account may not make is made."""
    body = {"name": "1.0", "projectId": int(api("GET", "project/SHOP").json()["id"])}
    assert api("POST", "version", json=body).status_code == 403
    sandbox.permit("admin")
    made = api("POST", "version", json=body)
    assert made.status_code == 201
    assert api("GET", f"version/{made.json()['id']}").json()["name"] == "1.0"
    assert list(api("POST", "version", json=body).json()["errors"]) == ["name"]
    assert [one["name"] for one in api("GET", "project/SHOP/versions").json()] == ["1.0"]
    key = create(api, fixVersions=[{"name": "1.0"}])
    assert [one["name"] for one in sandbox.read(key)["fields"]["fixVersions"]] == ["1.0"]


def test_people_are_found_by_name_and_by_a_visible_address(sandbox: Any, api: Any) -> None:
    """Otherwise people are matched by addresses that Jira hides."""
    sandbox.add_user("ann", "Ann Archer", "ann@acme.org")
    sandbox.add_user("bea", "Bea Brown", "bea@acme.org", email_visible=False)
    sandbox.add_user("gone", "Ann Gone", active=False)
    word = "query" if sandbox.world.cloud else "username"

    def names(path: str, text: str, **more: str) -> list[str]:
        return [one["displayName"] for one in api("GET", path, params={word: text, **more}).json()]

    assert names("user/search", "Ann") == ["Ann Archer", "Ann Gone"]
    assert names("user/assignable/search", "Ann", project="SHOP") == ["Ann Archer"]
    assert names("user/search", "ann@acme.org") == ["Ann Archer"]
    bea = api("GET", "user/search", params={word: "Bea"}).json()[0]
    assert "emailAddress" not in bea
    assert api("GET", "user/assignable/search", params={word: "Ann"}).status_code == 400


def test_the_account_knows_itself_and_its_zone(sandbox: Any, api: Any) -> None:
    """Otherwise the zone of dates in a search is never learnt."""
    sandbox.add_user("devlog-bot", zone="Pacific/Auckland")
    me = api("GET", "myself").json()
    assert (me["timeZone"], me["emailAddress"]) == ("Pacific/Auckland", "devlog-bot@example.com")
    assert ("accountId" in me, "name" in me) == (sandbox.world.cloud, not sandbox.world.cloud)
    key = create(api)
    created = api("GET", f"issue/{key}").json()["fields"]["created"]
    assert created.endswith("+1300")


def test_permissions_are_told_for_a_project(sandbox: Any, api: Any) -> None:
    """Otherwise a set-up without permission passes its check."""
    wanted = {"permissions": "BROWSE_PROJECTS,CREATE_ISSUES,ADMINISTER_PROJECTS", "projectKey": "SHOP"}

    def had() -> list[bool]:
        told = api("GET", "mypermissions", params=wanted).json()["permissions"].values()
        return [one["havePermission"] for one in told]

    assert had() == [True, True, False]
    sandbox.permit("browse")
    assert had() == [True, False, False]
    sandbox.permit("none")
    assert api("GET", "mypermissions", params=wanted).status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("status", "To Do"),
        ("priority", "Medium"),
        ("issuetype", "Bug"),
        ("resolution", "Done"),
        ("statuscategory", "In Progress"),
        ("project", "Shop"),
        ("field", "Description"),
    ],
)
def test_what_a_site_is_made_of(sandbox: Any, api: Any, path: str, name: str) -> None:
    """Otherwise a map cannot be checked against what there is."""
    assert name in [one["name"] for one in api("GET", path).json()]


def test_a_project_with_its_statuses(sandbox: Any, api: Any) -> None:
    """Otherwise a status that another project has passes the check of the map."""
    sandbox.add_project("WEB")
    sandbox.workflow([{"name": "Odd", "category": "new"}], project="WEB")
    for project, names in (("SHOP", ["To Do", "In Progress", "In Review", "Done"]), ("WEB", ["Odd"])):
        kinds = api("GET", f"project/{project}/statuses").json()
        assert [one["name"] for one in kinds[0]["statuses"]] == names
    sandbox.rename_project("WEB", "NET")
    assert api("GET", "project/WEB").json()["key"] == "NET"


def test_the_old_form_of_createmeta_is_gone(sandbox: Any, api: Any) -> None:
    """Otherwise what Jira has taken away is still relied on."""
    assert api("GET", "issue/createmeta", params={"projectKeys": "SHOP"}).status_code == 404
    kinds = api("GET", "issue/createmeta/SHOP/issuetypes").json()
    assert "Task" in [one["name"] for one in kinds["issueTypes" if sandbox.world.cloud else "values"]]


def test_watchers_come_and_go(sandbox: Any, api: Any) -> None:
    """Otherwise the client library's own calls fail here."""
    where, alice = f"issue/{create(api)}/watchers", sandbox.add_user("alice")
    assert api("POST", where, json=alice).status_code == 204
    assert api("GET", where).json()["watchCount"] == 2
    word = "accountId" if sandbox.world.cloud else "username"
    assert api("DELETE", where, params={word: alice}).status_code == 204
    assert api("GET", where).json()["watchCount"] == 1


def test_an_old_server_has_the_old_form_alone(sandbox: Any, api: Any) -> None:
    """Otherwise the way for servers before 8.4 is never walked."""
    sandbox.switch("old_server", True)
    kind = api("GET", "project/SHOP").json()["issueTypes"][2]
    params = {"projectKeys": "SHOP", "issuetypeIds": kind["id"], "expand": "projects.issuetypes.fields"}
    answer = api("GET", "issue/createmeta", params=params)
    if sandbox.world.cloud:
        assert answer.status_code == 404
        return
    fields = answer.json()["projects"][0]["issuetypes"][0]["fields"]
    assert (fields["summary"]["required"], fields["labels"]["required"]) == (True, False)
    assert api("GET", f"issue/createmeta/SHOP/issuetypes/{kind['id']}").status_code == 404
