"""From inline nodes to wiki text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from devlog_jira.richtext.wiki_escape import barless, escaped, in_link, unlinked
from devlog_jira.richtext.wiki_inline import inline, shown
from devlog_jira.richtext.wiki_notation import SIGN, SIGN_OF, TARGET, URL, Node, Style

_SIGNS = {"strong": "*", "em": "_", "strike": "-", "underline": "+"}
_SUBSUP = {"sub": "~", "sup": "^"}
_CLOUD_ACCOUNT = re.compile(r"[0-9a-f]{24}|.*:.*")
_BRACKETED = re.compile(r"(?<!\\)\[([a-z]+:[^\s\[\]|\\]+)\]")
_EDGES = re.compile(r"(\s*)([\s\S]*?)(\s*)")
_BROKEN_BY = re.compile(r"\S*\\")


def words(nodes: Sequence[Node], style: Style, *, cell: bool = False) -> str:
    """The nodes as wiki text, line breaks as new lines; signs are taken back only where they would count."""
    if not any(_signs(node) for node in nodes):
        return _Writer(style, _as_it_is).run(nodes)
    sure = _Writer(style, _EVERY).run(nodes)
    meant: list[Node] | None = None
    for escape in (barless if cell else _as_it_is, _likely_in_cell if cell else escaped):
        written = _Writer(style, escape).run(nodes)
        if written == sure:
            return written
        meant = meant or inline(sure)
        if inline(written) == meant:
            return written
    return sure


def one_line(written: str) -> str:
    """Wiki text with its new lines as forced breaks, for headings, cells and quoted lines."""
    first, *others = written.split("\n")
    return first + "".join(forced_break(line) + line for line in others)


def forced_break(line: str) -> str:
    """The sign for a break before a line; a blank keeps it apart from a path with backslashes."""
    return "\\\\ " if _BROKEN_BY.match(line) else "\\\\"


def _unlinked(found: re.Match[str]) -> str:
    """An address in a link's words, which takes in nothing of what follows it there."""
    whole = found[0] == found.string
    return found[1] if whole else unlinked(found[1])


def _signs(node: Node) -> bool:
    """Whether a node has words that might be read as notation where they stand."""
    linked = any(mark["type"] == "link" for mark in node.get("marks") or [])
    return node["type"] not in _NOTATION and (linked or bool(SIGN.search(str(node.get("text") or node))))


def _as_it_is(value: str) -> str:
    return value


def _likely_in_cell(value: str) -> str:
    return barless(escaped(value))


class _Writer:
    def __init__(self, style: Style, escape: Callable[[str], str]) -> None:
        self.style = style
        self.escape = escape
        self.bare = style.url == "bare"
        self.sure = escape is not _as_it_is and escape is not barless

    def run(self, nodes: Sequence[Node]) -> str:
        """Nodes in order, those that share a mark within one pair of signs."""
        marks = [_marks(node) if node["type"] == "text" else None for node in nodes]
        return self._join(list(zip(nodes, _lent(marks), strict=True)))

    def _join(self, items: Sequence[tuple[Node, list[Node]]]) -> str:
        parts: list[str] = []
        at = 0
        while at < len(items):
            mark, end = _longest(items, at)
            if mark is None:
                parts.append(self._leaf(items[at][0]))
                at += 1
                continue
            inner = [(node, [other for other in marks if other != mark]) for node, marks in items[at:end]]
            before = parts[-1][-1:] if parts else ""
            parts.append(self._marked(mark, inner, before, _first(items, end)))
            at = end
        return "".join(parts)

    def _marked(self, mark: Node, inner: Sequence[tuple[Node, list[Node]]], before: str, after: str) -> str:
        if mark["type"] == "link":
            return self._link(mark, inner, after)
        if mark["type"] == "code":
            body = "".join(self._leaf(node) for node, _ in inner)
            return _around(body, "{{", "}}", "", "")
        body = self._join(inner)
        attrs = mark.get("attrs") or {}
        if mark["type"] == "textColor":
            return f"{{color:{attrs.get('color')}}}{body}{{color}}" if body else ""
        sign = _SIGNS.get(mark["type"]) or _SUBSUP.get(str(attrs.get("type")), "")
        return _around(body, sign, sign, before, after) if sign else body

    def _link(self, mark: Node, inner: Sequence[tuple[Node, list[Node]]], after: str) -> str:
        attrs = mark.get("attrs") or {}
        href = _target(str(attrs.get("href") or ""))
        label = "".join(str(node.get("text") or "") for node, _ in inner)
        bare = not any(marks for _, marks in inner) and not attrs.get("title")
        if bare and label == href and URL.fullmatch(href) and self._stands_bare(after):
            return href
        if bare and shown(href) == label and TARGET.match(href):
            return f"[{href}]"
        if all(marks == [{"type": "code"}] for _, marks in inner) and inner:
            return "{{" + f"[{in_link(self.escape(label))}|{href}]" + "}}"
        body = in_link(_BRACKETED.sub(_unlinked, self._join(inner))).replace("\n", " ")
        tip = str(attrs.get("title") or "").replace("|", "/").replace("]", ")").replace("\n", " ")
        return f"[{body}|{href}{f'|{tip}' if tip else ''}]" if body.strip() and href else body

    def _stands_bare(self, after: str) -> bool:
        """Whether an address may stand without brackets before this."""
        return self.bare and (not self.sure or not after.strip())

    def _leaf(self, node: Node) -> str:
        attrs: dict[str, Any] = node.get("attrs") or {}
        kind = node["type"]
        if kind == "text":
            return self.escape(str(node["text"]))
        if kind in ("hardBreak", "wikiInline"):
            return "\n" if kind == "hardBreak" else str(attrs.get("text") or "")
        value = _LEAVES.get(kind, _label)(attrs)
        return value if kind in _NOTATION else self.escape(value)


