"""Creating and changing issues: few requests, nothing foreign touched, no step that a kill could spoil."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    GoneError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import Draft, FieldChange, Mark, Patch, RemoteItem, RemoteRef, SetChange
from devlog_github.sandbox import DisconnectError, GitHubSandbox, Moment

from .desk import Desk, Opener, items

WHOLE = {
    "title": "Fix login", "description": "Steps:\n1. go", "status": "in-progress", "priority": "high",
    "type": "bugfix", "labels": ["ui", "bug"], "assignees": ["alice"], "milestone": "v1",
}  # fmt: skip


def draft(**values: Any) -> Draft:
    """A new issue with a mark of its own."""
    return Draft(mark=Mark(uid=new_uid()), values=WHOLE | values)


def fields(**values: Any) -> Patch:
    """Single values to set."""
    return Patch(fields={name: FieldChange(old=None, new=value) for name, value in values.items()})


def sent(sandbox: GitHubSandbox) -> list[str]:
    """The methods of the requests so far."""
    return [entry["method"] for entry in sandbox.requests()]


def labels(sandbox: GitHubSandbox, number: str) -> list[str]:
    """An issue's labels."""
    return sorted(label["name"] for label in sandbox.read(number)["labels"])


@pytest.fixture
def item(desk: Desk) -> RemoteItem:
    """An issue that devlog created."""
    return desk.service.create(draft())


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
        ("labels", ["x" * 51], ("labels", "priority", "status", "type")),
    ],
)
def test_refused_values_are_named(desk: Desk, name: str, value: Any, named: tuple[str, ...]) -> None:
    """Only these are set aside. A label may be one of four fields."""
    with pytest.raises(RejectedError) as caught:
        desk.service.create(draft(**{name: value}))
    assert caught.value.fields == named


