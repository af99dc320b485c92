"""The tokens of a line of Markdown as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from devlog_azure_devops.richtext.atoms import LOCKED, shown
from devlog_azure_devops.richtext.comments import GUARD, Comment, comment, edited
from devlog_azure_devops.richtext.markdown import parse
from devlog_azure_devops.richtext.nodes import Element, words_of
from devlog_azure_devops.richtext.nodes import parse as parse_html
from devlog_azure_devops.richtext.spelling import Spelling
from devlog_core.plugin.richtext.comments import broken

if TYPE_CHECKING:
    from markdown_it.token import Token

TAILS = frozenset({
    "p", "div", "none", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "tr", "td", "th",
    "pad", "blockquote",
})  # fmt: skip
"""Names of comments that say more of the block around them."""


@dataclass(kw_only=True)
class Line:
    """One line's HTML, and the comments that say more of the blocks around it."""

    html: str = ""
    tails: list[Comment] = field(default_factory=list)

    def take(self, *names: str) -> Comment | None:
        """The first comment of one of these names, which is then taken."""
        for at, each in enumerate(self.tails):
            if each.name in names:
                return self.tails.pop(at)
        return None


@dataclass(kw_only=True)
class _Frame:
    """What was begun within a line and has not ended: a token of Markdown, a tag, or a comment of ours."""

    kind: str
    name: str
    begun: Any = None
    out: list[str] = field(default_factory=list)
    link: tuple[dict[str, str], str] | None = None


def lines_of(token: Token, spelling: Spelling, box: bool = False) -> list[Line]:
    """The lines of an inline token; with `box` a task's box at its beginning becomes a sign."""
    children = list(token.children or [])
    if box and children and token.content[:4].lower() in {"[ ] ", "[x] "} and children[0].type == "text":
        sign = "☐" if token.content[1] == " " else "☑"
        children[0].content = sign + children[0].content[3:]
    return LineWriter(spelling).write(children)