def _marks(node: Node) -> list[Node]:
    """A node's marks with links and code innermost, where wiki text has them."""
    rank = {"link": 1, "code": 2}
    return sorted(node.get("marks") or [], key=lambda mark: rank.get(mark["type"], 0))


def _lent(marks: Sequence[list[Node] | None]) -> list[list[Node]]:
    """The marks of each node; what can carry none takes part in those around it."""
    result: list[list[Node]] = []
    after: list[list[Node]] = []
    following: list[Node] = []
    for own in reversed(marks):
        following = own if own is not None else following
        after.append(following)
    before: list[Node] = []
    for own, later in zip(marks, reversed(after), strict=True):
        before = own if own is not None else before
        both = [mark for mark in before if mark in later and mark["type"] not in ("link", "code")]
        result.append(own if own is not None else both)
    return result


def _longest(items: Sequence[tuple[Node, list[Node]]], at: int) -> tuple[Node | None, int]:
    """The mark of a node that holds on longest, and where it ends; the outermost of equals."""
    best, end = None, at
    for mark in items[at][1]:
        if best is not None and mark["type"] in ("link", "code"):
            continue
        stop = at + 1
        while stop < len(items) and mark in items[stop][1]:
            stop += 1
        if stop > end:
            best, end = mark, stop
    return best, end


def _first(items: Sequence[tuple[Node, list[Node]]], at: int) -> str:
    """The character that follows a group, as far as it decides how the group is closed."""
    if at >= len(items):
        return ""
    node, marks = items[at]
    return str(node.get("text") or " ")[:1] if node["type"] == "text" and not marks else " "


def _around(body: str, opening: str, closing: str, before: str, after: str) -> str:
    """A body between its signs, line by line; blanks at its edges stand outside."""
    lines = body.split("\n")
    result = []
    for number, line in enumerate(lines):
        left = before if number == 0 else ""
        right = after if number == len(lines) - 1 else ""
        result.append(_signed(line, opening, closing, left, right))
    return "\n".join(result)


def _signed(line: str, opening: str, closing: str, before: str, after: str) -> str:
    found = _EDGES.fullmatch(line)
    if found is None or not found[2]:
        return line
    lead, body, tail = found.groups()
    if opening == "{{":
        return f"{lead}{{{{{body}}}}}{tail}"
    braced_left = not lead and (before.isalnum() or before == "\\")
    braced_right = not tail and after.isalnum()
    left = f"{{{opening}}}" if braced_left or braced_right or body[0] == opening else opening
    right = f"{{{closing}}}" if braced_left or braced_right or body[-1] in (closing, "\\") else closing
    return f"{lead}{left}{body}{right}{tail}"


def _target(href: str) -> str:
    """An address with what would end a link in it spelled in percent signs."""
    return re.sub(r"[\s|\[\]\\{}]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), href)


def _label(attrs: Node) -> str:
    return str(attrs.get("text") or attrs.get("title") or "")


def _mention(attrs: Node) -> str:
    name = str(attrs.get("id") or "")
    if not name or _CLOUD_ACCOUNT.fullmatch(name) or re.search(r"[\s\[\]|\\]", name):
        shown_name = str(attrs.get("text") or name)
        return escaped(shown_name if shown_name.startswith("@") else f"@{shown_name}")
    return f"[~{name}]"


def _emoji(attrs: Node) -> str:
    name = str(attrs.get("shortName") or "")
    return SIGN_OF.get(name) or str(attrs.get("text") or name)


def _media(attrs: Node) -> str:
    name = re.sub(r"[\s|!\\]", "", str(attrs.get("url") or attrs.get("id") or attrs.get("alt") or ""))
    params = str(attrs.get("params") or "")
    if "url" in attrs and not params and attrs.get("alt") not in (None, "", attrs["url"]):
        params = "alt=" + re.sub(r"[|!,=\\\n]", " ", str(attrs["alt"]))
    if len(name) + len(params) < 5:
        return name
    return f"!{name}|{params}!" if params else f"!{name}!"


def _card(attrs: Node) -> str:
    url = _target(str(attrs.get("url") or ""))
    return f"[{url}|{url}|smart-link]" if url else ""


def _date(attrs: Node) -> str:
    try:
        return f"{datetime.fromtimestamp(int(attrs['timestamp']) / 1000, UTC):%Y-%m-%d}"
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return str(attrs.get("timestamp") or "")


_LEAVES = {
    "mention": _mention,
    "emoji": _emoji,
    "mediaInline": _media,
    "media": _media,
    "inlineCard": _card,
    "date": _date,
}
_EVERY: Callable[[str], str] = partial(escaped, every=True)
_NOTATION = frozenset({"mention", "emoji", "mediaInline", "media", "inlineCard", "hardBreak", "wikiInline"})
