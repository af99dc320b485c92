"""Whether people can write workflows with a plugin's events."""

from __future__ import annotations

import re
from collections.abc import Iterator

from devlog_core.plugin.checks import triggers_of
from devlog_core.plugin.inspection.finding import Finding, Subject

_NAME = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9_]*)+")


def check_triggers(subject: Subject) -> Iterator[Finding]:
    """Each trigger has a name, a description and a schema of its events."""
    info = subject.ask("devlog_plugin_info")
    for trigger in triggers_of(subject.ask("devlog_supported_triggers")):
        if not _NAME.fullmatch(trigger.name) or not trigger.name.startswith(f"{info.name}."):
            yield Finding(
                check="triggers",
                problem=f"the trigger `{trigger.name}` has no name of the form {info.name}.THING.HAPPENED",
                cure=f"name it such as `{info.name}.issue.opened`",
            )
        if not trigger.description.strip():
            yield Finding(
                check="triggers",
                problem=f"the trigger `{trigger.name}` has no description",
                cure="say in one line what has happened then",
            )
        if trigger.schema.get("type") != "object":
            yield Finding(
                check="triggers",
                problem=f"the events of `{trigger.name}` are not said to be objects",
                cure='write the schema with `"type": "object"` and its properties',
            )
