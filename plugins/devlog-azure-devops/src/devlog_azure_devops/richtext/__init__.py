"""Azure DevOps' rich text as Markdown and back, without loss."""

from __future__ import annotations

from typing import Any, Protocol


class Codec(Protocol):
    """Translates one format of rich text; both directions are pure."""

    def read(self, body: Any) -> str:
        """The body as Markdown; what Markdown cannot say stands in it as HTML comments.

        Raises RejectedError where the body is no text.
        """
        ...

    def write(self, text: str) -> str:
        """The Markdown as the field's own text, equal to what was read where nothing was edited.

        Raises RejectedError where what the comments carry was broken by an edit.
        """
        ...


def codec(format: str) -> Codec:
    """The codec of a field or comment in this format: `markdown` (in any case), or else HTML."""
    from devlog_azure_devops.richtext.codecs import HtmlCodec, MarkdownCodec

    return MarkdownCodec() if format.lower() == "markdown" else HtmlCodec()


def dropped(old: str, new: str) -> list[str]:
    """Names of what Markdown cannot say and that stood in the old text and stands in the new no longer.

    Raises RejectedError where either text was broken by an edit.
    """
    if "<!--" not in old:
        return []
    from devlog_azure_devops.richtext.losses import lost
    from devlog_azure_devops.richtext.writer import write

    return lost(write(old), write(new))


def introduced(old: str, new: str) -> list[str]:
    """Names of active content (scripts, event handlers, script addresses) that HTML has and the old has not.

    What the provider keeps goes back as it was; nothing active may come from another place.
    """
    from devlog_azure_devops.richtext.active import active

    before = active(old)
    return sorted(set((active(new) - before).elements()))
