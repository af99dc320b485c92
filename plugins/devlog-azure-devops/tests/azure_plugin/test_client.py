"""Requests are signed, counted and never repeated; every refusal names its cure."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from devlog_azure_devops.auth import printed
from devlog_azure_devops.client import PATCH, Client
from devlog_azure_devops.config import AzureDevOpsConfig
from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RateLimitedError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.testing.context import Context
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage

Performer = Callable[[Answerer], Stage]
HTML = {"Content-Type": "text/html"}


def client(stage: Stage, **changes: Any) -> Client:
    """A client of a stage."""
    table = {"organization_url": stage.url, "project": "Shop", "token": "secret", **changes}
    table = {name: value for name, value in table.items() if value is not None}
    return Client(AzureDevOpsConfig.model_validate(table), Context(table))


def told(message: str, kind: str = "", **more: Any) -> dict[str, Any]:
    """A refusal as the service words it."""
    return {"$id": "1", "message": message, "typeKey": kind, "errorCode": 0, **more}


def test_a_personal_token_is_the_password_of_nobody(perform: Performer) -> None:
    """And a sign-in page is asked not to be given."""
    stage = perform(lambda asked: Reply(body={}))
    client(stage).get("/_apis/projects")
    sent = stage.asked[0].headers
    assert sent["authorization"] == "Basic " + base64.b64encode(b":secret").decode()
    assert sent["x-tfs-fedauthredirect"] == "Suppress"
    assert stage.asked[0].query["api-version"] == "7.1"


@pytest.mark.parametrize("shown", ["{token}", '{{"accessToken": "{token}", "expiresOn": "2030"}}'])
def test_a_command_prints_the_token(perform: Performer, tmp_path: Path, shown: str) -> None:
    """It is asked once, and again after a refusal."""
    count = tmp_path / "count"
    script = tmp_path / "print.py"
    script.write_text(
        f"import pathlib\np = pathlib.Path({str(count)!r})\n"
        "n = len(p.read_text()) if p.exists() else 0\np.write_text('x' * (n + 1))\n"
        f"print({shown!r}.format(token='abc' + str(n)))\n"
    )
    stage = perform(
        lambda asked: Reply(401) if asked.headers["authorization"] == "Bearer abc0" else Reply(body={})
    )
    used = client(stage, token=None, credential_command=f"{sys.executable} {script}")
    with pytest.raises(AuthError):
        used.get("/_apis/projects")
    used.get("/_apis/projects")
    used.get("/_apis/projects")
    assert stage.asked[-1].headers["authorization"] == "Bearer abc1"
    assert count.read_text() == "xx"


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("no-such-program-at-all", ConfigError),
        ("'unclosed", ConfigError),
        (f"{sys.executable} -c 'raise SystemExit(3)'", AuthError),
        (f"{sys.executable} -c 'print()'", AuthError),
        (f"{sys.executable} -c 'print(1, 2)'", AuthError),
    ],
)
def test_a_command_that_prints_no_token(perform: Performer, command: str, error: type[DevlogError]) -> None:
    """Nothing is sent then."""
    stage = perform(lambda asked: Reply(body={}))
    with pytest.raises(error, match="credential_command"):
        client(stage, token=None, credential_command=command).get("/_apis/projects")
    assert not stage.asked


@pytest.mark.parametrize("token", [None, "a b", "tökén", "a\nb"])
def test_a_token_that_cannot_be_one(perform: Performer, token: str | None) -> None:
    """It is refused before it is sent."""
    stage = perform(lambda asked: Reply(body={}))
    with pytest.raises(AuthError):
        client(stage, token=token).get("/_apis/projects")
    assert not stage.asked


@pytest.mark.parametrize(
    ("status", "message", "kind", "error"),
    [
        (400, "TF401320: Rule Error for field State.", "RuleValidationException", RejectedError),
        (401, "", "", AuthError),
        (403, "Access denied", "AccessDeniedException", AuthError),
        (404, "TF401232: Work item 5 does not exist", "WorkItemUnauthorizedAccessException", GoneError),
        (404, "TF200016: The project does not exist.", "ProjectDoesNotExistWithNameException", ConfigError),
        (404, "VS402323: Work item type X does not exist", "WorkItemTypeNotFoundException", RejectedError),
        (409, "TF26071: changed by someone else", "WorkItemRevisionMismatchException", StaleError),
        (412, "VS403351: Test Operation failed", "TestPatchOperationFailedException", StaleError),
        (413, "too large", "", RejectedError),
        (429, "TF400733: The request has been canceled", "", RateLimitedError),
        (503, "TF400733: The request has been canceled", "", RateLimitedError),
        (500, "TF400898: An Internal Error Occurred.", "", TransientError),
        (302, "", "", AuthError),
    ],
)
def test_a_refusal_names_its_cure(
    perform: Performer, status: int, message: str, kind: str, error: type[DevlogError]
) -> None:
    """On one line, with what was asked."""
    stage = perform(lambda asked: Reply(status, told(message, kind)))
    with pytest.raises(error) as caught:
        client(stage).get("/_apis/wit/workItems/5")
    assert type(caught.value) is error
    assert "\n" not in str(caught.value)
    assert len(stage.asked) == 1


def _always(reply: Reply, _asked: Asked) -> Reply:
    return reply


def test_the_fields_at_fault_are_named(perform: Performer) -> None:
    """By the service's own account of them, or as its sentences name them."""
    more = {"RuleValidationErrors": [{"fieldReferenceName": "System.State", "errorMessage": "x"}]}
    bodies = [
        told("Two rules", "RuleValidationException", customProperties=more),
        told("TF401320: Rule Error for field Assigned To. Error code: x.", "RuleValidationException"),
        told("TF401347: Invalid tree name given for work item -1, field 'System.IterationPath'."),
        told("The field 'Title' is too long."),
    ]
    found = []
    for one in bodies:
        stage = perform(partial(_always, Reply(400, one)))
        with pytest.raises(RejectedError) as caught:
            client(stage).send("PATCH", "/_apis/wit/workItems/5", [], content_type=PATCH)
        found.append(caught.value.fields)
    assert found == [("status",), ("assignees",), ("milestone",), ("title",)]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(203, "<html>Sign In</html>", HTML), AuthError),
        (Reply(200, "<html>Sign In</html>", HTML), AuthError),
        (Reply(200, "hello", {"Content-Type": "text/plain"}), ConfigError),
        (Reply(404, "<html>The resource cannot be found.</html>", HTML), ConfigError),
        (Reply(200, '{"count": 1, "val', {"Content-Type": "application/json"}), TransientError),
        (Reply(502, "<html>Bad Gateway</html>", HTML), TransientError),
    ],
)
def test_pages_for_people_are_no_answers(perform: Performer, reply: Reply, error: type[DevlogError]) -> None:
    """A wrong address, a sign-on in front, a proxy in trouble."""
    with pytest.raises(error):
        client(perform(lambda asked: reply)).get("/_apis/projects")


