"""A text that goes from place to place, each with a form of its own, and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_azure_devops.richtext import codec as azure_codec
from devlog_azure_devops.richtext import dropped, introduced
from devlog_azure_devops.texts import Texts
from devlog_core.model.errors import RejectedError
from devlog_core.model.fields import field_of
from devlog_core.model.link import Pair
from devlog_core.sync.merge import Sides, merge_field
from devlog_jira.richtext import codec as jira_codec

TEXTS = Texts(azure_codec, dropped, introduced)
COMMENT = re.compile(r"<!-- (?:html|adf):(?!gap|block).*?-->")
MENTION = '<a href="#" data-vss-mention="version:2.0,1-2">@Jane</a>'
HTML = [
    "<div>a <b>bold</b> line</div>", "<div>x<br></div>", "<div><br></div>", "<p>one<br>two</p>", "<p>p</p>\n",
    "<ul><li>a</li><li><i>b</i></li></ul>", "<ol><li>c</li></ol>", '<div><a href="https://x.org/y">z</a></div>',
    f"<div>ask {MENTION} first</div>", '<p style="color:red">red</p>', "<div><ul><li>in</li></ul></div>",
    '<div>a <span style="x">b</span></div>', "bare", "<h2>Title</h2>", "<div>it&#39;s &quot;so&quot;</div>",
    '<table><tbody><tr><td colspan="2">t</td></tr><tr><td>u</td><td>v</td></tr></tbody></table>',
]  # fmt: skip


def _words(text: str, *marks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"marks": list(marks)} if marks else {})}


def _line(*nodes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "content": list(nodes)}


ADF = [
    _line(_words("plain")), _line(_words("bold", {"type": "strong"}), _words(" and not")),
    _line({"type": "mention", "attrs": {"id": "1", "text": "@Jane"}}, _words(" knows")),
    {"type": "panel", "attrs": {"panelType": "warning"}, "content": [_line(_words("careful"))]},
    {"type": "bulletList", "content": [{"type": "listItem", "content": [_line(_words("item"))]}]},
    {"type": "rule"}, _line(_words("red", {"type": "textColor", "attrs": {"color": "#ff5630"}})),
]  # fmt: skip
MARKDOWN = [
    "a line",
    "two\nlines",
    "- a\n- b",
    "1. *x*",
    "`code`",
    "# T",
    "> q",
    "```\n<b>\n```",
    "<!-- hm -->",
]


class Spot:
    """A place that keeps one text in its own form, and what it was last in step with."""

    def __init__(self, read: Callable[[Any], str], write: Callable[[str, Any], Any]) -> None:
        self.read, self.write = read, write
        self.body: Any = None
        self.pair: Pair | None = None

    @property
    def text(self) -> str:
        return self.read(self.body)

    def express(self, text: str) -> str:
        return self.read(self.write(text, None))

    def add(self, words: str) -> None:
        """Somebody writes another paragraph below, in the place's own editor."""
        self.body = self.write(f"{self.text}\n\n{words}" if self.text else words, self.body)


class Text:
    """One description at three places."""

    def __init__(self, cloud: bool, origin: str, body: Any) -> None:
        jira = jira_codec(cloud)
        self.spots = {
            "github": Spot(lambda body: body or "", lambda text, _: text),
            "jira": Spot(jira.read, lambda text, _: jira.write(text)),
            "azure": Spot(
                lambda body: TEXTS.read(body), lambda text, old: TEXTS.write(text, None, old or "")
            ),
        }
        born = self.spots[origin]
        born.body = body
        self.local = born.text
        born.pair = Pair(self.local, self.local)
        for name, spot in self.spots.items():
            if name != origin:
                spot.body = spot.write(self.local, None)
                spot.pair = Pair(self.local, spot.text)

    def sync(self) -> int:
        """Read every place, then write to those that differ; how many writes that took."""
        for spot in self.spots.values():
            merged = merge_field(
                Sides(
                    field=field_of("description"), base=spot.pair, local=self.local, remote=spot.text,
                    to_local=lambda text: text, to_remote=spot.express,
                )
            )  # fmt: skip
            assert merged.outcome != "conflict"
            self.local, spot.pair = merged.value, merged.pair
        writes = 0
        for spot in self.spots.values():
            assert spot.pair is not None
            if self.local == spot.pair.local:
                continue
            if spot.express(self.local) != spot.pair.remote:
                spot.body = spot.write(self.local, spot.body)
                writes += 1
            spot.pair = Pair(self.local, spot.text)
        return writes


