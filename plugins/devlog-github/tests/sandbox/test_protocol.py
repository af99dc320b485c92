"""Headers, conditional requests, limits and the clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests


def test_every_answer_tells_limits_time_and_number(sandbox: Any, api: Any) -> None:
    """Otherwise the budget and the provider's clock cannot be kept from the headers."""
    for answer in (api("GET", "issues"), api("GET", "issues/9"), api("GET", "issues", token="wrong")):
        assert answer.headers["Date"] == "Sat, 01 Mar 2025 12:00:00 GMT"
        assert len(answer.headers["X-GitHub-Request-Id"].split(":")) == 5
        limit, used, left = (
            int(answer.headers[f"X-RateLimit-{name}"]) for name in ("Limit", "Used", "Remaining")
        )
        assert limit == used + left
        assert answer.headers["X-RateLimit-Resource"] == "core"
        assert int(answer.headers["X-RateLimit-Reset"]) == sandbox.clock.now() + 3600


def test_the_sandbox_s_clock_is_its_own(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that trusts the local clock is not caught."""
    sandbox.clock.set("2031-05-06T07:08:09.9Z")
    assert api("POST", "issues", json={"title": "t"}).json()["created_at"] == "2031-05-06T07:08:09Z"
    assert api("GET", "issues").headers["Date"] == "Tue, 06 May 2031 07:08:09 GMT"


def test_what_is_known_is_not_sent_again_and_costs_nothing(sandbox: Any, api: Any) -> None:
    """Otherwise a quiet sync cannot be conditional."""
    sandbox.seed([{"title": "t"}])
    for path in ("issues", "issues/1", "issues/comments", ""):
        first = api("GET", path)
        again = api("GET", path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"]
    seen = api("GET", "issues/1")
    since = {"If-Modified-Since": seen.headers["Last-Modified"]}
    assert api("GET", "issues/1", headers=since).status_code == 304
    sandbox.advance(1)
    sandbox.edit("1", {"title": "new"}, by="bob")
    assert api("GET", "issues/1", headers=since).status_code == 200
    assert api("GET", "issues", headers={"If-None-Match": seen.headers["ETag"]}).status_code == 200


def test_tags_are_weak_behind_compression(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that compares tags letter by letter is not caught."""
    strong = api("GET", "issues", headers={"Accept-Encoding": "identity"}).headers["ETag"]
    weak = api("GET", "issues", headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert weak == f"W/{strong}"
    for tag in (strong, weak, f'"other", {weak}', "*"):
        assert api("GET", "issues", headers={"If-None-Match": tag}).status_code == 304


def test_when_nothing_is_left_requests_are_refused_until_the_reset(sandbox: Any, api: Any) -> None:
    """Otherwise waiting for the end of the window is never tried."""
    sandbox.limit(1)
    assert api("GET", "issues").headers["X-RateLimit-Remaining"] == "0"
    refused = api("GET", "issues")
    assert refused.status_code == 403
    assert "rate limit exceeded" in refused.json()["message"]
    core = api("GET", "/rate_limit").json()["resources"]["core"]
    assert core == {"limit": 5000, "used": 5000, "remaining": 0, "reset": sandbox.clock.now() + 3600}
    sandbox.advance(3600)
    assert api("GET", "issues").headers["X-RateLimit-Used"] == "1"
    sandbox.limit(9000)
    assert api("GET", "issues").headers["X-RateLimit-Remaining"] == "8999"


def test_strangers_have_sixty_requests_an_hour(api: Any) -> None:
    """Otherwise a plugin without a token would seem to work."""
    assert api("GET", "issues", token=None).headers["X-RateLimit-Limit"] == "60"


def test_a_client_without_a_name_is_refused(sandbox: Any) -> None:
    """Otherwise a plugin that forgets the header fails for the first time in production."""
    answer = requests.get(f"{sandbox.url}/repos/acme/shop", headers={"User-Agent": ""}, timeout=10)
    assert answer.status_code == 403


def test_one_connection_serves_many_requests(sandbox: Any, api: Any) -> None:
    """Otherwise a first pull pays for a connection per page; writes and empty answers keep it too."""
    sandbox.seed([{"title": "t"}])
    before = sandbox.connections()
    for _ in range(3):
        api("GET", "issues")
        api("PUT", "issues/1/lock")
        api("GET", "issues", headers={"If-None-Match": api("GET", "issues").headers["ETag"]})
    assert sandbox.connections() - before == 1


def test_many_clients_at_once_get_numbers_of_their_own(sandbox: Any) -> None:
    """Otherwise two syncs at the same time would test the sandbox and not the plugin."""
    url, headers = f"{sandbox.url}/repos/acme/shop/issues", {"Authorization": "token sandbox-token"}

    def create(number: int) -> int:
        made = requests.post(url, json={"title": f"t{number}"}, headers=headers, timeout=10)
        return int(made.json()["number"])

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(create, range(40)))
    assert sorted(numbers) == list(range(1, 41))


def test_the_page_of_an_issue_opens_in_a_browser(sandbox: Any) -> None:
    """Otherwise the address that devlog shows leads nowhere; what people wrote is not run as HTML."""
    sandbox.seed([{"title": "<script>", "comments": ["hello"]}])
    page = requests.get(sandbox.read("1")["html_url"], timeout=10)
    assert page.headers["Content-Type"].startswith("text/html")
    assert "&lt;script&gt;" in page.text
    assert "hello" in page.text
