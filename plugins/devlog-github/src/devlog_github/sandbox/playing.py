"""The sandbox told and asked in the terms of entries, for a caller that knows no GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_core.model.times import rfc3339
from devlog_core.plugin.playing import Seen
from devlog_github import config
from devlog_github.body import read_entry, read_note
from devlog_github.sandbox.persons import Persons
from devlog_github.vocabulary import LABELLED, Vocabulary

_NAMES = {"title": "title", "description": "body", "milestone": "milestone", "author": "user"}


class Playing(Persons):
    """What `devlog demo` asks of a sandbox."""

    def phrase(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of an entry as `seed` and `edit` take them, by the mapping that is in force unless told."""
        words = {name: values[key] for key, name in _NAMES.items() if key in values}
        if {"labels", *LABELLED} & values.keys():
            words |= _state_and_labels(values)
        if "assignees" in values:
            words["assignees"] = list(values["assignees"])
        if "at" in values:
            words["created_at"] = rfc3339(values["at"])
        if "comments" in values:
            words["comments"] = [_comment(comment) for comment in values["comments"]]
        if "branch" in values:
            words["pull_request"] = {"head": values["branch"], "merged": bool(values.get("merged"))}
        return words

    def seen(self, id: str) -> Seen:
        """One issue as people see it; our marks are not seen."""
        issue = self.read(id)
        labels = sorted(label["name"] for label in issue["labels"])
        telling = Vocabulary(config.Mapping()).labels("status")
        return Seen(
            mention=f"#{issue['number']}",
            title=issue["title"],
            description=read_entry(issue["body"]).text,
            state=", ".join([issue["state"], *(name for name in labels if name in telling)]),
            closed=issue["state"] == "closed",
            labels=tuple(labels),
            comments=tuple(read_note(comment["body"]).text for comment in issue["comments"]),
        )


def _state_and_labels(values: Mapping[str, Any]) -> dict[str, Any]:
    vocabulary = Vocabulary(config.Mapping())
    shown = vocabulary.shown(values.get("status", "new"))
    mapped = [shown.label, *(vocabulary.label(field, values.get(field, "")) for field in LABELLED[1:])]
    words: dict[str, Any] = {"labels": [*values.get("labels", ()), *filter(None, mapped)]}
    if "status" in values:
        words |= {"state": "closed", "state_reason": shown.reason} if shown.closed else {"state": "open"}
    return words


def _comment(comment: Mapping[str, Any]) -> dict[str, Any]:
    at: datetime = comment["at"]
    return {"user": comment["author"], "body": comment["content"], "created_at": rfc3339(at)}
