"""New issues: complete, marked, and never half made for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from devlog_core.model.errors import (
    ConfigError,
    RejectedError,
    TransientError,
)
from devlog_core.model.remote import RemoteRef
from devlog_core.testing.sandbox import DisconnectError, Moment
from devlog_github.sandbox import GitHubSandbox

from .desk import Desk, items
from .drafts import WHOLE, draft, fields, labels, sent


def test_a_new_issue_has_every_field_and_its_mark(sandbox: GitHubSandbox, desk: Desk) -> None:
    """What is answered is what is there."""
    new = draft()
    made = desk.service.create(new)
    assert {name: made.values[name] for name in WHOLE} == WHOLE | {"labels": ["bug", "ui"]}
    assert made.mark == new.mark.uid
    issue = sandbox.read(made.ref.key)
    assert issue["body"].startswith("Steps:\n1. go\n\n<!-- devlog:dl-")
    assert labels(sandbox, made.ref.key) == [
        "bug",
        "priority: high",
        "status: in progress",
        "type: bugfix",
        "ui",
    ]
    assert items(desk.read())[0].values == made.values


def test_an_open_issue_is_one_request(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Each write counts against the secondary limit."""
    desk.service.scope()
    sandbox.clear_requests()
    desk.service.create(draft(milestone=None))
    assert sent(sandbox) == ["POST"]


@pytest.mark.parametrize(("status", "reason"), [("done", "completed"), ("cancelled", "not_planned")])
def test_a_closed_issue_is_created_and_closed(
    sandbox: GitHubSandbox, desk: Desk, status: str, reason: str
) -> None:
    """GitHub creates open ones only."""
    made = desk.service.create(draft(status=status))
    issue = sandbox.read(made.ref.key)
    assert made.values["status"] == status
    assert (issue["state"], issue["state_reason"]) == ("closed", reason)
    assert "closes=" not in issue["body"]
    assert labels(sandbox, made.ref.key) == ["bug", "priority: high", "type: bugfix", "ui"]


@pytest.mark.parametrize("phase", ["before", "after"])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_closed_issue_survives_a_kill_between_any_two_requests(
    sandbox: GitHubSandbox, desk: Desk, method: str, phase: str
) -> None:
    """Whoever looks for it by its mark finishes it; until then nobody sees it open."""
    new, cursor = draft(status="cancelled"), desk.read()[-1].next
    sandbox.clock.freeze()

    def cut(moment: Moment) -> None:
        if moment.phase == phase and moment.method == method and "/milestones" not in moment.path:
            raise DisconnectError

    sandbox.on_request(cut)
    with pytest.raises(TransientError):
        desk.service.create(new)
    sandbox.exchange.hooks.clear()
    closed = (method, phase) == ("PATCH", "after")
    assert [item.values["status"] for item in items(desk.read(cursor, "delta"))] == ["cancelled"] * closed
    tried = sandbox.clock.now()
    sandbox.advance(60)
    found = desk.service.find(new.mark, datetime.fromtimestamp(tried, UTC))
    exists = (method, phase) != ("POST", "before")
    assert [item.values["status"] for item in found] == ["cancelled"] * exists
    assert [item.values["status"] for item in items(desk.read())] == ["cancelled"] * exists
    if exists:
        assert "closes=" not in sandbox.read(found[0].ref.key)["body"]


def test_one_that_nobody_finishes_is_shown_in_the_end(sandbox: GitHubSandbox, desk: Desk) -> None:
    """A store that was lost for good must not hide an issue for ever."""
    sandbox.fault("502", match="PATCH")
    with pytest.raises(TransientError):
        desk.service.create(draft(status="done"))
    assert items(desk.read()) == []
    assert desk.service.fetch(RemoteRef(id="", key="1")) is not None
    sandbox.advance(3601)
    assert [item.values["status"] for item in items(desk.read())] == ["new"]


