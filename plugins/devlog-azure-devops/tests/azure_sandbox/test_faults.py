"""Credentials, versions, limits, and an answer that fails on order."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import PATCH, Api, create, find, put

PATH = "/_apis/projects"


def ask(sandbox: AzureDevOpsSandbox, **more: Any) -> requests.Response:
    """One answer without the fixture's credentials."""
    return requests.get(f"{sandbox.world.url}{PATH}", timeout=10, **more)


def test_who_is_let_in(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A stranger gets a page with 203, a client that wants no page gets 401."""
    page = ask(sandbox)
    assert (page.status_code, page.headers["Content-Type"]) == (203, "text/html")
    assert ask(sandbox, headers={"X-TFS-FedAuthRedirect": "Suppress"}).status_code == 401
    assert ask(sandbox, auth=("", "wrong")).status_code == 401
    sandbox.switch("sign_in_page", True)
    assert ask(sandbox, auth=("", "wrong")).status_code == 203
    sandbox.add_token("entra", "jane", bearer=True, lifetime=60)
    assert ask(sandbox, headers={"Authorization": "Bearer entra"}).status_code == 200
    assert ask(sandbox, auth=("", "entra")).status_code == 203
    sandbox.advance(60)
    assert ask(sandbox, headers={"Authorization": "Bearer entra"}).status_code == 203
    sandbox.revoke("sandbox-token")
    assert api("GET", PATH).status_code == 203


def test_what_a_token_may_do(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A project that may not be seen is not there; one that may only be read refuses."""
    id = create(api)
    sandbox.permit("read")
    assert api("POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Title", "t")]).status_code == 403
    assert api("PATCH", f"/_apis/wit/workitems/{id}", json=[put("System.Title", "t")]).status_code == 403
    sandbox.permit("none", project="Shop")
    hidden = api("GET", "/Shop/_apis/wit/workitemtypes")
    assert (hidden.status_code, hidden.json()["message"][:8]) == (404, "TF200016")
    assert api("GET", f"/_apis/wit/workitems/{id}").status_code == 404
    assert (
        api("POST", "/_apis/wit/wiql", json={"query": "SELECT [System.Id] FROM WorkItems"}).json()[
            "workItems"
        ]
        == []
    )
    assert api("GET", PATH).json()["value"] == []


