"""A workspace whose commands are forks of one warm process."""

from __future__ import annotations

from pathlib import Path

from devlog_core.testing.ended import Ended
from devlog_core.testing.walk.forks import Fate, Fork, Warm
from tests.integration.desk import Desk

SERVICES = (
    "devlog_azure_devops.remote",
    "devlog_azure_devops.service",
    "devlog_github.service",
    "devlog_jira.remote",
    "devlog_jira.service",
)
"""What a sync with our trackers would import; only the time depends on it."""


class FastDesk(Desk):
    """A workspace whose commands are forks."""

    def __init__(self, folder: Path, warm: Warm, **environ: str) -> None:
        self.warm = warm
        super().__init__(folder, **environ)

    def try_(self, *arguments: str) -> Ended:
        """Run a command to its end, however that is."""
        return self.fork(*arguments).wait()

    def fork(self, *arguments: str, fate: Fate | None = None) -> Fork:
        """Begin a command and do not wait for it."""
        return self.warm.fork(self.folder, self.environ, *self.told(arguments), "--json", fate=fate)
