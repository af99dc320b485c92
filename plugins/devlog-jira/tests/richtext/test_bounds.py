"""Hostile, huge and odd input."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext import codec

from .schema import broken_rules
from .trees import block, doc, items, paragraph, text

ADF = codec(cloud=True)


@pytest.mark.parametrize("words", [
    "<!-- adf:panel {\"panelType\":\"info\"} -->", "<!-- /adf:panel -->", "<!-- adf:mention", "-->",
    "<!--", "a --> b",
    "<!-- note --> x", "\x00", "\x01\x7f\x85", "\u2028", "\r", "a\r\nb", "\n", " ", "\t", "\u00a0x\u00a0",
    "\\",
    "`", "<br>", "&#10;", "&amp", "]", "|", "| a |\n|---|", "a\n===", "#", "x #",
])  # fmt: skip
@pytest.mark.parametrize(
    "shape", ["paragraph", "heading", "code", "cell", "strong", "link", "mention", "panel"]
)
def test_words_that_look_like_markdown_never_break_out(words: str, shape: str) -> None:
    """Not in text, nor in an attribute, nor in what is shown of a node."""
    line = paragraph(words)
    node: dict[str, Any] = {
        "paragraph": line,
        "heading": block("heading", text(words), level=1),
        "code": {"type": "codeBlock", "attrs": {}, "content": [text(words)]},
        "cell": block("table", block("tableRow", block("tableCell", line, background=words))),
        "strong": paragraph("a", text(words, "strong"), "b"),
        "link": paragraph(text(words, {"type": "link", "attrs": {"href": words, "title": words}})),
        "mention": paragraph(block("mention", id=words, text=words)),
        "panel": block("panel", line, panelType=words),
    }[shape]
    tree = doc(paragraph("before"), node, paragraph("after"))
    assert ADF.write(ADF.read(tree)) == tree


def test_half_a_surrogate_pair_is_refused() -> None:
    """It is no character, and no request could carry it."""
    for refuse in (lambda: ADF.write("a\ud800"), lambda: ADF.read(doc(paragraph("a\udfff")))):
        with pytest.raises(RejectedError, match="surrogate"):
            refuse()


@pytest.mark.parametrize("body", ["text", [], 3, {"type": "paragraph"}, {"type": "doc", "content": "x"}])
def test_what_is_no_document_is_refused(body: object) -> None:
    with pytest.raises(RejectedError, match="no ADF document"):
        ADF.read(body)


@pytest.mark.parametrize("text", [
    "> " * 2000 + "x", "".join("  " * n + "- x\n" for n in range(300)),
    "".join("<!-- adf:panel -->\n" for _ in range(400)) + "x\n" + "<!-- /adf:panel -->\n" * 400,
])  # fmt: skip
def test_a_text_that_nests_without_end_is_refused(text: str) -> None:
    """Before anything runs out of stack, and without losing the inmost words."""
    with pytest.raises(RejectedError, match="nests"):
        ADF.write(text)


def test_a_document_that_nests_deep_comes_back_or_is_refused() -> None:
    tree = paragraph("inmost")
    for depth in range(1, 300):
        tree = (
            block("bulletList", block("listItem", tree))
            if depth % 2
            else block("panel", tree, panelType="info")
        )
        if depth in {20, 45}:
            assert ADF.write(ADF.read(doc(tree))) == doc(tree)
    with pytest.raises(RejectedError, match="nests"):
        ADF.read(doc(tree))


@pytest.mark.parametrize("text", [
    "word " * 20_000, "*" * 100_000, "[" * 50_000, "`" * 50_001 + "a", "a\n" * 15_000, "<!-- " * 20_000,
    "- x\n" * 5_000, "| a " * 5_000 + "|\n" + "|---" * 5_000 + "|\n", "![" * 25_000, "<" * 100_000,
    "&" * 100_000,
], ids=lambda text: text[:6])  # fmt: skip
def test_a_text_of_a_hundred_kilobytes_is_taken(text: str) -> None:
    doc_made = ADF.write(text)
    assert broken_rules(doc_made) == []


def test_a_long_document_comes_back() -> None:
    tree = doc(*[paragraph(f"Line {n} with a_b and *stars* ", text("bold", "strong")) for n in range(2500)])
    said = ADF.read(tree)
    assert len(said) > 100_000
    assert ADF.write(said) == tree


def test_importing_the_package_loads_no_parser() -> None:
    """A listing or a help text must not pay for Markdown."""
    code = (
        "import sys, devlog_jira.richtext as r; c = r.codec(True); before = 'markdown_it' in sys.modules;"
        "c.write('x'); print(before, 'markdown_it' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_the_document_read_is_not_changed() -> None:
    tree = doc(block("panel", block("bulletList", *items("a")), panelType="info"))
    before = json.dumps(tree)
    ADF.read(tree)
    assert json.dumps(tree) == before
