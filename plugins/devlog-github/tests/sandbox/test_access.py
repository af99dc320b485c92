"""Who may see what, and where things that moved are found."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest


@pytest.mark.parametrize("scheme", ["Bearer", "token", "bearer"])
def test_a_token_is_shown_in_either_way(sandbox: Any, api: Any, scheme: str) -> None:
    """Otherwise clients of either habit cannot be tried."""
    answer = api("GET", "/user", token=None, headers={"Authorization": f"{scheme} sandbox-token"})
    assert answer.json()["login"] == "devlog-bot"


def test_a_token_may_be_the_password(api: Any) -> None:
    """Otherwise clients that use Basic cannot be tried."""
    basic = b64encode(b"devlog-bot:sandbox-token").decode()
    assert api("GET", "/user", token=None, headers={"Authorization": f"Basic {basic}"}).status_code == 200


def test_a_wrong_token_is_refused_and_a_stranger_may_read(sandbox: Any, api: Any) -> None:
    """Otherwise an expired token looks like an empty repository."""
    sandbox.seed([{"title": "t"}])
    wrong = api("GET", "issues", token="wrong")
    assert (wrong.status_code, wrong.json()["message"]) == (401, "Bad credentials")
    assert api("GET", "issues", token=None).status_code == 200
    assert api("GET", "/user", token=None).status_code == 401
    assert api("POST", "issues", token=None, json={"title": "t"}).status_code == 401
    sandbox.revoke()
    assert api("GET", "issues", token="sandbox-token").status_code == 401


def test_a_private_repository_does_not_exist_for_others(sandbox: Any, api: Any) -> None:
    """Otherwise a missing permission is taken for a deletion, or the other way round."""
    sandbox.add_repository("acme/secret", private=True)
    sandbox.permit("none", repository="acme/secret")
    assert api("GET", "/repos/acme/secret").status_code == 404
    assert api("GET", "/repos/acme/secret/issues").status_code == 404
    sandbox.permit("pull", repository="acme/secret")
    assert api("GET", "/repos/acme/secret").json()["private"] is True
    sandbox.add_token("other", "carol", permission="none")
    assert api("GET", "/repos/acme/secret", token="other").status_code == 404
    assert api("GET", "", token="other").status_code == 200


def test_a_repository_says_what_one_may_do(sandbox: Any, api: Any) -> None:
    """Otherwise `integrations check` has nothing to report."""
    assert api("GET", "").json()["permissions"]["push"] is True
    sandbox.permit("triage")
    may = api("GET", "/repositories/515435001").json()["permissions"]
    assert may == {"admin": False, "maintain": False, "push": False, "triage": True, "pull": True}


def test_an_old_name_leads_to_the_new_place(sandbox: Any, api: Any) -> None:
    """Otherwise a rename looks like a deletion; a write is redirected with its method kept."""
    sandbox.seed([{"title": "t"}])
    sandbox.rename("market")
    read = api("GET", "issues/1?a=b")
    assert (read.status_code, read.json()["message"]) == (301, "Moved Permanently")
    assert read.headers["Location"] == f"{sandbox.url}/repositories/515435001/issues/1?a=b"
    assert api("PATCH", "issues/1", json={"title": "x"}).status_code == 307
    assert api("GET", read.headers["Location"]).json()["url"].endswith("/repos/acme/market/issues/1")
    sandbox.rename("newco/market")
    assert api("GET", "issues/1").status_code == 301
    assert api("GET", "/repos/acme/market/issues/1").status_code == 301
    assert api("GET", "/repos/newco/market").json()["owner"]["login"] == "newco"


def test_another_repository_may_take_the_old_name(sandbox: Any, api: Any) -> None:
    """Otherwise a plugin that trusts names writes into a stranger's repository."""
    sandbox.rename("market")
    sandbox.add_repository("acme/shop")
    assert api("GET", "").json()["id"] == 515435002
    assert api("GET", "/repos/acme/market").json()["id"] == 515435001


def test_a_transferred_issue_leads_to_its_new_place(sandbox: Any, api: Any) -> None:
    """Otherwise a moved issue is taken for a deleted one."""
    sandbox.add_repository("acme/other")
    sandbox.seed([{"title": "t", "labels": ["bug"], "comments": ["c"], "repository": "acme/shop"}])
    old = sandbox.read("1")
    assert sandbox.transfer("1", "acme/other") == "acme/other#1"
    moved = api("GET", "issues/1")
    assert moved.status_code == 301
    assert moved.headers["Location"] == f"{sandbox.url}/repositories/515435002/issues/1"
    comments = api("GET", "issues/1/comments").headers["Location"]
    assert comments.endswith("/repositories/515435002/issues/1/comments")
    assert api("GET", "issues").json() == []
    new = sandbox.read("acme/other#1")
    assert new["id"] != old["id"]
    assert [comment["body"] for comment in new["comments"]] == ["c"]
    assert [label["name"] for label in new["labels"]] == ["bug"]
    sandbox.permit("none", repository="acme/other")
    sandbox.repository("acme/other").private = True
    assert api("GET", "issues/1").status_code == 404


def test_accounts_are_made_when_they_are_named(sandbox: Any, api: Any) -> None:
    """Otherwise people cannot be looked up."""
    assert api("GET", "/users/zoe").status_code == 404
    sandbox.seed([{"title": "t", "user": "zoe"}])
    assert api("GET", "/users/ZOE").json()["id"] == sandbox.read("1")["user"]["id"]
    assert sandbox.read("1")["author_association"] == "NONE"
