"""Boards, sprints, the backlog and epics."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create

AGILE = "/rest/agile/1.0"


@pytest.fixture
def board(sandbox: JiraSandbox) -> int:
    """The board of SHOP."""
    return int(sandbox.add_board("Shop board"))


def sprint(api: Api, board: int, name: str = "Sprint 1", **more: Any) -> int:
    """A new sprint of a board."""
    answer = api("POST", f"{AGILE}/sprint", json={"name": name, "originBoardId": board, **more})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def start(api: Api, number: int) -> Any:
    """Start a sprint, with the dates that it needs."""
    dates = {"startDate": "2025-03-10T12:00:00.000Z", "endDate": "2025-03-24T12:00:00.000+01:00"}
    return api("POST", f"{AGILE}/sprint/{number}", json={"state": "active", **dates})


def keys(answer: Any) -> list[str]:
    """The keys of a list of issues."""
    assert answer.status_code == 200, answer.text
    return [issue["key"] for issue in answer.json()["issues"]]


def test_boards_are_found_by_name_kind_and_project(api: Api, sandbox: JiraSandbox, board: int) -> None:
    """A plugin looks for its board by the project."""
    sandbox.add_board("Shop flow", kind="kanban")
    names = [one["name"] for one in api("GET", f"{AGILE}/board").json()["values"]]
    assert names == ["Shop board", "Shop flow"]
    found = api("GET", f"{AGILE}/board?type=kanban&projectKeyOrId=SHOP").json()
    assert [one["name"] for one in found["values"]] == ["Shop flow"]
    assert api("GET", f"{AGILE}/board?name=BOARD").json()["total"] == 1
    assert api("GET", f"{AGILE}/board?projectKeyOrId=NONE").status_code == 404
    assert api("GET", f"{AGILE}/board/{board}").json()["type"] == "scrum"
    assert api("GET", f"{AGILE}/board/99").status_code == 404
    setup = api("GET", f"{AGILE}/board/{board}/configuration").json()
    assert [column["name"] for column in setup["columnConfig"]["columns"]][:2] == ["To Do", "In Progress"]


def test_a_sprint_is_planned_started_and_closed(api: Api, board: int) -> None:
    """And goes no other way."""
    number = sprint(api, board, "  Sprint 1 ", goal="Pay")
    path = f"{AGILE}/sprint/{number}"
    assert api("POST", path, json={"state": "active"}).status_code == 400
    assert api("POST", path, json={"state": "closed"}).status_code == 400
    shown = start(api, number).json()
    assert (shown["state"], shown["name"], shown["goal"]) == ("active", "Sprint 1", "Pay")
    assert shown["endDate"].startswith("2025-03-24T11:00:00.000")
    assert api("POST", path, json={"state": "future"}).status_code == 400
    closed = api("POST", path, json={"state": "closed"}).json()
    assert closed["completeDate"].startswith("2025-03-10T12:00:00.000")
    assert api("POST", path, json={"name": "late"}).status_code == 400
    assert api("GET", path).json()["state"] == "closed"


def test_a_whole_update_empties_what_it_does_not_name(api: Api, board: int) -> None:
    """PUT replaces, POST changes; a client that mixes them up loses dates and goals."""
    number = sprint(api, board, goal="Pay", startDate="2025-03-10T12:00:00.000Z")
    path = f"{AGILE}/sprint/{number}"
    assert api("POST", path, json={"name": "Two"}).json()["goal"] == "Pay"
    shown = api("PUT", path, json={"name": "Three", "state": "future"}).json()
    assert shown["name"] == "Three"
    assert not shown.get("goal")
    assert "startDate" not in shown
    assert api("PUT", path, json={"state": "future"}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": "x" * 31},
        {"name": "a", "startDate": "tomorrow"},
        {"name": "a", "startDate": "2025-03-10T12:00:00.000Z", "endDate": "2025-03-09T12:00:00.000Z"},
    ],
)
def test_a_sprint_that_makes_no_sense_is_refused(api: Api, board: int, body: dict[str, Any]) -> None:
    """With 400 and the field's name."""
    answer = api("POST", f"{AGILE}/sprint", json={"originBoardId": board, **body})
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_board_lists_its_sprints_by_state(api: Api, sandbox: JiraSandbox, board: int) -> None:
    """Closed ones first, then what runs, then what comes; a page at a time."""
    numbers = [sprint(api, board, f"Sprint {number}") for number in range(1, 4)]
    start(api, numbers[2])
    api("POST", f"{AGILE}/sprint/{numbers[2]}", json={"state": "closed"})
    start(api, numbers[1])
    path = f"{AGILE}/board/{board}/sprint"
    found = api("GET", path).json()
    assert [one["state"] for one in found["values"]] == ["closed", "active", "future"]
    assert [one["id"] for one in api("GET", f"{path}?state=active,future").json()["values"]] == [
        numbers[1], numbers[0],
    ]  # fmt: skip
    page = api("GET", f"{path}?maxResults=2&startAt=2").json()
    assert (len(page["values"]), page["isLast"]) == (1, True)
    assert api("GET", f"{path}?state=done").status_code == 400
    kanban = sandbox.add_board("Flow", kind="kanban")
    assert api("GET", f"{AGILE}/board/{kanban}/sprint").status_code == 400


