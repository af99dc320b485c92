"""A pull request of Azure Repos from its branch to its merge, with the entry beside it, by the command."""

from __future__ import annotations

from typing import Any

from tests.integration.conftest import MakeDesk
from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

CREATE = ("actions", "run", "azure-devops.create_pull_request", "--entry")


def pulls(desk: Desk, ref: str) -> list[dict[str, Any]]:
    """The pull requests of an entry."""
    return [link for link in desk.show(ref)["links"] if link["kind"] == "pull_request"]


def relations(works: Works, key: str) -> list[str]:
    """What a work item is linked to, in its order."""
    return [one.url for one in works.item(key).relations]


def test_from_the_branch_to_the_merge(make_desk: MakeDesk, works: Works) -> None:
    """Asked for twice it is one; a colleague's link stays; what is merged is told, and then all is quiet."""
    desk = make_desk()
    desk.connect("azure", works.settings(follow=["pull_requests"]), plugin="azure-devops")
    desk.new("Mend the login", "-d", "Both fields.", "--to", "azure")
    desk.near()
    (key,) = works.keys()
    ref = desk.of(key, "azure")
    refused = desk.here(*CREATE, ref)
    assert refused.code != 0
    assert f"no branch of Shop names {ref}" in refused.err
    works.add_branch(f"feature/{ref}-login")
    made = desk.here(*CREATE, ref, "--input", "draft=true").json
    assert (made["created"], made["linked"], made["title"]) == (True, True, "Mend the login")
    again = desk.here(*CREATE, ref).json
    assert (again["number"], again["created"], again["linked"]) == (made["number"], False, False)
    works.advance(600)
    run = desk.near()["azure"]
    assert (run["errors"], run["pulled"]["attached"], run["writes"]) == ([], 1, 0)
    (link,) = pulls(desk, ref)
    assert (link["remote_key"], link["url"]) == (f"!{made['number']}", made["url"])
    # A colleague links another one, and an edit of ours leaves both where they stand.
    works.pull_request("Follow-up", "follow-up", by="jane", items=[int(key)])
    before = relations(works, key)
    desk.edit(ref, "--title", "Mend the sign-in", "--add-label", "login")
    desk.near()
    assert relations(works, key) == before
    works.advance(600)
    desk.near()
    assert sorted(one["remote_key"] for one in pulls(desk, ref)) == ["!1", "!2"]
    works.settle_pull_request(made["number"], "completed", by="jane")
    works.advance(600)
    assert desk.near()["azure"]["writes"] == 0
    works.advance(600)
    run = desk.near()["azure"]
    # Two for work items, two for pull requests.
    assert (run["status"], run["requests"], run["writes"]) == ("ok", 4, 0)
    assert len(pulls(desk, ref)) == 2


def test_links_of_work_items_attach_without_any_setting(azure_desk: Desk, works: Works) -> None:
    """Also what was linked before the item had an entry; a repository out of sight still shows its number."""
    desk = azure_desk
    (key,) = works.seed([{"type": "Task", "title": "Login"}])
    number = works.pull_request("Mend it", "topic", by="jane", items=[int(key)], files=["login.py"])
    desk.near()
    ref = desk.of(key, "azure")
    assert [one["remote_key"] for one in pulls(desk, ref)] == [f"!{number}"]
    works.fault("403", times=9, match="/git/pullrequests/")
    secret = works.pull_request("Secret", "secret", by="jane", items=[int(key)])
    works.advance(600)
    assert desk.near()["azure"]["errors"] == []
    assert sorted(one["remote_key"] for one in pulls(desk, ref)) == [f"!{number}", f"!{secret}"]
    works.advance(600)
    assert quiet(desk.near()["azure"])
