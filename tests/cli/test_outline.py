"""What actions give, for people."""

from __future__ import annotations

from devlog_core.cli.outline import outline


def test_records_within_records_are_told_apart() -> None:
    """Otherwise a board with its columns is one line in which nobody sees where a column begins."""
    columns = [{"name": "New", "states": {"Bug": "New"}}, {"name": "Done\x1b[2J", "states": {}}]
    given = {"team": "Web", "boards": [{"id": "1", "columns": columns, "lanes": ["a", "b"]}], "left": []}
    assert list(outline(given)) == [
        "team: Web",
        "boards:",
        "  - id: 1",
        "    columns:",
        "      - name: New",
        "        states:",
        "          Bug: New",
        "      - name: Done\ufffd[2J",
        "        states: (empty)",
        "    lanes: a, b",
        "left: (empty)",
    ]
