"""Jira's rich text as Markdown and back, without loss: ADF on Cloud, wiki text on Data Center."""

from __future__ import annotations

from typing import Any, Protocol


class Codec(Protocol):
    """Translates one place's rich text; both directions are pure."""

    def read(self, body: Any) -> str:
        """The body as Markdown; what Markdown cannot say stands in it as HTML comments.

        Raises RejectedError where the body is no rich text at all.
        """
        ...

    def write(self, text: str) -> Any:
        """The Markdown as the place's own body, equal to what was read where nothing was edited.

        Raises RejectedError where what the comments carry was broken by an edit.
        """
        ...


def codec(cloud: bool) -> Codec:
    """The codec of Jira Cloud (ADF documents) or of Server and Data Center (wiki text)."""
    if cloud:
        from devlog_jira.richtext.adf import AdfCodec

        return AdfCodec()
    from devlog_jira.richtext.wiki import WikiCodec

    return WikiCodec()


def dropped(old: str, new: str) -> list[str]:
    """Names of what Markdown cannot say and that stood in the old text and stands in the new no longer.

    Raises RejectedError where either text was broken by an edit.
    """
    if "<!--" not in old:
        return []
    from devlog_jira.richtext.adf_dropped import lost
    from devlog_jira.richtext.markdown import from_markdown

    return lost(from_markdown(old), from_markdown(new))
