"""Jira's wiki text as Markdown and back, for Server and Data Center."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext import wiki_gaps
from devlog_jira.richtext.markdown import document, from_markdown, to_markdown
from devlog_jira.richtext.wiki_blocks import pieces
from devlog_jira.richtext.wiki_keep import spelled
from devlog_jira.richtext.wiki_notation import Style, raw
from devlog_jira.richtext.wiki_spelling import unspelled
from devlog_jira.richtext.wiki_write import document as written

_RESERVED = re.compile("[\ufdd0-\ufdd2]")


class WikiCodec:
    """The codec of Jira Server and Data Center."""

    def read(self, body: Any) -> str:
        """Wiki text as Markdown; nothing where there is no text.

        Raises RejectedError where the body is no text.
        """
        if body is None:
            return ""
        if not isinstance(body, str):
            raise RejectedError('Jira\'s text is no wiki text: is this Jira Cloud? Set deployment = "cloud"')
        _check(body)
        if not _RESERVED.search(body):
            for by_lines in (True, False):
                text = _said(body, by_lines)
                if self._holds(text, body):
                    return text
        return to_markdown(document([raw(body)]))

    def write(self, text: str) -> str:
        """The wiki text that a Markdown text says.

        Raises RejectedError where a comment in it was damaged, or where it nests too deep.
        """
        _check(text)
        text, values = unspelled(text.replace("\r\n", "\n").replace("\r", "\n"))
        nodes = from_markdown(wiki_gaps.read(text))["content"]
        style = Style(**{key: value for key, value in values.items() if key in asdict(Style())})
        body = values.get("lead", "") + written(nodes, style) + values.get("tail", "")
        return body.replace("\n", "\r\n") if values.get("eol") == "crlf" else body

    def _holds(self, text: str, body: str) -> bool:
        try:
            return self.write(text) == body
        except RejectedError:
            return False


def _said(body: str, by_lines: bool) -> str:
    """A wiki text as Markdown, gaps between blocks as empty lines or all as comments."""
    crlf = "\r\n" in body and "\n" not in body.replace("\r\n", "") and "\r" not in body.replace("\r\n", "")
    source = body.replace("\r\n", "\n") if crlf else body
    found, tail = pieces(source)
    style, nodes = spelled(source, found)
    nodes = wiki_gaps.marked(nodes) if by_lines else nodes
    lead = found[0].gap if found else ""
    text = wiki_gaps.said(to_markdown(document(nodes)), nodes)
    values = _differing(style) | {key: value for key, value in (("lead", lead), ("tail", tail)) if value}
    values |= {"eol": "crlf"} if crlf else {}
    comment = f"<!-- wiki {wiki_gaps.dumped(values)} -->" if values else ""
    return f"{text}\n\n{comment}" if text and comment else text + comment


def _differing(style: Style) -> dict[str, str]:
    usual = asdict(Style())
    return {key: value for key, value in asdict(style).items() if value != usual[key]}


def _check(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        message = "the text holds half of a surrogate pair, which is no character: delete it"
        raise RejectedError(message) from None
