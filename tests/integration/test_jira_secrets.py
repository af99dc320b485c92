"""A token of Jira's goes to its server, and nowhere else."""

from __future__ import annotations

import base64
import json

import pytest

from devlog_core.testing.sandbox import Moment
from devlog_jira.sandbox.answer import RefusedError
from tests.integration.depot import Depot
from tests.integration.desk import Desk
from tests.integration.test_secrets import FORMS, SECRET, kept, revealed


@pytest.mark.parametrize("depot", ["cloud", pytest.param("server", marks=pytest.mark.long)], indirect=True)
def test_no_failure_lets_it_out(jira_desk: Desk, depot: Depot) -> None:
    """Neither as it is nor as a server that echoes its headers says it, nor in the sandbox's own list."""
    desk = jira_desk
    depot.add_token(SECRET, "devlog-bot")
    depot.seed([{"summary": "one"}])
    desk.environ["JIRA_TOKEN"] = SECRET
    desk.sync()
    key = depot.titled("one")
    ref = desk.of(key, "jira")

    sent = SECRET
    if depot.world.cloud:
        sent = base64.b64encode(f"{depot.config()['email']}:{SECRET}".encode()).decode()

    def echo(moment: Moment) -> None:
        # A server, or a proxy, may say what it was told.
        if moment.phase == "before" and moment.method == "PUT":
            raise RefusedError(400, f"cannot take this from {sent}")

    depot.on_request(echo)
    desk.edit(ref, "--title", "edited")
    found = revealed(desk, "sync", "--push", forms=(True, False))
    depot.exchange.hooks.clear()
    depot.revoke(SECRET)
    found += revealed(desk, "sync")
    for arguments in (("outbox",), ("integrations", "check", "jira"), ("show", ref), ("export", "devlog")):
        found += revealed(desk, *arguments)
    assert found == []
    assert kept(desk) == []
    listed = json.dumps(depot.requests())
    assert "PUT" in listed
    assert not [form for form in FORMS if form in listed]
