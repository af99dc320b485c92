"""Conditional requests: what has not changed is not sent again."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime


def unchanged(etag: str, modified: int | None, asked: Mapping[str, str]) -> bool:
    """Whether the asker holds this answer already; a tag decides before a date."""
    known = asked.get("If-None-Match")
    if known is not None:
        return known.strip() == "*" or _bare(etag) in {_bare(tag) for tag in known.split(",")}
    since = asked.get("If-Modified-Since")
    if since is None or modified is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since).timestamp()
    except ValueError:
        return False


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("W/")
