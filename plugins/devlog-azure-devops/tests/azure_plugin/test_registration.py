"""Subscriptions are made once for each event, and renewed where they were stopped."""

from __future__ import annotations

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.triggers import EVENTS
from devlog_core.model.errors import AuthError, ConfigError

from .desk import Desk, Opener

URL = "https://devlog.acme.org/webhooks/boards"
SIGNED = {"webhook_user": "devlog", "webhook_password": "secret"}


@pytest.fixture
def signed(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> Desk:
    """A service whose account administers the project."""
    sandbox.permit("admin")
    return open_desk(**SIGNED)


def test_one_subscription_for_each_event(signed: Desk) -> None:
    """And registering again makes no second one."""
    made = signed.service.register_webhook(URL)
    assert made.events == tuple(EVENTS)
    assert len(set(made.id.split(","))) == len(EVENTS)
    before = signed.context.meter.writes
    assert signed.service.register_webhook(URL) == made
    assert signed.context.meter.writes == before
    assert signed.service.register_webhook(f"{URL}2").id != made.id


def test_a_stopped_subscription_is_renewed(signed: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The service stops those that failed too often."""
    made = signed.service.register_webhook(URL)
    for one in sandbox.world.shelf("subscriptions").values():
        one["status"] = "disabledBySystem"
    assert signed.service.register_webhook(URL) == made
    held = sandbox.world.shelf("subscriptions").values()
    assert {one["status"] for one in held} == {"enabled"}
    assert {one["consumerInputs"]["basicAuthPassword"] for one in held} == {"secret"}


def test_what_is_missing_is_said(desk: Desk, open_desk: Opener) -> None:
    """A password, an encrypted address, the right to subscribe."""
    with pytest.raises(ConfigError, match="webhook_password"):
        desk.service.register_webhook(URL)
    with pytest.raises(ConfigError, match="https"):
        open_desk(**SIGNED).service.register_webhook("http://devlog.acme.org/webhooks/boards")
    with pytest.raises(AuthError, match="Service hooks"):
        open_desk(**SIGNED).service.register_webhook(URL)