def test_one_scalar_is_two_requests(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """One read to see that nobody was there, one write."""
    sandbox.clear_requests()
    after = desk.service.update(item.ref, fields(title="New"), item.version)
    assert after.values == dict(item.values) | {"title": "New"}
    assert sent(sandbox) == ["GET", "PATCH"]


def test_nothing_to_change_is_no_write(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Somebody made the same edit."""
    sandbox.clear_requests()
    assert desk.service.update(item.ref, fields(title="Fix login "), item.version).values == item.values
    assert sent(sandbox) == ["GET"]


def test_a_changed_issue_is_stale(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Last write wins at GitHub, so we look first."""
    sandbox.edit(item.ref.key, {"title": "By a person"}, by="bob")
    with pytest.raises(StaleError):
        desk.service.update(item.ref, fields(title="Ours"), item.version)
    assert sandbox.read(item.ref.key)["title"] == "By a person"
    assert desk.service.update(item.ref, fields(title="Ours"), None).values["title"] == "Ours"


def test_a_comment_is_no_edit(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """It moves the time of change and nothing else."""
    sandbox.advance(10)
    sandbox.comment(item.ref.key, "hello", by="bob")
    assert desk.service.update(item.ref, fields(title="Ours"), item.version).values["title"] == "Ours"


def test_foreign_labels_and_people_stay(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Those that came between our last reading and the write, too."""
    sandbox.edit(item.ref.key, {"labels": ["ui", "bug", "Foreign", "status: in progress"]}, by="bob")
    patch = Patch(
        fields={"status": FieldChange(old="in-progress", new="testing")},
        sets={"labels": SetChange(add=("new",), remove=("ui",)), "assignees": SetChange(add=("bob",))},
    )
    after = desk.service.update(item.ref, patch, None)
    assert labels(sandbox, item.ref.key) == ["Foreign", "bug", "new", "status: testing"]
    assert after.values["assignees"] == ["alice", "bob"]


def test_every_status_is_reached_from_every_other(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """GitHub takes a reason for closing only when it closes."""
    order = [
        "done",
        "cancelled",
        "done",
        "blocked",
        "cancelled",
        "new",
        "in-review",
        "testing",
        "cancelled",
        "in-progress",
    ]
    for status in order:
        item = desk.service.update(item.ref, fields(status=status), item.version)
        assert item.values["status"] == status
    assert labels(sandbox, item.ref.key) == [
        "bug",
        "priority: high",
        "status: in progress",
        "type: bugfix",
        "ui",
    ]


def test_the_mark_stays_and_none_is_added(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """Marks are for what devlog created."""
    after = desk.service.update(item.ref, fields(description="New\n"), item.version)
    assert (after.mark, after.values["description"]) == (item.mark, "New\n")
    sandbox.seed([{"title": "theirs", "body": "Old"}])
    theirs = desk.service.update(RemoteRef(id="", key="2"), fields(description="New"), None)
    assert (theirs.mark, sandbox.read("2")["body"]) == (None, "New")


def test_a_description_is_not_touched_by_another_edit(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Not even its line ends."""
    sandbox.seed([{"title": "x", "body": "a\r\nb"}])
    desk.service.update(RemoteRef(id="", key="1"), fields(title="y", status="done"), None)
    assert sandbox.read("1")["body"] == "a\r\nb"


def test_a_deleted_issue_is_gone(sandbox: GitHubSandbox, desk: Desk, item: RemoteItem) -> None:
    """410, or 404 where nobody may know."""
    sandbox.delete(item.ref.key)
    with pytest.raises(GoneError):
        desk.service.update(item.ref, fields(title="x"), None)
    assert desk.service.fetch(item.ref) is None
    assert desk.service.fetch(RemoteRef(id="5", key="999", scope=item.ref.scope)) is None


def test_a_transferred_issue_is_gone_here_and_untouched_there(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """Its redirect leads to another issue of another repository."""
    sandbox.add_repository("acme/other")
    sandbox.transfer(item.ref.key, "acme/other")
    with pytest.raises(GoneError):
        desk.service.update(item.ref, fields(title="x"), None)
    assert desk.service.fetch(item.ref) is None
    assert sandbox.read("acme/other#1")["title"] == "Fix login"


def test_another_issue_under_the_number_is_not_ours(desk: Desk, item: RemoteItem) -> None:
    """The id decides."""
    other = RemoteRef(id="5", key=item.ref.key, scope=item.ref.scope)
    assert desk.service.fetch(other) is None
    with pytest.raises(GoneError):
        desk.service.update(other, fields(title="x"), None)


def test_a_repository_out_of_sight_makes_no_issue_gone(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """404 for everything must not cancel every entry."""
    with sandbox.world.writing():
        sandbox.first.private = True
    sandbox.permit("none")
    with pytest.raises(ConfigError):
        desk.service.update(item.ref, fields(title="x"), None)
    with pytest.raises(ConfigError):
        desk.service.fetch(item.ref)


def test_a_token_that_may_only_read(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Another's issue is refused, and the cure named."""
    sandbox.seed([{"title": "theirs"}])
    sandbox.permit("pull")
    with pytest.raises(AuthError, match="issues=write"):
        desk.service.update(RemoteRef(id="", key="1"), fields(title="x"), None)


@pytest.mark.parametrize("key", ["1", "#1", " 1 ", "https://github.com/acme/shop/issues/1/"])
def test_an_issue_is_named_as_people_name_it(sandbox: GitHubSandbox, desk: Desk, key: str) -> None:
    """`devlog link` takes all of them."""
    sandbox.seed([{"title": "x", "comments": ["a", "b"]}])
    found = desk.service.fetch(RemoteRef(id="", key=key))
    assert found is not None
    assert (found.ref.key, found.notes_complete, len(found.notes)) == ("1", True, 2)


def test_what_names_no_issue_is_refused(desk: Desk) -> None:
    """Before any request."""
    with pytest.raises(RejectedError, match="'login' is no issue"):
        desk.service.fetch(RemoteRef(id="", key="login"))


def test_a_pull_request_is_no_issue(sandbox: GitHubSandbox, desk: Desk) -> None:
    """They share their numbers."""
    sandbox.seed([{"title": "p", "pull_request": {}}])
    assert desk.service.fetch(RemoteRef(id="", key="1")) is None


def test_fetching_without_comments_is_one_request(
    sandbox: GitHubSandbox, desk: Desk, item: RemoteItem
) -> None:
    """And with them one for each hundred."""
    assert desk.requests(lambda: desk.service.fetch(item.ref)) == 1
    for number in range(101):
        sandbox.comment(item.ref.key, str(number), by="bob")
    found = desk.service.fetch(item.ref)
    assert found is not None
    assert len(found.notes) == 101
    assert desk.requests(lambda: desk.service.fetch(item.ref)) == 3


def test_a_lost_answer_is_found_by_its_mark(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Never by search, which lags."""
    new = draft(milestone=None)
    desk.service.scope()
    tried = desk.context.meter.heard_at
    sandbox.fault("lost-answer", match="POST")
    with pytest.raises(TransientError):
        desk.service.create(new)
    found = desk.service.find(new.mark, tried)
    assert [item.mark for item in found] == [new.mark.uid]
    assert not [entry for entry in sandbox.requests() if "/search" in entry["path"]]


def test_nothing_found_is_believed_after_the_settle_time_only(
    sandbox: GitHubSandbox, open_desk: Opener
) -> None:
    """A list may lag behind a write, and creating again would make two."""
    desk = open_desk(settle_seconds=5)
    sandbox.clock.set("2030-01-01T00:00:00Z")
    sandbox.clock.freeze()
    desk.context.time = datetime(2026, 1, 1, tzinfo=UTC)
    tried = datetime(2030, 1, 1, tzinfo=UTC)
    sandbox.advance(3)
    with pytest.raises(TransientError) as caught:
        desk.service.find(Mark(uid=new_uid()), tried)
    assert caught.value.retry_at == desk.context.time + timedelta(seconds=2)
    sandbox.advance(2)
    assert desk.service.find(Mark(uid=new_uid()), tried) == []
    assert desk.service.find(Mark(uid=new_uid()), None) == []


def test_finding_reads_to_the_end_and_takes_no_pull_request(sandbox: GitHubSandbox, desk: Desk) -> None:
    """Two issues with one mark are both told, however old."""
    new = draft(milestone=None)
    first = desk.service.create(new)
    body = sandbox.read(first.ref.key)["body"]
    sandbox.seed([{"title": str(number)} for number in range(120)])
    sandbox.seed([{"title": "copy", "body": body}, {"title": "pull", "body": body, "pull_request": {}}])
    assert [item.ref.key for item in desk.service.find(new.mark, None)] == ["1", "122"]


def test_issues_turned_off(sandbox: GitHubSandbox, desk: Desk) -> None:
    """410 for the whole list is not an issue's end."""
    from .stage import Asked, Reply, Stage

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/repos/"):
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
