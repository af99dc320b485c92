"""What `git status --porcelain=v2 -z` says; pure."""

from __future__ import annotations

from typing import Any

from devlog_git.forms import Status
from devlog_git.mapping import branch_entry
from devlog_git.repository import text

_LISTED = 200
# How many words stand before the path in each kind of record.
_WORDS = {"1": 8, "2": 9, "u": 10, "?": 1}


def parse_status(listing: bytes, prefix: str) -> Status:
    """The status in git's records; at most 200 names of each kind."""
    said: dict[str, Any] = {"branch": None, "sha": None}
    names: dict[str, list[str]] = {"staged": [], "unstaged": [], "untracked": [], "conflicted": []}
    records = iter(text(piece) for piece in listing.split(b"\0") if piece)
    for record in records:
        if record.startswith("# "):
            _header(record[2:], said)
            continue
        kind, _, rest = record.partition(" ")
        if kind not in _WORDS:
            continue
        path = record.split(" ", _WORDS[kind])[-1]
        if kind == "2":
            next(records)
        for place in _places(kind, rest):
            names[place].append(path)
    branch = said["branch"]
    return Status(
        **said,
        **{place: tuple(found[:_LISTED]) for place, found in names.items()},
        entry=branch_entry(branch, prefix) if branch else None,
        clean=not any(names.values()),
    )


def _places(kind: str, rest: str) -> list[str]:
    if kind in "?u":
        return ["untracked" if kind == "?" else "conflicted"]
    staged, unstaged = rest[0] != ".", rest[1] != "."
    return ["staged"] * staged + ["unstaged"] * unstaged


def _header(line: str, said: dict[str, Any]) -> None:
    key, _, value = line.partition(" ")
    if key == "branch.head" and value != "(detached)":
        said["branch"] = value
    elif key == "branch.oid" and value != "(initial)":
        said["sha"] = value
    elif key == "branch.upstream":
        said["upstream"] = value
    elif key == "branch.ab":
        ahead, behind = value.split()
        said["ahead"], said["behind"] = int(ahead), abs(int(behind))
