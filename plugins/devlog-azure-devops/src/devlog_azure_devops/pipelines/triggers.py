"""The events of pipelines that workflows can react to."""

from __future__ import annotations

from typing import Any

from devlog_core.plugin.info import TriggerSpec

COMPLETED, FAILED = "azure-devops.run_completed", "azure-devops.run_failed"
DEPLOYMENT = "azure-devops.deployment"
_TEXT = {"type": ["string", "null"]}
_TARGETS = {"type": "array", "items": {"type": "object"}}
_RUN_NAMES = (
    "id", "number", "title", "state", "pipeline", "pipeline_id", "branch", "commit", "reason", "started_at",
    "finished_at", "url", "by",
)  # fmt: skip
_RUN: dict[str, Any] = {
    "type": "object",
    "properties": {
        "run": {
            "type": "object",
            "properties": {**dict.fromkeys(_RUN_NAMES, _TEXT), "targets": _TARGETS},
        }
    },
}
_DEPLOYED = ("id", "environment", "stage", "state", "what", "run", "run_url", "url", "by", "at")
_DEPLOYMENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "deployment": {
            "type": "object",
            "properties": {**dict.fromkeys(_DEPLOYED, _TEXT), "targets": _TARGETS},
        }
    },
}
TRIGGERS = (
    TriggerSpec(name=COMPLETED, description="A run of a pipeline ended, in whatever way.", schema=_RUN),
    TriggerSpec(name=FAILED, description="A run of a pipeline failed.", schema=_RUN),
    TriggerSpec(name=DEPLOYMENT, description="A deployment ended, in whatever way.", schema=_DEPLOYMENT),
)
