"""Which links between issues are dependencies of an entry; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from devlog_core.model.fields import sorted_set
from devlog_jira.config import LinkTypes

Record = Mapping[str, Any]
Dependency = dict[str, str]
KINDS = ("blocks", "blocked-by", "related-to")
_USUAL = {"blocks": ("blocks", "blocker"), "related-to": ("relates", "relates to", "related")}


def links_of(fields: Record, types: LinkTypes) -> Iterator[tuple[Dependency, str]]:
    """The dependencies among an issue's links, each with the id of its link."""
    for link in fields.get("issuelinks") or ():
        outward = isinstance(link.get("outwardIssue"), Mapping)
        other = link.get("outwardIssue" if outward else "inwardIssue") or {}
        kind = kind_of(link.get("type") or {}, types)
        if kind and other.get("id"):
            said = "blocked-by" if kind == "blocks" and not outward else kind
            yield {"kind": said, "entry": str(other["id"])}, str(link.get("id") or "")


def kind_of(record: Record, types: LinkTypes) -> str:
    """What a type of link stands for, by the settings or else by usual names; empty for others."""
    told = {"blocks": types.blocks, "related-to": types.related_to}
    name = str(record.get("name") or "").strip().casefold()
    words = {name, str(record.get("outward") or "").strip().casefold()}
    for kind, given in told.items():
        if name == given.strip().casefold() if given else words & set(_USUAL[kind]):
            return kind
    return ""


def expressed(value: Iterable[Any]) -> list[Dependency]:
    """The dependencies that links can show; other kinds they cannot."""
    shown = ({"kind": str(one["kind"]), "entry": str(one["entry"])} for one in value)
    return sorted_set(one for one in shown if one["kind"] in KINDS)
