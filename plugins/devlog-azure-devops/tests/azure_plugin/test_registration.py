"""Subscriptions are made once for each event, and renewed where they were stopped."""

from __future__ import annotations

import json
from typing import Any

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


def test_one_subscription_for_each_event(signed: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """And registering again makes no second one."""
    made = signed.service.register_webhook(URL)
    assert made.events == tuple(EVENTS)
    assert len(set(made.id.split(","))) == len(EVENTS)
    assert signed.service.register_webhook(URL) == made
    assert len(sandbox.world.shelf("subscriptions")) == len(EVENTS)


def test_a_stopped_subscription_is_renewed(signed: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """The service stops those that failed too often."""
    made = signed.service.register_webhook(URL)
    for one in sandbox.world.shelf("subscriptions").values():
        one["status"] = "disabledBySystem"
    assert signed.service.register_webhook(URL) == made
    held = sandbox.world.shelf("subscriptions").values()
    assert {one["status"] for one in held} == {"enabled"}
    assert {one["consumerInputs"]["basicAuthPassword"] for one in held} == {"secret"}


def test_a_new_password_is_told(sandbox: AzureDevOpsSandbox, open_desk: Opener, signed: Desk) -> None:
    """The service shows none that it holds; deliveries with the old one would all be refused."""
    made = signed.service.register_webhook(URL)
    desk = open_desk(**SIGNED | {"webhook_password": "another one"})
    desk.context.state.update(signed.context.state)
    assert desk.service.register_webhook(URL).id == made.id
    held = sandbox.world.shelf("subscriptions").values()
    assert {one["consumerInputs"]["basicAuthPassword"] for one in held} == {"another one"}


def test_what_is_missing_is_said(desk: Desk, open_desk: Opener) -> None:
    """A password, an encrypted address, the right to subscribe."""
    with pytest.raises(ConfigError, match="webhook_password"):
        desk.service.register_webhook(URL)
    with pytest.raises(ConfigError, match="https"):
        open_desk(**SIGNED).service.register_webhook("http://devlog.acme.org/webhooks/boards")
    with pytest.raises(AuthError, match="Service hooks"):
        open_desk(**SIGNED).service.register_webhook(URL)


def held(sandbox: AzureDevOpsSandbox) -> dict[str, dict[str, Any]]:
    """The subscriptions by their events."""
    return {one["eventType"]: one for one in sandbox.world.shelf("subscriptions").values()}


def test_what_is_followed_is_subscribed_to(sandbox: AzureDevOpsSandbox, open_desk: Opener) -> None:
    """By its publisher and in the version that is understood; what is no longer followed is taken away."""
    sandbox.permit("admin")
    desk = open_desk(**SIGNED, follow=["pull_requests", "pipelines", "deployments"])
    made = desk.service.register_webhook(URL)
    found = held(sandbox)
    assert set(found) == set(made.events)
    assert len(made.events) == len(EVENTS) + 5
    told = {name: (one["publisherId"], one["resourceVersion"]) for name, one in found.items()}
    assert told["git.pullrequest.merged"] == ("tfs", "1.0")
    assert told["build.complete"] == ("tfs", "2.0")
    assert told["ms.vss-release.deployment-completed-event"] == ("rm", "3.0-preview.1")
    fewer = open_desk(**SIGNED, follow=["pipelines"])
    fewer.context.kept.update(desk.context.kept)
    assert fewer.service.register_webhook(URL).events == (*EVENTS, "build.complete")
    assert set(held(sandbox)) == {*EVENTS, "build.complete"}


def test_another_address_moves_ours_and_leaves_those_of_others(
    signed: Desk, sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """Whatever they deliver and wherever to: only what was made here is ever changed."""
    theirs = open_desk(**SIGNED, follow=["pull_requests"])
    theirs.service.register_webhook("https://elsewhere.acme.org/hook")
    before = json.dumps(list(sandbox.world.shelf("subscriptions").values()), default=str)
    made = signed.service.register_webhook(URL)
    moved = signed.service.register_webhook(f"{URL}2")
    assert moved.id == made.id
    urls = [one["consumerInputs"]["url"] for one in sandbox.world.shelf("subscriptions").values()]
    assert sorted(set(urls)) == [f"{URL}2", "https://elsewhere.acme.org/hook"]
    assert len(urls) == 2 * len(EVENTS) + 3
    ours = set(made.id.split(","))
    left = [one for one in sandbox.world.shelf("subscriptions").values() if one["id"] not in ours]
    assert json.dumps(left, default=str) == before
