"""How nodes stand in Markdown: plain where Markdown has a form, else between comments."""

from __future__ import annotations

from typing import Any

import pytest

from devlog_jira.richtext import codec, dropped

from .trees import FUTURE, MENTION, PANEL, block, doc, items, paragraph, text

ADF = codec(cloud=True)
RED = {"type": "textColor", "attrs": {"color": "#ff0000"}}
CENTRE = {"type": "alignment", "attrs": {"align": "center"}}


def cell(kind: str, words: str, **attrs: Any) -> Any:
    """A cell with one line."""
    return {"type": kind, "attrs": attrs, "content": [paragraph(words)]}


def table(*rows: list[Any], **attrs: Any) -> Any:
    """A table of cells."""
    values = {"isNumberColumnEnabled": False, "layout": "default", **attrs}
    return block("table", *[block("tableRow", *row) for row in rows], **values)


PLAIN = [
    (paragraph("a_b 5 * 3 [0] ~5 C:\\dir, a & b < c"), "a_b 5 * 3 [0] ~5 C:\\dir, a & b < c"),
    (paragraph("*no* _no_ `no` <T> [x](y)"), r"\*no\* \_no\_ \`no\` \<T> \[x\](y)"),
    (paragraph(text("one"), block("hardBreak"), text("two")), "one\ntwo"),
    (paragraph("Hello! R&D; ~5"), "Hello! R&D; ~5"),
    (paragraph("Done!"), "Done!"),
    (paragraph("# no"), "\\# no"),
    (paragraph("1. no"), "1\\. no"),
    (paragraph(text("b", "strong"), text(" and "), text("c", "code"), text("s", "strike")),
        "**b** and `c`~~s~~"),
    (paragraph(text("bold ", "strong"), text("x", "code"), text(" on", "strong")), "**bold `x` on**"),
    (paragraph(text("t", {"type": "link", "attrs": {"href": "http://a.b/(c)", "title": "q"}})),
     '[t](http://a.b/\\(c\\) "q")'),
    (paragraph(text("http://a.b", {"type": "link", "attrs": {"href": "http://a.b"}})), "<http://a.b>"),
    (paragraph(text("Note:", "strong"), "text"), "**Note:**<!-- adf:join /-->text"),
    (paragraph(text("a", "strong"), text("b", "em"), "c"), "**a**<!-- adf:join /-->*b*c"),
    (block("heading", text("Plan"), level=3), "### Plan"),
    (block("bulletList", *items("a", "b")), "- a\n- b"),
    (block("orderedList", *items("a", "b"), order=3), "3. a\n4. b"),
    (block("bulletList", block("listItem", paragraph("a"), block("bulletList", *items("b")))), "- a\n  - b"),
    (block("blockquote", paragraph("q")), "> q"),
    (block("rule"), "---"),
    ({"type": "codeBlock", "attrs": {"language": "py"}, "content": [text("x = 1")]}, "```py\nx = 1\n```"),
    (table([cell("tableHeader", "a"), cell("tableHeader", "b|c")],
           [cell("tableCell", "1"), cell("tableCell", "2")]),
     "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |"),
    (block("mediaSingle", block("media", type="external", url="https://a.b/c.png"), layout="center"),
     "![](https://a.b/c.png)"),
]  # fmt: skip
SAID = [
    (paragraph("Hi ", MENTION),
     'Hi <!-- adf:mention {"id":"5b10","text":"@Jane"} -->@Jane<!-- /adf:mention -->'),
    (PANEL, '<!-- adf:panel {"panelType":"warning"} -->\nMind the gap.\n<!-- /adf:panel -->'),
    (paragraph(text("red", RED)), '<!-- adf:textColor {"color":"#ff0000"} -->red<!-- /adf:textColor -->'),
    (paragraph("mid", marks=[CENTRE]),
     'mid<!-- adf:paragraph null {"marks":[{"type":"alignment","attrs":{"align":"center"}}]} /-->'),
    (paragraph("x", attrs={"localId": "l"}), 'x<!-- adf:paragraph {"localId":"l"} /-->'),
    ({"type": "paragraph"}, "<!-- adf:paragraph /-->"),
    (paragraph(text("bold ", "strong"), text("x")), "**bold**<!-- adf:strong --> <!-- /adf:strong -->x"),
    (block("blockCard", url="https://a.b/c-d"),
     '&#8288;<!-- adf:blockCard {"url":"https://a.b/c-d"} -->https://a.b/c-d<!-- /adf:blockCard -->'),
    (paragraph(block("date", timestamp="1582152559000")),
     '<!-- adf:date {"timestamp":"1582152559000"} -->2020-02-19<!-- /adf:date -->'),
    (FUTURE,
     ('<!-- adf:futureBlock {"x":1} {"content":[{"type":"paragraph","content":[{"type":"text",'
      '"text":"from tomorrow"}]}]} -->\n(futureBlock) from tomorrow\n<!-- /adf:futureBlock -->')),
    (block("taskList", block("taskItem", text("do"), localId="2", state="DONE"), localId="1"),
     '- [x] do<!-- adf:taskItem {"localId":"2"} /--><!-- adf:taskList {"localId":"1"} /-->'),
    (paragraph(block("status", text="a --> b", color="red")),
     '<!-- adf:status {"text":"a \\u002d\\u002d\\u003e b","color":"red"} -->a --> b<!-- /adf:status -->'),
]  # fmt: skip