def test_an_update_finishes_it_too(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Where another process has linked it meanwhile."""
    sandbox.fault("502", match="PATCH")
    with pytest.raises(TransientError):
        desk.service.create(draft(status="done"))
    half = desk.service.fetch(RemoteRef(id="", key="1"))
    assert half is not None
    after = desk.service.update(half.ref, fields(title="Other"), half.version)
    assert (after.values["title"], after.values["status"]) == ("Other", "done")


def test_a_milestone_is_found_by_title_or_made(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Closed ones too, and only once for many issues."""
    sandbox.seed([{"title": "x", "milestone": "v1"}])
    assert desk.service.create(draft()).values["milestone"] == "v1"
    assert desk.service.create(draft(milestone=" v2  beta ")).values["milestone"] == "v2 beta"
    sandbox.clear_requests()
    assert desk.service.create(draft(milestone="v2 beta")).values["milestone"] == "v2 beta"
    assert sent(sandbox) == ["POST"]


def test_a_milestone_made_by_somebody_else_meanwhile(sandbox: GitHubSandbox, desk: Desk) -> None:
    """422 already_exists: the next try finds it."""

    def race(moment: Moment) -> None:
        if moment.phase == "before" and moment.method == "POST" and moment.path.endswith("/milestones"):
            sandbox.exchange.hooks.clear()
            sandbox.seed([{"title": "other", "milestone": "v1"}])

    sandbox.on_request(race)
    with pytest.raises(TransientError, match="exists by now"):
        desk.service.create(draft())
    assert desk.service.create(draft()).values["milestone"] == "v1"


def test_a_milestone_deleted_meanwhile(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Its number is known no more; nothing is set aside for that."""
    desk.service.create(draft())
    with sandbox.world.writing():
        sandbox.first.milestones.clear()
    with pytest.raises(TransientError, match="deleted a moment ago"):
        desk.service.create(draft())
    assert desk.service.create(draft()).values["milestone"] == "v1"


def test_what_may_not_be_set_is_dropped_and_told(sandbox: GitHubSandbox, desk: Desk) -> None:
    """GitHub says nothing of it; the answer shows it."""
    sandbox.permit("pull")
    made = desk.service.create(draft(milestone=None))
    assert (made.values["labels"], made.values["assignees"], made.values["status"]) == ([], [], "new")
    with pytest.raises(RejectedError, match="may not make the milestone") as caught:
        desk.service.create(draft(milestone="v9"))
    assert caught.value.fields == ("milestone",)


def test_people_who_cannot_be_assigned(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Dropped in silence, or refused by name."""
    assert desk.service.create(draft(assignees=["alice", "stranger"])).values["assignees"] == ["alice"]
    sandbox.switch("strict_assignees", True)
    with pytest.raises(RejectedError, match="stranger") as caught:
        desk.service.create(draft(assignees=["stranger"]))
    assert caught.value.fields == ("assignees",)


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("title", "x" * 257, ("title",)),
        ("title", "", ("title",)),
        ("description", "x" * 65_537, ("description",)),
    ],
)
def test_refused_values_are_named(desk: Desk, name: str, value: Any, named: tuple[str, ...]) -> None:
    """Only these are set aside."""
    with pytest.raises(RejectedError) as caught:
        desk.service.create(draft(**{name: value}))
    assert caught.value.fields == named


def test_a_label_without_room_stays_with_the_entry(desk: Desk) -> None:
    """Otherwise one long label of another tracker holds up all labels, and a new issue altogether."""
    wanted = ["bug", "x" * 51, "y" * 50]
    assert desk.service.create(draft(labels=wanted)).values["labels"] == ["bug", "y" * 50]
    assert desk.service.express("labels", wanted) == ["bug", "y" * 50]


def test_issues_turned_off(sandbox: GitHubSandbox, desk: Desk) -> None:
    """410 for the whole list is not an issue's end."""
    from devlog_core.testing.stage import Asked, Reply, Stage

    def answer(asked: Asked) -> Reply:
        if asked.where.startswith("/repos/"):
            return Reply(body={"id": 7, "full_name": "acme/shop"})
        return Reply(410, {"message": "Issues are disabled for this repo"})

    stage = Stage(answer)
    desk.service.close()
    from .desk import opened

    other = opened({"repository": "acme/shop", "token": "t", "api_url": stage.url})
    with pytest.raises(ConfigError, match="Issues are disabled"):
        other.read()
    with pytest.raises(ConfigError, match="keeps no issues"):
        other.service.create(draft(milestone=None))
    stage.close()
