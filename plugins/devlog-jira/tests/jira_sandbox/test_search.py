"""The search: by tokens on Cloud, by numbers on Server, and late on both."""

from __future__ import annotations

from typing import Any

from .conftest import create


def found(sandbox: Any, api: Any, jql: str, fields: list[str] | None = None, **more: Any) -> list[str]:
    """The summaries of all issues that fit, page after page."""
    body = {"jql": jql, "fields": fields or ["summary"], **more}
    summaries: list[str] = []
    while True:
        page = api("POST", "search/jql" if sandbox.world.cloud else "search", json=body).json()
        summaries += [issue["fields"]["summary"] for issue in page["issues"]]
        if sandbox.world.cloud:
            if page["isLast"]:
                return summaries
            body["nextPageToken"] = page["nextPageToken"]
        else:
            body["startAt"] = page["startAt"] + len(page["issues"])
            if body["startAt"] >= page["total"]:
                return summaries


def test_all_pages_make_the_whole(sandbox: Any, api: Any) -> None:
    """Otherwise a reading over several pages is never met."""
    sandbox.seed([{"summary": str(number)} for number in range(7)])
    sandbox.switch("largest_page", 3)
    expected = [str(number) for number in range(7)]
    assert found(sandbox, api, "project = SHOP order by key") == expected
    sandbox.switch("short_pages", True)
    assert found(sandbox, api, "project = SHOP order by key") == expected


def test_what_the_old_address_answers(sandbox: Any, api: Any) -> None:
    """Otherwise a client that Cloud has cut off goes on working here."""
    answer = api("POST", "search", json={"jql": "project = SHOP"})
    if sandbox.world.cloud:
        assert answer.status_code == 410
        assert "migrate to the /rest/api/3/search/jql API" in answer.json()["errorMessages"][0]
    else:
        assert answer.json()["total"] == 0
        assert api("POST", "search/jql", json={"jql": "project = SHOP"}).status_code == 404


def test_cloud_brings_ids_alone_and_many_of_them(sandbox: Any, api: Any) -> None:
    """Otherwise fields that were never asked for are relied on."""
    sandbox.seed([{"summary": "t"} for _ in range(150)])
    if not sandbox.world.cloud:
        page = api("POST", "search", json={"jql": "project = SHOP", "maxResults": 1}).json()
        assert page["issues"][0]["fields"]["summary"] == "t"
        assert "comment" not in page["issues"][0]["fields"]
        return
    bare = api("POST", "search/jql", json={"jql": "project = SHOP", "maxResults": 1}).json()
    assert list(bare["issues"][0]) == ["id"]
    ids = api("POST", "search/jql", json={"jql": "project = SHOP", "fields": ["id"], "maxResults": 5000})
    assert len(ids.json()["issues"]) == 150
    many = {"jql": "project = SHOP", "fields": ["summary"], "maxResults": 5000}
    full = api("POST", "search/jql", json=many)
    assert (len(full.json()["issues"]), full.json()["isLast"]) == (100, False)


def test_cloud_refuses_a_search_without_bounds_and_a_foreign_token(sandbox: Any, api: Any) -> None:
    """Otherwise a query that Cloud refuses is sent."""
    sandbox.seed([{"summary": "t"}, {"summary": "u"}])
    if not sandbox.world.cloud:
        assert found(sandbox, api, "order by key") == ["t", "u"]
        return
    assert api("POST", "search/jql", json={"jql": "order by key"}).status_code == 400
    page = api("POST", "search/jql", json={"jql": "project = SHOP", "maxResults": 1}).json()
    other = {"jql": "project = SHOP order by key", "nextPageToken": page["nextPageToken"]}
    assert api("POST", "search/jql", json=other).status_code == 400
    sandbox.advance(8 * 24 * 3600)
    late = {"jql": "project = SHOP", "nextPageToken": page["nextPageToken"]}
    assert api("POST", "search/jql", json=late).status_code == 400