@st.composite
def _born(draw: st.DrawFn) -> tuple[str, Any]:
    origin = draw(st.sampled_from(["github", "jira", "azure"]))
    known: dict[str, list[Any]] = {"github": MARKDOWN, "jira": ADF, "azure": HTML}
    pieces = known[origin]
    drawn: list[Any] = draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=4))
    if origin == "jira":
        return origin, {"type": "doc", "version": 1, "content": drawn}
    return origin, ("\n\n" if origin == "github" else "").join(drawn)


BORN, ORDER = _born(), st.permutations(["github", "jira", "azure"])


@settings(max_examples=20, deadline=None)
@given(born=BORN, order=ORDER)
def test_a_text_comes_back_whole_whichever_way_it_went(born: tuple[str, Any], order: list[str]) -> None:
    """Otherwise places write to each other for ever, or one of them takes away what another can say."""
    _goes_round(born, order)


@pytest.mark.long
@pytest.mark.timeout(3600)
@settings(max_examples=2_000, deadline=None)
@given(born=BORN, order=ORDER)
def test_many_texts_come_back_whole(born: tuple[str, Any], order: list[str]) -> None:
    """Otherwise what few texts do not meet goes unseen."""
    _goes_round(born, order)


def _goes_round(born: tuple[str, Any], order: list[str]) -> None:
    origin, body = born
    text = Text(True, origin, body)
    assert text.sync() == 0
    assert text.spots[origin].body == body
    carried = COMMENT.findall(text.local)
    for name in order:
        text.spots[name].add(f"said at {name}")
        text.sync()
        assert text.sync() == 0
        for place, spot in text.spots.items():
            assert f"said at {name}" in spot.text, place
        assert [one for one in carried if one not in text.local] == []
    jira = str(text.spots["jira"].body)
    assert "<!-- html" not in jira
    assert "/html:" not in jira


@pytest.mark.parametrize("cloud", [True, False])
def test_an_ordinary_description_is_clean_everywhere(cloud: bool) -> None:
    """Otherwise people at GitHub read how Azure DevOps spells its HTML, and people at Jira all of it."""
    html = '<p>It <b>fails</b>:</p><ul><li>a</li></ul><p>see <a href="https://x.org">x</a><br>soon</p>\n'
    text = Text(cloud, "azure", html)
    said = "It **fails**:\n\n- a\n\nsee [x](https://x.org)\nsoon"
    assert [spot.text for spot in text.spots.values()] == [said] * 3
    text.spots["jira"].add("again")
    assert text.sync() == 2
    assert text.spots["azure"].body == f"{html.rstrip()}<p>again</p>\n"


def test_what_jira_cannot_show_is_not_lost_to_an_edit_there() -> None:
    """Otherwise who mends a word in Jira takes a mention away at Azure DevOps, and nobody is told."""
    html = f"<div>ask {MENTION} first</div><div>then go</div>"
    text = Text(True, "azure", html)
    jira = text.spots["jira"]
    assert jira.text == "ask @Jane first\nthen go"
    jira.body = jira.write("ask @Jane first\nthen run", jira.body)
    assert text.sync() == 2
    assert text.spots["azure"].body == html.replace("go", "run")
    jira.body = jira.write("ask Jane first\nthen run", jira.body)
    with pytest.raises(RejectedError, match="mention @Jane"):
        text.sync()