class LineWriter:
    """Writes one block's words."""

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling
        self._frames = [_Frame(kind="", name="")]
        self._tails: list[Comment] = []
        self._lines: list[Line] = []

    def write(self, children: Sequence[Token]) -> list[Line]:
        """The lines that these tokens say.

        Raises RejectedError where a comment of ours has lost its other half or what it shows was edited.
        """
        for at, token in enumerate(children):
            following = children[at + 1].type if at + 1 < len(children) else ""
            if not (token.type == "text" and token.content == GUARD and following == "comment"):
                self._take(token)
        self._flush(1)
        self._end_line()
        return self._lines

    def _take(self, token: Token) -> None:
        kind = token.type
        if kind == "text":
            self._put(self._spelling.text(token.content))
        elif kind == "code_inline":
            self._put(f"<code>{self._spelling.text(token.content)}</code>")
        elif kind in {"softbreak", "hardbreak"} and len(self._frames) == 1:
            self._end_line()
        elif kind in {"softbreak", "hardbreak", "br"}:
            self._put(self._spelling.start("br"))
        elif kind == "image":
            self._image(token)
        elif kind == "comment":
            ours = token.meta.get("ours")
            self._comment(ours) if ours else self._put(token.content)
        elif kind in {"tag_begin", "tag_end"}:
            self._tag(token)
        elif token.nesting == 1:
            self._frames.append(_Frame(kind="markdown", name=kind.removesuffix("_open"), begun=token))
        elif token.nesting == -1:
            self._end_markdown(kind.removesuffix("_close"))

    def _put(self, html: str) -> None:
        self._frames[-1].out.append(html)
        self._frames[-1].link = None

    def _end_line(self) -> None:
        self._lines.append(Line(html="".join(self._frames[0].out), tails=self._tails))
        self._frames[0].out, self._tails = [], []
        self._frames[0].link = None

    def _flush(self, keep: int) -> None:
        """Lets tags that do not end be words."""
        while len(self._frames) > keep:
            frame = self._frames.pop()
            if frame.kind == "comment":
                broken(comment(frame.name, "open", frame.begun.value))
            if frame.kind == "tag":
                self._put(self._spelling.text(f"<{frame.name}>"))
            self._frames[-1].out += frame.out

    def _find(self, kind: str, name: str) -> int:
        """Where the last of these was begun; 0 where none was."""
        for at in range(len(self._frames) - 1, 0, -1):
            frame = self._frames[at]
            if frame.kind == kind and frame.name == name:
                return at
            if frame.kind != "tag":
                return 0
        return 0

    def _tag(self, token: Token) -> None:
        if token.type == "tag_begin":
            self._frames.append(_Frame(kind="tag", name=token.tag))
        elif self._find("tag", token.tag):
            self._flush(self._find("tag", token.tag) + 1)
            frame = self._frames.pop()
            self._put(f"<{frame.name}>{''.join(frame.out)}</{frame.name}>")
        else:
            self._put(self._spelling.text(token.content))

    def _end_markdown(self, name: str) -> None:
        at = self._find("markdown", name)
        if not at:
            frame = self._frames[-1]
            broken(comment(frame.name, "open", frame.begun.value if frame.begun else None))
        self._flush(at + 1)
        frame = self._frames.pop()
        inner = "".join(frame.out)
        if name == "link":
            attrs = {key: str(value) for key, value in frame.begun.attrs.items()}
            self._put(f"{self._spelling.start('a', attrs)}{inner}</a>")
            self._frames[-1].link = (attrs, inner)
            return
        tag = {"strong": self._spelling.strong, "em": self._spelling.em, "s": self._spelling.strike}[name]
        self._put(f"<{tag}>{inner}</{tag}>")

    def _image(self, token: Token) -> None:
        attrs = {"src": str(token.attrs.get("src") or ""), "alt": token.content}
        attrs["alt"] = "".join(each.content for each in token.children or [])
        title = token.attrs.get("title")
        self._put(self._spelling.start("img", {**attrs, **({"title": title} if title else {})}))

    def _comment(self, found: Comment) -> None:
        if found.form == "open":
            self._frames.append(_Frame(kind="comment", name=found.name, begun=found))
        elif found.form == "close":
            self._end_comment(found.name)
        elif found.name == "a" and self._frames[-1].link and isinstance(found.value, dict):
            attrs, inner = self._frames[-1].link
            self._frames[-1].out[-1] = f"{self._spelling.start('a', {**attrs, **found.value})}{inner}</a>"
        elif found.name in TAILS:
            self._tails.append(found)
        elif found.name != "join":
            self._put(found.value if isinstance(found.value, str) else "")

    def _end_comment(self, name: str) -> None:
        at = self._find("comment", name)
        if not at:
            broken(comment(name, "close"))
        self._flush(at + 1)
        frame = self._frames.pop()
        inner, value = "".join(frame.out), frame.begun.value
        if name not in LOCKED:
            self._put(f"{opening(name, value, self._spelling)}{inner}</{name}>")
            return
        source = str(value or "")
        if inner != line_html(shown(source), self._spelling):
            edited(name, words_of(parse_html(source)))
        self._put(source)


def opening(name: str, value: Any, spelling: Spelling) -> str:
    """The start tag that a comment tells.

    Raises RejectedError where the comment carries something else.
    """
    if isinstance(value, str):
        nodes = parse_html(value)
        alone = nodes[0] if len(nodes) == 1 else None
        if not isinstance(alone, Element) or alone.name != name or alone.start != value:
            broken(comment(name, "open", value))
    return spelling.start(name, value)


def line_html(text: str, spelling: Spelling) -> str:
    """A line of Markdown as HTML, without the block around it."""
    tokens = [token for token in parse(text) if token.type == "inline"]
    return "".join(line.html for token in tokens for line in lines_of(token, spelling))
