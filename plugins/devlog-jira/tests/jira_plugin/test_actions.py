"""Sprints, time and transitions as actions; each does no harm when it is run twice."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import ConfigError, RejectedError, UsageError
from devlog_core.model.ids import new_uid
from devlog_core.model.remote import RemoteItem
from devlog_core.plugin.actions import actions_of
from devlog_jira import forms
from devlog_jira.service import JiraService

from .bench import Bench, draft
from .desk import Desk, items


class Team:
    """A board with a closed sprint, one that runs and one to come."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.board = bench.jira.add_board("SHOP board")
        self.ids = {name: bench.jira.add_sprint(name, self.board) for name in ("Past", "Now", "Next")}
        times = {"startDate": "2026-03-01T09:00:00.000+0000", "endDate": "2026-03-15T09:00:00.000+0000"}
        bench.jira.sprint(self.ids["Past"], {"state": "active", **times})
        bench.jira.sprint(self.ids["Past"], {"state": "closed"})
        bench.jira.sprint(self.ids["Now"], {"state": "active", **times})
        self.desk = bench.desk()
        self.service = self.desk.service

    def issue(self) -> RemoteItem:
        """A new issue of ours."""
        return self.service.create(draft())


@pytest.fixture
def team(bench: Bench) -> Team:
    return Team(bench)


def test_the_actions_are_offered_with_their_forms() -> None:
    """Workflow steps, the command line and agents see them by these names."""
    assert sorted(actions_of(JiraService)) == [
        "add_to_sprint", "close_sprint", "list_sprints", "log_work", "move_to_backlog", "start_sprint",
        "transition",
    ]  # fmt: skip
    assert all(spec.description for spec in actions_of(JiraService).values())


def test_sprints_are_listed(team: Team) -> None:
    """With their states, of the project's only board."""
    listed = team.service.list_sprints(forms.AskSprints())
    assert listed.board == int(team.board)
    assert {(one.name, one.state) for one in listed.sprints} == {
        ("Past", "closed"), ("Now", "active"), ("Next", "future"),
    }  # fmt: skip
    assert [one.name for one in team.service.list_sprints(forms.AskSprints(state="future")).sprints] == [
        "Next"
    ]


@pytest.mark.parametrize(("named", "found"), [(None, "Now"), ("Next", "Next"), ("next", "Next")])
def test_an_issue_comes_into_a_sprint_once(team: Team, named: str | None, found: str) -> None:
    """The running one unless told; a second run changes nothing."""
    form = forms.AddToSprint(item=team.issue().ref.key, sprint=named)
    first = team.service.add_to_sprint(form)
    assert first.sprint is not None
    assert (first.sprint.name, first.changed) == (found, True)
    writes = len(team.bench.writes())
    assert team.service.add_to_sprint(form).changed is False
    assert len(team.bench.writes()) == writes


def test_an_issue_goes_back_to_the_backlog_once(team: Team) -> None:
    """A second run changes nothing."""
    item = team.issue().ref.id
    team.service.add_to_sprint(forms.AddToSprint(item=item))
    assert team.service.move_to_backlog(forms.MoveToBacklog(item=item)).changed is True
    assert team.service.move_to_backlog(forms.MoveToBacklog(item=item)).changed is False


def test_a_sprint_shows_among_the_custom_fields(team: Team) -> None:
    """Where the settings name it."""
    desk = team.bench.desk(custom={"sprint": "Sprint"})
    item = desk.service.create(draft())
    team.service.add_to_sprint(forms.AddToSprint(item=item.ref.id))
    assert items(desk.read())[0].values["custom.sprint"] == ["Now"]


@pytest.mark.parametrize("named", ["Nowhere", "Past"])
def test_a_sprint_that_takes_no_issues_is_refused(team: Team, named: str) -> None:
    """One that is closed, or that is not there; the nearest name is told."""
    with pytest.raises(UsageError, match=named):
        team.service.add_to_sprint(forms.AddToSprint(item=team.issue().ref.id, sprint=named))


def test_sprints_are_started_and_closed_once(team: Team) -> None:
    """A sprint without times gets some."""
    closed = team.service.close_sprint(forms.CloseSprint())
    assert (closed.name, closed.state) == ("Now", "closed")
    assert team.service.close_sprint(forms.CloseSprint(sprint="Now")).state == "closed"
    started = team.service.start_sprint(forms.StartSprint(days=7, goal="ship"))
    assert (started.name, started.state, started.goal) == ("Next", "active", "ship")
    assert started.start is not None
    assert started.end is not None
    assert (started.end - started.start).days == 7
    assert team.service.start_sprint(forms.StartSprint(sprint="Next")).state == "active"
    with pytest.raises(UsageError, match="cannot start again"):
        team.service.start_sprint(forms.StartSprint(sprint="Past"))


def test_of_several_boards_one_is_named_in_the_settings(team: Team) -> None:
    """Guessing would put issues into another team's sprint."""
    team.bench.jira.add_board("Other board")
    desk: Desk = team.bench.desk()
    with pytest.raises(ConfigError, match=r"SHOP board.*Other board.*config.board"):
        desk.service.list_sprints(forms.AskSprints())
    chosen = team.bench.desk(board="shop board").service.list_sprints(forms.AskSprints())
    assert chosen.board == int(team.board)


def test_work_is_logged_once_under_one_identity(team: Team) -> None:
    """A workflow step that is run again after a crash books no time twice."""
    item, uid = team.issue().ref.id, new_uid()
    form = forms.LogWork(item=item, minutes=30, text="review", uid=uid)
    first, second = team.service.log_work(form), team.service.log_work(form)
    assert (first.created, second.created, first.id) == (True, False, second.id)
    assert team.service.log_work(forms.LogWork(item=item, minutes=30)).created is True
    assert len(items(team.desk.read())[0].worklogs) == 2


@pytest.mark.parametrize("wanted", ["in-review", "In Review", "in review"])
def test_an_issue_is_brought_to_a_status_by_either_name(team: Team, wanted: str) -> None:
    """The entry's word for it, or Jira's."""
    item = team.issue()
    moved = team.service.transition(forms.Move(item=item.ref.key, status=wanted))
    assert (moved.status, moved.changed, moved.item) == ("In Review", True, item.ref.id)
    assert team.service.transition(forms.Move(item=item.ref.key, status=wanted)).changed is False


def test_a_transition_that_is_not_allowed_is_refused_with_those_that_are(team: Team) -> None:
    """The person can then choose."""
    with pytest.raises(RejectedError, match="allowed: To Do"):
        team.service.transition(forms.Move(item=team.issue().ref.key, status="Shipped"))
