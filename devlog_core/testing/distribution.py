"""A distribution as it lies in a folder of installed ones, without pip."""

from __future__ import annotations

from pathlib import Path


def lay_out(folder: Path, name: str, points: str, *, version: str = "1.0", more: str = "") -> Path:
    """Let `folder` hold a distribution with these entry points; returns where its metadata lies.

    `points` is the text of entry_points.txt; `more` are further lines of the metadata and, behind an
    empty one, the README.
    """
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True, exist_ok=True)
    head = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (info / "METADATA").write_text(head + more, encoding="utf-8")
    (info / "entry_points.txt").write_text(points, encoding="utf-8")
    return info
