"""What Jira can hold of an entry, and what of that is lost on the way."""

from __future__ import annotations

from devlog_core.plugin.capability import Capabilities, FieldCapability

CAPABILITIES = Capabilities(
    fields={
        "title": FieldCapability(lossy="at most 255 characters on one line"),
        "description": FieldCapability(
            lossy="at most 32,767 characters; what Markdown cannot say stands in it as HTML comments"
        ),
        "status": FieldCapability(lossy="by the project's workflow, as `mapping.status` says"),
        "priority": FieldCapability(lossy="one of the project's, as `mapping.priority` says"),
        "type": FieldCapability(lossy="one of the project's, as `mapping.type` says"),
        "labels": FieldCapability(lossy="no spaces: they become hyphens"),
        "assignees": FieldCapability(lossy="one account"),
        "milestone": FieldCapability(lossy="a fix version; of several the first by name, the others stay"),
        "parent": FieldCapability(lossy="an issue of the level above: an epic, or a sub-task's task"),
        "dependencies": FieldCapability(lossy="links that block or relate; those of other types stay"),
        "due": FieldCapability(),
        "estimate": FieldCapability(lossy="the original estimate; seconds are rounded to minutes"),
    },
    notes=True,
    worklogs=True,
    recovery=(
        "title", "description", "status", "priority", "type", "assignees", "due", "estimate", "parent",
    ),
    settle_seconds=15.0,
)  # fmt: skip
