"""What belongs to the project: moved, deleted, out of sight, selected by a query."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import AuthError, ConfigError
from devlog_jira.sandbox import JiraSandbox

from .desk import Desk, Opener, items
from .pages import last, one, tickets, titles


def test_other_projects_are_none_of_ours(sandbox: JiraSandbox, desk: Desk) -> None:
    """The project is the scope."""
    sandbox.seed([{"summary": "Ours"}, {"summary": "Theirs", "project": "OTHER"}])
    assert titles(desk.read()) == ["Ours"]


def test_a_moved_issue_is_followed_by_its_id(sandbox: JiraSandbox, desk: Desk) -> None:
    """Found missing by the census, asked for by its id, listed with ours from then on."""
    sandbox.seed(tickets(2))
    pages = desk.read()
    cursor, ref = last(pages), items(pages)[0].ref
    key = sandbox.move("SHOP-1", "OTHER")
    assert [found.key for page in desk.read(None, "census") for found in page.present] == ["SHOP-2"]
    moved = desk.service.fetch(ref)
    assert moved is not None
    assert (moved.ref.id, moved.ref.key, moved.selected) == (ref.id, key, False)
    sandbox.edit(key, {"summary": "Changed over there"}, "bob")
    assert "Changed over there" in titles(desk.read(cursor, "delta"))
    assert key in [found.key for page in desk.read(None, "census") for found in page.present]
    sandbox.delete(key)
    pages = desk.read(cursor, "delta")
    assert [found.id for page in pages for found in page.gone] == [ref.id]
    assert len(desk.read(None, "census")[0].present) == 1


def test_a_deleted_issue_is_gone(sandbox: JiraSandbox, desk: Desk) -> None:
    """While its project is there to be seen."""
    sandbox.seed(tickets(1))
    ref = one(desk.read()).ref
    sandbox.delete("SHOP-1")
    assert desk.service.fetch(ref) is None
    assert [event for event, _ in desk.context.journal.records] == ["issue_gone"]


def test_a_project_out_of_sight_deletes_nothing(sandbox: JiraSandbox, desk: Desk) -> None:
    """All its issues answer 404 at once."""
    sandbox.seed(tickets(1))
    ref = one(desk.read()).ref
    sandbox.permit("none", project="SHOP")
    with pytest.raises(AuthError, match=r"the project SHOP .* is out of sight"):
        desk.service.fetch(ref)


def test_a_wrong_token_that_is_served_as_a_stranger_is_noticed(sandbox: JiraSandbox, desk: Desk) -> None:
    """An empty list would look as if everything had been deleted."""
    sandbox.seed(tickets(2))
    cursor = last(desk.read())
    sandbox.switch("strangers_pass", True)
    desk.context.secrets.values["token"] = "worthless"
    for mode in ("delta", "census"):
        with pytest.raises(AuthError, match="`token`"):
            desk.service.fetch_page(cursor if mode == "delta" else None, mode)


def test_the_query_of_the_settings_selects(sandbox: JiraSandbox, open_desk: Opener) -> None:
    """What it leaves out is read all the same: what is linked is followed."""
    sandbox.seed([{"summary": "In", "labels": ["sync"]}, {"summary": "Out"}])
    desk = open_desk(query="labels = sync")
    chosen = {item.values["title"]: item.selected for item in items(desk.read())}
    assert chosen == {"In": True, "Out": False}


@pytest.mark.parametrize("query", ["labels = sync ORDER BY created", "labels ="])
def test_a_query_that_jira_cannot_take_is_the_settings_fault(
    sandbox: JiraSandbox, open_desk: Opener, query: str
) -> None:
    """Named by its key."""
    sandbox.seed(tickets(1))
    with pytest.raises(ConfigError, match=r"filter\.query"):
        open_desk(query=query).read()
