"""How issues stood a moment ago, for a search index that lags behind."""

from __future__ import annotations

import copy
from collections import deque

from devlog_jira.sandbox.model import Issue

KEPT = 10_000


class History:
    """Earlier states of changed issues, newest last."""

    def __init__(self) -> None:
        self._past: deque[tuple[int, int, Issue | None]] = deque(maxlen=KEPT)

    def remember(self, issue: Issue, now: int) -> None:
        """Keep a copy of an issue that is about to change."""
        self._past.append((now, issue.id, copy.copy(issue)))

    def born(self, issue: Issue, now: int) -> None:
        """Keep that an issue did not exist until now."""
        self._past.append((now, issue.id, None))

    def as_of(self, moment: int) -> dict[int, Issue | None]:
        """By id, the issues that have changed since, as they stood then; None: not yet made."""
        then: dict[int, Issue | None] = {}
        for at, issue, before in reversed(self._past):
            if at <= moment:
                break
            then[issue] = before
        return then
