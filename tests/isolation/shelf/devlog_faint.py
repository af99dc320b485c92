"""An observer that ends its process when it is told of a run."""

from __future__ import annotations

import os

from devlog_core.model.remote import AccountInfo
from devlog_core.model.run import Run
from devlog_core.plugin.config import PluginConfig
from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.service import ObserverService


class FaintService(ObserverService[PluginConfig]):
    """Does the harm in `run_finished`."""

    def check(self) -> AccountInfo:
        return AccountInfo(account=str(os.getpid()))

    def run_finished(self, run: Run) -> None:
        os._exit(8)


plugin = Plugin(
    FaintService,
    PluginConfig,
    name="faint",
    description="Cannot bear to be told.",
    distribution="devlog-wicked",
)
