"""The mark at the end of a body, and the text before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from devlog_core.model.ids import ref_of
from devlog_core.model.remote import Mark

_UID = r"[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}"
_OURS = "<!-- devlog"
"""How every mark begins: most bodies have none and need not be taken into lines."""
_ENTRY = re.compile(
    rf"<!-- devlog:dl-[0-9a-f]{{8,32}} uid=(?P<uid>{_UID})(?: closes=(?P<closes>[a-z_]+))? -->[ \t]*"
)
_NOTE = re.compile(rf"<!-- devlog-note:(?P<uid>{_UID}) -->[ \t]*")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body taken apart: the text that people see, and our mark."""

    text: str
    uid: str | None = None
    line: str = ""
    """The mark as it stands, to be written again."""
    closes: str | None = None
    """The reason for which the issue, just made, is yet to be closed."""

    @property
    def done(self) -> str:
        """The mark of the same issue when nothing more is to follow."""
        return self.line.replace(f" closes={self.closes} ", " ")


def entry_line(mark: Mark, closes: str | None = None) -> str:
    """The mark of an issue; `closes` names the reason for which a second request is to close it."""
    more = f" closes={closes}" if closes else ""
    return f"<!-- devlog:{mark.ref or ref_of(mark.uid)} uid={mark.uid}{more} -->"


def note_line(mark: Mark) -> str:
    """The mark of a comment."""
    return f"<!-- devlog-note:{mark.uid} -->"


def read_entry(body: str | None) -> Body:
    """An issue's body taken apart."""
    return _apart(normal(body), _ENTRY)


def read_note(body: str | None) -> Body:
    """A comment's body taken apart."""
    return _apart(normal(body), _NOTE)


def written(text: str, line: str) -> str:
    """A body of this text with the mark below it; the text without a mark where the line is empty."""
    return f"{text}\n\n{line}" if text and line else text or line


def plain(text: str) -> str:
    """A text of an entry as it may be sent: what looks like a mark of ours is not ours to send."""
    apart = read_entry(text)
    while apart.uid is not None:
        apart = read_entry(apart.text)
    return apart.text


def normal(body: str | None) -> str:
    """A text with one kind of line end; the website sends two characters."""
    return (body or "").replace("\r\n", "\n").replace("\r", "\n")


def _apart(body: str, pattern: re.Pattern[str]) -> Body:
    if _OURS not in body:
        return Body(text=body)
    lines = body.split("\n")
    last = max((index for index, line in enumerate(lines) if line.strip()), default=-1)
    found = pattern.fullmatch(lines[last]) if last >= 0 else None
    if found:
        before = lines[:last]
        text = "\n".join(before[:-1] if before and not before[-1] else before)
    else:
        # Someone wrote on below the mark: it still is one, unless it stands in code or in a quotation.
        last, found = _outside_code(lines, pattern)
        text = "\n".join(lines[:last] + lines[last + 1 :])
    if found is None:
        return Body(text=body)
    fields = found.groupdict()
    return Body(text=text, uid=fields["uid"], line=found[0].rstrip(), closes=fields.get("closes"))


def _outside_code(lines: list[str], pattern: re.Pattern[str]) -> tuple[int, re.Match[str] | None]:
    place, mark, fence = len(lines), None, ""
    for index, line in enumerate(lines):
        edge = _FENCE.fullmatch(line)
        if fence:
            closing = edge and edge["fence"].startswith(fence) and not edge["rest"].strip()
            fence = "" if closing else fence
        elif edge:
            fence = edge["fence"]
        elif match := pattern.fullmatch(line):
            place, mark = index, match
    return place, mark
