"""A file is written whole, with the rights that it had, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from devlog_core.files import replacing, write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Otherwise a reader sees half a cache."""
    path = tmp_path / "deep" / "file.json"
    write_whole(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "new \ud800")

    assert path.read_text() == "old"
    assert list(path.parent.iterdir()) == [path]


def test_rights_stay_and_a_new_file_gets_those_of_any(tmp_path: Path) -> None:
    """Otherwise a secret can be read by others after the next change, or a file by nobody."""
    kept = tmp_path / "kept"
    kept.write_text("old")
    kept.chmod(0o640)
    write_whole(kept, "new")
    assert kept.stat().st_mode & 0o777 == 0o640
    plain, fresh = tmp_path / "plain", tmp_path / "fresh"
    plain.touch()
    write_whole(fresh, "new")
    assert fresh.stat().st_mode == plain.stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Otherwise settings kept elsewhere are parted from their copy."""
    (tmp_path / "real").write_text("old")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real")
    with replacing(link) as file:
        file.write("new\n")
    assert link.is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new" + os.linesep.encode()[-1:]
