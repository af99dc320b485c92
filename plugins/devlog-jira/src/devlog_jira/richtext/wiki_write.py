"""From blocks to wiki text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from devlog_jira.richtext.wiki_blocks import blocks
from devlog_jira.richtext.wiki_escape import item_line, line_start
from devlog_jira.richtext.wiki_notation import FORM, GAP, PANEL_COLOURS, Node, Style
from devlog_jira.richtext.wiki_words import one_line, words

_LANGUAGE = re.compile(r"[A-Za-z0-9+#._-]+")
_LISTS = ("bulletList", "orderedList", "taskList", "decisionList")
_FRAMED = ("codeBlock", "panel", "expand", "nestedExpand", "blockquote", "wiki")


def document(nodes: Sequence[Node], style: Style) -> str:
    """Blocks with a blank line between them, or what a gap node says, as far as Jira tells them apart so."""
    return _Blocks(style).join(nodes)


def block(node: Node, style: Style) -> str:
    """One block as wiki text."""
    return _Blocks(style).write(node)


class _Blocks:
    def __init__(self, style: Style) -> None:
        self.style = style

    def join(self, nodes: Sequence[Node]) -> str:
        """Blocks in order; gap nodes say what stands between two."""
        parts: list[str] = []
        last: Node | None = None
        gap: str | None = None
        for node in nodes:
            if node["type"] == GAP:
                gap = str((node.get("attrs") or {}).get("text") or "")
                continue
            written = self.write(node)
            if not written:
                continue
            if last is not None:
                parts.append(_between(last, parts[-1], node, written, "\n\n" if gap is None else gap))
            parts.append(written)
            last, gap = node, None
        return "".join(parts)

    def write(self, node: Node) -> str:
        """One block; of a type that is not known, what stands in it."""
        kind = str(node["type"])
        if kind == FORM:
            return self._form(node)
        writer: Callable[[Node], str] | None = getattr(self, f"_{_WRITERS.get(kind, '')}", None)
        if writer is not None:
            return writer(node)
        children = node.get("content") or []
        if children and all(child["type"] in _INLINE for child in children):
            return self._paragraph(node)
        return self.join(children) if children else self._paragraph({"content": [node]})

    def _form(self, node: Node) -> str:
        """The source of a block as long as what a reader saw of it was not edited."""
        source = str((node.get("attrs") or {}).get("text") or "")
        content = node.get("content") or []
        return source if blocks(source) == content else self.join(content)

    def _raw(self, node: Node) -> str:
        return str((node.get("attrs") or {}).get("text") or "")

    def _inline(self, node: Node) -> str:
        return words(node.get("content") or [], self.style)

    def _paragraph(self, node: Node) -> str:
        lines = _whole(self._inline(node)).split("\n")
        return "\n".join(line_start(line) for line in lines)

    def _heading(self, node: Node) -> str:
        level = min(max(int((node.get("attrs") or {}).get("level") or 1), 1), 6)
        return f"h{level}. {one_line(self._inline(node).strip())}".rstrip()

    def _rule(self, node: Node) -> str:
        return "----"

    def _quote(self, node: Node) -> str:
        content = node.get("content") or []
        if self.style.quote == "bq" and len(content) == 1 and content[0]["type"] == "paragraph":
            body = self._inline(content[0])
            if body.strip() and "\n" not in body:
                return f"bq. {body.strip()}"
        frame = "" if self.style.quote == "inline" else "\n"
        return f"{{quote}}{frame}{self.join(content)}{frame}{{quote}}"

    def _code(self, node: Node) -> str:
        text = "".join(str(child.get("text") or "") for child in node.get("content") or [])
        language = str((node.get("attrs") or {}).get("language") or "")
        name = "noformat" if language == "noformat" else "code"
        tag = f"{name}:{language}" if name == "code" and _LANGUAGE.fullmatch(language) else name
        text = text.replace(f"{{{name}", f"\\{{{name}")
        return f"{{{tag}}}\n{text}\n{{{name}}}" if text else f"{{{tag}}}\n{{{name}}}"

    def _panel(self, node: Node) -> str:
        attrs: dict[str, Any] = node.get("attrs") or {}
        params = str(attrs.get("params") or "")
        if colour := PANEL_COLOURS.get(str(attrs.get("panelType"))):
            params = f"bgColor={colour}"
        elif attrs.get("panelColor"):
            params = f"bgColor={attrs['panelColor']}"
        return self._framed(params, node)

    def _expand(self, node: Node) -> str:
        title = re.sub(r"[|{}\n]", " ", str((node.get("attrs") or {}).get("title") or ""))
        return self._framed(f"title={title}" if title else "", node)

    def _framed(self, params: str, node: Node) -> str:
        tag = f"{{panel:{params}}}" if params else "{panel}"
        return f"{tag}\n{self.join(node.get('content') or [])}\n{{panel}}"

    def _picture(self, node: Node) -> str:
        """An image that stands alone, with its caption below."""
        media, *rest = node.get("content") or [{"type": "text", "text": ""}]
        picture = words([media], self.style)
        links = [mark for mark in media.get("marks") or [] if mark["type"] == "link"]
        if links and picture.startswith("!"):
            picture = f"[{picture}|{(links[0].get('attrs') or {}).get('href')}]"
        return "\n".join([picture, *(self._paragraph(child) for child in rest if child.get("content"))])

    def _list(self, node: Node) -> str:
        return "\n".join(self._items(node, ""))

    def _items(self, node: Node, signs: str) -> list[str]:
        own = signs + ("#" if node["type"] == "orderedList" else self.style.bullet)
        lines: list[str] = []
        for item in node.get("content") or []:
            if item["type"] in _LISTS:
                lines += self._items(item, own)
                continue
            text, nested = self._item(item)
            lines.append(f"{self.style.indent}{own} {text}")
            for inner in nested:
                lines += self._items(inner, own)
        return lines

    def _item(self, item: Node) -> tuple[str, list[Node]]:
        """The text of an item and the lists in it."""
        content = item.get("content") or []
        if item["type"] in ("taskItem", "decisionItem"):
            done = (item.get("attrs") or {}).get("state") == "DONE"
            box = "" if item["type"] == "decisionItem" else "[x] " if done else "[ ] "
            return box + self._packed(item), []
        nested = [child for child in content if child["type"] in _LISTS]
        others = [child for child in content if child["type"] not in _LISTS]
        return self._together(others), nested

    def _together(self, nodes: Sequence[Node]) -> str:
        """Blocks on lines of their own without a blank one."""
        return "\n".join(
            self._packed(node) if node["type"] in ("paragraph", "heading") else self.write(node)
            for node in nodes
        )

    def _packed(self, node: Node) -> str:
        """A paragraph in a list's item: no line is blank or an item of its own."""
        first, *others = _whole(self._inline(node)).split("\n")
        return "\n".join([first, *map(item_line, others)])

    def _table(self, node: Node) -> str:
        return "\n".join(self._row(row) for row in node.get("content") or [])

    def _row(self, row: Node) -> str:
        parts: list[str] = []
        bar = "|"
        for cell in row.get("content") or []:
            bar = "||" if cell["type"] == "tableHeader" else "|"
            written = self._cell(cell)
            parts.append(f"{bar}{self.style.pad}{written or ' '}{self.style.pad}")
        return "".join(parts) + bar

    def _cell(self, cell: Node) -> str:
        """A cell in one line as far as its blocks allow, kept apart from the bar behind it."""
        parts = []
        for node in cell.get("content") or []:
            if node["type"] in ("paragraph", "heading"):
                line = words(node.get("content") or [], self.style, cell=True).strip()
                parts.append(item_line(one_line(line)))
            else:
                parts.append(self.write(node))
        written = "\n".join(parts)
        if all(node["type"] in ("paragraph", "heading") for node in cell.get("content") or []):
            written = one_line(written)
        if slashes := len(written) - len(written.rstrip("\\")):
            return written[:-slashes] + "&#92;" * slashes
        return f"{written} " if written.endswith("\\|") else written


