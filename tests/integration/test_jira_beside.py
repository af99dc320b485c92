"""What stands beside an issue's own fields: custom fields, booked time, parents and links."""

from __future__ import annotations

from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet


def test_custom_fields_time_and_links_cross_in_both_directions(jira_desk: Desk, depot: Depot) -> None:
    """Otherwise they stay where they were written."""
    desk = jira_desk
    severity = depot.add_field("Severity", "select", ["S1", "S2"])
    desk.connect("jira", depot.settings(custom={"severity": "Severity"}), plugin="jira")
    depot.seed([{"summary": "one", "Severity": "S1"}, {"summary": "two"}])
    desk.near()
    one, two = desk.of("SHOP-1", "jira"), desk.of("SHOP-2", "jira")
    assert desk.show(one)["custom"] == {"severity": "S1"}
    desk.edit(one, "--set", "custom.severity=S2", "--set", f"dependencies=blocked-by:{two}")
    desk.do("log", one, "1h30m", "--at", "2025-02-28T09:30:00+13:00")
    desk.near()
    there = depot.read("SHOP-1")
    assert there["fields"][severity]["value"] == "S2"
    (booked,) = there["worklogs"]
    assert booked["timeSpentSeconds"] == 5_400
    assert booked["started"].startswith("2025-02-27T20:30:00")
    (link,) = there["fields"]["issuelinks"]
    assert (link["type"]["name"], link["inwardIssue"]["key"]) == ("Blocks", "SHOP-2")
    depot.advance(600)
    depot.edit("SHOP-1", {"Severity": "S1"}, by="jane")
    depot.unlink(link["id"], by="jane")
    depot.log_work("SHOP-1", "30m", by="jane")
    desk.near()
    shown = desk.show(one)
    assert (shown["custom"], shown["spent"], shown["dependencies"]) == ({"severity": "S1"}, 120, [])
    depot.advance(600)
    desk.near()
    assert quiet(desk.near()["jira"])
