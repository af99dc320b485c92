"""Checking tells who we are, and whether the settings fit the process; bad input is refused with its cure."""

from __future__ import annotations

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import AuthError, ConfigError, RejectedError

from .desk import Desk, Opener, draft, fields


def test_who_we_are_and_where(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The scope is the project's id, whatever its name is."""
    info = desk.service.check()
    scope = desk.service.scope()
    assert info.account == "devlog-bot@example.com"
    assert scope is not None
    assert (scope.id, scope.name) == (sandbox.project("Shop").id, "Shop")
    assert scope.host.endswith("/sandbox")


def test_checking_again_asks_again(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """What was changed at the provider since is seen."""
    assert not any("In Review" in text for text in desk.service.check().warnings)
    first = desk.service.create(draft(type="task"))
    sandbox.add_state("Task", "In Review", "InProgress")
    desk.service.check()
    desk.service.close()
    after = desk.service.update(first.ref, fields(first, status="in-review"), first.version)
    assert after.values["status"] == "in-review"


def test_losses_are_told(desk: Desk) -> None:
    """Which statuses read back as others, type by type, and which fields a type lacks."""
    told = "\n".join(desk.service.check().warnings)
    assert "of a Bug, done, cancelled read back as done" in told
    assert "blocked" in told


@pytest.mark.parametrize(
    ("field", "given", "told"),
    [
        ("status", {"blocked": "Waiting"}, "no state 'Waiting'"),
        ("status", {"done": "Close"}, "did you mean 'Closed'"),
        ("type", {"docs": "Dokumentation"}, "no work item type 'Dokumentation'"),
    ],
)
def test_names_that_the_process_lacks_are_refused(
    open_desk: Opener, field: str, given: dict[str, str], told: str
) -> None:
    """Each with the nearest that there is."""
    with pytest.raises(ConfigError, match=told):
        open_desk(mapping={field: given}).service.check()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"custom": {"size": "No Such"}}, "No Such"),
        ({"area": "Nowhere"}, "area"),
        ({"iteration": "Never"}, "iteration"),
        ({"project": "Nowhere"}, "Nowhere"),
    ],
)
def test_what_is_not_there_is_refused(open_desk: Opener, changes: dict[str, object], told: str) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError, match=told):
        open_desk(**changes).service.check()


def test_required_fields_without_a_value_are_told(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> None:
    """And creating works once the settings give one."""
    reference = sandbox.add_field("Team", "string", types=["Task"], required=True)
    missing = open_desk().service.check().missing
    assert any("Team" in text for text in missing.values())
    desk = open_desk(create={reference: "Blue"})
    assert not desk.service.check().missing
    assert desk.service.create(draft(type="task")).values["type"] == "task"


def test_an_area_and_an_iteration_of_the_settings(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> None:
    """New work items are put there."""
    sandbox.add_area("Web\\Checkout")
    sandbox.add_iteration("Release 1")
    desk = open_desk(area="Web/Checkout", iteration="Release 1")
    desk.service.check()
    made = desk.service.create(draft())
    assert made.values["milestone"] == "Release 1"
    assert sandbox.read(made.ref.id)["fields"]["System.AreaPath"] == "Shop\\Web\\Checkout"


def test_a_state_that_may_not_follow_names_the_status(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The other fields of the entry are sent without it."""
    sandbox.restrict("Task", "New", ["Active"])
    made = desk.service.create(draft(type="task"))
    with pytest.raises(RejectedError) as caught:
        desk.service.update(made.ref, fields(made, status="done", title="Other"), made.version)
    assert caught.value.fields == ("status",)
    assert desk.fetch(made).values["title"] == "Fix login"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"milestone": "No\\Such"}, "milestone"),
        ({"assignees": ["nobody at all"]}, "assignees"),
        ({"title": "a" * 300}, "title"),
        ({"labels": ["a" * 500]}, "labels"),
    ],
)
def test_a_value_that_is_not_taken_names_its_field(desk: Desk, values: dict[str, object], field: str) -> None:
    """Only that one is set aside."""
    desk.read()
    with pytest.raises(RejectedError) as caught:
        desk.service.create(draft(**values))
    assert caught.value.fields == (field,)


def test_a_read_only_field_is_refused(open_desk: Opener) -> None:
    """Before it is sent."""
    desk = open_desk(custom={"made": "System.CreatedDate"})
    with pytest.raises(RejectedError) as caught:
        desk.service.create(draft(**{"custom.made": "2026-01-01T00:00:00Z"}))
    assert caught.value.fields == ("custom.made",)


def test_an_unknown_type_is_set_aside(open_desk: Opener) -> None:
    """The settings name one that the process lacks."""
    desk = open_desk(mapping={"type": {"docs": "Dokumentation"}})
    with pytest.raises(RejectedError) as caught:
        desk.service.create(draft(type="docs"))
    assert caught.value.fields == ("type",)


def test_a_payload_over_the_limit_is_set_aside(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """By the field that is too long, or as the gateway refuses it."""
    made = desk.service.create(draft())
    sandbox.switch("longest_text", 1000)
    with pytest.raises(RejectedError) as caught:
        desk.service.update(made.ref, fields(made, description="a " * 2000), made.version)
    assert caught.value.fields == ("description",)
    sandbox.fault("413", match="PATCH ")
    with pytest.raises(RejectedError, match="too long"):
        desk.service.update(made.ref, fields(made, description="b"), made.version)


def test_an_account_that_may_only_read(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A write is set aside with its cause; reading goes on."""
    made = desk.service.create(draft())
    sandbox.permit("read")
    with pytest.raises(RejectedError, match="permission"):
        desk.service.update(made.ref, fields(made, title="Other"), made.version)
    assert desk.fetch(made).values["title"] == "Fix login"


def test_a_project_out_of_sight_is_no_deletion(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Nothing of it counts as gone."""
    made = desk.service.create(draft())
    sandbox.permit("none", project="Shop")
    with pytest.raises((AuthError, ConfigError)):
        desk.service.fetch(made.ref)


@pytest.mark.parametrize(
    "changes",
    [
        {"organization_url": "dev.azure.com/acme"},
        {"organization_url": "https://dev.azure.com"},
        {"organization_url": "https://dev.azure.com/acme/Shop"},
        {"project": "a/b"},
        {"token": "x", "credential_command": "echo x"},
        {"webhook_user": "devlog"},
        {"mapping": {"status": {"doing": "Active"}}},
        {"mapping": {"status": {"done": "Closed", "cancelled": "closed"}}},
        {"custom": {"a": "Size", "b": "size"}},
    ],
)
def test_settings_that_make_no_sense_are_refused(open_desk: Opener, changes: dict[str, object]) -> None:
    """At once, with the key's path."""
    with pytest.raises(ConfigError, match=r"integrations\.boards\.config"):
        open_desk(**changes)