@pytest.mark.parametrize(("node", "said"), PLAIN, ids=[said for _, said in PLAIN])
def test_what_markdown_says_is_plain(node: Any, said: str) -> None:
    """A person reads what a person would have typed."""
    shown = ADF.read(doc(node))
    assert shown == said
    assert ADF.write(shown) == doc(node)


@pytest.mark.parametrize(("node", "said"), SAID, ids=[said[:40] for _, said in SAID])
def test_what_markdown_cannot_say_stands_between_comments(node: Any, said: str) -> None:
    """Its words are shown, and its children are Markdown."""
    assert ADF.read(doc(node)) == said
    assert ADF.write(said) == doc(node)


def test_a_table_with_merged_cells_is_still_a_table() -> None:
    """Cells that a wider one covers are filled, so that every row has its columns."""
    merged = table(
        [cell("tableHeader", "wide", colspan=2)],
        [cell("tableHeader", "tall", rowspan=2), cell("tableCell", "x", background="#deebff")],
        [cell("tableCell", "y")],
        localId="t",
    )
    said = ADF.read(doc(merged))
    assert [line.count(" | ") for line in said.split("\n")] == [1, 1, 1, 1]
    assert ADF.write(said) == doc(merged)
    assert ADF.write(said.replace("| y |", "| z |")) == doc(
        {**merged, "content": [*merged["content"][:2], block("tableRow", cell("tableCell", "z"))]}
    )


def test_a_column_is_aligned_by_its_cells() -> None:
    """Jira aligns paragraphs, Markdown columns; a column of which one cell differs is said cell by cell."""
    said = "| a | b |\n| :-: | --: |\n| 1 |  |"
    tree = ADF.write(said)
    cells = [each["content"][0]["marks"] for row in tree["content"][0]["content"] for each in row["content"]]
    assert [marks[0]["attrs"]["align"] for marks in cells] == ["center", "end", "center", "end"]
    assert ADF.read(tree) == said
    del tree["content"][0]["content"][1]["content"][0]["content"][0]["marks"]
    assert "| --- | --: |" in ADF.read(tree)
    assert ADF.write(ADF.read(tree)) == tree


def test_a_line_that_begins_with_a_comment_is_no_html_at_github() -> None:
    """GitHub takes a line that begins with a comment as it is typed; a character of no width prevents it."""
    line = doc(paragraph(MENTION, " look at ", text("this", "strong")))
    said = ADF.read(line)
    assert said.startswith("&#8288;<!-- adf:mention")
    assert ADF.write(said) == line
    odd = doc(paragraph("\u2060", MENTION, text("x", "strong")))
    assert ADF.write(ADF.read(odd)) == odd


