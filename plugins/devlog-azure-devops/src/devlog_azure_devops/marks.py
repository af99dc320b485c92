"""The marks that devlog writes onto work items and comments, and how they are read; pure.

A query finds a work item by its tag alone, and who copies a work item copies its tags. A link beside
the tag tells the two apart; links to other work items and pages stay behind unless asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from devlog_core.model.remote import Mark

HYPERLINK = "Hyperlink"
ROOT = "https://devlog.invalid/"
"""A host that never exists (RFC 2606); the provider takes links to pages only by the usual schemes."""
_UID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TAG = re.compile(rf"devlog-({_UID})", re.IGNORECASE)
_LINK = re.compile(rf"{re.escape(ROOT)}entry/({_UID})", re.IGNORECASE)
_NOTE = re.compile(
    rf"\s*(?:<!-- devlog-note:(?P<hidden>{_UID}) -->"
    rf"|<a href=\"{re.escape(ROOT)}note/(?P<linked>{_UID})\"[^<>]*>(?:&nbsp;|\s|&#8203;|\u200b)*</a>"
    rf")(?P<rest>(?:\s|</(?:div|p)>)*)\Z",
    re.IGNORECASE,
)


def tag_of(uid: str) -> str:
    """The tag that a query finds the entry's work item by."""
    return f"devlog-{uid}"


def link_of(mark: Mark) -> dict[str, Any]:
    """The relation that is written beside the tag."""
    return {
        "rel": HYPERLINK,
        "url": f"{ROOT}entry/{mark.uid}",
        "attributes": {"comment": f"devlog's mark for {mark.ref or mark.uid}"},
    }


def is_mark(tag: str) -> bool:
    """Whether a tag is a mark of devlog's, of whichever entry."""
    return _TAG.fullmatch(tag) is not None


def without_marks(tags: Iterable[str]) -> list[str]:
    """The tags that people know."""
    return [tag for tag in tags if not is_mark(tag)]


def mark_of_item(tags: Iterable[str], relations: Iterable[Any]) -> str | None:
    """The uid of the entry that devlog made the work item from; None also for a copy of such an item."""
    tagged = {found[1].lower() for tag in tags if (found := _TAG.fullmatch(tag))}
    linked = {
        found[1].lower()
        for one in relations
        if isinstance(one, Mapping)
        and one.get("rel") == HYPERLINK
        and (found := _LINK.fullmatch(str(one.get("url") or "")))
    }
    both = sorted(tagged & linked)
    return both[0] if len(both) == 1 else None


def marked_note(text: str, uid: str, *, markdown: bool) -> str:
    """A comment's text with its mark, which nobody sees: a comment in Markdown, an empty link in HTML."""
    if markdown:
        return f"{text}\n\n<!-- devlog-note:{uid} -->"
    return f'{text}<a href="{ROOT}note/{uid}"></a>'


def unmarked_note(text: str) -> tuple[str, str | None]:
    """A comment's text without its mark, and the uid that it carried."""
    found = _NOTE.search(text)
    if found is None:
        return text, None
    rest = (found["rest"] or "").strip()
    return text[: found.start()] + rest, (found["hidden"] or found["linked"]).lower()
