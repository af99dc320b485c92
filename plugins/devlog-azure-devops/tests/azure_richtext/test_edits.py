"""Edits of the Markdown: what counts, what is refused, and what is named before it is lost."""

from __future__ import annotations

import pytest

from devlog_azure_devops.richtext import codec, dropped, introduced
from devlog_core.model.errors import RejectedError

CODEC = codec("html")
MENTION = '<a href="#" data-vss-mention="version:2.0,1-2">@Jane</a>'


def edit(html: str, old: str, new: str) -> str:
    """The HTML after an edit of its Markdown."""
    text = CODEC.read(html)
    assert old in text
    return CODEC.write(text.replace(old, new))


def test_words_in_a_styled_cell_are_edited_and_keep_the_style() -> None:
    html = '<table><tbody><tr><td style="x">one</td></tr></tbody></table>'
    assert edit(html, "one", "two") == html.replace("one", "two")


def test_an_edit_within_an_embedded_block_counts_and_its_source_is_let_go() -> None:
    assert edit("<div>a<p>one</p>", "\none\n", "\ntwo\n") == "<div>a</div><div>two</div>"


def test_a_mention_can_be_moved() -> None:
    text = CODEC.read(f"<div>a {MENTION}</div>").removeprefix("a ") + " a"
    assert CODEC.write(text) == f"<div>{MENTION} a</div>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-->@Jane", "-->@John"),
        ("<!-- /html:mention -->", ""),
        ("\\u003e@Jane", '\\u003e@Jane"'),
        ("html:mention ", "html:u "),
    ],
)
def test_an_edit_of_what_a_comment_carries_is_refused(old: str, new: str) -> None:
    text = CODEC.read(f"<div>a {MENTION}</div>")
    with pytest.raises(RejectedError):
        CODEC.write(text.replace(old, new))


@pytest.mark.parametrize(
    ("html", "old", "new", "names"),
    [
        (f"<div>a {MENTION}</div>", "", "a", ["mention @Jane"]),
        ('<div>a <img src="https://a.b/c" width="3" alt="d"></div>', "", "a", ["image d"]),
        ('<div>a <span style="x">b</span></div>', "", "a b", ["style of span b"]),
        ('<div>a <span style="x">b</span></div>', "", "a", []),
        ('<div style="x">a</div><div>b</div>', "", "b", []),
        ('<div style="x">a</div>', "", "a", ["style of div"]),
        ("<div>a</div>", "", "b", []),
    ],
)
def test_what_an_edit_would_lose_is_named(html: str, old: str, new: str, names: list[str]) -> None:
    assert dropped(CODEC.read(html), new) == names


def test_nothing_active_comes_from_another_place() -> None:
    typed = 'x <!-- html:img "\\u003cimg src=x onerror=y()\\u003e" -->![image](x)<!-- /html:img -->'
    assert introduced("", CODEC.write(typed)) == ["onerror of img"]
    assert introduced("<script>a</script>", "<script>a</script>") == []
    assert introduced("", '<a href="java&#10;script:x()">y</a>') == ["script in href of a"]
    assert introduced("", CODEC.write("<!--><script>x</script>-->")) == []