def test_versions(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Writes must name one, previews must say so, and an old server knows no new ones."""
    url, auth = sandbox.world.url, ("", "sandbox-token")

    def refusal(method: str, path: str, **more: Any) -> str:
        answer = requests.request(method, url + path, auth=auth, timeout=10, **more)
        assert answer.status_code == 400
        return str(answer.json()["typeKey"])

    body = [put("System.Title", "t")]
    missing = refusal("POST", "/Shop/_apis/wit/workitems/$Task", json=body, headers=PATCH)
    assert missing == "VssVersionNotSpecifiedException"
    assert refusal("GET", f"{PATH}?api-version=7.2") == "VssInvalidPreviewVersionException"
    id = create(api)
    path = f"/Shop/_apis/wit/workItems/{id}/comments?api-version=7.1"
    assert refusal("GET", path) == "VssInvalidPreviewVersionException"
    sandbox.switch("newest_version", "6.0")
    assert refusal("GET", f"{PATH}?api-version=7.1") == "VssVersionOutOfRangeException"
    assert requests.get(f"{url}{PATH}?api-version=6.0", auth=auth, timeout=10).status_code == 200


def test_the_budget_is_told_and_kept(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """What is left, and when it is whole again, stands in every answer."""
    sandbox.limit(1, delay=2.5)
    told = api("GET", PATH).headers
    assert (told["X-RateLimit-Limit"], told["X-RateLimit-Remaining"]) == ("200", "0")
    assert (told["X-RateLimit-Delay"], told["Retry-After"]) == ("2.500", "2")
    blocked = api("GET", PATH)
    assert (blocked.status_code, blocked.headers["Retry-After"]) == (429, "300")
    assert blocked.json()["message"].startswith("TF400733")
    sandbox.advance(300)
    assert api("GET", PATH).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("401", 401), ("sign-in", 203), ("403", 403), ("404", 404), ("409", 409), ("412", 412), ("413", 413),
        ("429", 429), ("429:7", 429), ("blocked:60", 429), ("retry-after-seconds:3", 429),
        ("retry-after-date:3", 429), ("500", 500), ("502", 502), ("503", 503),
    ],
)  # fmt: skip
def test_faults_come_once_and_apply_nothing(
    api: Api, sandbox: AzureDevOpsSandbox, fault: str, status: int
) -> None:
    """Otherwise a test of a failure is a test of something else."""
    sandbox.fault(fault, match="POST")
    body = [put("System.Title", "t")]
    assert api("POST", "/Shop/_apis/wit/workitems/$Task", json=body).status_code == status
    assert find(api, "[System.Title] = 't'") == []


def test_an_answer_that_was_lost(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """The item is there all the same."""
    sandbox.fault("lost-answer", match="POST")
    with pytest.raises(requests.ConnectionError):
        api("POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Title", "lost")])
    sandbox.fault("502:applied", match="POST")
    assert (
        api("POST", "/Shop/_apis/wit/workitems/$Task", json=[put("System.Title", "lost")]).status_code == 502
    )
    assert find(api, "[System.Title] = 'lost'") == [1, 2]


def test_lists_that_lie(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """An empty list and a doubled item, each once."""
    id = create(api)
    sandbox.fault("empty-list", match="wiql")
    assert find(api, "[System.Id] > 0") == []
    sandbox.fault("duplicate-item", match="wiql")
    assert find(api, "[System.Id] > 0") == [id, id]
    assert find(api, "[System.Id] > 0") == [id]


def test_a_project_is_made_by_an_operation(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Which is asked for until it is done."""
    sandbox.permit("admin")
    sandbox.switch("slow_projects", 1)
    template = {"processTemplate": {"templateTypeId": "6b724908-ef14-45cf-84f8-768b5384da45"}}
    made = api("POST", PATH, json={"name": "Yard", "capabilities": template})
    assert (made.status_code, made.json()["status"]) == (202, "notSet")
    operation = made.json()["url"].removeprefix(sandbox.world.url)
    assert [api("GET", operation).json()["status"] for _ in range(2)] == ["inProgress", "succeeded"]
    sandbox.switch("project_page", 1)
    first = api("GET", PATH)
    assert [one["name"] for one in first.json()["value"]] == ["Shop"]
    token = first.headers["X-MS-ContinuationToken"]
    rest = api("GET", PATH, params={"continuationToken": token})
    assert [one["name"] for one in rest.json()["value"]] == ["Yard"]
    assert "X-MS-ContinuationToken" not in rest.headers


def test_answers_that_were_held_back(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Served, but with the wish that the client waits: the step before it is refused."""
    sandbox.fault("delayed:12", match="projects")
    told = api("GET", PATH)
    assert (told.status_code, told.headers["Retry-After"]) == (200, "12")
    assert (told.headers["X-RateLimit-Delay"], told.headers["X-RateLimit-Resource"]) == ("12.000", "Core")
    assert "Retry-After" not in api("GET", PATH).headers


def test_accounts_by_name(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """A mail address means one account, a name perhaps several, who are then told apart by the address."""
    ann = sandbox.add_user("ann", "Ann Lee", "ann@example.org")
    sandbox.add_user("ann2", "Ann Lee", "lee@example.org")

    def found(kind: str, value: str) -> list[str]:
        params = {"searchFilter": kind, "filterValue": value}
        told = api("GET", "/_apis/identities", params=params).json()["value"]
        return [one["properties"]["Mail"]["$value"] for one in told]

    assert found("MailAddress", "ann@example.org") == ["ann@example.org"]
    assert found("MailAddress", "Ann") == []
    assert found("General", "Ann") == ["ann@example.org", "lee@example.org"]
    assert api("GET", f"/_apis/identities?identityIds={ann}").json()["count"] == 1
    members = api("GET", "/_apis/projects/Shop/teams/Shop%20Team/members").json()["value"]
    assert "lee@example.org" in [one["identity"]["uniqueName"] for one in members]
    body = [put("System.Title", "t"), put("System.AssignedTo", "Ann Lee")]
    refused = api("POST", "/Shop/_apis/wit/workitems/$Task", json=body)
    assert "ambiguous identity" in refused.json()["message"]
    body = [put("System.Title", "t"), put("System.AssignedTo", "Ann Lee <lee@example.org>")]
    assigned = api("POST", "/Shop/_apis/wit/workitems/$Task", json=body).json()["fields"]["System.AssignedTo"]
    assert (assigned["uniqueName"], assigned["descriptor"][:4]) == ("lee@example.org", "aad.")
