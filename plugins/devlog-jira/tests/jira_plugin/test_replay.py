"""What real servers answered goes through; see HEADERS.md and providers.md beside the recordings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from devlog_core.model.remote import RemoteItem
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_jira.catalog import Catalog
from devlog_jira.client import Client
from devlog_jira.completing import Whole
from devlog_jira.config import JiraConfig
from devlog_jira.custom import CustomField, allowed, read
from devlog_jira.linktypes import kind_of
from devlog_jira.listing import items
from devlog_jira.mapping import Records, note_of
from devlog_jira.vocabulary import Vocabulary
from devlog_jira.walks import Veil

from .test_mapping import Plain, source

Performer = Callable[[Answerer], Stage]
FILES = 30
USELESS = {
    # Filters, roles, components, permission schemes and boards' lists are none of an entry's business.
    "go-jira.all_boards", "go-jira.all_filters", "go-jira.all_roles", "go-jira.component_get",
    "go-jira.favourite_filters", "go-jira.filter", "go-jira.my_filters", "go-jira.no_permissionscheme",
    "go-jira.no_role", "go-jira.role", "go-jira.search_filters", "go-jira.all_statuscategories",
    "go-jira.status_category", "go-jira.all_resolutions", "perceval.jira_issues_parse_expected",
    # Told of in the tests of what uses them.
    "go-jira.sprints",
    # Not Jira's own, but what another tool made of it.
    "mattermost.cloud-get-jira-project-metadata",
}  # fmt: skip
USED = {
    "go-jira.all_fields", "go-jira.all_issuelinktypes", "go-jira.all_priorities", "go-jira.all_statuses",
    "go-jira.issues_in_sprint", "go-jira.project",
    "mattermost.cloud-get-create-issue-metadata-for-project-many-fields",
    "mattermost.server-get-create-issue-metadata-for-project", "perceval.jira_comments_issue_empty",
    "perceval.jira_comments_issue_page_1", "perceval.jira_fields", "perceval.jira_issues_page_1",
    "perceval.jira_issues_page_empty",
}  # fmt: skip


@pytest.fixture
def recorded(shared: Path) -> Callable[[str], Any]:
    """The body of a recorded answer."""

    def load(name: str) -> Any:
        return json.loads((shared / "data/replay/jira" / f"{name}.json").read_text())

    return load


def served(perform: Performer, bodies: dict[str, Any]) -> Catalog:
    """A catalogue of a server that gives these answers by the ends of their addresses."""

    def answer(asked: Asked) -> Reply:
        found = (body for end, body in bodies.items() if asked.path.endswith(end))
        return Reply(body=next(found, None) or {})

    table = {"url": perform(answer).url, "project": "SHOP", "token": "t", "deployment": "server"}
    return Catalog(Client(JiraConfig.model_validate(table), Context(table)))


def test_every_recording_is_looked_at(shared: Path) -> None:
    """A new one must find a test, or a reason why not."""
    names = {path.stem for path in (shared / "data/replay/jira").glob("*.json")}
    assert names == USED | USELESS
    assert len(names) == FILES


def test_issues_of_an_old_server_become_items(recorded: Callable[[str], Any]) -> None:
    """Of 2016, without comments and time tracking."""
    page = recorded("perceval.jira_issues_page_1")
    found = items(source(cloud=False), [whole(record) for record in page["issues"]], veil())
    assert [one.ref.key for one in found if isinstance(one, RemoteItem)] == ["HELP-6043"]
    assert [one.reason for one in found if not isinstance(one, RemoteItem)] == ["the issue has no summary"]
    first = found[0]
    assert isinstance(first, RemoteItem)
    assert first.values["title"] == "[Fiware-lab-help] FIWARE Lab Assistance"
    assert (first.values["status"], first.values["priority"], first.values["type"]) == (
        "new",
        "medium",
        "task",
    )
    assert first.values["assignees"] == ["user1"]
    assert {person.name for person in first.people} == {"User1", "User2"}
    assert recorded("perceval.jira_issues_page_empty")["issues"] == []


def test_comments_become_notes(recorded: Callable[[str], Any]) -> None:
    """A page of two of three is not the whole list."""
    page = recorded("perceval.jira_comments_issue_page_1")
    found = Records.of(page, "comments")
    notes = [note_of(record, source()) for record in found.shown]
    assert not found.whole
    assert [note.ref.id for note in notes] == ["10022", "10024"]
    assert notes[0].author == "557058:887ce97e-9fbd-4873-8b09-669ce3b1e696"
    assert notes[0].edited_at is None
    assert Records.of(recorded("perceval.jira_comments_issue_empty"), "comments").found == ()


def test_records_without_a_summary_are_set_aside(recorded: Callable[[str], Any]) -> None:
    """An agile list was asked for fewer fields than an entry needs."""
    page = recorded("go-jira.issues_in_sprint")
    found = items(source(cloud=False), [whole(record) for record in page["issues"]], veil())
    assert [one.reason for one in found if not isinstance(one, RemoteItem)] == ["the issue has no summary"]


@pytest.mark.parametrize("name", ["go-jira.all_fields", "perceval.jira_fields"])
def test_fields_are_found_by_name_and_id(
    recorded: Callable[[str], Any], perform: Performer, name: str
) -> None:
    """Whatever schema they have, and where they have none."""
    records = recorded(name)
    catalog = served(perform, {"/field": records})
    names = [record["name"].casefold() for record in records]
    assert len(catalog.fields) == len(records)
    for record in records:
        assert catalog.field(record["id"])["name"] == record["name"]
        if names.count(record["name"].casefold()) == 1:
            assert catalog.field(record["name"])["id"] == record["id"]
        assert read(CustomField.of("x", record), None, Plain()) is None


def test_the_projects_parts_are_read(recorded: Callable[[str], Any], perform: Performer) -> None:
    """A project's types, the priorities, the kinds of links."""
    catalog = served(
        perform,
        {
            "/priority": recorded("go-jira.all_priorities"),
            "/issueLinkType": {"issueLinkTypes": recorded("go-jira.all_issuelinktypes")},
            "/statuses": [{"statuses": recorded("go-jira.all_statuses")}],
            "/project/SHOP": recorded("go-jira.project"),
            f"/project/{recorded('go-jira.project')['id']}": recorded("go-jira.project"),
        },
    )
    assert catalog.project["key"] == recorded("go-jira.project")["key"]
    assert {one["name"] for one in catalog.types} >= {"Bug", "New Feature", "Task"}
    words = Vocabulary(catalog._client.config.mapping, catalog.offered())
    for name, category in catalog.statuses:
        assert words.status(name, category)
    for priority in catalog.priorities:
        assert words.read("priority", priority["name"])
    kinds = {one["name"]: kind_of(one, catalog._client.config.links) for one in catalog.links}
    assert "blocks" in kinds.values()
    assert "related-to" in kinds.values()


@pytest.mark.parametrize(
    "name",
    [
        "mattermost.cloud-get-create-issue-metadata-for-project-many-fields",
        "mattermost.server-get-create-issue-metadata-for-project",
    ],
)
def test_fields_of_create_screens_are_understood(recorded: Callable[[str], Any], name: str) -> None:
    """Each with the values that it allows."""
    met = 0
    for project in recorded(name)["projects"]:
        for kind in project["issuetypes"]:
            for key, record in (kind.get("fields") or {}).items():
                field = CustomField.of(key, {"id": key, **record})
                assert field.name
                assert all(isinstance(one, str) for one in allowed(record))
                met += 1
    assert met > 10


def whole(record: Any) -> Whole:
    """A record with the lists that came with it."""
    return Whole(record=record, comments=Records(), worklogs=Records())


def veil() -> Veil:
    """No issue is on its way."""
    from datetime import UTC, datetime

    return Veil(now=datetime(2026, 1, 1, tzinfo=UTC))