def test_the_index_lags(sandbox: Any, api: Any) -> None:
    """Otherwise a look-up of what was just made always finds it."""
    old = create(api, "old")
    sandbox.advance(60)
    sandbox.switch("search_lag", 30)
    api("PUT", f"issue/{old}", json={"fields": {"summary": "new"}})
    made = create(api, "made")
    assert found(sandbox, api, "project = SHOP") == ["old"]
    assert found(sandbox, api, 'summary ~ "new"') == []
    if sandbox.world.cloud:
        ids = [int(sandbox.read(key)["id"]) for key in (old, made)]
        fresh = found(sandbox, api, "project = SHOP", reconcileIssues=ids)
        assert sorted(fresh) == ["made", "new"]
    sandbox.advance(31)
    assert sorted(found(sandbox, api, "project = SHOP")) == ["made", "new"]


def test_marks_are_found_by_label_and_properties_come_along(sandbox: Any, api: Any) -> None:
    """Otherwise an item that was created by a lost answer is created again."""
    fields = {"project": {"key": "SHOP"}, "issuetype": {"name": "Task"}, "summary": "t"}
    body = {"fields": fields | {"labels": ["devlog-1"]}, "properties": [{"key": "devlog", "value": 1}]}
    api("POST", "issue", json=body)
    create(api, "another")
    where = "search/jql" if sandbox.world.cloud else "search"
    more = {"properties": ["devlog"]} if sandbox.world.cloud else {}
    page = api("POST", where, json={"jql": 'labels = "devlog-1"', "fields": ["labels"], **more}).json()
    assert [issue["fields"]["labels"] for issue in page["issues"]] == [["devlog-1"]]
    if sandbox.world.cloud:
        assert page["issues"][0]["properties"] == {"devlog": 1}


def test_what_is_archived_or_hidden_is_not_found(sandbox: Any, api: Any) -> None:
    """Otherwise a search finds what it could not read."""
    sandbox.add_project("WEB")
    sandbox.seed([{"summary": "a"}, {"summary": "b"}, {"summary": "c", "project": "WEB"}])
    sandbox.archive("SHOP-1")
    sandbox.permit("none", project="WEB")
    assert found(sandbox, api, "created > 2020-01-01") == ["b"]
    where = "search/jql" if sandbox.world.cloud else "search"
    refused = api("POST", where, json={"jql": "project = WEB"})
    assert refused.status_code == 400
    assert "WEB" in refused.json()["errorMessages"][0]


def test_a_date_means_the_account_s_own_day(sandbox: Any, api: Any) -> None:
    """Otherwise hours of changes are passed over at the edge of a zone."""
    sandbox.set_time("2025-03-10T12:00:00Z")
    create(api, "noon in Greenwich")
    for zone, since, fits in (
        ("Pacific/Auckland", "2025-03-11 01:00", True),
        ("Pacific/Auckland", "2025-03-11 01:01", False),
        ("Pacific/Pago_Pago", "2025-03-10 01:00", True),
        ("Pacific/Pago_Pago", "2025-03-10 01:01", False),
    ):
        sandbox.add_user("devlog-bot", zone=zone)
        assert bool(found(sandbox, api, f'updated >= "{since}"')) is fits
    epoch = int(sandbox.clock.now() * 1000)
    assert found(sandbox, api, f"updated >= {epoch}") == ["noon in Greenwich"]
    assert found(sandbox, api, f"updated > {epoch + 10}") == []


def test_old_keys_and_ids_are_found(sandbox: Any, api: Any) -> None:
    """Otherwise an issue that moved away is lost to the search."""
    sandbox.add_project("WEB")
    key = create(api, "moved")
    id = sandbox.read(key)["id"]
    sandbox.move(key, "WEB")
    assert found(sandbox, api, f"key = {key}") == ["moved"]
    assert found(sandbox, api, f"id in ({id})") == ["moved"]
    assert found(sandbox, api, "project = SHOP") == []
