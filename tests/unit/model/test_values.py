"""Times, identities, fields and the codec."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.entry import Entry
from devlog_core.model.fields import FIELDS, checked
from devlog_core.model.ids import new_uid, ref_of, remote_uid, slug
from devlog_core.model.remote import (
    Cursor,
    Event,
    RemoteItem,
    RemoteNote,
    RemoteRef,
    RemoteThing,
    SyncPage,
    Target,
    Version,
)
from devlog_core.model.times import from_micros, parse_time, rfc3339, to_micros

BORN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
        ("2026-03-01T10:00:00+13:45", "2026-02-28T20:15:00Z"),
        ("2026-03-01T10:00:00.123456789-03:00", "2026-03-01T13:00:00.123456Z"),
        ("2026-03-01T10:00:00.000+0000", "2026-03-01T10:00:00Z"),
        ("2026-03-01 10:00", "2026-03-01T10:00:00Z"),
    ],
)
def test_times_of_any_offset_and_precision_are_read(text: str, want: str) -> None:
    assert rfc3339(parse_time(text)) == want


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_comes_back_from_the_store_to_the_microsecond(value: datetime) -> None:
    assert from_micros(to_micros(value)) == value
    assert parse_time(rfc3339(value)) == value


def test_uids_are_version_7_and_sorted_by_birth() -> None:
    uids = [new_uid() for _ in range(50)]
    assert {uuid.UUID(uid).version for uid in uids} == {7}
    assert len(set(uids)) == 50
    assert [uid[:8] for uid in uids] == sorted(uid[:8] for uid in uids)


def test_two_stores_give_one_identity_to_one_remote_item() -> None:
    assert remote_uid("API.example.org", "42") == remote_uid("api.example.org", "42")
    assert remote_uid("api.example.org", "42") != remote_uid("api.example.org", "42", "note")
    assert ref_of("01890000-0000-7000-8000-00007c41f09a") == "dl-7c41f09a"


@pytest.mark.parametrize(("title", "want"), [("Fix: Über-Login!", "fix-uber-login"), ("日本", "entry")])
def test_slugs_are_plain(title: str, want: str) -> None:
    assert slug(title) == want


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "open"),
        ("type", "Feature"),
        ("title", "  "),
        ("labels", "one"),
        ("labels", [""]),
        ("estimate", -1),
        ("estimate", True),
        ("due", "tomorrow"),
        ("archived", "yes"),
        ("context", []),
    ],
)
def test_values_that_no_entry_may_have_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field):
        checked(field, value)


def test_values_take_one_form() -> None:
    assert checked("labels", ["b", "a", "b"]) == ["a", "b"]
    assert checked("description", "a\r\nb\rc") == "a\nb\nc"
    assert checked("title", " a\n b ") == "a b"
    assert checked("custom.x", {"any": [1]}) == {"any": [1]}
    assert {name: checked(name, None) for name in FIELDS} == {n: f.default for n, f in FIELDS.items()}


def test_closing_and_reopening_set_the_closing_time() -> None:
    entry = Entry(uid="u", id=1, ref="dl-1", key="k", created_at=BORN, updated_at=BORN)
    later = datetime(2026, 2, 1, tzinfo=UTC)
    done = entry.with_values({"status": "done"}, later)
    assert done.closed_at == later
    assert done.with_values({"status": "cancelled"}, datetime(2026, 3, 1, tzinfo=UTC)).closed_at == later
    assert done.with_values({"status": "blocked"}, later).closed_at is None
    assert (
        "custom.x"
        not in done.with_values({"custom.x": 1}, later).with_values({"custom.x": None}, later).content
    )


def test_a_page_crosses_a_process_unchanged() -> None:
    ref = RemoteRef(id="1", key="12", url="https://x.example/12", scope="s")
    page = SyncPage(
        mode="delta",
        items=(
            RemoteItem(
                ref=ref,
                version=Version.of(5, {"a": 1}),
                values={"title": "t", "labels": ["x"], "milestone": None},
                notes=(RemoteNote(ref=ref, content="hi", at=BORN),),
                field_times={"title": BORN},
            ),
        ),
        refs=(RemoteThing(ref=ref, kind="commit", targets=(Target(entry="dl-7c41f09a", closes=True),)),),
        events=(Event(id="e", name="n", at=BORN, data={"k": [1]}),),
        next=Cursor(data={"etag": 'W/"x"'}),
        as_of=BORN,
    )
    assert from_json(SyncPage, to_json(page)) == page


def test_half_a_character_has_a_version() -> None:
    """Otherwise a plugin fails at the one item that the core would have set aside."""
    assert Version.of(1, "cut \ud83d") != Version.of(1, "cut \ud83e")
