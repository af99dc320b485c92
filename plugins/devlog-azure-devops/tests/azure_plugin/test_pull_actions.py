"""Pull requests are opened once, linked once, and refused in one clear line."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_azure_devops.pulls.forms import CreatePullRequest, LinkPullRequest, PullRequest
from devlog_azure_devops.pulls.making import described
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import AuthError, GoneError, StaleError, UsageError
from devlog_core.testing.sandbox import Moment

from .desk import Desk

ENTRY = "dl-89abcdef"


@pytest.fixture
def item(sandbox: AzureDevOpsSandbox) -> str:
    """A work item with a branch that names its entry."""
    [number] = sandbox.seed([{"type": "Task", "title": "Login"}])
    sandbox.add_branch(f"feature/{ENTRY}-login")
    sandbox.add_branch(f"feature/{ENTRY}0-another")
    return number


def create(desk: Desk, item: str, **more: Any) -> PullRequest:
    """The action, as for an entry."""
    form = {"item": item, "entry": ENTRY, "title": "Mend the login", **more}
    return desk.service.create_pull_request(CreatePullRequest.model_validate(form))


def pulls_of(sandbox: AzureDevOpsSandbox, item: str) -> list[str]:
    """The addresses of what the work item is linked to."""
    return [one.url for one in sandbox.item(item).relations if one.rel == "ArtifactLink"]


def test_one_pull_request_however_often_it_is_asked_for(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: str
) -> None:
    """Of the branch that names the entry into the default one, linked with the work item."""
    made = create(desk, item, description="Both fields.", draft=True)
    assert (made.created, made.linked, made.draft, made.status) == (True, True, True, "active")
    assert (made.source, made.target, made.repository) == (f"feature/{ENTRY}-login", "main", "Shop")
    record = sandbox.world.shelf("pulls")[made.number]
    assert record.description == f"Both fields.\n\nDevlog: {ENTRY}"
    before = desk.context.meter.writes
    again = create(desk, item)
    assert (again.number, again.created, again.linked) == (made.number, False, False)
    assert desk.context.meter.writes == before
    assert len(pulls_of(sandbox, item)) == 1


@pytest.mark.parametrize("fault", ["drop-after", "409"])
def test_one_that_is_open_already_is_linked(
    desk: Desk, sandbox: AzureDevOpsSandbox, item: str, fault: str
) -> None:
    """Also where its making was never answered, or somebody made it in between."""
    if fault == "409":
        pull = sandbox.pull_request("Theirs", f"feature/{ENTRY}-login", by="jane")
        made = create(desk, item)
        assert (made.number, made.created, made.linked) == (pull, False, True)
    else:
        sandbox.fault("lost-answer", match="POST .*/pullrequests")
        with pytest.raises(Exception, match="answer"):
            create(desk, item)
        assert create(desk, item).created is False
    assert len(sandbox.world.shelf("pulls")) == len(pulls_of(sandbox, item)) == 1


def test_linking_leaves_what_others_linked(desk: Desk, sandbox: AzureDevOpsSandbox, item: str) -> None:
    """And linking twice does no harm."""
    theirs = sandbox.pull_request("Theirs", "topic/a", by="jane", items=[int(item)])
    ours = sandbox.pull_request("Ours", "topic/b", by="jane")
    before = pulls_of(sandbox, item)
    form = LinkPullRequest(item=f"#{item}", pull_request=f"!{ours}")
    assert desk.service.link_pull_request(form).linked is True
    assert desk.service.link_pull_request(form).linked is False
    after = pulls_of(sandbox, item)
    assert (after[: len(before)], len(after)) == (before, 2)
    assert before[0].endswith(f"%2F{theirs}")
    with pytest.raises(UsageError, match="999"):
        desk.service.link_pull_request(LinkPullRequest(item=item, pull_request="999"))
    with pytest.raises(GoneError, match="work item 77"):
        desk.service.link_pull_request(LinkPullRequest(item="77", pull_request=str(ours)))


def test_a_link_tests_the_revision(desk: Desk, sandbox: AzureDevOpsSandbox, item: str) -> None:
    """A work item that is changed between our reading and our write is not written to."""
    pull = sandbox.pull_request("Ours", "topic/b", by="jane")

    def between(at: Moment) -> None:
        if (at.phase, at.method) == ("before", "PATCH"):
            sandbox.edit(item, {"System.Title": "Theirs"}, by="jane")

    sandbox.on_request(between)
    with pytest.raises(StaleError):
        desk.service.link_pull_request(LinkPullRequest(item=item, pull_request=str(pull)))
    assert pulls_of(sandbox, item) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"repository": "Shpo"}, "no repository 'Shpo'; did you mean `Shop`"),
        ({"entry": "dl-00000000"}, "no branch of Shop names dl-00000000"),
        ({"entry": ""}, "by `branch`"),
        ({"branch": "nowhere"}, "lacks one of the branches nowhere and main"),
        ({"branch": "main"}, "merged into itself"),
        ({"reviewers": ["nobody@example.com"]}, "no team of the project has a member 'nobody@example.com'"),
    ],
)
def test_what_cannot_be_is_said(desk: Desk, item: str, more: dict[str, Any], said: str) -> None:
    """What, where, and the cure."""
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        create(desk, item, **more)


def test_several_repositories_want_a_name(desk: Desk, sandbox: AzureDevOpsSandbox, item: str) -> None:
    """And a token that may only read is told which scope it lacks."""
    sandbox.add_repository("Web")
    with pytest.raises(UsageError, match="Shop, Web: say which"):
        create(desk, item)
    sandbox.permit("read")
    with pytest.raises(AuthError, match=r"Code \(read & write\)"):
        create(desk, item, repository="Shop")


def test_reviewers_are_found_among_the_teams(desk: Desk, sandbox: AzureDevOpsSandbox, item: str) -> None:
    """By their mail address."""
    team = next(iter(sandbox.project("Shop").teams.values()))
    team.members.append(sandbox.world.user("jane"))
    made = create(desk, item, reviewers=["jane@example.com"])
    assert [one.name for one in sandbox.world.shelf("pulls")[made.number].reviewers] == ["jane"]


def test_the_trailer_stands_once() -> None:
    """Also alone, and for no entry not at all."""
    assert described("", ENTRY) == f"Devlog: {ENTRY}"
    assert described(f"For {ENTRY}.", ENTRY) == f"For {ENTRY}."
    assert described("Text", "") == "Text"