def test_issues_move_into_a_sprint_and_back(api: Api, sandbox: JiraSandbox, board: int) -> None:
    """The sprint shows in the field of its kind, and leaves a line of history."""
    one, two = create(api, "One"), create(api, "Two")
    number = sprint(api, board)
    backlog = f"{AGILE}/board/{board}/backlog"
    assert keys(api("GET", backlog)) == [one, two]
    moved = api("POST", f"{AGILE}/sprint/{number}/issue", json={"issues": [two]})
    assert moved.status_code == 204, moved.text
    assert keys(api("GET", f"{AGILE}/sprint/{number}/issue")) == [two]
    assert keys(api("GET", f"{AGILE}/board/{board}/sprint/{number}/issue?fields=summary")) == [two]
    assert keys(api("GET", backlog)) == [one]
    assert keys(api("GET", f"{AGILE}/board/{board}/issue")) == [one, two]
    field = next(one for one in api("GET", "field").json() if one["name"] == "Sprint")
    assert field["schema"]["custom"] == "com.pyxis.greenhopper.jira:gh-sprint"
    shown = api("GET", f"issue/{two}").json()["fields"][field["id"]]
    assert len(shown) == 1
    assert shown[0]["id"] == number if sandbox.world.cloud else f"id={number}," in shown[0]
    assert api("POST", f"{AGILE}/backlog/issue", json={"issues": [two]}).status_code == 204
    assert api("GET", f"issue/{two}").json()["fields"][field["id"]] is None
    items = [item for line in history(api, two) for item in line["items"]]
    assert [(item["field"], item["to"]) for item in items][-2:] == [
        ("Sprint", str(number)),
        ("Sprint", None),
    ] or [(item["field"], item["toString"]) for item in items][-2:] == [
        ("Sprint", "Sprint 1"),
        ("Sprint", None),
    ]


def history(api: Api, key: str) -> list[dict[str, Any]]:
    """An issue's lines of history, oldest first."""
    lines: list[dict[str, Any]] = api("GET", f"issue/{key}?expand=changelog").json()["changelog"]["histories"]
    return lines[::-1]


def test_a_closed_sprint_stays_in_the_issue_that_goes_on(api: Api, board: int) -> None:
    """What is not done goes into the next sprint and keeps the last one."""
    key, first, second = create(api), sprint(api, board), sprint(api, board, "Sprint 2")
    api("POST", f"{AGILE}/sprint/{first}/issue", json={"issues": [key]})
    start(api, first)
    api("POST", f"{AGILE}/sprint/{first}", json={"state": "closed"})
    refused = api("POST", f"{AGILE}/sprint/{first}/issue", json={"issues": [key]})
    assert refused.status_code == 400
    assert keys(api("GET", f"{AGILE}/board/{board}/backlog")) == [key]
    api("POST", f"{AGILE}/sprint/{second}/issue", json={"issues": [key]})
    shown = api("GET", f"{AGILE}/sprint/{second}/issue").json()["issues"][0]["fields"]
    assert shown["sprint"]["id"] == second
    assert [one["id"] for one in shown["closedSprints"]] == [first]
    found = api(
        "GET", f"{AGILE}/board/{board}/issue?jql=sprint in closedSprints() AND sprint in futureSprints()"
    )
    assert keys(found) == [key]


