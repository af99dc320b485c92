"""How a text's HTML is spelled where HTML leaves a choice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from html import escape
from typing import Any

from devlog_azure_devops.richtext.nodes import BLOCKS, VOID, Element, Node, Text, walk


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """The choices of one text; as made by Azure DevOps' editor where nothing is known."""

    line: str = "div"
    """The element of a line of words: div, a line to each; p, a paragraph to each; none, parted by breaks."""
    gap: str = "<div><br></div>"
    """An empty line."""
    void: str = ""
    """What stands before the bracket of an element without an end: nothing, a slash, a blank and a slash."""
    between: str = ""
    """What stands between blocks."""
    end: str = ""
    """What stands behind the last block."""
    item: str = ""
    """What stands before the items of a list, and before its end."""
    nested: str = "li"
    """Where a list in a list stands: in the item (li), or after it in the outer list (ul)."""
    strong: str = "b"
    em: str = "i"
    strike: str = "s"
    table: str = "thead"
    """Where a table's first row stands and what its cells are: thead, tbody-td, tbody-th, tr-td, tr-th."""
    pre: str = "code"
    """What stands in a pre: code, or nothing."""
    quot: str = '"'
    apos: str = "'"
    gt: str = "&gt;"
    nbsp: str = "&nbsp;"

    def text(self, words: str) -> str:
        """Words as HTML."""
        said = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", self.gt)
        said = said.replace('"', self.quot).replace("'", self.apos)
        return said.replace("\xa0", self.nbsp)

    def start(self, name: str, attrs: Any = None) -> str:
        """A start tag: its attributes by their names, or its source."""
        if isinstance(attrs, str):
            return attrs
        said = "".join(
            f" {key}" if value is None else f' {key}="{escape(str(value))}"'
            for key, value in (attrs or {}).items()
        )
        return f"<{name}{said}{self.void if name in VOID else ''}>"

    def more(self) -> dict[str, str]:
        """What differs from the spelling of Azure DevOps' editor."""
        return {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != each.default
        }


def spelling(values: Mapping[str, Any]) -> Spelling:
    """The spelling that a comment tells; what it does not know is left out."""
    known = {each.name for each in fields(Spelling)}
    return Spelling(
        **{key: value for key, value in values.items() if key in known and isinstance(value, str)}
    )


_GAP = re.compile(r"<(div|p)>(?:<br ?/?> ?|&nbsp;)</\1>")


def spelling_of(html: str, nodes: Sequence[Node]) -> Spelling:
    """The spelling that most of a text keeps to."""
    tags = Counter(node.start for node in walk(nodes) if isinstance(node, Element))
    text = "".join(node.source for node in walk(nodes) if isinstance(node, Text))
    found = {
        "line": _line(tags, nodes),
        "gap": _most([each[0] for each in _GAP.finditer(html)], Spelling.gap),
        "void": _most(re.findall(r"<(?:br|hr|img)\b[^<>]*?( ?/?)>", html), ""),
        "between": _most(_between(nodes), ""),
        "end": _end(nodes),
        "item": _most(re.findall(r"(?:<[uo]l>|</li>)(\s*)(?=<li>|</[uo]l>)", html), ""),
        "nested": "ul" if re.search(r"</li>\s*<[uo]l>", html) else "li",
        "strong": "strong" if tags["<strong>"] > tags["<b>"] else "b",
        "em": "em" if tags["<em>"] > tags["<i>"] else "i",
        "strike": max(("s", "strike", "del"), key=lambda name: tags[f"<{name}>"]),
        "table": _table(html),
        "pre": "" if re.search(r"<pre>(?!<code)", html) else "code",
        "gt": ">" if text.count(">") > text.count("&gt;") else "&gt;",
    }
    for key, plain, said in (("quot", '"', ("&quot;", "&#34;")), ("apos", "'", ("&#39;", "&apos;"))):
        found[key] = max((plain, *said), key=text.count)
    found["nbsp"] = max(("&nbsp;", "\xa0", "&#160;"), key=text.count)
    return spelling(found)


def _line(tags: Counter[str], nodes: Sequence[Node]) -> str:
    lines = sum(count for tag, count in tags.items() if re.match(r"<div\b", tag))
    paragraphs = sum(count for tag, count in tags.items() if re.match(r"<p\b", tag))
    if not lines and not paragraphs:
        bare = any(not (isinstance(node, Element) and node.name in BLOCKS) for node in nodes)
        return "" if bare else "div"
    return "p" if paragraphs > lines else "div"


def _between(nodes: Sequence[Node]) -> list[str]:
    found: list[str] = []
    for at, node in enumerate(nodes[1:], 1):
        if isinstance(node, Element) and node.name in BLOCKS:
            before = nodes[at - 1]
            blank = isinstance(before, Text) and not before.source.strip(" \t\r\n") and at > 1
            found.append(before.source if blank else "")
    return found


def _end(nodes: Sequence[Node]) -> str:
    last = nodes[-1] if len(nodes) > 1 else None
    return last.source if isinstance(last, Text) and not last.source.strip(" \t\r\n") else ""


def _table(html: str) -> str:
    found = re.search(r"<table[^>]*>\s*<(thead|tbody|tr)\b[^>]*>\s*(?:<tr[^>]*>\s*)?<(t[dh])\b", html)
    if not found or found[1] == "thead":
        return "thead"
    return f"{found[1]}-{found[2]}"


def _most(found: Sequence[str], otherwise: str) -> str:
    return Counter(found).most_common(1)[0][0] if found else otherwise
