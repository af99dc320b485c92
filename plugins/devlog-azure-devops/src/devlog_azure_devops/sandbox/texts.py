"""What the provider does to a long text before it is kept."""

from __future__ import annotations

import re

from devlog_azure_devops.sandbox.world import World

HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)
ACTIVE = re.compile(
    r"<(script|style|iframe)\b.*?</\1\s*>|\son\w+\s*=\s*(\"[^\"]*\"|'[^']*')", re.DOTALL | re.IGNORECASE
)


def cleaned(world: World, text: str, format: str) -> str:
    """The text without what could act; Markdown is kept as it is."""
    if format != "html":
        return text
    text = ACTIVE.sub("", text)
    return HIDDEN.sub("", text) if world.switches.strips_comments else text
