"""What an edit of the Markdown does to the document, and what it may not do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext import codec, dropped

from .draws import documents
from .trees import FUTURE, MENTION, MIXED, PANEL, block, doc, items, paragraph, text

ADF = codec(cloud=True)
SAID = ADF.read(MIXED)


def test_words_behind_a_comment_that_begins_a_line_stay() -> None:
    """Otherwise a line that another place begins with a comment of its own is empty in Jira."""
    document = codec(True).write("&#8288;<!-- note -->said")
    assert document["content"][0]["content"] == [{"type": "text", "text": "<!-- note -->said"}]


@pytest.mark.parametrize("cloud", [True, False])
def test_comments_of_other_places_are_not_shown(cloud: bool) -> None:
    """Otherwise people read in Jira how another place spells its text."""
    text = (
        '<!-- html:div {"class":"x"} -->\nask <!-- html:mention "\\u003ca" -->@Jane<!-- /html:mention -->\n'
        "<!-- /html:div -->\n\n`<!-- html:td /-->` <!-- note -->"
    )
    form = codec(cloud)
    assert form.read(form.write(text)) == "ask @Jane\n\n`<!-- html:td /-->` <!-- note -->"


def test_editing_a_plain_line_changes_that_line_alone() -> None:
    edited = ADF.write(SAID.replace("One plain line.", "Another **line**."))
    assert edited["content"][2] == paragraph("Another ", text("line", "strong"), ".")
    edited["content"][2] = MIXED["content"][2]
    assert edited == MIXED


@settings(max_examples=40, deadline=None)
@given(
    documents(depth=2), documents(depth=2), st.sampled_from(["plain words", "two\nlines", "**b** and `c`"])
)
def test_editing_a_line_leaves_every_other_node_as_it_was(
    before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    """Whatever stands around it."""
    line = paragraph("The line that is edited.")
    said = ADF.read(doc(*before["content"], line, *after["content"]))
    edited = ADF.write(said.replace("The line that is edited.", words))["content"]
    at = len(before["content"])
    assert edited[:at] == before["content"]
    assert edited[at + 1 :] == after["content"]
    assert edited[at] == ADF.write(words)["content"][0]


def test_the_children_of_a_panel_are_edited_freely() -> None:
    edited = ADF.write(SAID.replace("Mind the gap.", "Mind **both**.\n\n- one\n- two"))
    assert edited["content"][3] == block(
        "panel",
        paragraph("Mind ", text("both", "strong"), "."),
        block("bulletList", *items("one", "two")),
        panelType="warning",
    )


def test_a_mention_may_be_moved_and_deleted() -> None:
    mention = re.search(r"<!-- adf:mention.*?/adf:mention -->", SAID)
    assert mention
    moved = ADF.write(SAID.replace(mention[0], "somebody").replace("One plain line.", f"{mention[0]}: look."))
    assert moved["content"][1] == paragraph("Ask somebody first.")
    assert moved["content"][2] == paragraph(MENTION, ": look.")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("@Jane<", "@Joe<", "mention '@Jane'"),
        ("@Jane<", "**@Jane**<", "mention '@Jane'"),
        ("(futureBlock) from tomorrow", "from today", "futureBlock"),
        ("<!-- /adf:mention -->", "", "adf:mention"),
        ("<!-- /adf:panel -->", "", "adf:panel"),
        ('<!-- adf:panel {"panelType":"warning"} -->', "", "/adf:panel"),
        ('{"panelType":"warning"}', '{"panelType":"warn', "adf:panel"),
        ("<!-- /adf:futureBlock -->", "<!-- /adf:futureBlock", "/adf:futureBlock"),
        ("<!-- /adf:status -->", "<!-- /adf:mention -->", "/adf:mention"),
        (
            '<!-- adf:panel {"panelType":"warning"} -->',
            '- <!-- adf:panel {"panelType":"warning"} -->',
            "adf:panel",
        ),
        ("Mind the gap.", 'Mind.<!-- adf:tableCell {"background":"#deebff"} /-->', "adf:tableCell"),
        ("One plain line.", "One <!-- adf:underline -->line", "adf:underline"),
        ("One plain line.", "One <!-- adf:panel -->line", "adf:panel"),
    ],
)
def test_a_broken_comment_is_refused_by_name(old: str, new: str, named: str) -> None:
    """With what is wrong and the cure, instead of a document that lost something."""
    assert old in SAID
    with pytest.raises(RejectedError, match=re.escape(named)) as refused:
        ADF.write(SAID.replace(old, new))
    assert "restore" in refused.value.reason
    assert "\n" not in refused.value.reason


def test_lines_that_are_joined_or_taken_out_of_a_list_keep_their_words() -> None:
    """The numbers that Jira gave them are let go with the blocks that had them."""
    first, second = paragraph("a", attrs={"localId": "1"}), paragraph("b", attrs={"localId": "2"})
    joined = ADF.write(ADF.read(doc(first, second)).replace("\n\n", "\n"))
    assert joined == doc(paragraph("a", block("hardBreak"), "b", attrs={"localId": "1"}))
    listed = block("bulletList", {**block("listItem", paragraph("a")), "attrs": {"localId": "1"}})
    assert ADF.write(ADF.read(doc(listed)).removeprefix("- ")) == doc(paragraph("a"))


def test_what_an_edit_drops_is_named() -> None:
    assert dropped(SAID, SAID) == []
    assert dropped(SAID, "nothing left") == ["mention @Jane", "panel", "futureBlock", "status DONE"]
    assert dropped(SAID, ADF.read(doc(PANEL, FUTURE))) == ["mention @Jane", "status DONE"]
    assert dropped("plain **words**", "other words") == []


def test_a_mark_that_is_dropped_is_named_once_for_each_place() -> None:
    under = paragraph(text("a", "underline"), "b", text("c", "underline"))
    assert dropped(ADF.read(doc(under)), ADF.read(doc(paragraph(text("a", "underline"))))) == ["underline"]


def test_an_image_that_markdown_says_is_not_dropped() -> None:
    """Whoever deletes it, deletes what they see."""
    picture = block("mediaSingle", block("media", type="external", url="https://a.b/c.png"), layout="center")
    file = block("mediaSingle", block("media", type="file", id="1", collection=""), layout="center")
    assert dropped(ADF.read(doc(picture, PANEL)), ADF.read(doc(PANEL))) == []
    assert dropped(ADF.read(doc(file)), "") == ["mediaSingle", "media 📎 1"]


def test_what_is_special_about_a_block_goes_with_the_block() -> None:
    """Whoever deletes a coloured row means the row; whoever leaves the row and takes its colour is asked."""
    cells = [block("tableCell", paragraph(words), background="#deebff") for words in ("a", "b")]
    table = block("table", *[block("tableRow", each) for each in cells])
    said = ADF.read(doc(table, PANEL))
    assert dropped(said, "\n".join(line for line in said.split("\n") if not line.startswith("| b"))) == []
    assert dropped(said, re.sub(r"b<!-- adf:tableCell .*?/-->", "b", said)) == ["tableCell"]
    columns = ADF.write("| a |\n| :-: |\n| b |")["content"]
    assert dropped(ADF.read(doc(*columns, PANEL)), ADF.read(doc(PANEL))) == []
    assert dropped(ADF.read(doc(*columns, PANEL)), ADF.read(doc(*columns, PANEL)).replace(":-:", "---")) == []


def test_an_edited_line_drops_nothing_by_its_number() -> None:
    """Jira numbers its paragraphs anew by itself; a person who deletes one loses no more than its words."""
    assert dropped(ADF.read(doc(paragraph("a", attrs={"localId": "1"}))), "b") == []


@settings(max_examples=40, deadline=None)
@given(documents(depth=2))
def test_every_deleted_node_is_named(tree: dict[str, Any]) -> None:
    """A deleted block with something in it that Markdown cannot say is never silent."""
    panel = block("panel", paragraph(block("mention", id="the-deleted-one", text="@gone")), panelType="tip")
    old = ADF.read(doc(*tree["content"], panel))
    assert dropped(old, ADF.read(tree)) == ["panel", "mention @gone"] or "the-deleted-one" in str(tree)
    assert dropped(ADF.read(tree), ADF.read(tree)) == []
