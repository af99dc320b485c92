"""One entry at GitHub and at Jira: what is said at one stands at the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk
from tests.integration.hub import Hub

PANEL: dict[str, Any] = {
    "type": "panel",
    "attrs": {"panelType": "warning"},
    "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Only in Norway"}]}],
}
WORDS: dict[str, Any] = {"type": "paragraph", "content": [{"type": "text", "text": "Guests cannot pay."}]}


@pytest.fixture
def jira() -> Iterator[Depot]:
    """Jira Cloud with the project SHOP."""
    running = Depot("SHOP")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def both(desk: Desk, jira: Depot) -> Desk:
    """A workspace at both, where each gets what was born at the other."""
    desk.environ["JIRA_TOKEN"] = jira.config()["token"]
    desk.settings["integrations"]["github"]["mirror"] = ["jira"]
    desk.connect("jira", jira.settings(), plugin="jira", mirror=["github"])
    return desk


def settled(desk: Desk, hub: Hub, jira: Depot) -> None:
    """Both places get what there is, and after that nothing more."""
    for _ in range(2):
        desk.sync()
        hub.advance(60)
        jira.advance(60)
    hub.writes()
    jira.writes()
    desk.sync()
    assert (hub.writes(), jira.writes()) == ([], [])
    assert jira.doubles() == []


def test_what_was_born_at_github_becomes_a_ticket_once(both: Desk, hub: Hub, jira: Depot) -> None:
    """Otherwise who moves from one tracker to the other loses or doubles what was said there."""
    (key,) = hub.seed([{"title": "Guests cannot pay", "body": "Since **Monday**.", "labels": ["till"]}])
    hub.comment(key, "Seen twice", by="bob")
    settled(both, hub, jira)
    (ticket,) = jira.all()
    assert (ticket["title"], ticket["description"], ticket["labels"], ticket["notes"]) == (
        "Guests cannot pay",
        "Since **Monday**.",
        ["till"],
        ["Seen twice"],
    )
    jira.edit(ticket["key"], {"status": "Done"}, by="jane")
    hub.edit(key, {"title": "Guests cannot pay by card"}, by="alice")
    settled(both, hub, jira)
    assert hub.read(key)["state"] == "closed"
    assert jira.shown(ticket["key"])["title"] == "Guests cannot pay by card"


def test_a_panel_of_jira_survives_an_edit_at_github(both: Desk, hub: Hub, jira: Depot) -> None:
    """Otherwise an edit at a place that knows no panels takes them away for everybody."""
    about = {"type": "doc", "version": 1, "content": [PANEL, WORDS]}
    (ticket,) = jira.seed([{"summary": "Guests cannot pay", "description": about}])
    settled(both, hub, jira)
    key = hub.titled("Guests cannot pay")
    body = hub.read(key)["body"]
    assert "Only in Norway" in body
    hub.edit(key, {"body": body.replace("Guests cannot", "Guests still cannot")}, by="bob")
    settled(both, hub, jira)
    kept = jira.read(ticket)["fields"]["description"]["content"]
    assert kept[0] == PANEL
    assert kept[1]["content"][0]["text"] == "Guests still cannot pay."
