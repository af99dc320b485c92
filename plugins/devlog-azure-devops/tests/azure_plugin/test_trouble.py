"""Wrong settings, refused credentials, limits and servers in trouble, each with its cure."""

from __future__ import annotations

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import AuthError, ConfigError, RateLimitedError, TransientError

from .desk import Desk, Opener, items
from .test_reading import after, seeded


def test_a_wrong_organisation_is_a_matter_of_the_settings(
    sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """Nothing answers there as Azure DevOps does."""
    wrong = f"{sandbox.config()['organization_url']}-not"
    with pytest.raises((ConfigError, AuthError)):
        open_desk(organization_url=wrong).service.scope()


def test_a_wrong_project_is_a_matter_of_the_settings(open_desk: Opener) -> None:
    """It names what is wrong."""
    with pytest.raises(ConfigError, match="Nowhere"):
        open_desk(project="Nowhere").read()


@pytest.mark.parametrize("fault", ["sign-in", "401"])
def test_a_sign_in_page_or_an_expired_token_stops_the_integration(
    desk: Desk, sandbox: AzureDevOpsSandbox, fault: str
) -> None:
    """A page for people, with status 203, is no answer."""
    desk.read()
    sandbox.fault(fault)
    with pytest.raises(AuthError, match="token"):
        desk.read()


def test_a_revoked_token_stops_the_integration(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Every request is refused from then on."""
    cursor = after(desk)
    sandbox.revoke()
    with pytest.raises(AuthError):
        desk.read(cursor, "delta")


@pytest.mark.parametrize("fault", ["429", "blocked"])
def test_a_limit_is_waited_for(desk: Desk, sandbox: AzureDevOpsSandbox, fault: str) -> None:
    """By the engine, not here."""
    desk.read()
    sandbox.fault(fault)
    with pytest.raises(RateLimitedError) as caught:
        desk.read()
    assert caught.value.retry_at is not None


@pytest.mark.parametrize("fault", ["500", "502", "503", "lost-answer", "truncated"])
def test_trouble_is_passing(desk: Desk, sandbox: AzureDevOpsSandbox, fault: str) -> None:
    """The same reading works the next time."""
    [number] = seeded(sandbox, 1)
    sandbox.fault(fault, match="workitemsbatch")
    with pytest.raises(TransientError):
        desk.read()
    assert set(items(desk.read())) == {number}


def test_a_short_batch_is_an_error(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A list that is cut is never taken for the whole."""
    seeded(sandbox, 3)
    sandbox.fault("empty-list", match="workitemsbatch")
    with pytest.raises(TransientError):
        desk.read()
