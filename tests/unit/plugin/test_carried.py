"""The comments in which plugins carry what Markdown cannot say."""

from __future__ import annotations

import pytest

from devlog_core.plugin.richtext.carried import CARRIED


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ('<!-- form:mention "\\u003ca" -->', True), ("<!-- /form:mention -->", True),
        ("<!-- form:td /-->", True), ('<!-- form:panel null {"a":1} -->', True),
        ('<!-- form {"line":"p"} -->', True),
        ("<!-- note -->", False), ("<!-- todo: tidy up -->", False), ("<!-- see http://a.b -->", False),
        ("<!-- devlog:dl-7c41f09a uid=x -->", False),
    ],
)  # fmt: skip
def test_what_plugins_carry_is_told_from_what_people_hide(text: str, carried: bool) -> None:
    """Otherwise a place drops what somebody typed, or shows what nobody typed."""
    assert (CARRIED.fullmatch(text) is not None) is carried
