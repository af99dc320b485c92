"""The dated versions of the interface and what the newer one leaves out."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox.answer import RefusedError

OLD, NEW = "2022-11-28", "2026-03-10"
REMOVED = ("assignee", "merge_commit_sha", "rate", "has_downloads", "use_squash_pr_title_as_default")


def selected(asked: str | None) -> str:
    """The version to answer in: the older one unless another is asked for."""
    if asked not in (None, OLD, NEW):
        raise RefusedError(400, f'"{asked}" is not a supported version')
    return asked or OLD


def trimmed(body: Any, version: str) -> Any:
    """The body without the keys that the version no longer has."""
    if version == OLD:
        return body
    if isinstance(body, list):
        return [trimmed(item, version) for item in body]
    if isinstance(body, dict):
        return {key: trimmed(value, version) for key, value in body.items() if key not in REMOVED}
    return body
