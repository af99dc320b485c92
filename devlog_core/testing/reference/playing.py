"""The board told and asked in the terms of entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from devlog_core.plugin.playing import Seen
from devlog_core.testing.reference.markup import to_board, to_markdown
from devlog_core.testing.reference.state import Card
from devlog_core.testing.reference.words import STATES, label, written

_KNOWN = ("title", "description", "priority", "labels", "assignees", "due", "add_labels", "remove_labels")


def phrase(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an entry in the board's terms; the board has no room for a proposed change."""
    if "branch" in values:
        return {}
    terms: dict[str, Any] = {}
    for name in _KNOWN:
        if name in values:
            terms |= {name: values[name]} if "_" in name else written(name, values[name])
    for name in ("add_labels", "remove_labels"):
        if name in terms:
            terms[name] = [label(one) for one in terms[name]]
    if "status" in values:
        terms["state"] = STATES[values["status"]]
    if "at" in values:
        terms["at"] = _seconds(values["at"])
    if "comments" in values:
        terms["remarks"] = [_remark(comment) for comment in values["comments"]]
    return terms


def seen(card: Card) -> Seen:
    """One card as people see it."""
    return Seen(
        mention=f"#{card.id}",
        title=card.title,
        description=to_markdown(card.text),
        state=card.state,
        closed=card.state == "done",
        labels=card.labels,
        comments=tuple(to_markdown(remark.text) for remark in card.remarks),
    )


def _remark(comment: Mapping[str, Any]) -> dict[str, Any]:
    return {"text": to_board(comment["content"]), "by": comment["author"], "at": _seconds(comment["at"])}


def _seconds(at: datetime) -> float:
    return at.timestamp()