_WRITERS = {
    "paragraph": "paragraph",
    "heading": "heading",
    "rule": "rule",
    "blockquote": "quote",
    "codeBlock": "code",
    "panel": "panel",
    "expand": "expand",
    "nestedExpand": "expand",
    "bulletList": "list",
    "orderedList": "list",
    "taskList": "list",
    "decisionList": "list",
    "table": "table",
    "mediaSingle": "picture",
    "wiki": "raw",
}
_INLINE = frozenset({
    "text", "hardBreak", "mention", "emoji", "date", "status", "placeholder", "inlineCard", "inlineExtension",
    "mediaInline", "wikiInline", "media",
})  # fmt: skip


def _whole(written: str) -> str:
    """A paragraph's lines, none of them blank: where one was, forced breaks stand."""
    lines = written.split("\n")
    result = lines[0]
    for before, line in pairwise(lines):
        blank = not before.strip() or not line.strip()
        gap = " " if blank and result.endswith("\\\\") else ""
        result += f"{gap}\\\\{line}" if blank else f"\n{line}"
    return result


def _between(last: Node, before: str, node: Node, after: str, gap: str) -> str:
    """What stands between two blocks: what was meant, or what Jira needs to tell them apart."""
    if gap.count("\n") >= 2:
        return gap
    kinds = _kind(last), _kind(node)
    if kinds[0] in _LISTS:
        other = kinds[1] in _LISTS and _sign(after) != _sign(before)
        return gap if "\n" in gap and other else "\n\n"
    if kinds in (("table", "table"), ("paragraph", "paragraph")):
        return "\n\n"
    framed = (kinds[0] in _FRAMED and before.endswith("}")) or (kinds[1] in _FRAMED and after.startswith("{"))
    return gap if "\n" in gap or framed or "wiki" in kinds else "\n"


def _kind(node: Node) -> str:
    content = node.get("content") or []
    return str(content[0]["type"] if node["type"] == FORM and len(content) == 1 else node["type"])


def _sign(written: str) -> str:
    """The sign of a list."""
    return written.lstrip()[:1]
