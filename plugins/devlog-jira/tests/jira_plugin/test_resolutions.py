"""The resolution that a transition's screen requires, where the settings say nothing of it."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import RejectedError
from devlog_jira.sandbox.model import Choice

from .bench import Bench, fields
from .test_transitions import STATUSES, made, steps, way


@pytest.mark.parametrize(
    ("offered", "status", "given"),
    [
        (["Duplicate", "Fixed", "Done"], "done", "Done"),
        (["Won't Fix", "Shipped", "fixed"], "done", "fixed"),
        (["Won\u2019t Do", "Shipped", "Kept"], "done", "Shipped"),
        (["Done", "Duplicate", "Declined"], "cancelled", "Declined"),
    ],
)
def test_a_resolution_that_a_screen_requires_is_given_without_settings(
    bench: Bench, offered: list[str], status: str, given: str
) -> None:
    """Nearly every workflow asks for one, and the status says which it must be."""
    bench.jira.world.resolutions = tuple(Choice(20_000 + at, name) for at, name in enumerate(offered))
    ways = [
        way("Finish", "To Do", "Done", required=["resolution"]),
        way("Cancel", "To Do", "Cancelled", required=["resolution"]),
    ]
    bench.jira.workflow([*STATUSES, {"name": "Cancelled", "category": "done"}], ways)
    desk = bench.desk()
    item = made(desk)
    after = desk.service.update(item.ref, fields(item, status=status), item.version)
    assert after.values["status"] == status
    assert bench.jira.read(item.ref.key)["fields"]["resolution"]["name"] == given


def test_no_resolution_is_given_that_says_the_contrary(bench: Bench) -> None:
    """Done is not dropped, whatever a screen requires."""
    bench.jira.world.resolutions = (Choice(20_000, "Won't Do"), Choice(20_001, "Duplicate"))
    bench.jira.workflow(STATUSES, [way("Finish", "To Do", "Done", required=["resolution"])])
    desk = bench.desk()
    item = made(desk)
    with pytest.raises(RejectedError, match=r"'Finish' wants Resolution \(one of Won't Do, Duplicate\)"):
        desk.service.update(item.ref, fields(item, status="done"), item.version)
    assert steps(bench) == 0
