"""The actions of pull requests, typed in and out; each does no harm when it is run twice."""

from __future__ import annotations

from devlog_azure_devops.pulls import forms
from devlog_azure_devops.tracker import AzureDevOpsTracker
from devlog_core.plugin.actions import action


class ReviewingService(AzureDevOpsTracker):
    """What can be done with pull requests of the project's repositories."""

    @action("create_pull_request", input=forms.CreatePullRequest, output=forms.PullRequest)
    def create_pull_request(self, form: forms.CreatePullRequest) -> forms.PullRequest:
        """Open a pull request for an entry's branch, linked with its work item."""
        return self.remote.puller.create(form)

    @action("link_pull_request", input=forms.LinkPullRequest, output=forms.PullRequest)
    def link_pull_request(self, form: forms.LinkPullRequest) -> forms.PullRequest:
        """Link a pull request with the entry's work item."""
        return self.remote.puller.link(form)
