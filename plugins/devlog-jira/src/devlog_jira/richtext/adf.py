"""ADF documents as Markdown and back."""

from __future__ import annotations

from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext.adf_foreign import translated
from devlog_jira.richtext.adf_nodes import DEPTH, Node
from devlog_jira.richtext.markdown import from_markdown, to_markdown
from devlog_jira.richtext.wiki_spelling import unspelled


class AdfCodec:
    """The codec of Jira Cloud."""

    def read(self, body: Any) -> str:
        """A document as Markdown; nothing where there is no document.

        Raises RejectedError where the body is no document.
        """
        if body is None:
            return ""
        if (
            not isinstance(body, dict)
            or body.get("type") != "doc"
            or not isinstance(body.get("content", []), list)
        ):
            raise RejectedError("Jira's text is no ADF document: read the item again")
        _check(body)
        return to_markdown(body)

    def write(self, text: str) -> Node:
        """The document that a text says; a text without words is a document without content.

        What the text keeps of a Data Center's wiki text becomes what Cloud knows.

        Raises RejectedError where the text cannot be said.
        """
        _check(text)
        return translated(from_markdown(unspelled(text)[0]))


def _check(value: Any) -> None:
    """Refuses what no JSON can carry, and what nests without bound."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > 2 * DEPTH:
            raise RejectedError(f"the document nests deeper than {DEPTH} levels: flatten it in Jira")
        if isinstance(each, str):
            _check_text(each)
        elif isinstance(each, dict):
            waiting += [(item, depth + 1) for pair in each.items() for item in pair]
        elif isinstance(each, list):
            waiting += [(item, depth + 1) for item in each]


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RejectedError(
            "the text holds half of a surrogate pair, which is no character: delete it"
        ) from None
