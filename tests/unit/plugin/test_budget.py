"""One budget for each account, kept to by all who use it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devlog_core.model.errors import PausedError, RateLimitedError
from devlog_core.plugin.budget import Budget, Budgets
from devlog_core.plugin.limits import Limit
from devlog_core.plugin.ratelimit import LONGEST

NOW = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
URL = "https://api.example.com/items"
TOKEN = {"Authorization": "token s3cret-of-ada"}
SOON = timedelta(seconds=30)
HOUR = timedelta(hours=1)


def budget(folder: Path, headers: dict[str, str] | None = None, url: str = URL) -> Budget:
    """The budget as another process would open it."""
    return Budgets(folder).for_request(url, headers if headers is not None else TOKEN)[1]


def left(remaining: int, limit: int = 5000) -> Limit:
    """An answer that says how much is left of the hour."""
    return Limit(limit=limit, remaining=remaining, resets_at=NOW + HOUR)


def test_a_wait_is_known_to_others_at_once(tmp_path: Path) -> None:
    """Also to those that had looked before, and until its end only."""
    ours, theirs = budget(tmp_path), budget(tmp_path)
    theirs.admit("", NOW)
    ours.hear("", Limit(until=NOW + SOON, whole=True), NOW)
    for one in (ours, theirs, budget(tmp_path)):
        with pytest.raises(RateLimitedError) as caught:
            one.admit("core", NOW + SOON - timedelta(microseconds=1))
        assert caught.value.retry_at == NOW + SOON
        one.admit("core", NOW + SOON)


def test_a_wait_that_ends_sooner_does_not_shorten_another(tmp_path: Path) -> None:
    """Two answers may cross."""
    ours, theirs = budget(tmp_path), budget(tmp_path)
    ours.hear("", Limit(until=NOW + HOUR, whole=True), NOW)
    theirs.hear("", Limit(until=NOW + SOON, whole=True), NOW)
    for one in (ours, theirs, budget(tmp_path)):
        with pytest.raises(RateLimitedError):
            one.admit("", NOW + SOON)


def test_other_accounts_and_hosts_are_not_held_up(tmp_path: Path) -> None:
    """One person's limit is not another's."""
    budget(tmp_path).hear("", Limit(until=NOW + SOON, whole=True), NOW)
    budget(tmp_path, {"Authorization": "token of-bob"}).admit("", NOW)
    budget(tmp_path, {}).admit("", NOW)
    budget(tmp_path, url="https://other.example.com/items").admit("", NOW)


def test_one_resource_holds_up_no_other(tmp_path: Path) -> None:
    """Searching and listing are counted apart."""
    budget(tmp_path).hear("search", Limit(limit=30, remaining=0, resets_at=NOW + SOON, until=NOW + SOON), NOW)
    again = budget(tmp_path)
    again.admit("core", NOW)
    with pytest.raises(RateLimitedError):
        again.admit("search", NOW)


def test_reading_leaves_a_reserve_to_writes(tmp_path: Path) -> None:
    """A tenth, at most 250; the others learn of it at once."""
    ours, theirs = budget(tmp_path), budget(tmp_path)
    ours.hear("", left(251), NOW)
    ours.admit("", NOW, reading=True)
    ours.hear("", left(250), NOW + timedelta(seconds=1))
    for one in (ours, theirs):
        one.admit("", NOW)
        with pytest.raises(PausedError) as caught:
            one.admit("", NOW, reading=True)
        assert caught.value.retry_at == NOW + HOUR
        one.admit("", NOW + HOUR, reading=True)
    small = budget(tmp_path, {})
    small.hear("", left(7, limit=60), NOW)
    small.admit("", NOW, reading=True)
    small.hear("", left(6, limit=60), NOW)
    with pytest.raises(PausedError):
        small.admit("", NOW, reading=True)


def test_nothing_left_holds_up_writes_too(tmp_path: Path) -> None:
    """The next request would be refused."""
    budget(tmp_path).hear("", left(0), NOW)
    with pytest.raises(RateLimitedError):
        budget(tmp_path).admit("", NOW)


def test_the_disk_is_not_written_for_each_request(tmp_path: Path) -> None:
    """What need not be known at once is told now and then, and at the end."""
    ours = budget(tmp_path)
    ours.hear("", left(4000), NOW)
    assert _accounts(tmp_path) == []
    for number in range(100):
        ours.hear("", left(3999 - number), NOW + timedelta(milliseconds=number))
    assert _accounts(tmp_path) == []
    ours.save(NOW)
    [name] = _accounts(tmp_path)
    assert json.loads((tmp_path / name).read_text())["windows"][""]["remaining"] == 3900
    written = (tmp_path / name).stat().st_mtime_ns
    for number in range(100):
        ours.hear("", left(3899 - number), NOW + timedelta(milliseconds=200 + number))
    assert (tmp_path / name).stat().st_mtime_ns == written


def test_the_files_hold_no_secret_and_belong_to_their_user(tmp_path: Path) -> None:
    """Neither the secret nor anything to try secrets against without the key."""
    folder = tmp_path / "budgets"
    budget(folder).hear("", Limit(until=NOW + SOON, whole=True), NOW)
    [name] = _accounts(folder)
    assert "s3cret" not in name + "".join(path.read_text("latin-1") for path in folder.iterdir())
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    elsewhere = tmp_path / "elsewhere"
    budget(elsewhere).hear("", Limit(until=NOW + SOON, whole=True), NOW)
    assert _accounts(elsewhere) != [name]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "{",
            "[]",
            "null",
            "12",
            '{"host": 1}',
            "\x00\xff",
            "[" * 100_000,
            '{"windows": [], "waits": {}}',
        ),
        '{"host": "h", "windows": {"": {"remaining": -1}}, "waits": {}}',
        '{"host": "h", "windows": {}, "waits": {"*": "yesterday"}}',
        '{"host": "h", "windows": {}, "waits": {"*": 12}}',
    ],
)
def test_a_broken_file_is_an_empty_one(tmp_path: Path, text: str) -> None:
    """It holds up nobody, and is whole after the next answer."""
    account, ours = Budgets(tmp_path).for_request(URL, TOKEN)
    path = tmp_path / f"{account}.json"
    path.write_text(text, encoding="utf-8")
    ours.admit("", NOW)
    ours.hear("", Limit(until=NOW + SOON, whole=True), NOW)
    with pytest.raises(RateLimitedError):
        budget(tmp_path).admit("", NOW)


def test_a_time_of_a_wrong_clock_holds_up_nobody(tmp_path: Path) -> None:
    """Our own clock may have been set back since."""
    budget(tmp_path).hear("", Limit(until=NOW + HOUR, whole=True), NOW)
    budget(tmp_path).admit("", NOW - LONGEST)


def test_where_nothing_can_be_kept_the_process_keeps_to_it_alone(tmp_path: Path) -> None:
    """A home that is a file, or read-only, must not stop a sync."""
    (tmp_path / "file").write_text("")
    both = Budgets(tmp_path / "file" / "budgets")
    one, two = both.for_request(URL, TOKEN)[1], both.for_request(URL, TOKEN)[1]
    one.hear("", Limit(until=NOW + SOON, whole=True), NOW)
    with pytest.raises(RateLimitedError):
        two.admit("", NOW)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    """Nobody waits for the dead; while it lives, others go on without the file."""
    account, ours = Budgets(tmp_path).for_request(URL, TOKEN)
    code = (
        "import sys, time; from filelock import FileLock; "
        "FileLock(sys.argv[1]).acquire(); print('held', flush=True); time.sleep(100)"
    )
    lock = str(tmp_path / f"{account}.lock")
    with subprocess.Popen([sys.executable, "-c", code, lock], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        ours.hear("", Limit(until=NOW + SOON, whole=True), NOW)
        with pytest.raises(RateLimitedError):
            ours.admit("", NOW)
        holder.kill()
    ours.save(NOW)
    with pytest.raises(RateLimitedError):
        budget(tmp_path).admit("", NOW)


def test_accounts_that_nobody_uses_any_more_are_forgotten(tmp_path: Path) -> None:
    """Tokens that live for an hour would leave a file each."""
    for number in range(3):
        budget(tmp_path, {"Authorization": f"token {number}"}).hear(
            "", Limit(until=NOW + SOON, whole=True), NOW
        )
    old, kept, _ = _accounts(tmp_path)
    os.utime(tmp_path / old, (0, 0))
    budget(tmp_path).hear("", Limit(until=NOW + SOON, whole=True), NOW)
    assert len(_accounts(tmp_path)) == 3
    assert old not in _accounts(tmp_path)
    assert kept in _accounts(tmp_path)


def _accounts(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.json"))
