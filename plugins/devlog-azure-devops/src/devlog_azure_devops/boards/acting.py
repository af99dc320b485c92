"""The actions of boards and iterations, typed in and out; each does no harm when it is run twice."""

from __future__ import annotations

from devlog_azure_devops.boards import forms
from devlog_azure_devops.tracker import AzureDevOpsTracker
from devlog_core.plugin.actions import action


class PlanningService(AzureDevOpsTracker):
    """What can be done with the boards and iterations of one team."""

    @action("list_boards", input=forms.AskBoards, output=forms.Boards)
    def list_boards(self, form: forms.AskBoards) -> forms.Boards:
        """List the team's boards with their columns, lanes and limits."""
        del form
        team = self.remote.team
        boards = tuple(forms.Board.of(layout) for layout in team.layouts())
        return forms.Boards(team=team.name, boards=boards)

    @action("list_iterations", input=forms.AskIterations, output=forms.Iterations)
    def list_iterations(self, form: forms.AskIterations) -> forms.Iterations:
        """List the iterations that the team plans in, with their dates."""
        team = self.remote.team
        found = (one for one in team.iterations() if form.timeframe in (None, one.timeframe))
        return forms.Iterations(team=team.name, iterations=tuple(found))

    @action("move_to_column", input=forms.MoveToColumn, output=forms.Placed)
    def move_to_column(self, form: forms.MoveToColumn) -> forms.Placed:
        """Put a work item into a column of a board; its state follows."""
        return self.remote.mover.to_column(form)

    @action("move_to_iteration", input=forms.MoveToIteration, output=forms.Planned)
    def move_to_iteration(self, form: forms.MoveToIteration) -> forms.Planned:
        """Plan a work item for an iteration, for the one that runs, or for the backlog."""
        return self.remote.mover.to_iteration(form)
