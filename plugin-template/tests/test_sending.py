"""What requests say, without a server."""

from __future__ import annotations

import pytest
from devlog_core.model.fields import STATUSES
from devlog_core.model.remote import Draft, FieldChange, Mark, Patch, SetChange

from devlog_example import mapping, sending


@pytest.mark.parametrize("status", STATUSES)
def test_a_status_that_was_sent_comes_back_as_expressed(status: str) -> None:
    """Otherwise a sync sends the same status for ever."""
    sent = sending.change(Patch(fields={"status": FieldChange(old=None, new=status)}))
    assert mapping.STATUSES[sent["state"]] == sending.express("status", status)


def test_a_new_task_carries_its_mark() -> None:
    """Otherwise one whose answer is lost is made twice."""
    body = sending.creation(Draft(mark=Mark(uid="the-uid"), values={"title": "A", "status": "new"}))
    assert body == {"title": "A", "state": "open", "meta": {"devlog": "the-uid"}}


def test_sets_change_by_element() -> None:
    """Otherwise a label that somebody adds meanwhile is lost."""
    body = sending.change(Patch(sets={"labels": SetChange(add=("new",), remove=("old",))}))
    assert body == {"labels": {"add": ["new"], "remove": ["old"]}}
