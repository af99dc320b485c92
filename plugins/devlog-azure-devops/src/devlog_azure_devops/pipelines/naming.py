"""What a run was made of, as targets: entries, branches, commits, work items; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from devlog_core.model.ids import REF_PATTERN
from devlog_core.model.remote import Target

Record = Mapping[str, Any]
_HEAD = "refs/heads/"
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def branch_of(ref: Any) -> str | None:
    """The branch's name of a full ref; None for pull requests, tags and what is no Git."""
    text = str(ref or "")
    return text.removeprefix(_HEAD) if text.startswith(_HEAD) and text != _HEAD else None


def commit_of(text: Any) -> str | None:
    """A commit by its full id; None for what is none, such as a changeset."""
    found = str(text or "").lower()
    return found if _SHA.fullmatch(found) else None


def targets_of(record: Record, integration: str, items: Iterable[str] = ()) -> tuple[Target, ...]:
    """What a build names: entries in its branch or its pull request, that branch, its commit, its work items.

    `items` are the ids of the work items that are associated with it.
    """
    # A run for a pull request has a commit and ref of its own; what triggered it tells the real ones.
    found = record.get("triggerInfo")
    cause: Record = found if isinstance(found, Mapping) else {}
    refs = (record.get("sourceBranch"), cause.get("pr.sourceBranch"))
    branches = [name for name in map(branch_of, refs) if name]
    commits = [commit_of(text) for text in (record.get("sourceVersion"), cause.get("pr.sourceSha"))]
    texts = (*branches, str(cause.get("pr.title") or ""))
    return tuple(dict.fromkeys(_named(texts, branches, commits, integration, items)))


def _named(
    texts: Iterable[str],
    branches: Iterable[str],
    commits: Iterable[str | None],
    integration: str,
    items: Iterable[str],
) -> Iterator[Target]:
    for text in texts:
        yield from (Target(entry=ref) for ref in REF_PATTERN.findall(text.lower()))
    yield from (Target(branch=name) for name in branches)
    yield from (Target(commit=sha) for sha in commits if sha)
    yield from (Target(integration=integration, key=item) for item in items)
