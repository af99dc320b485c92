"""The events that workflows can react to, and how they are made; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from devlog_core.model.remote import Event, RemoteThing, Target
from devlog_core.plugin.info import TriggerSpec

CLOSES = "git.commit.closes"
ADDED = "git.commit.added"
BRANCH_CREATED = "git.branch.created"
BRANCH_DELETED = "git.branch.deleted"

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_FLAG = {"type": "boolean"}


def _object(**properties: object) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


_COMMIT = _object(
    sha=_TEXT,
    key=_TEXT,
    subject=_TEXT,
    author_name=_TEXT,
    author_email=_TEXT,
    url=_TEXT,
    merge=_FLAG,
    on_default=_FLAG,
)
_TARGET = {"entry": _MAYBE, "integration": _MAYBE, "key": _MAYBE}
_BRANCH = _object(branch=_object(name=_TEXT, url=_TEXT, **_TARGET))

TRIGGERS = (
    TriggerSpec(
        name=CLOSES,
        description="A commit that closes an entry or an item has reached the default branch.",
        schema=_object(commit=_COMMIT, **_TARGET),
    ),
    TriggerSpec(
        name=ADDED,
        description="A new commit names an entry or an item, or is on the branch of one.",
        schema=_object(commit=_COMMIT, targets={"type": "array", "items": _object(closes=_FLAG, **_TARGET)}),
    ),
    TriggerSpec(
        name=BRANCH_CREATED,
        description="A branch named after an entry or an item has appeared.",
        schema=_BRANCH,
    ),
    TriggerSpec(
        name=BRANCH_DELETED, description="A branch named after an entry or an item is gone.", schema=_BRANCH
    ),
)


def commit_events(commit: RemoteThing, now: datetime, *, fresh: bool) -> Iterator[Event]:
    """What a commit sets off: being new, and closing once it is on the default branch."""
    sha, at = commit.ref.id, commit.at or now
    about = {
        "sha": sha,
        "key": commit.ref.key,
        "subject": commit.title,
        "url": commit.ref.url,
        **{name: commit.data[name] for name in ("author_name", "author_email", "merge", "on_default")},
    }
    if fresh and commit.targets:
        targets = [{**_target(target), "closes": target.closes} for target in commit.targets]
        yield Event(id=f"git:{sha}:added", name=ADDED, at=at, data={"commit": about, "targets": targets})
    for target in commit.targets:
        if target.closes and commit.data["on_default"]:
            yield Event(
                id=f"git:{sha}:closes:{target.entry or target.key}",
                name=CLOSES,
                at=at,
                data={"commit": about, **_target(target)},
            )


def branch_event(name: str, target: Target | None, url: str, now: datetime, *, gone: bool, tip: str) -> Event:
    """A branch that came or went; its tip tells this time from another."""
    return Event(
        id=f"git:{name}:{tip}:{'deleted' if gone else 'created'}",
        name=BRANCH_DELETED if gone else BRANCH_CREATED,
        at=now,
        data={"branch": {"name": name, "url": url, **_target(target or Target())}},
    )


def _target(target: Target) -> dict[str, object]:
    return {"entry": target.entry, "integration": target.integration, "key": target.key}
