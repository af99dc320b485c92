"""The sandbox against answers that were recorded from real sites."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create, text
from .official import alike
from .test_agile import sprint, start

SINCE = {
    "hierarchyLevel", "avatarId", "accountType", "jsdPublic", "projectTypeKey", "archived", "timeZone",
    "emailAddress", "goal", "simplified", "key", "untranslatedName",
}  # fmt: skip
"""Keys that came, or came to be shown to this account, after a recording was made."""


@pytest.fixture
def recorded(shared: Path) -> Any:
    """A recorded answer by its file's name."""
    return lambda name: json.loads((shared / "data" / "replay" / "jira" / f"{name}.json").read_text())


def lean(value: Any) -> Any:
    """A value without the keys that are newer."""
    if isinstance(value, dict):
        return {name: lean(one) for name, one in value.items() if name not in SINCE}
    return [lean(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("status", "go-jira.all_statuses"),
        ("priority", "go-jira.all_priorities"),
        ("resolution", "go-jira.all_resolutions"),
        ("statuscategory", "go-jira.all_statuscategories"),
        ("field", "perceval.jira_fields"),
    ],
)
@pytest.mark.parametrize("deployment", ["server"], indirect=True)
def test_lists_of_a_site_look_like_real_ones(api: Api, recorded: Any, path: str, name: str) -> None:
    """Otherwise the sandbox follows our memory of Jira and not Jira."""
    alike(lean(api("GET", path).json()), recorded(name), path)


@pytest.mark.parametrize("deployment", ["server"], indirect=True)
def test_link_types_look_like_real_ones(api: Api, recorded: Any) -> None:
    """The recording holds the bare list."""
    alike(
        api("GET", "issueLinkType").json()["issueLinkTypes"], recorded("go-jira.all_issuelinktypes"), "links"
    )


@pytest.mark.parametrize("deployment", ["server"], indirect=True)
def test_a_search_looks_like_a_real_one(api: Api, recorded: Any) -> None:
    """Page and issues, field by field where both know the field."""
    create(api, labels=["a"], description="Soon")
    page, real = api("GET", "search?jql=project=SHOP").json(), recorded("perceval.jira_issues_page_1")
    assert set(page) == set(real)
    same_fields(page["issues"][0], real["issues"])


@pytest.mark.parametrize("deployment", ["server"], indirect=True)
def test_a_sprints_issues_look_like_real_ones(api: Api, sandbox: JiraSandbox, recorded: Any) -> None:
    """With what boards add to the fields."""
    board, key = int(sandbox.add_board("Board")), create(api)
    number = sprint(api, board)
    api("POST", f"/rest/agile/1.0/sprint/{number}/issue", json={"issues": [key]})
    page, real = (
        api("GET", f"/rest/agile/1.0/sprint/{number}/issue").json(),
        recorded("go-jira.issues_in_sprint"),
    )
    assert set(page) == set(real)
    same_fields(page["issues"][0], real["issues"])


def same_fields(mine: dict[str, Any], real: list[dict[str, Any]]) -> None:
    """Raise where an issue has another shape than every real one."""
    assert set(mine) == set(real[0])
    for name, value in mine["fields"].items():
        others = [one["fields"][name] for one in real if one["fields"].get(name) is not None]
        if others and not name.startswith("customfield_"):
            alike([lean(value)], others, name)


@pytest.mark.parametrize("deployment", ["server"], indirect=True)
def test_boards_and_sprints_look_like_real_ones(api: Api, sandbox: JiraSandbox, recorded: Any) -> None:
    """Sprints of Server tell no total."""
    board = int(sandbox.add_board("Board"))
    start(api, sprint(api, board))
    boards = api("GET", "/rest/agile/1.0/board").json()
    assert set(boards) == set(recorded("go-jira.all_boards"))
    alike(boards, recorded("go-jira.all_boards"), "board")
    page = api("GET", f"/rest/agile/1.0/board/{board}/sprint").json()
    assert set(page) == set(recorded("go-jira.sprints"))
    alike(page, recorded("go-jira.sprints"), "sprint")


@pytest.mark.parametrize("deployment", ["server"], indirect=True)
def test_a_project_looks_like_a_real_one(api: Api, recorded: Any) -> None:
    """With lead, types and versions."""
    alike(lean(api("GET", "project/SHOP").json()), recorded("go-jira.project"), "project")


@pytest.mark.parametrize("deployment", ["cloud"], indirect=True)
def test_comments_look_like_real_ones(api: Api, sandbox: JiraSandbox, recorded: Any) -> None:
    """In the older version of the interface, which Cloud serves too."""
    key = create(api)
    api("POST", f"issue/{key}/comment", json={"body": text(sandbox, "Fine")})
    page = api("GET", f"/rest/api/2/issue/{key}/comment").json()
    real = recorded("perceval.jira_comments_issue_page_1")
    assert set(page) == set(real)
    alike(lean(page), real, "comment")
