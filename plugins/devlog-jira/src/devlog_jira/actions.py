"""The actions: sprints, time and transitions, typed in and out; each does no harm when it is run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from devlog_core.plugin.actions import action
from devlog_core.plugin.deferred import DeferredTracker
from devlog_jira import forms
from devlog_jira.config import JiraConfig

if TYPE_CHECKING:
    from devlog_jira.remote import Remote


class ActingService(DeferredTracker[JiraConfig, "Remote"]):
    """What can be done at one Jira project beside keeping it in step."""

    def reach(self) -> Remote:
        """The server; the jira library and requests are imported here."""
        from devlog_jira.remote import Remote

        return Remote(self.integration, self.config, self.context)

    @action("list_sprints", input=forms.AskSprints, output=forms.Sprints)
    def list_sprints(self, form: forms.AskSprints) -> forms.Sprints:
        """List the sprints of the project's board."""
        agile = self.remote.agile
        return forms.Sprints(board=agile.board(), sprints=tuple(agile.sprints(form.state)))

    @action("add_to_sprint", input=forms.AddToSprint, output=forms.Placed)
    def add_to_sprint(self, form: forms.AddToSprint) -> forms.Placed:
        """Put an issue into the running sprint, or into the one named."""
        return self.remote.agile.add(form.item, form.sprint)

    @action("move_to_backlog", input=forms.MoveToBacklog, output=forms.Placed)
    def move_to_backlog(self, form: forms.MoveToBacklog) -> forms.Placed:
        """Take an issue out of its open sprints."""
        return self.remote.agile.to_backlog(form.item)

    @action("start_sprint", input=forms.StartSprint, output=forms.Sprint)
    def start_sprint(self, form: forms.StartSprint) -> forms.Sprint:
        """Start the next sprint, or the one named."""
        return self.remote.agile.start(form)

    @action("close_sprint", input=forms.CloseSprint, output=forms.Sprint)
    def close_sprint(self, form: forms.CloseSprint) -> forms.Sprint:
        """Close the running sprint, or the one named."""
        return self.remote.agile.close(form)

    @action("log_work", input=forms.LogWork, output=forms.Logged)
    def log_work(self, form: forms.LogWork) -> forms.Logged:
        """Book time on an issue."""
        return self.remote.booker.log(form)

    @action("transition", input=forms.Move, output=forms.Moved)
    def transition(self, form: forms.Move) -> forms.Moved:
        """Bring an issue to a status through its workflow, or take the transition named."""
        return self.remote.writer.move(form)