def test_an_older_server_is_spoken_to_in_its_version(perform: Performer) -> None:
    """It says which it knows, and that is remembered."""

    def answer(asked: Asked) -> Reply:
        if asked.query["api-version"].startswith("7.1"):
            message = (
                "The requested REST API version of 7.1 is out of range for this server. The latest REST API "
                "version this server supports is 6.0."
            )
            return Reply(400, told(message, "VssVersionOutOfRangeException"))
        return Reply(body={"value": []})

    stage = perform(answer)
    used = client(stage)
    used.get("/_apis/projects")
    used.get("/_apis/projects")
    assert [one.query["api-version"] for one in stage.asked] == ["7.1", "6.0", "6.0"]
    assert used.preview(4) == "6.0-preview"


def test_asking_by_post_is_no_write(perform: Performer) -> None:
    """Queries and batches change nothing, and a dry run may make them."""
    stage = perform(lambda asked: Reply(body={"value": [None], "workItems": []}))
    table = {"organization_url": stage.url, "project": "Shop", "token": "secret"}
    context = Context(table)
    used = Client(AzureDevOpsConfig.model_validate(table), context)
    used.send("POST", "/id/_apis/wit/wiql", {"query": "x"})
    used.batch([1])
    assert (context.meter.requests, context.meter.writes) == (2, 0)
    used.send("PATCH", "/_apis/wit/workItems/5", [], content_type=PATCH)
    assert context.meter.writes == 1
    assert stage.asked[-1].headers["content-type"] == PATCH


def test_a_batch_asks_for_all_fields_with_the_relations(perform: Performer) -> None:
    """Fields and an expansion at once are refused by the service."""
    stage = perform(lambda asked: Reply(body={"count": 2, "value": [{"id": 1}, None]}))
    assert client(stage).batch([1, 2]).values == [{"id": 1}, None]
    assert stage.asked[0].body == {"ids": [1, 2], "errorPolicy": "omit", "$expand": "relations"}
    assert json.dumps(stage.asked[0].body)


def test_a_command_that_leaves_something_running_does_not_hold_us_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a script around the real command, once it hangs, hangs the sync for as long."""
    monkeypatch.setattr("devlog_azure_devops.auth.PATIENCE_SECONDS", 0.2)
    with pytest.raises(TransientError, match=r"did not end within 0\.2 seconds: run it by hand"):
        printed("sh -c 'sleep 600; echo late'")


def test_the_first_request_of_all_may_be_for_a_preview(perform: Performer) -> None:
    """A server that steps down is then asked for its own preview, not again for ours."""

    def answer(asked: Asked) -> Reply:
        if asked.query["api-version"].startswith("7.1"):
            message = "The latest REST API version this server supports is 6.1."
            return Reply(400, told(message, "VssVersionOutOfRangeException"))
        return Reply(body={})

    stage = perform(answer)
    used = client(stage)
    used.get("/_apis/connectionData", {"api-version": used.preview(1)})
    assert [one.query["api-version"] for one in stage.asked] == ["7.1-preview.1", "6.1-preview"]
    # The newest minor version of a server was a preview when it came out.
    assert (used.api, used.preview(4)) == ("6.0", "6.1-preview")
    used.forget_version()
    assert used.api == "7.1"
