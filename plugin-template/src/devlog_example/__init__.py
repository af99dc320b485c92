"""devlog's plugin for Example: its tasks in step with the entries of a team.

Change: the description and the features, which `devlog plugins` shows.
"""

from __future__ import annotations

from devlog_core.plugin.plugin import Plugin
from devlog_core.plugin.sandbox import Sandbox

from devlog_example.config import ExampleConfig
from devlog_example.service import ExampleService
from devlog_example.triggers import TRIGGERS  # [webhooks]


def _sandbox() -> Sandbox:
    # Imported when it is asked for: a plugin at work needs none of it.
    from devlog_example.sandbox import ExampleSandbox

    return ExampleSandbox()


plugin = Plugin(
    ExampleService,
    ExampleConfig,
    name="example",
    display_name="Example",
    description="The tasks of a project in Example, with their comments.",
    distribution="devlog-example",
    api_version=1,
    features=(
        "tasks",
        "comments",
        "webhooks",  # [webhooks]
    ),
    triggers=TRIGGERS,  # [webhooks]
    sandbox=_sandbox,
)