def test_a_deleted_sprint_gives_its_issues_back(api: Api, board: int) -> None:
    """They are in the backlog again."""
    key, number = create(api), sprint(api, board)
    api("POST", f"{AGILE}/sprint/{number}/issue", json={"issues": [key]})
    assert api("DELETE", f"{AGILE}/sprint/{number}").status_code == 204
    assert api("GET", f"{AGILE}/sprint/{number}").status_code == 404
    assert keys(api("GET", f"{AGILE}/board/{board}/backlog")) == [key]


def test_at_most_fifty_issues_move_at_once(api: Api, board: int) -> None:
    """And an issue that is not there refuses them all."""
    key, number = create(api), sprint(api, board)
    path = f"{AGILE}/sprint/{number}/issue"
    assert api("POST", path, json={"issues": [key] * 51}).status_code == 400
    assert api("POST", path, json={"issues": []}).status_code == 400
    assert api("POST", path, json={"issues": [key, "SHOP-99"]}).status_code == 404
    assert keys(api("GET", path)) == []


def test_people_order_the_backlog(api: Api, board: int) -> None:
    """New issues come last, whatever was ranked before."""
    made = [create(api, name) for name in "abcd"]
    backlog = f"{AGILE}/board/{board}/backlog"
    ranked = {"issues": [made[3], made[2]], "rankBeforeIssue": made[1]}
    assert api("PUT", f"{AGILE}/issue/rank", json=ranked).status_code == 204
    assert keys(api("GET", backlog)) == [made[0], made[3], made[2], made[1]]
    api("PUT", f"{AGILE}/issue/rank", json={"issues": [made[0]], "rankAfterIssue": made[1]})
    last = create(api, "e")
    assert keys(api("GET", backlog)) == [made[3], made[2], made[1], made[0], last]
    assert api("PUT", f"{AGILE}/issue/rank", json={"issues": [made[0]]}).status_code == 400


def test_an_epic_holds_issues(api: Api, sandbox: JiraSandbox, board: int) -> None:
    """By parents on Cloud, by the epic link on Server."""
    named = {} if sandbox.world.cloud else {"customfield_10011": "Shop"}
    epic = create(api, "Shop", issuetype={"name": "Epic"}, **named)
    key, other = create(api, "Pay"), create(api, "Other")
    assert api("POST", f"{AGILE}/epic/{epic}/issue", json={"issues": [key]}).status_code == 204
    found = api("GET", f"{AGILE}/epic/{epic}/issue")
    assert keys(found) == [key]
    assert found.json()["issues"][0]["fields"]["epic"]["key"] == epic
    assert [one["key"] for one in api("GET", f"{AGILE}/board/{board}/epic").json()["values"]] == [epic]
    assert api("GET", f"{AGILE}/board/{board}/epic?done=true").json()["values"] == []
    assert api("GET", f"{AGILE}/epic/{other}/issue").status_code == 404
    api("POST", f"{AGILE}/epic/none/issue", json={"issues": [key]})
    assert keys(api("GET", f"{AGILE}/epic/{epic}/issue")) == []


def test_an_estimate_goes_through_the_board(api: Api, board: int) -> None:
    """Which knows the field that holds it."""
    key = create(api)
    path = f"{AGILE}/issue/{key}/estimation"
    assert api("GET", path).status_code == 400
    told = api("PUT", f"{path}?boardId={board}", json={"value": "8"}).json()
    assert told["value"] == "8.0"
    assert api("GET", f"issue/{key}").json()["fields"][told["fieldId"]] == 8
    assert api("PUT", f"{path}?boardId={board}", json={"value": "much"}).status_code == 400


def test_what_one_may_not_see_is_not_there(api: Api, sandbox: JiraSandbox, board: int) -> None:
    """A board of a project without permission answers 404."""
    number = sprint(api, board)
    sandbox.permit("none")
    assert api("GET", f"{AGILE}/board").json()["values"] == []
    assert api("GET", f"{AGILE}/board/{board}").status_code == 404
    assert api("GET", f"{AGILE}/sprint/{number}").status_code == 404
    sandbox.permit("browse")
    assert api("POST", f"{AGILE}/sprint/{number}", json={"name": "a"}).status_code == 403
