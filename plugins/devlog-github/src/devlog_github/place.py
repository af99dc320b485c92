"""Where a reading stands, as a cursor holds it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from devlog_core.model.fields import canonical
from devlog_core.model.remote import Cursor, Mode
from devlog_core.model.times import from_micros, rfc3339
from devlog_github.seen import Seen

Part = Literal["issues", "comments"]
PARTS: tuple[Part, ...] = ("issues", "comments")
PER_PAGE = 100
# A list is served by a replica that may lag, and times have whole seconds, so each reading looks a
# minute further back than the start of the one before. Such lag is a matter of seconds; what was
# seen is remembered, so that a generous minute costs no request and delivers nothing twice.
OVERLAP = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A reading between two pages; with no `url` the next part is still to begin."""

    scope: str
    mode: Mode
    part: Part = "issues"
    url: str = ""
    start: int = 0
    """GitHub's second when the reading began; 0 before its first answer."""
    behind: str = ""
    """The page before, and the id and number of its last issue."""
    last: tuple[int, int] = (0, 0)
    told: int = 0
    """How many comments the issues of the snapshot say there are."""
    met: int = 0
    """How many of them it has met."""
    again: bool = False
    """Whether it reads the comments a second time, having met too few."""
    written: int = 0
    """How many writes of ours the readings before had before them."""
    count: int = 0
    """How many there were when this one began."""
    base: Mapping[Part, Seen] = field(default_factory=dict)
    """What earlier readings have seen."""
    fresh: Mapping[Part, Seen] = field(default_factory=dict)
    """What this one has seen, of the parts that brought anything."""

    @staticmethod
    def read(cursor: Cursor | None) -> Place | None:
        """The place of a cursor."""
        if cursor is None:
            return None
        data = cursor.data
        run = dict(data.get("reading") or {})
        fresh = {part: Seen.from_json(run.pop(part)) for part in PARTS if part in run}
        run["last"] = tuple(run.get("last", (0, 0)))
        base = {part: Seen.from_json(data[part]) for part in PARTS if part in data}
        known = {"scope": data["repository"], "written": data.get("written", 0), "mode": "delta"}
        return Place(base=base, fresh=fresh, **{**known, **run})

    def cursor(self) -> Cursor:
        """The cursor that continues here."""
        run: dict[str, Any] = {
            "mode": self.mode, "part": self.part, "url": self.url, "start": self.start,
            "behind": self.behind, "last": list(self.last),
            "told": self.told, "met": self.met, "again": self.again, "count": self.count,
        }  # fmt: skip
        run |= {part: seen.to_json() for part, seen in self.fresh.items()}
        return Cursor(data=self._settled(self.base, self.written) | {"reading": run})

    def finished(self) -> Cursor:
        """The cursor that the next delta starts from."""
        parts = dict(self.base)
        for part in PARTS:
            if part in self.fresh:
                seen = self.fresh[part]
                parts[part] = (self.base[part].joined(seen) if part in self.base else seen).bounded()
            parts.setdefault(part, self._nothing())
        return Cursor(data=self._settled(parts, self.count))

    def _settled(self, parts: Mapping[Part, Seen], written: int) -> dict[str, Any]:
        known = {"repository": self.scope, "written": written}
        return known | {part: parts[part].to_json() for part in PARTS if part in parts}

    def begun(self, start: int, count: int) -> Place:
        """The same, knowing when the reading began and how much we had written by then."""
        return self if self.start else replace(self, start=start, count=count)

    def remembering(self, entries: list[tuple[int | None, str]]) -> Place:
        """The same, having seen these records of the present part."""
        seen = self.fresh.get(self.part, self._nothing()).raised(0)
        for second, mark in entries:
            seen.add(self.start if second is None else second, mark)
        return replace(self, fresh={**self.fresh, self.part: seen.bounded()})

    def knows(self, second: int | None, mark: str) -> bool:
        """Whether an earlier reading has seen a record."""
        known = self.base.get(self.part)
        return known is not None and ((second, mark) in known if second is not None else known.holds(mark))

    def _nothing(self) -> Seen:
        return Seen(self.start - OVERLAP, self.start)

    def following(self, url: str, behind: str, last: tuple[int, int]) -> Place:
        """At the next page of the same part."""
        return replace(self, url=url, behind=behind, last=last)

    def turned(self, *, again: bool = False) -> Place:
        """At the beginning of the comments."""
        return replace(self, part="comments", url="", behind="", last=(0, 0), met=0, again=again)

    @property
    def address(self) -> str:
        """What to ask for next."""
        if self.url:
            return self.url
        tail = "issues?state=all&" if self.part == "issues" else "issues/comments?"
        order = "sort=created&direction=asc"
        if self.mode == "delta":
            # A second earlier than the floor: GitHub does not say whether the bound itself is included.
            since = rfc3339(from_micros((self.base[self.part].floor - 1) * 1_000_000))
            order = f"sort=updated&direction=desc&since={since}"
        return f"/repositories/{self.scope}/{tail}{order}&per_page={PER_PAGE}"

    @property
    def key(self) -> str:
        """Names the state that a conditional request rests on."""
        return f"{self.address} {canonical(self.base[self.part].to_json())}"

    @property
    def numbered(self) -> bool:
        """Whether the present page was found by its number, and may have shifted."""
        return "page" in parse_qs(urlsplit(self.url).query)
