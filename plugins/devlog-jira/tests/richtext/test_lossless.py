"""A document that becomes Markdown and comes back is the document that it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from devlog_jira.richtext import codec

from .draws import MARKDOWN, documents
from .schema import broken_rules

ADF = codec(cloud=True)
LONG = settings(max_examples=5_000, deadline=None)
SHORT = settings(max_examples=100, deadline=None)


def same(one: Any, other: Any) -> bool:
    """Whether two documents are the same JSON."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def comes_back(doc: Any) -> None:
    """Both ways, exactly; and once more from the text."""
    text = ADF.read(doc)
    assert same(ADF.write(text), doc), text
    assert "adf:doc" not in text


def settles(text: str) -> None:
    """What was typed becomes a document that Jira takes, and stays what it is from then on."""
    doc = ADF.write(text)
    assert broken_rules(doc) == []
    said = ADF.read(doc)
    assert same(ADF.write(said), doc), said
    assert ADF.read(ADF.write(said)) == said


@SHORT
@given(documents())
def test_every_document_comes_back(doc: Any) -> None:
    assert broken_rules(doc) == []
    comes_back(doc)


@SHORT
@given(MARKDOWN)
def test_every_text_becomes_a_document_that_jira_takes(text: str) -> None:
    settles(text)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(documents(depth=4))
def test_many_documents_come_back(doc: Any) -> None:
    assert broken_rules(doc) == []
    comes_back(doc)


@pytest.mark.long
@pytest.mark.timeout(3600)
@LONG
@given(MARKDOWN)
def test_many_texts_become_documents_that_jira_takes(text: str) -> None:
    settles(text)
