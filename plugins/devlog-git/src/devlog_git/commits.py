"""Commit objects as git stores them, read without a detour through anybody's idea of a date; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from devlog_core.model.times import EPOCH


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who did something and when, with the zone exactly as it was written."""

    name: str
    email: str
    seconds: int | None
    """Seconds since 1970 in UTC; None where none were written."""
    zone: str

    @property
    def at(self) -> datetime | None:
        """The moment in UTC; None where there is none, or none that a calendar knows."""
        if self.seconds is None:
            return None
        try:
            return EPOCH + timedelta(seconds=self.seconds)
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit, as far as its own object says."""

    sha: str
    parents: tuple[str, ...]
    author: Stamp
    committer: Stamp
    message: str


def parse_commit(sha: str, raw: bytes) -> Commit:
    """The commit in a raw object.

    Raises ValueError where the object has not even a tree and an author.
    """
    head, _, message = raw.partition(b"\n\n")
    headers: dict[bytes, list[bytes]] = {}
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        headers.setdefault(key, []).append(value)
    if b"tree" not in headers or b"author" not in headers:
        raise ValueError("not a commit: no tree or no author")
    encoding = headers.get(b"encoding", [b""])[0].decode("ascii", "replace")
    author = headers[b"author"][0]
    return Commit(
        sha=sha,
        parents=tuple(parent.decode("ascii", "replace") for parent in headers.get(b"parent", ())),
        author=parse_stamp(author, encoding),
        committer=parse_stamp(headers.get(b"committer", [author])[0], encoding),
        message=decode(message, encoding),
    )


def parse_stamp(line: bytes, encoding: str = "") -> Stamp:
    """The person and moment of an author or committer line, however odd."""
    who, _, when = line.rpartition(b">")
    name, _, email = who.partition(b"<")
    seconds, _, zone = when.strip().partition(b" ")
    return Stamp(
        name=decode(name.strip(), encoding),
        email=decode(email.strip(b" <>"), encoding),
        seconds=_seconds(seconds),
        zone=decode(zone.strip()),
    )


def decode(raw: bytes, encoding: str = "") -> str:
    """Text in the encoding it names, else UTF-8, else Latin-1, as git itself reads it."""
    for codec in (encoding, "utf-8"):
        try:
            text = raw.decode(codec) if codec else None
        except (LookupError, ValueError):
            continue
        if text is not None:
            break
    else:
        text = raw.decode("latin-1")
    # Neither a NUL nor half a surrogate pair can be kept by every store.
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _seconds(digits: bytes) -> int | None:
    try:
        return int(digits) if len(digits) <= 20 else None
    except ValueError:
        return None
