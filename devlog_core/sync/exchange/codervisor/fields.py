"""Fields of a codervisor entry that devlog has a place for; pure."""

from __future__ import annotations

from typing import Any

from devlog_core.sync.exchange.codervisor.imported import Relation
from devlog_core.sync.exchange.codervisor.relations import read_relations
from devlog_core.sync.exchange.codervisor.shelf import Odd, Shelf, snake_keys

_AGENT = (
    ("currentSummary", "summary"),
    ("keyInsights", "key_insights"),
    ("openQuestions", "open_questions"),
    ("suggestedNextSteps", "next_steps"),
)
_OUTSIDE = "stands outside {}, as an older or newer layout has it: read as {}"


def read_plain(shelf: Shelf) -> dict[str, Any]:
    """Description, labels, files, milestone, due date, estimate and whether it is archived."""
    values: dict[str, Any] = {
        "description": shelf.text("description"),
        "labels": shelf.texts("tags"),
        "files": shelf.texts("files"),
        "milestone": shelf.text("milestone"),
        "estimate": _minutes(shelf),
    }
    if isinstance(shelf.peek("archived"), bool):
        values["archived"] = shelf.take("archived")
    due = shelf.time("dueDate")
    if due is not None:
        values["due"] = due.date().isoformat()
    return values


def read_contexts(shelf: Shelf, odd: Odd) -> tuple[dict[str, Any], list[Relation], dict[str, Any]]:
    """What `context` holds, or a flat layout has at the top: fields, relations, and what has no place."""
    inner = shelf.open("context")
    context: dict[str, Any] = {}
    for name, part in (("businessContext", "business"), ("technicalContext", "technical")):
        text, outer = inner.text(name), shelf.text(name)
        if outer is not None:
            shelf.odd(name, _OUTSIDE.format("context", f"context.{part}"))
        if text and outer and text != outer:
            shelf.put(name, outer)
        if text or outer:
            context[part] = text or outer
    values: dict[str, Any] = {"context": context}
    for name, field in (
        ("acceptanceCriteria", "acceptance_criteria"), ("decisions", "decisions"), ("risks", "risks"),
    ):  # fmt: skip
        found = _items(inner, name)
        if name in shelf:
            shelf.odd(name, _OUTSIDE.format("context", field))
            found += [item for item in _items(shelf, name) if item not in found]
        values[field] = found
    relations = list(read_relations(inner, "dependencies", "context.dependencies", odd))
    for name in inner.unknown():
        inner.odd(name, "no field of a context: kept in custom.context")
    rest = inner.rest()
    return values, relations, {"context": rest} if rest else {}


def read_agent_context(shelf: Shelf) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `aiContext` holds in devlog's terms, and what of it devlog has no place for."""
    inner = shelf.open("aiContext")
    found: dict[str, Any] = {}
    for name, part in _AGENT:
        value = inner.text(name) if part == "summary" else inner.texts(name)
        if value:
            found[part] = value
    for name, part in (("initialInsights", "key_insights"), ("nextSteps", "next_steps")):
        if name in shelf:
            value = shelf.peek(name)
            more = [shelf.text(name)] if isinstance(value, str) else shelf.texts(name)
            if more:
                shelf.odd(name, _OUTSIDE.format("aiContext", f"agent_context.{part}"))
                known = found.get(part, [])
                found[part] = [*known, *(item for item in more if item and item not in known)]
    rest = inner.rest()
    return found, {"ai_context": rest} if rest else {}


def _items(shelf: Shelf, name: str) -> list[Any]:
    value = shelf.peek(name)
    if isinstance(value, list):
        return [snake_keys(item) for item in shelf.take(name)]
    return list(shelf.texts(name))


def _minutes(shelf: Shelf) -> int | None:
    hours = shelf.peek("estimatedHours")
    if hours is None:
        return None
    if isinstance(hours, bool) or not isinstance(hours, int | float) or hours < 0:
        shelf.odd("estimatedHours", f"expected hours of 0 or more, got {hours!r}: kept in custom")
        return None
    minutes = round(hours * 60)
    if minutes == hours * 60:
        shelf.take("estimatedHours")
    else:
        shelf.odd("estimatedHours", f"{hours!r} hours are no whole minutes: read as {minutes}")
    return minutes
