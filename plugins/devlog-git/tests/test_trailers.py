"""Trailers are what git itself takes for trailers."""

from __future__ import annotations

import subprocess

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from devlog_git.trailers import trailers

LINES = st.sampled_from(
    [
        "",
        " ",
        "Prose that goes on.",
        "Devlog: dl-7c41f09a",
        "Key:value",
        "Key : spaced",
        "Key:",
        "two words: no key",
        ": nothing",
        " folded",
        "\tfolded by tab",
        "Signed-off-by: A <a@b>",
        "(cherry picked from commit 7c41f09a)",
        "# a comment",
        "#12: fixed",
        "Conflicts:",
        "\tfile.py",
        "https://example.com/x",
        "Ünïcode: x",
        "---",
    ]
)


def by_git(message: str) -> list[tuple[str, str]]:
    """What git makes of a message."""
    command = ["git", "interpret-trailers", "--parse", "--no-divider"]
    said = subprocess.run(command, input=message.encode(), capture_output=True, check=True).stdout.decode()
    return [(key, value.strip()) for key, _, value in (line.partition(":") for line in said.splitlines())]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, min_size=1, max_size=9))
@example(["title", "", "Signed-off-by: A <a@b>", "Prose that goes on.", "Prose", "Prose", "Prose"])
@example(["title", "", "Key:value", " folded", "", "Conflicts:", "\tfile.py", ""])
@example(["Key:value"])
def test_trailers_are_those_of_git(lines: list[str]) -> None:
    """A commit means the same to us as to git and the forges."""
    message = "\n".join(["title", *lines]) + "\n"
    assert trailers(message) == by_git(message)


def test_a_known_key_makes_a_block_of_mixed_lines() -> None:
    """A Devlog line counts among prose as git's own lines do."""
    message = "title\n\nLast words\nDevlog: dl-7c41f09a\n"
    assert trailers(message) == []
    assert trailers(message, known=("devlog",)) == [("Devlog", "dl-7c41f09a")]
