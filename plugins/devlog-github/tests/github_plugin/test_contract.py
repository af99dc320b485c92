"""GitHub keeps the contract of plugins."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping

import pytest

from devlog_core.model.ids import new_uid
from devlog_core.testing.contract import TrackerContract
from devlog_core.testing.contract.bench import Work
from devlog_github import plugin
from devlog_github.sandbox import GitHubSandbox


class TestContract(TrackerContract):
    """All laws, against GitHub's simulator."""

    plugin = plugin

    def make_delivery(self, work: Work, key: str) -> tuple[Mapping[str, str], bytes]:
        """What GitHub would send: its simulator delivers nothing, since people set up webhooks there."""
        sandbox = work.bench.sandbox
        assert isinstance(sandbox, GitHubSandbox)
        work.bench.people.edit(key, title=f"Told by a delivery: {new_uid()}")
        repository = sandbox.repository(None)
        payload = {
            "action": "edited",
            "issue": sandbox.read(key),
            "repository": {"id": repository.id, "full_name": repository.full_name},
            "sender": {"login": "bob"},
        }
        body = json.dumps(payload).encode()
        signed = hmac.new(str(work.context.secrets.get("webhook_secret")).encode(), body, hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "X-GitHub-Event": "issues",
            "X-GitHub-Delivery": new_uid(),
            "X-Hub-Signature-256": f"sha256={signed.hexdigest()}",
        }
        return headers, body


@pytest.mark.long
class TestApart(TestContract):
    """The same laws, with the plugin in a process of its own."""

    isolation = "process"