def test_an_unused_definition_stays_text() -> None:
    """Markdown would swallow it, and a line of a log looks like one."""
    assert ADF.write("[INFO]: started") == doc(paragraph("[INFO]: started"))
    link = {"type": "link", "attrs": {"href": "http://a.b"}}
    assert ADF.write("see [here]\n\n[Here]: http://a.b") == doc(paragraph("see ", text("here", link)))


@pytest.mark.parametrize("kind", ["bulletList", "panel", "blockquote", "expand", "futureBlock"])
def test_what_nests_deep_comes_back(kind: str) -> None:
    """Also where Markdown itself would nest no deeper."""
    tree = paragraph("inmost")
    for _ in range(45 if kind == "bulletList" else 90):
        tree = block(kind, block("listItem", paragraph("x"), tree) if kind == "bulletList" else tree)
    assert ADF.write(ADF.read(doc(tree))) == doc(tree)


@pytest.mark.parametrize("odd", [
    {"type": 5}, {}, {"type": "paragraph", "content": "words"}, {"type": "paragraph", "content": ["words"]},
    {"type": "text", "text": "at the top"}, {"type": "listItem"}, {"type": "heading", "attrs": {"level": 9}},
    {"type": "bulletList", "content": []},
    {"type": "table", "content": [{"type": "tableRow", "content": []}]},
    {"type": "heading", "attrs": None}, {"type": "panel", "content": None},
    {"type": "taskList", "content": [{}]},
    {"type": "paragraph", "content": [{"type": "text", "text": ""}]}, {"type": "image", "attrs": {}},
    {"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": []}], "more": [1, 2]},
    {"type": "paragraph", "content": [{"type": "text", "text": "x", "marks": ["strong"]}]},
    {"type": "paragraph", "content": [{"type": "mention", "marks": [{"type": "strong"}]}]},
    {"type": "codeBlock", "content": [{"type": "text", "text": "x", "marks": [{"type": "strong"}]}]},
    {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"url": "http://x", "type": "external"}}]},
    {"type": "orderedList", "attrs": {"order": -1}, "content": [{"type": "listItem",
    "content": [{"type": "rule"}]}]},
    {"type": "taskList", "content": [{"type": "taskItem", "attrs": {"state": "ODD"}}]}, {"type": "node"},
    {"type": "mediaSingle", "content": "x"},
    {"type": "mediaSingle", "content": [{"type": "media", "attrs": {"url": "http://x"}, "marks": ["x"]}]},
    {"type": "mark", "attrs": {}}, {"type": "pad"}, {"type": "adf-->", "attrs": {"x": "y"}}, {"type": "doc"},
], ids=str)  # fmt: skip
def test_what_jira_should_never_send_comes_back_too(odd: Any) -> None:
    """A node that breaks every rule is carried as it is."""
    for tree in (
        doc(odd),
        doc(paragraph("a"), odd, paragraph("b")),
        doc(block("panel", odd, panelType="tip")),
    ):
        assert ADF.write(ADF.read(tree)) == tree
        assert dropped(ADF.read(tree), ADF.read(tree)) == []


@pytest.mark.parametrize("more", [{"version": 2}, {"version": 1, "attrs": {"x": 1}}, {}])
def test_a_document_that_is_more_than_its_blocks_stays_readable(more: Any) -> None:
    tree = {"type": "doc", **more, "content": [paragraph("One."), PANEL]}
    said = ADF.read(tree)
    assert "\nOne.\n\n<!-- adf:panel" in said
    assert ADF.write(said) == tree


def test_no_text_is_no_document() -> None:
    assert ADF.read(None) == ""
    assert ADF.read(doc()) == ""
    assert ADF.write("") == doc()
    assert ADF.write(" \n\n") == doc()
