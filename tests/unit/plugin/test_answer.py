"""What plugins share that read JSON: answers and deliveries."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from devlog_core.model.errors import RejectedError
from devlog_core.plugin.answer import JsonAnswer, one_line
from devlog_core.plugin.payload import json_object


def test_an_answer_of_another_shape_is_empty_and_no_crash() -> None:
    """A proxy answers with pages and bare lists, whatever the system would say."""
    page = JsonAnswer(status=200, headers={"date": "Mon, 03 Mar 2025 10:00:00 GMT"}, text="<html>")
    assert (page.told("message"), page.listed("values")) == (None, [])
    assert page.date == datetime(2025, 3, 3, 10, tzinfo=UTC)
    odd = JsonAnswer(status=200, headers={}, data={"values": {"no": "list"}, "message": "m"})
    assert (odd.told("message"), odd.listed("values"), odd.date) == ("m", [], None)
    assert JsonAnswer(status=200, headers={}, data=[1]).listed("values") == []


def test_a_refusal_is_told_on_one_line_that_ends() -> None:
    """Otherwise a stack trace of the server stands in the terminal."""
    assert one_line("no\r\n  such\titem") == "no such item"
    assert len(one_line("x" * 9000)) == 501


@pytest.mark.parametrize(
    ("body", "said"), [(b"{", "no JSON"), (b"\xff", "no JSON"), (b"[1]", "no JSON object")]
)
def test_a_delivery_that_is_no_object_is_refused(body: bytes, said: str) -> None:
    """Anybody may post anything to an open address."""
    with pytest.raises(RejectedError, match=said):
        json_object(body)
    assert json_object(b'{"a": 1}') == {"a": 1}
