"""Entries as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from devlog_core.cli.output import bold, dim, duration, line, safe, table, when

Document = dict[str, Any]


def entry_line(entry: Document) -> str:
    """One entry in one line."""
    return f"{entry['ref']}  #{entry['id']}  {line(entry['title'])}"


def entry_table(entries: Sequence[Document]) -> str:
    """Entries under each other."""
    rows = [
        (
            entry["id"],
            entry["ref"],
            entry["status"],
            entry["priority"],
            entry["type"],
            _title(entry),
            ", ".join(person["name"] for person in entry["assignees"]),
        )
        for entry in entries
    ]
    return table(
        ("ID", "REF", "STATUS", "PRIORITY", "TYPE", "TITLE", "ASSIGNEES"), rows, elastic=5, empty="no entries"
    )


def entry_card(entry: Document, deployments: Sequence[Document]) -> str:
    """One entry with everything that belongs to it."""
    return "\n".join(_card(entry, deployments))


def candidates(conflict: Document) -> str:
    """The candidates of a conflict, a line each."""
    return "\n".join(
        f"  {candidate['place']}: {line(shown(candidate['value']))}"
        + (dim(f"  {when(candidate['at'])}") if candidate["at"] else "")
        for candidate in conflict["candidates"]
    )


def shown(value: Any) -> str:
    """A field's value in one line."""
    if value is None or value in ("", [], {}):
        return "(empty)"
    if isinstance(value, list):
        return ", ".join(map(shown, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(inner)}" for key, inner in value.items())
    return str(value)


def _title(entry: Document) -> str:
    marks = "".join(f" [{len(entry['conflicts'])} in conflict]" for _ in entry["conflicts"][:1])
    return f"{entry['title']}{marks}"


def _card(entry: Document, deployments: Sequence[Document]) -> Iterator[str]:
    yield f"{bold(line(entry['title']))}"
    yield dim(f"{entry['ref']}  #{entry['id']}  {entry['key']}")
    yield f"{entry['status']} · {entry['type']} · {entry['priority']}" + (
        " · archived" if entry["archived"] else ""
    )
    yield from _facts(entry)
    if entry["description"]:
        yield ""
        yield safe(entry["description"].rstrip())
    for name in ("acceptance_criteria", "decisions", "risks"):
        yield from _list(name, entry[name])
    for name in ("context", "agent_context", "custom"):
        yield from _list(name, [f"{key}: {shown(value)}" for key, value in entry[name].items()])
    yield from _list("worklogs", list(_worklogs(entry["worklogs"])))
    yield from _list("links", [_link(link) for link in entry["links"] if link["kind"] != "deployment"])
    yield from _list("deployments", [_deployment(one) for one in deployments])
    for conflict in entry["conflicts"]:
        yield ""
        yield bold(f"conflict {conflict['id']}") + f" in {conflict['field']}"
        yield candidates(conflict)
    for note in entry["notes"]:
        yield ""
        author = note["author"]["name"] if note["author"] else note["origin"]
        yield bold(f"{when(note['at'])}  {line(author)}") + dim(f"  {note['category']}")
        yield safe(note["content"].rstrip())


def _facts(entry: Document) -> Iterator[str]:
    facts = {
        "labels": ", ".join(entry["labels"]),
        "assignees": ", ".join(person["name"] for person in entry["assignees"]),
        "milestone": entry["milestone"],
        "parent": entry["parent"],
        "dependencies": ", ".join(f"{item['kind']} {item['entry']}" for item in entry["dependencies"]),
        "estimate": duration(entry["estimate"]) if entry["estimate"] is not None else None,
        "spent": duration(entry["spent"]) if entry["spent"] else None,
        "due": entry["due"],
        "files": ", ".join(entry["files"]),
        "created": when(entry["created_at"]),
        "updated": when(entry["updated_at"]),
        "closed": when(entry["closed_at"]) if entry["closed_at"] else None,
    }
    for name, value in facts.items():
        if value:
            yield f"{name + ':':<13} {line(value)}"


def _list(name: str, items: Sequence[Any]) -> Iterator[str]:
    if items:
        yield ""
        yield bold(name.replace("_", " ").capitalize())
        for item in items:
            yield f"  - {line(shown(item))}"


def _worklogs(logs: Sequence[Document]) -> Iterator[str]:
    uids = [log["uid"] for log in logs]
    for log in logs:
        author = log["author"]["name"] if log["author"] else ""
        words = (when(log["at"]), author, duration(log["minutes"]), log["text"], _beginning(log["uid"], uids))
        yield " · ".join(word for word in words if word)


def _beginning(uid: str, uids: Sequence[str]) -> str:
    """As much of the uid as tells it apart, eight digits at the least."""
    length = 8
    while length < len(uid) and sum(other.startswith(uid[:length]) for other in uids) > 1:
        length += 1
    return uid[:length]


def _deployment(one: Document) -> str:
    at = when(one["at"]) if one["at"] else ""
    return "  ".join(word for word in (one["name"], one["state"], one["what"], at, one["url"]) if word)


def _link(link: Document) -> str:
    words = (
        link["integration"],
        link["kind"],
        link["remote_key"] or link["remote_id"],
        link["state"],
        link["url"],
    )
    return "  ".join(word for word in words if word)
