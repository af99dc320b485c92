"""The codecs of HTML and of Markdown fields."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.richtext.reader import read
from devlog_azure_devops.richtext.writer import write
from devlog_core.model.errors import RejectedError


class HtmlCodec:
    """The codec of HTML as Azure DevOps' editor writes it."""

    def read(self, body: Any) -> str:
        """HTML as Markdown.

        Raises RejectedError where the body is no text.
        """
        return read(_text(body))

    def write(self, text: str) -> str:
        """Markdown as HTML.

        Raises RejectedError where the text cannot be said.
        """
        return write(_text(text))


class MarkdownCodec:
    """The codec of fields and comments that hold Markdown: they pass as they are."""

    def read(self, body: Any) -> str:
        """The body itself; nothing where there is none.

        Raises RejectedError where the body is no text.
        """
        return _text(body)

    def write(self, text: str) -> str:
        """The text itself."""
        return _text(text)


def _text(body: Any) -> str:
    if body is None:
        return ""
    if not isinstance(body, str):
        raise RejectedError("Azure DevOps' text is no text: read the item again")
    try:
        body.encode()
    except UnicodeEncodeError:
        raise RejectedError(
            "the text holds half of a surrogate pair, which is no character: delete it"
        ) from None
    return body
