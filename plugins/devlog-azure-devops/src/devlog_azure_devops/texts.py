"""Rich texts of a work item: Markdown to the entry, HTML or Markdown to Azure DevOps; pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Protocol

from devlog_core.model.errors import RejectedError

MARKDOWN, HTML = "markdown", "html"
_EMPTY = r"(?:\\u003c/?(?:div|p|br ?/?)\\u003e|&nbsp;|\\[nrt]| )*"
_ENDING = re.compile(
    rf'(?:(?:\A|\n\n)<!-- html:gap "{_EMPTY}" /-->)*(?:(?:\A|\n\n)<!-- html \{{[^<>]*\}} -->)?\Z'
)
"""The last lines of a text, which tell of empty lines at its end and how its HTML is spelled."""


class RichText(Protocol):
    """Markdown from and to one format of rich text."""

    def read(self, body: str) -> str:
        """The Markdown of a text; raises RejectedError where it holds what no text can."""
        ...

    def write(self, text: str) -> str:
        """The text of Markdown; raises RejectedError where its comments were broken by an edit."""
        ...


Codecs = Callable[[str], RichText]
Compared = Callable[[str, str], list[str]]


class Texts:
    """Reads and writes in the format that a field or comment is kept in."""

    def __init__(self, codecs: Codecs, dropped: Compared, introduced: Compared) -> None:
        self._codecs = codecs
        self._dropped = dropped
        self._introduced = introduced

    def read(self, body: object, form: object = None) -> str:
        """The Markdown of a text; raises TypeError where it is none.

        How its HTML is spelled and how it ends is left out: `write` takes that from the text which it
        replaces.
        """
        text = self._whole(body, form)
        return text if is_markdown(form) else _ENDING.sub("", text, count=1)

    def _whole(self, body: object, form: object) -> str:
        if body is None:
            return ""
        if not isinstance(body, str):
            raise TypeError(f"expected a text, got {body!r}")
        if body.strip() and "<" not in body and not is_markdown(form):
            # Without any tag, as other tools write it, it is one line like any other.
            body = f"<div>{escape(unescape(body.strip()), quote=False)}</div>"
        return self._codecs(_name(form)).read(body).replace("\r\n", "\n").replace("\r", "\n")

    def write(self, text: str, form: object = None, old: str = "") -> str:
        """The text in that format, which takes the place of `old`.

        Raises RejectedError where it cannot be said, where what Markdown cannot say would be lost, or where
        something active would come in that was not there.
        """
        before = self._whole(old, form)
        if text and not is_markdown(form) and not _ending(text):
            text += _ending(before)
        lost = [] if is_markdown(form) else self._dropped(before, text)
        if lost:
            raise RejectedError(
                f"it would lose {', '.join(lost)}, which Markdown cannot say: keep its comment "
                "`<!-- ... -->` in the text, or take it away in Azure DevOps first"
            )
        made = self._codecs(_name(form)).write(text)
        active = [] if is_markdown(form) else self._introduced(old, made)
        if active:
            raise RejectedError(
                f"it would bring {', '.join(active)} into Azure DevOps: take it out of the text"
            )
        return made

    def settled(self, text: str, form: object = None) -> str:
        """What is read after the text was written."""
        try:
            return self.read(self._codecs(_name(form)).write(text), form)
        except RejectedError:
            # Sending it says what is wrong with it.
            return text


def _ending(text: str) -> str:
    found = _ENDING.search(text)
    return found[0] if found else ""


def is_markdown(form: object) -> bool:
    """Whether a format's name, however it is spelled, is that of Markdown."""
    return _name(form) == MARKDOWN


def _name(form: object) -> str:
    return str(form or HTML).casefold()
