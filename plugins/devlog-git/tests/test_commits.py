"""Commit objects as they really occur."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devlog_git.commits import decode, parse_commit, parse_stamp

TREE = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"


@pytest.mark.parametrize("zone", ["+0000", "-0730", "+0545", "+51800", "-1400", "+9999"])
def test_zones_are_kept_and_never_change_the_moment(zone: str) -> None:
    """A zone that no calendar knows must not send a commit to another day."""
    stamp = parse_stamp(f"A U Thor <a@b.c> 1700000000 {zone}".encode())
    assert (stamp.name, stamp.email, stamp.zone) == ("A U Thor", "a@b.c", zone)
    assert stamp.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "name", "email", "seconds"),
    [
        (b"A <a@b> -86400 +0000", "A", "a@b", -86400),
        (b"A <a@b> 99999999999999 +0000", "A", "a@b", 99999999999999),
        (b"A <a@b>", "A", "a@b", None),
        (b"A <a@b> soon", "A", "a@b", None),
        (b"<a@b> 1 +0000", "", "a@b", 1),
        (b"A B <> 1 +0000", "A B", "", 1),
        (b"A <<a@b>> 1 +0000", "A", "a@b", 1),
        (b"", "", "", None),
        ("Ünal <ü@b> 1 +0000".encode("latin-1"), "Ünal", "ü@b", 1),
    ],
)
def test_odd_people_and_moments(line: bytes, name: str, email: str, seconds: int | None) -> None:
    """What cannot be read is empty; the rest of the commit is still told."""
    stamp = parse_stamp(line)
    assert (stamp.name, stamp.email, stamp.seconds) == (name, email, seconds)


def test_a_moment_beyond_the_calendar_is_none() -> None:
    """No library's idea of the nearest date takes its place."""
    assert parse_stamp(b"A <a@b> 99999999999999 +0000").at is None


def test_headers_of_many_lines_are_passed_over() -> None:
    """A signature or a merged tag holds lines that look like headers, behind a space."""
    raw = (
        TREE
        + b"parent "
        + b"1" * 40
        + b"\nparent "
        + b"2" * 40
        + b"\nauthor A <a@b> 1 +0000\ncommitter C <c@d> 2 -0730\n"
        b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n author X <x@y> 3 +0000\n -----END PGP SIGNATURE-----\n"
        b"encoding ISO-8859-1\n\nGr\xfc\xdfe\n\nparent none\n"
    )
    commit = parse_commit("0" * 40, raw)
    assert commit.parents == ("1" * 40, "2" * 40)
    assert (commit.author.name, commit.committer.name, commit.committer.zone) == ("A", "C", "-0730")
    assert commit.message == "Grüße\n\nparent none\n"


@pytest.mark.parametrize("raw", [b"", b"tree x", b"blob", b"author A <a@b> 1 +0000\n\nx"])
def test_what_is_no_commit_is_refused(raw: bytes) -> None:
    """It is set aside by itself and named."""
    with pytest.raises(ValueError, match="not a commit"):
        parse_commit("0" * 40, raw)


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        ("Grüße".encode(), "", "Grüße"),
        ("Grüße".encode("latin-1"), "", "Grüße"),
        ("Grüße".encode("latin-1"), "UTF-8", "Grüße"),
        ("Привет".encode("koi8-r"), "KOI8-R", "Привет"),
        ("こんにちは".encode("shift_jis"), "Shift_JIS", "こんにちは"),
        (b"plain", "no-such-encoding", "plain"),
        (b"plain", "hex", "plain"),
        (b"a\0b", "", "ab"),
        (b"+2AA-", "utf-7", "?"),
    ],
)
def test_text_of_any_encoding(raw: bytes, encoding: str, text: str) -> None:
    """Nothing that a store cannot keep, and nothing lost that an encoding can say."""
    assert decode(raw, encoding) == text


@given(
    raw=st.binary(max_size=200),
    encoding=st.sampled_from(["", "utf-8", "utf-7", "utf-16", "cp1252", "zip", "\xe9"]),
)
def test_any_bytes_become_text(raw: bytes, encoding: str) -> None:
    """No message of any repository stops a reading."""
    text = decode(raw, encoding)
    assert "\0" not in text
    text.encode("utf-8")


@given(line=st.binary(max_size=80))
def test_any_bytes_become_a_stamp(line: bytes) -> None:
    """Broken author lines exist in old histories."""
    stamp = parse_stamp(line)
    assert stamp.at is None or stamp.at.tzinfo is UTC
