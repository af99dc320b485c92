"""Whether a workspace and its places say the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tests.integration.desk import Desk
from tests.integration.hub import Hub, doubles, shown

DEFAULTS: Mapping[str, Any] = {
    "title": "",
    "description": "",
    "status": "new",
    "priority": "medium",
    "type": "task",
    "labels": [],
    "milestone": None,
}


def disagreements(
    desk: Desk, hub: Hub, places: Mapping[str, str] | None = None, contested: Collection[str] = ()
) -> list[str]:
    """In words, whatever differs between entries and issues; nothing where all is in step.

    `places` are repositories by the name of their integration; `contested` are titles,
    on either side, of which two are known to differ.
    """
    places = places or {"github": "acme/shop"}
    wrong: list[str] = []
    linked: set[tuple[str, str]] = set()
    gone = {
        (entry["uid"], link["integration"])
        for entry in desk.entries()
        for link in entry["links"]
        if (link["kind"], link["state"]) == ("item", "gone")
    }
    for entry in desk.whole():
        for link in entry["links"]:
            if link["kind"] != "item" or link["integration"] not in places:
                continue
            if (entry["uid"], link["integration"]) in gone:
                continue
            where = places[link["integration"]], link["remote_key"]
            if where in linked:
                wrong.append(f"{where} is linked twice")
            linked.add(where)
            issue = shown(hub.read("#".join(where)))
            wrong += [f"{where}: {text}" for text in _different(entry, issue, contested)]
    for repository in places.values():
        wrong += [f"{repository}: {mark} stands twice" for mark in doubles(hub, repository)]
        there = {(repository, key.rpartition("#")[2]) for key in hub.keys(repository)}
        wrong += [f"{where} is linked to nothing" for where in sorted(there - linked)]
    return wrong


def _different(entry: dict[str, Any], issue: dict[str, Any], contested: Collection[str]) -> list[str]:
    ours = {field: entry["values"].get(field, default) for field, default in DEFAULTS.items()}
    ours["notes"] = sorted(note["content"] for note in entry["notes"] if not note["deleted"])
    return [
        f"{field} is {value!r} here and {issue[field]!r} there"
        for field, value in ours.items()
        if value != issue[field] and not {str(value), str(issue[field])} <= set(contested)
    ]
