"""Markdown as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from devlog_azure_devops.richtext.comments import Comment
from devlog_azure_devops.richtext.line_writer import Line, lines_of, opening
from devlog_azure_devops.richtext.markdown import parse
from devlog_azure_devops.richtext.spelling import Spelling, spelling
from devlog_azure_devops.richtext.table_writer import table
from devlog_core.plugin.richtext.comments import broken

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLANK = re.compile(r"[\s>]*")


def write(text: str, spelled: Spelling | None = None) -> str:
    """The HTML that a text says, in the spelling that it tells or in this one.

    Raises RejectedError where a comment in it was damaged, or where it nests too deep.
    """
    tokens = parse(text)
    for token in tokens:
        ours = token.meta.get("ours")
        if ours and not ours.name and spelled is None:
            spelled = spelling(ours.value)
    return _Writer(tokens, text, spelled or Spelling()).write()


@dataclass(kw_only=True)
class Unit:
    """A block's HTML: whether it is a line of words, where in the source it begins, what more is said."""

    html: str
    at: int
    worded: bool = False
    rest: Line = field(default_factory=Line)


class _Writer:
    def __init__(self, tokens: Sequence[Token], text: str, spelled: Spelling) -> None:
        self._tokens = tokens
        self._source = re.sub(r"\r\n|\r", "\n", text).split("\n")
        self._spelling = spelled
        self._at = 0

    def write(self) -> str:
        units = self._units("")
        return self._joined(units) + (self._spelling.end if units else "")

    def _units(self, stop: str) -> list[Unit]:
        """The blocks up to the token that ends them, which is passed."""
        units: list[Unit] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            ours: Comment | None = token.meta.get("ours")
            if token.type == stop or (ours and stop == f"/{ours.name}" and ours.form == "close"):
                return units
            if token.type == "comment":
                units += self._comment(token, ours)
            else:
                units += self._block(token)
        if stop:
            broken(f"<!-- html:{stop.removeprefix('/')} ... -->")
        return units

    def _comment(self, token: Token, ours: Comment | None) -> list[Unit]:
        at = token.map[0] if token.map else 0
        if not ours:
            return [Unit(html=token.content, at=at)]
        if ours.form == "close":
            broken(token.content)
        if not ours.name:
            return []
        if ours.form == "single":
            return [Unit(html=str(ours.value or ""), at=at)]
        inner = self._joined(self._units(f"/{ours.name}"))
        if ours.name != "block":
            return [
                Unit(html=f"{opening(ours.name, ours.value, self._spelling)}{inner}</{ours.name}>", at=at)
            ]
        source = str(ours.value or "")
        return [Unit(html=source if inner == self._rendition(source) else inner, at=at)]

    def _rendition(self, source: str) -> str:
        from devlog_azure_devops.richtext.reader import rendition

        return write(rendition(source, self._spelling), self._spelling)

    def _block(self, token: Token) -> list[Unit]:
        at = token.map[0] if token.map else 0
        kind = token.type
        if kind == "paragraph_open":
            return self._paragraph(token, at)
        if kind == "heading_open":
            return [self._heading(token, at)]
        if kind in {"bullet_list_open", "ordered_list_open"}:
            return [self._list(token, at)]
        if kind == "blockquote_open":
            units = self._units("blockquote_close")
            rest = units[0].rest if units else Line()
            said = rest.take("blockquote")
            start = self._spelling.start("blockquote", said.value if said else None)
            return [Unit(html=f"{start}{self._joined(units)}</blockquote>", at=at, rest=rest)]
        if kind == "table_open":
            html, self._at, rest = table(self._tokens, self._at, self._spelling)
            return [Unit(html=html, at=at, rest=rest)]
        if kind in {"fence", "code_block"}:
            return [Unit(html=self._code(token), at=at)]
        return [Unit(html=self._spelling.start("hr"), at=at)] if kind == "hr" else []

    def _inline(self, box: bool = False) -> list[Line]:
        """The lines of the block that was opened; its end is passed."""
        found = lines_of(self._tokens[self._at], self._spelling, box)
        self._at += 2
        return found

    def _paragraph(self, token: Token, at: int) -> list[Unit]:
        before = self._tokens[self._at - 2].type if self._at > 1 else ""
        lines = self._inline(box=before == "list_item_open")
        alone = before == "list_item_open" and self._alone(token.level)
        bare = token.hidden or alone or not self._spelling.line
        wrapped = any(each.name in {"p", "div", "none"} for line in lines for each in line.tails)
        if self._spelling.line == "div" and (wrapped or not bare):
            return [self._line(line, at, "" if bare else "div") for line in lines]
        whole = Line(
            html=self._spelling.start("br").join(line.html for line in lines),
            tails=[each for line in lines for each in line.tails],
        )
        return [self._line(whole, at, "" if bare else self._spelling.line)]

    def _alone(self, level: int) -> bool:
        """Whether no other paragraph follows in the item that this place stands in."""
        for at in range(self._at, len(self._tokens)):
            token = self._tokens[at]
            if token.type == "paragraph_open" and token.level == level:
                return False
            if token.type == "list_item_close" and token.level < level:
                return True
        return True

    def _line(self, line: Line, at: int, name: str) -> Unit:
        said = line.take("p", "div", "none")
        name = said.name if said else name
        html = line.html
        if name and name != "none":
            html = f"{self._spelling.start(name, said.value if said else None)}{html}</{name}>"
        return Unit(html=html, at=at, worded=True, rest=line)

    def _heading(self, token: Token, at: int) -> Unit:
        lines = self._inline()
        line = Line(
            html=self._spelling.start("br").join(each.html for each in lines),
            tails=[tail for each in lines for tail in each.tails],
        )
        said = line.take(token.tag)
        start = self._spelling.start(token.tag, said.value if said else None)
        return Unit(html=f"{start}{line.html}</{token.tag}>", at=at, rest=line)

    def _list(self, token: Token, at: int) -> Unit:
        name = "ul" if token.type == "bullet_list_open" else "ol"
        close = token.type.replace("open", "close")
        items: list[str] = []
        rest = Line()
        while self._tokens[self._at].type != close:
            self._at += 1
            html, line = self._item()
            rest = rest if items else line
            items.append(html)
        self._at += 1
        said = rest.take(name)
        attrs = (
            said.value if said else {"start": str(token.attrs["start"])} if "start" in token.attrs else None
        )
        item = self._spelling.item
        inner = "".join(item + each for each in items)
        return Unit(html=f"{self._spelling.start(name, attrs)}{inner}{item}</{name}>", at=at, rest=rest)

    def _item(self) -> tuple[str, Line]:
        units = self._units("list_item_close")
        rest = units[0].rest if units else Line()
        said = rest.take("li")
        after: list[Unit] = []
        while self._spelling.nested == "ul" and len(units) > 1 and units[-1].html.startswith(("<ul", "<ol")):
            after.insert(0, units.pop())
        start = self._spelling.start("li", said.value if said else None)
        nested = "".join(self._spelling.item + unit.html for unit in after)
        return f"{start}{self._joined(units, within=True)}</li>{nested}", rest

    def _code(self, token: Token) -> str:
        text = self._spelling.text(token.content.removesuffix("\n"))
        language = token.info.strip().split(maxsplit=1)[0] if token.info.strip() else ""
        if language:
            start = self._spelling.start("code", {"class": f"language-{language}"})
            return f"<pre>{start}{text}</code></pre>"
        return f"<pre><code>{text}</code></pre>" if self._spelling.pre else f"<pre>{text}</pre>"

    def _joined(self, units: Sequence[Unit], within: bool = False) -> str:
        """The blocks one after the other, with the empty lines that stand between them."""
        between = "" if within else self._spelling.between
        out: list[str] = []
        before: Unit | None = None
        for unit in units:
            if before:
                out += [between, *self._gaps(before, unit, between)]
            out.append(unit.html)
            before = unit
        return "".join(out)

    def _gaps(self, before: Unit, unit: Unit, between: str) -> list[str]:
        if before.at == unit.at:
            return []
        blank = 0
        while unit.at - blank > 0 and _BLANK.fullmatch(self._source[unit.at - blank - 1]):
            blank += 1
        worded = before.worded and unit.worded
        if not self._spelling.line:
            break_ = self._spelling.start("br")
            return [break_ * (blank + 1)] if worded else []
        count = blank if worded and self._spelling.line == "div" else blank - 1
        return [self._spelling.gap + between] * count
