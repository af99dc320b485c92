"""HTML that becomes Markdown and comes back is the same HTML, to the last character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_azure_devops.richtext import active, codec

from .draws import HTML, MARKDOWN

CODEC = codec("html")
LONG = settings(max_examples=5_000, deadline=None)
SHORT = settings(max_examples=100, deadline=None)


def comes_back(html: str) -> None:
    """Both ways, exactly, and nothing in the text would run where it is shown."""
    text = CODEC.read(html)
    assert CODEC.write(text) == html, text
    assert "<script" not in text.lower()
    assert "](javascript:" not in text.lower()


def settles(text: str) -> None:
    """What was typed becomes HTML that stays what it is from then on, and in which nothing runs."""
    html = CODEC.write(text)
    said = CODEC.read(html)
    assert CODEC.write(said) == html, said
    assert not active.active(html), html


@SHORT
@given(HTML)
def test_all_html_comes_back(html: str) -> None:
    comes_back(html)


@SHORT
@given(st.text(alphabet=st.sampled_from("<>/!-ab \n\"'=&;pbr#*_[]()`|\\"), max_size=60))
def test_all_signs_come_back(html: str) -> None:
    comes_back(html)


@SHORT
@given(MARKDOWN)
def test_what_is_typed_settles(text: str) -> None:
    settles(text)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(HTML)
def test_much_html_comes_back(html: str) -> None:
    comes_back(html)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(st.text(max_size=80))
def test_many_texts_come_back(html: str) -> None:
    comes_back(html)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(MARKDOWN)
def test_much_that_is_typed_settles(text: str) -> None:
    settles(text)
