"""What is delivered and what is polled tell the same events, so that each is acted on once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.delivery import Delivery
from devlog_core.model.errors import WebhookRejectedError
from devlog_core.model.remote import Cursor, Event
from devlog_core.testing.receiver import Receiver

from .desk import Desk, Opener

FOLLOWED = ["pull_requests", "pipelines", "deployments"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Where deliveries go."""
    made = Receiver("eventType")
    yield made
    made.end()


def delivered(desk: Desk, receiver: Receiver) -> list[Event]:
    """The events of everything that was received; what was signed in with another password is refused."""
    events: list[Event] = []
    for number, one in enumerate(receiver.received):
        try:
            desk.service.verify(one.headers, one.body)
        except WebhookRejectedError:
            continue
        now = desk.context.clock()
        delivery = Delivery(
            id=str(number), integration="boards", received_at=now, headers=one.headers, body=one.body
        )
        events += desk.service.parse(delivery).events
    return events


def test_an_event_is_the_same_whether_delivered_or_polled(
    sandbox: AzureDevOpsSandbox, open_desk: Opener, receiver: Receiver
) -> None:
    """Of pull requests, runs and releases, also when each delivery comes twice and somebody forges one."""
    sandbox.permit("admin")
    desk = open_desk(webhook_user="devlog", webhook_password="secret", follow=FOLLOWED)
    pipeline = sandbox.add_pipeline("CI")
    cursor = desk.read()[-1].next
    assert cursor is not None
    desk.service.register_webhook(receiver.url)
    sandbox.switch("doubled_webhooks", True)
    sandbox.switch("forged_webhooks", True)
    merged = sandbox.pull_request("Merged for dl-89abcdef", "merged", by="jane")
    left = sandbox.pull_request("Left for dl-89abcdef", "left", by="jane")
    sandbox.settle_pull_request(merged, "completed", by="jane")
    sandbox.settle_pull_request(left, "abandoned", by="jane")
    sandbox.run_pipeline(pipeline, "jane", "failed")
    sandbox.release("R-1", {"production": "succeeded"})
    assert sandbox.settle_deliveries()
    pages = desk.read(Cursor(data=json.loads(json.dumps(cursor.data))), "delta")
    polled = {event.id: event.name for page in pages for event in page.events}
    heard = delivered(desk, receiver)
    assert {event.id: event.name for event in heard} == polled
    assert len(heard) > len(polled)
    assert sorted(name.removeprefix("azure-devops.") for name in polled.values()) == [
        "deployment", "pull_request.abandoned", "pull_request.created", "pull_request.created",
        "pull_request.merged", "run_completed", "run_failed",
    ]  # fmt: skip
