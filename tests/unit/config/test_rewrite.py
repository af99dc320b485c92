"""A file is replaced whole, by one writer at a time, or not at all."""

from __future__ import annotations

import os
import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from devlog_core.config import rewrite as module
from devlog_core.config.rewrite import rewrite
from devlog_core.model.errors import StoreError


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    """Otherwise the slower of two commands undoes the faster one's change."""
    path = tmp_path / "config.toml"
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: rewrite(path, lambda text: f"{text}{number}\n"), range(20)))

    assert sorted(path.read_text().split(), key=int) == [str(number) for number in range(20)]
    assert list(tmp_path.iterdir()) == [path]


def test_a_refused_change_leaves_the_file_alone(tmp_path: Path) -> None:
    """Otherwise a typing error costs the file."""
    path = tmp_path / "config.toml"
    path.write_text("old")

    def refuse(text: str) -> str:
        raise ValueError(text)

    with pytest.raises(ValueError, match="old"):
        rewrite(path, refuse)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "old"


def test_a_full_disk_leaves_the_file_alone(tmp_path: Path) -> None:
    """Otherwise half a file is left where a whole one was."""
    path = tmp_path / "config.toml"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(StoreError, match=r"config.toml cannot be written: .*; nothing was changed"):
            rewrite(path, lambda text: text * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "old"


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Otherwise a read-only workspace ends in a trace."""
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StoreError, match=r"file/config.toml cannot be written: (Not a directory|File exists)"
    ):
        rewrite(tmp_path / "file" / "config.toml", lambda text: text)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    """Otherwise a read-only workspace ends in a trace."""
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written: Permission denied"):
        rewrite(tmp_path / "config.toml", lambda text: text)


def test_a_lock_of_a_writer_at_work_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise two writers cross, or one waits for ever."""
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    (tmp_path / "config.toml.lock").write_text("")
    with pytest.raises(
        StoreError, match=r"is being changed by another process; if none runs, delete .*\.lock"
    ):
        rewrite(tmp_path / "config.toml", lambda text: text)


def test_the_lock_of_a_killed_writer_is_taken_over(tmp_path: Path) -> None:
    """Otherwise one kill stops every later change."""
    lock = tmp_path / "config.toml.lock"
    lock.write_text("half")
    os.utime(lock, (1, 1))
    rewrite(tmp_path / "config.toml", lambda text: text + "new")

    assert (tmp_path / "config.toml").read_text() == "new"
    assert not lock.exists()


def test_a_link_and_the_rights_of_the_file_are_kept(tmp_path: Path) -> None:
    """Otherwise a file kept elsewhere is torn off, or a private one opened."""
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "config.toml"
    real.write_text("a")
    real.chmod(0o600)
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    rewrite(link, lambda text: text + "b")

    assert link.is_symlink()
    assert real.read_text() == "ab"
    assert real.stat().st_mode & 0o777 == 0o600
