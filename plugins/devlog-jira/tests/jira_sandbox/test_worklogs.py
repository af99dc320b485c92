"""Time booked on issues, and the lists of what was changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_jira.sandbox import JiraSandbox

from .conftest import Api, create, text

STARTED = "2025-03-09T09:30:00.000+0100"


def book(api: Api, key: str, **body: Any) -> dict[str, Any]:
    """A new worklog of an hour unless told."""
    answer = api("POST", f"issue/{key}/worklog", json={"timeSpentSeconds": 3600} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def left(api: Api, key: str) -> Any:
    """The remaining estimate in seconds."""
    return api("GET", f"issue/{key}").json()["fields"]["timeestimate"]


def test_time_is_booked_read_changed_and_taken_back(api: Api, sandbox: JiraSandbox) -> None:
    """And the issue knows the sum."""
    key = create(api)
    made = book(api, key, timeSpentSeconds=5400, started=STARTED, comment=text(sandbox, "Pairing"))
    assert made["timeSpent"] == "1h 30m"
    assert made["started"] == "2025-03-09T08:30:00.000+0000"
    assert made["comment"] == text(sandbox, "Pairing")
    path = f"issue/{key}/worklog/{made['id']}"
    assert api("GET", path).json() == made
    changed = api("PUT", path, json={"timeSpent": "2h"}).json()
    assert (changed["timeSpentSeconds"], changed["started"]) == (7200, made["started"])
    assert changed["updated"] > made["updated"]
    fields = api("GET", f"issue/{key}").json()["fields"]
    assert fields["timespent"] == 7200
    assert fields["worklog"]["total"] == 1
    assert api("DELETE", path).status_code == 204
    assert api("GET", path).status_code == 404
    assert api("GET", f"issue/{key}/worklog").json()["worklogs"] == []


def test_now_is_the_start_unless_told(api: Api) -> None:
    """The library leaves it out."""
    assert book(api, create(api))["started"] == "2025-03-10T12:00:00.000+0000"


@pytest.mark.parametrize(
    "started",
    [
        "2025-03-09T09:30:00Z",
        "2025-03-09T09:30:00.000Z",
        "2025-03-09T09:30:00.000+01:00",
        "2025-03-09",
        "x",
        5,
    ],
)
def test_a_start_in_another_form_is_refused(api: Api, started: Any) -> None:
    """Jira takes one form only, and a client finds out with 400."""
    answer = api("POST", f"issue/{create(api)}/worklog", json={"timeSpentSeconds": 60, "started": started})
    assert answer.status_code == 400
    assert "started" in answer.json()["errors"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"timeSpent": "1h", "timeSpentSeconds": 3600},
        {"timeSpent": "soon"},
        {"timeSpentSeconds": 0},
        {"timeSpentSeconds": 59},
        {"timeSpentSeconds": -60},
    ],
)
def test_a_time_that_is_none_is_refused(api: Api, body: dict[str, Any]) -> None:
    """A minute is the least, and only one of both forms may come."""
    answer = api("POST", f"issue/{create(api)}/worklog", json=body)
    assert answer.status_code == 400
    assert "timeLogged" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("", 3 * 3600),
        ("?adjustEstimate=auto", 3 * 3600),
        ("?adjustEstimate=leave", 4 * 3600),
        ("?adjustEstimate=new&newEstimate=2h", 2 * 3600),
        ("?adjustEstimate=manual&reduceBy=30m", 3.5 * 3600),
    ],
)
def test_booking_lowers_the_estimate_as_told(api: Api, query: str, seconds: int) -> None:
    """By what was booked unless another way is named."""
    key = create(api, timetracking={"originalEstimate": "5h", "remainingEstimate": "4h"})
    answer = api("POST", f"issue/{key}/worklog{query}", json={"timeSpentSeconds": 3600})
    assert answer.status_code == 201, answer.text
    assert left(api, key) == seconds


def test_taking_time_back_raises_the_estimate(api: Api) -> None:
    """By the same amount, or by what is told."""
    key = create(api, timetracking={"originalEstimate": "5h", "remainingEstimate": "4h"})
    one, two = book(api, key)["id"], book(api, key)["id"]
    api("DELETE", f"issue/{key}/worklog/{one}")
    assert left(api, key) == 3 * 3600
    api("DELETE", f"issue/{key}/worklog/{two}?adjustEstimate=manual&increaseBy=1m")
    assert left(api, key) == 3 * 3600 + 60
    assert api("POST", f"issue/{key}/worklog?adjustEstimate=new", json={"timeSpent": "1h"}).status_code == 400
    assert (
        api("POST", f"issue/{key}/worklog?adjustEstimate=more", json={"timeSpent": "1h"}).status_code == 400
    )


def test_the_list_of_an_issue_is_cut_by_start(api: Api) -> None:
    """`startedAfter` and `startedBefore` are milliseconds."""
    key = create(api)
    for hour in (1, 2, 3):
        book(api, key, started=f"2025-03-09T0{hour}:00:00.000+0000")
    two = 1_741_485_600_000 - 1_741_485_600_000 % 3_600_000
    assert two == 1_741_485_600_000
    found = api("GET", f"issue/{key}/worklog?startedAfter={two}").json()
    assert [one["started"][11:13] for one in found["worklogs"]] == ["02", "03"]
    found = api("GET", f"issue/{key}/worklog?startedBefore={two}").json()
    assert [one["started"][11:13] for one in found["worklogs"]] == ["01"]
    page = api("GET", f"issue/{key}/worklog?maxResults=1&startAt=1").json()
    assert (page["total"], len(page["worklogs"])) == (3, 1)


def test_only_ones_own_time_is_changed(api: Api, sandbox: JiraSandbox) -> None:
    """Unless one administers the project."""
    key = create(api)
    made = sandbox.log_work(key, "1h", by="alice")
    path = f"issue/{key}/worklog/{made}"
    assert api("PUT", path, json={"timeSpent": "2h"}).status_code == 400
    assert api("DELETE", path).status_code == 400
    sandbox.permit("admin")
    assert api("PUT", path, json={"timeSpent": "2h"}).status_code == 200
    sandbox.permit("browse")
    assert api("POST", f"issue/{key}/worklog", json={"timeSpent": "2h"}).status_code in (400, 403)


def test_a_worklog_carries_properties(api: Api) -> None:
    """They are a mark that search does not find and nobody sees."""
    key = create(api)
    mark = {"key": "devlog-worklog", "value": {"uid": "u1"}}
    made = book(api, key, properties=[mark])
    assert "properties" not in made
    path = f"issue/{key}/worklog/{made['id']}"
    assert api("GET", f"{path}?expand=properties").json()["properties"] == [mark]
    assert [one["key"] for one in api("GET", f"{path}/properties").json()["keys"]] == ["devlog-worklog"]
    assert api("PUT", f"{path}/properties/other", json={"a": 1}).status_code == 201
    assert api("PUT", f"{path}/properties/other", json={"a": 2}).status_code == 200
    assert api("GET", f"{path}/properties/other").json() == {"key": "other", "value": {"a": 2}}
    assert api("DELETE", f"{path}/properties/other").status_code == 204
    assert api("GET", f"{path}/properties/other").status_code == 404
    found = api("POST", "worklog/list?expand=properties", json={"ids": [int(made["id"]), 5]}).json()
    assert [(one["id"], one["properties"]) for one in found] == [(made["id"], [mark])]


@pytest.mark.parametrize("count", [0, 1001])
def test_a_list_by_ids_has_its_bounds(api: Api, count: int) -> None:
    """At most a thousand, and at least one."""
    assert api("POST", "worklog/list", json={"ids": list(range(count))}).status_code == 400


def test_changes_of_the_last_minute_are_not_told_yet(api: Api, sandbox: JiraSandbox) -> None:
    """Whoever reads on from now without an overlap misses them."""
    made = int(book(api, create(api))["id"])
    since = int(sandbox.clock.exact() * 1000)
    assert api("GET", f"worklog/updated?since={since}").json()["values"] == []
    sandbox.advance(61)
    found = api("GET", f"worklog/updated?since={since}").json()
    assert [(one["worklogId"], one["updatedTime"]) for one in found["values"]] == [(made, since)]
    assert found["lastPage"] is True
    assert api("GET", f"worklog/updated?since={since + 1}").json()["values"] == []


def test_changed_worklogs_come_a_thousand_at_a_time(api: Api, sandbox: JiraSandbox) -> None:
    """With the address of the next page, which begins where this one ended."""
    key = create(api)
    for _ in range(1002):
        sandbox.log_work(key, "1m")
        sandbox.advance(0.001)
    sandbox.advance(61)
    first = api("GET", "worklog/updated").json()
    assert (len(first["values"]), first["lastPage"]) == (1000, False)
    second = api("GET", first["nextPage"].removeprefix(sandbox.url)).json()
    assert second["lastPage"] is True
    ids = {one["worklogId"] for one in first["values"] + second["values"]}
    assert len(ids) == 1002


def test_deleted_worklogs_are_told_by_their_ids(api: Api, sandbox: JiraSandbox) -> None:
    """Those of a deleted issue too."""
    key = create(api)
    one, two = int(book(api, key)["id"]), int(book(api, key)["id"])
    api("DELETE", f"issue/{key}/worklog/{one}")
    sandbox.permit("admin")
    api("DELETE", f"issue/{key}")
    assert api("GET", "worklog/deleted").json()["values"] == []
    sandbox.advance(61)
    found = api("GET", "worklog/deleted?since=0").json()["values"]
    assert {value["worklogId"] for value in found} == {one, two}
