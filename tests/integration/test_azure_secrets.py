"""A token of Azure DevOps goes to its server, and nowhere else, whichever way it is come by."""

from __future__ import annotations

import base64
import json

import pytest

from devlog_azure_devops.sandbox.answer import RefusedError
from devlog_core.testing.sandbox import Moment
from tests.integration.desk import Desk
from tests.integration.test_secrets import FORMS, SECRET, kept, revealed
from tests.integration.works import Works

PASSWORD = "hooks-password-0123456789"


@pytest.mark.parametrize("way", ["token", "command"])
def test_no_failure_lets_it_out(azure_desk: Desk, works: Works, way: str) -> None:
    """Neither as it is nor as a server that echoes its headers says it, nor in the sandbox's own list."""
    desk = azure_desk
    works.add_token(SECRET, "devlog-bot", bearer=way == "command")
    (key,) = works.seed([{"title": "one"}])
    hooks = {"webhook_user": "devlog", "webhook_password": "${HOOKS}"}
    config = works.settings(**hooks)
    if way == "command":
        # It lies beside, where no look for the token counts it, as in a program's own store.
        (desk.folder / "token.txt").write_text(json.dumps({"accessToken": SECRET}))
        config |= {"credential_command": f"cat {desk.folder / 'token.txt'}"}
        del config["token"]
    desk.environ |= {"AZURE_DEVOPS_TOKEN": SECRET, "HOOKS": PASSWORD}
    desk.connect("azure", config, plugin="azure-devops")
    desk.near()
    ref = desk.of(key, "azure")
    sent = SECRET if way == "command" else base64.b64encode(f":{SECRET}".encode()).decode()

    def echo(moment: Moment) -> None:
        # A server, or a proxy, may say what it was told.
        if moment.phase == "before" and moment.method == "PATCH":
            raise RefusedError(400, f"cannot take this from {sent} of {SECRET}")

    works.on_request(echo)
    desk.edit(ref, "--title", "edited")
    found = revealed(desk, "sync", "--push", forms=(way == "token",))
    works.exchange.hooks.clear()
    (row,) = desk.do("outbox", "list")
    assert "cannot take this" in row["error"]
    works.revoke(SECRET)
    found += revealed(desk, "sync")
    if way == "token":
        found += revealed(desk, "integrations", "check", "azure")
    said = "".join(
        (done.out + done.err)
        for done in (
            desk.here("show", ref), desk.here("history", ref), desk.here("export", "devlog"),
            desk.here("config"), desk.here("outbox"), desk.here("integrations", "check", "azure"),
        )
    )  # fmt: skip
    assert found == []
    assert [form for form in (*FORMS, sent, PASSWORD) if form in said] == []
    assert kept(desk) == []
    files = [path for path in desk.folder.parent.rglob("*") if path.is_file()]
    assert [path.name for path in files if PASSWORD.encode() in path.read_bytes()] == []
    listed = json.dumps(works.requests())
    assert "PATCH" in listed
    assert not [form for form in (*FORMS, sent) if form in listed]
