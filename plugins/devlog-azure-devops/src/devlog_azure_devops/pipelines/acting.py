"""The actions of pipelines, typed in and out."""

from __future__ import annotations

from devlog_azure_devops.pipelines import forms
from devlog_azure_devops.tracker import AzureDevOpsTracker
from devlog_core.plugin.actions import action


class RunningService(AzureDevOpsTracker):
    """What can be done with the project's pipelines."""

    @action("run_pipeline", input=forms.RunPipeline, output=forms.Run)
    def run_pipeline(self, form: forms.RunPipeline) -> forms.Run:
        """Start a pipeline with a branch, parameters and variables; each call starts a run."""
        return self.remote.runner.start(form)

    @action("get_run", input=forms.AskRun, output=forms.Run)
    def get_run(self, form: forms.AskRun) -> forms.Run:
        """Tell how a run of a pipeline stands."""
        return self.remote.runner.run(form.run)
