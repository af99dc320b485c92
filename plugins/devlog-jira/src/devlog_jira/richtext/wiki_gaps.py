"""How far blocks stand apart, said by empty lines in Markdown as in wiki text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from devlog_jira.richtext.markdown_parser import parse
from devlog_jira.richtext.markdown_tags import tag
from devlog_jira.richtext.wiki_notation import GAP, Node

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINES = "lines"
# Blocks that Markdown ends without an empty line, and what it begins without one behind the others.
_ENDS = frozenset({"heading", "codeBlock", "rule", "panel", "wiki", "wikiForm"})
_BEGINS = frozenset({"heading", "codeBlock", "bulletList", "taskList", "panel", "wiki", "wikiForm"})
_BEHIND = {
    "paragraph": _BEGINS | {"blockquote", "orderedList", "table"},
    "blockquote": _BEGINS | {"orderedList"},
    "table": _BEGINS | {"blockquote", "orderedList"},
}


def marked(nodes: Sequence[Node]) -> list[Node]:
    """The blocks of a text with every gap marked that empty lines of Markdown can say."""
    result = list(nodes)
    for at, node in enumerate(result):
        if node["type"] == GAP and 0 < at < len(result) - 1:
            gap = str(node["attrs"]["text"])
            if not gap.strip("\n") and _sayable(gap, result[at - 1]["type"], result[at + 1]["type"]):
                result[at] = {"type": GAP, "attrs": {"text": gap, "as": _LINES}}
    return result


def _sayable(gap: str, before: str, after: str) -> bool:
    return len(gap) > 2 or (gap == "\n" and (before in _ENDS or after in _BEHIND.get(before, ())))


def said(markdown: str, nodes: Sequence[Node]) -> str:
    """The Markdown of these nodes with empty lines where the marked gaps stood."""
    parts: list[str] = []
    done = 0
    for node in nodes:
        if node["type"] != GAP or node["attrs"].get("as") != _LINES:
            continue
        comment = f"\n\n{tag(node, 'single')}\n\n"
        at = markdown.find(comment, done)
        if at >= 0:
            parts += [markdown[done:at], node["attrs"]["text"]]
            done = at + len(comment)
    return "".join([*parts, markdown[done:]])


def read(markdown: str) -> str:
    """The Markdown with a comment in place of the empty lines between blocks, where they are not just one.

    Raises RejectedError where a comment in it was damaged.
    """
    lines = markdown.split("\n")
    parts: list[str] = []
    done = 0
    for end, start in _boundaries(parse(markdown), lines):
        if start - end == 1:
            continue
        comment = tag({"type": GAP, "attrs": {"text": "\n" * (start - end + 1)}}, "single")
        parts += [*lines[done:end], "", comment, ""]
        done = start
    return "\n".join([*parts, *lines[done:]])


def _boundaries(tokens: Sequence[Token], lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where one block ends and the next begins, for those that stand side by side with nothing between."""
    blocks = [token for token in tokens if token.level == 0 and token.map and token.nesting >= 0]
    depth = 0
    for token, following in pairwise(blocks):
        depth += _step(token)
        if depth or _is_gap(token) or _is_gap(following) or not token.map or not following.map:
            continue
        end, start = token.map[1], following.map[0]
        while end > 0 and not lines[end - 1].strip():
            end -= 1
        if not any(line.strip() for line in lines[end:start]):
            yield end, start


def _step(token: Token) -> int:
    """By how much a comment opens or closes."""
    form = token.meta["tag"].form if token.type == "adf_block" else ""
    return {"open": 1, "close": -1}.get(form, 0)


def _is_gap(token: Token) -> bool:
    return token.type == "adf_block" and token.meta["tag"].name == GAP


def dumped(values: Node) -> str:
    """Values as JSON that may stand in a comment."""
    return json.dumps(values, separators=(",", ":")).replace("--", "\\u002d\\u002d").replace(">", "\\u003e")
