"""The query language: what it finds, and what it refuses."""

from __future__ import annotations

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox

from .conftest import Api, find


@pytest.fixture(autouse=True)
def items(sandbox: AzureDevOpsSandbox) -> None:
    """Four items on three days; the sandbox's time is noon of the tenth."""
    sandbox.add_area("Team A\\Backend")
    sandbox.seed([
        {"title": "Pay by card", "created": "2025-03-08T23:59:59Z", "tags": ["shop", "devlog-1"]},
        {"title": "Pay it's", "created": "2025-03-09T10:00:00Z", "type": "Bug", "assigned": "jane"},
        {"title": "Ship", "created": "2025-03-10T11:00:00.250Z", "tags": ["devlog-10"], "priority": 1,
         "area": "Shop\\Team A\\Backend"},
        {"title": "Ask", "created": "2025-03-10T11:00:00.75Z", "state": "Closed",
         "description": "why so"},
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("[System.TeamProject] = @project", [1, 2, 3, 4]),
        ("[Title] = 'pay IT''s'", [2]),
        ('[System.Title] = "Ship"', [3]),
        ("[System.Title] CONTAINS 'pay'", [1, 2]),
        ("[System.Title] NOT CONTAINS 'pay'", [3, 4]),
        ("[System.Description] CONTAINS WORDS 'so why'", [4]),
        ("[System.Tags] CONTAINS 'devlog-1'", [1]),
        ("[System.Tags] CONTAINS 'DEVLOG-10'", [3]),
        ("[System.Tags] NOT CONTAINS 'shop'", [2, 3, 4]),
        ("[System.Tags] IS EMPTY", [2, 4]),
        ("[System.AssignedTo] = 'jane@example.com'", [2]),
        ("[System.AssignedTo] = ''", [1, 3, 4]),
        ("[System.AssignedTo] <> 'Jane'", [1, 3, 4]),
        ("[System.CreatedBy] = @me", []),
        ("[System.State] IN ('New', 'Active')", [1, 2, 3]),
        ("[System.State] NOT IN ('New')", [4]),
        ("[System.WorkItemType] = 'Bug' OR [Priority] < 2", [2, 3]),
        ("NOT ([System.WorkItemType] = 'Bug' OR [Priority] < 2)", [1, 4]),
        ("[System.Id] > 1 AND [System.Id] <= 3", [2, 3]),
        ("[System.AreaPath] UNDER 'Shop\\Team A'", [3]),
        ("[System.AreaPath] NOT UNDER 'Shop\\Team A'", [1, 2, 4]),
        ("[System.CreatedDate] = '2025-03-09'", [2]),
        ("[System.CreatedDate] >= @today", [3, 4]),
        ("[System.CreatedDate] >= @today - 1", [2, 3, 4]),
        ("[System.CreatedDate] < @today-1", [1]),
        ("[System.CreatedDate] > @StartOfDay('-1d')", [3, 4]),
        ("EVER [System.State] = 'New'", [1, 2, 3]),
        ("[System.Rev] = 1", [1, 2, 3, 4]),
        ("[System.ChangedDate] = [System.CreatedDate]", [1, 2, 3, 4]),
    ],
)
def test_what_is_found(api: Api, where: str, found: list[int]) -> None:
    """Each as the provider documents it."""
    assert find(api, where) == found


def test_dates_have_days_unless_told(api: Api) -> None:
    """Otherwise a window by the second is believed to have been searched by the second."""
    assert find(api, "[System.CreatedDate] > '2025-03-10T11:00:00.500Z'", timePrecision=True) == [4]
    body = {"query": "SELECT [System.Id] FROM WorkItems WHERE [System.CreatedDate] > '2025-03-10T11:00:00Z'"}
    refused = api("POST", "/Shop/_apis/wit/wiql", json=body)
    assert refused.status_code == 400
    assert "cannot supply a time" in refused.json()["message"]


def test_order_columns_and_a_cut(api: Api) -> None:
    """Only numbers come back, in the order asked for."""
    text = "SELECT [System.Id], [Title] FROM workitems ORDER BY [System.State], [System.Id] DESC"
    told = api("POST", "/_apis/wit/wiql?$top=3", json={"query": text}).json()
    assert [set(one) for one in told["workItems"]] == [{"id", "url"}] * 3
    assert [one["id"] for one in told["workItems"]] == [4, 3, 2]
    assert [one["referenceName"] for one in told["columns"]] == ["System.Id", "System.Title"]
    assert told["sortColumns"][1]["descending"] is True


def test_too_many_are_refused_and_never_cut(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise a census believes that the rest was deleted."""
    sandbox.switch("most_results", 3)
    refused = api("POST", "/_apis/wit/wiql", json={"query": "SELECT [System.Id] FROM WorkItems"})
    assert refused.status_code == 400
    assert refused.json()["message"].startswith("VS402337: The number of work items returned exceeds")
    assert find(api, "[System.Id] < 4") == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("SELECT [No.Such] FROM WorkItems", "TF51005"),
        ("SELECT [System.Id] FROM WorkItems WHERE [No.Such] = 1", "«[No.Such]»"),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.Id] = ", "TF51006"),
        ("SELECT [System.Id] FROM WorkItems WHERE ([System.Id] = 1", "TF51006"),
        ("SELECT [System.Id] FROM Nowhere", "TF51006"),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.Id] = 'x'", "TF51009"),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.CreatedDate] = 'x'", "TF51011"),
        ("SELECT [System.Id] FROM WorkItems WHERE [System.Title] = '" + "x" * 32_000 + "'", "VS402335"),
    ],
)
def test_what_is_refused(api: Api, text: str, words: str) -> None:
    """A query that is wrong says where."""
    refused = api("POST", "/Shop/_apis/wit/wiql", json={"query": text})
    assert refused.status_code == 400
    assert words in refused.json()["message"]


def test_a_search_may_lag_behind(api: Api, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise what was written a moment ago is taken for lost."""
    sandbox.switch("search_lag", 5)
    id = int(sandbox.seed([{"title": "new"}])[0])
    assert find(api, "[System.Title] = 'new'") == []
    assert api("GET", f"/_apis/wit/workitems/{id}").status_code == 200
    sandbox.advance(5)
    assert find(api, "[System.Title] = 'new'") == [id]
