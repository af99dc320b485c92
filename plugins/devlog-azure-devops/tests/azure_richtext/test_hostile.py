"""Texts made to break a converter: each comes back, and in time that grows with its size."""

from __future__ import annotations

import time

import pytest

from devlog_azure_devops.richtext import codec
from devlog_core.model.errors import RejectedError

CODEC = codec("html")
SIZE = 100_000
UNITS = [
    "<b>", "<div>", "<", "<a ", "<!--", "&", "&#", '<a href="', '<a b="c', "<br>", "</div>", " ", "\n",
    "<p><b>",
    "<script>", "<textarea>", "<![CDATA[", "<?x", "<a x=", "[", "`", "*a _b ", "&copy;", "<li>", "<td>",
    "<table><tr><td>", "<span style='x'>a</span>", "<div>line</div>",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_sign_many_times_over_comes_back(unit: str) -> None:
    html = unit * (10_000 // len(unit))
    assert CODEC.write(CODEC.read(html)) == html


@pytest.mark.long
@pytest.mark.parametrize("unit", UNITS)
def test_a_hundred_thousand_signs_take_seconds(unit: str) -> None:
    html = unit * (SIZE // len(unit))
    begun = time.process_time()
    assert CODEC.write(CODEC.read(html)) == html
    assert time.process_time() - begun < 10


def test_nested_tables_come_back() -> None:
    html = "<table><tbody><tr><td>" * 60 + "x" + "</td></tr></tbody></table>" * 60
    assert CODEC.write(CODEC.read(html)) == html


@pytest.mark.parametrize(
    "html",
    [
        '<div><!-- html:gap "x" /--></div>',
        "<!-- html {} -->",
        "a<!-- /html:b -->",
        "<!--->x-->",
        "<!-- a\nb -->",
    ],
)
def test_text_like_our_comments_comes_back(html: str) -> None:
    assert CODEC.write(CODEC.read(html)) == html


def test_half_a_surrogate_pair_and_what_is_no_text_are_refused() -> None:
    for body in ("\ud800", 7, {"a": 1}):
        with pytest.raises(RejectedError):
            CODEC.read(body)


def test_control_characters_stay_out_of_what_is_shown() -> None:
    html = "<div>a\x1b[31mb\x07</div>"
    text = CODEC.read(html)
    assert text.isprintable() or not {"\x1b", "\x07"} & set(text)
    assert CODEC.write(text) == html
