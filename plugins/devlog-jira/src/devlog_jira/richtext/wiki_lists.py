"""From the lines of a wiki list to nested list nodes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from devlog_jira.richtext.markdown_tasks import with_ids
from devlog_jira.richtext.wiki_inline import inline, paragraph
from devlog_jira.richtext.wiki_macros import Macro, Shielded
from devlog_jira.richtext.wiki_notation import LIST_ITEM, TOKEN, Node

DEPTH = 20
_TASK = re.compile(r"\[([ x])\] (?=\S)")


@dataclass(kw_only=True)
class _Item:
    text: str
    lists: list[_List] = field(default_factory=list)


@dataclass(kw_only=True)
class _List:
    sign: str
    items: list[_Item] = field(default_factory=list)


def list_node(shielded: Shielded, source: str, macro_node: Callable[[Macro], Node]) -> Node:
    """The list of these lines; lines without a sign belong to the item before them."""
    root = _Item(text="")
    for signs, text in _items(source):
        _add(root, signs[:DEPTH], _Item(text=text))
    return _node(root.lists[0], shielded, macro_node)


def _items(source: str) -> list[tuple[str, str]]:
    """Each item's signs and text."""
    found: list[tuple[str, list[str]]] = []
    for line in source.split("\n"):
        if item := LIST_ITEM.fullmatch(line):
            found.append((item[2], [item[4].rstrip()]))
        else:
            found[-1][1].append(line)
    return [(signs, "\n".join(lines)) for signs, lines in found]


def _add(parent: _Item, signs: str, item: _Item) -> None:
    """Puts an item where its signs say; a level that was left out gets an empty item, as at Jira."""
    for depth, sign in enumerate(signs):
        if not parent.lists or parent.lists[-1].sign != sign:
            parent.lists.append(_List(sign=sign))
        items = parent.lists[-1].items
        if depth == len(signs) - 1:
            items.append(item)
            return
        if not items:
            items.append(_Item(text=""))
        parent = items[-1]


def _node(source: _List, shielded: Shielded, macro_node: Callable[[Macro], Node]) -> Node:
    if source.sign != "#" and all(_TASK.match(item.text) and not item.lists for item in source.items):
        return with_ids({"type": "taskList", "content": [_task(item.text) for item in source.items]})
    ordered = source.sign == "#"
    kind: Node = {"type": "orderedList", "attrs": {"order": 1}} if ordered else {"type": "bulletList"}
    items = []
    for item in source.items:
        content = item_blocks(shielded, item.text, macro_node)
        content += [_node(inner, shielded, macro_node) for inner in item.lists]
        items.append({"type": "listItem", "content": content})
    return {**kind, "content": items}


def _task(text: str) -> Node:
    found = _TASK.match(text)
    state = "DONE" if found and found[1] == "x" else "TODO"
    content = inline(text[found.end() if found else 0 :])
    return {"type": "taskItem", "attrs": {"localId": None, "state": state}, "content": content}


def item_blocks(shielded: Shielded, text: str, macro_node: Callable[[Macro], Node]) -> list[Node]:
    """The text of an item or a cell as paragraphs with its macros between them."""
    content: list[Node] = []
    done = 0
    for token in TOKEN.finditer(text):
        before = text[done : token.start()].strip()
        if before:
            content.append(paragraph(before))
        content.append(macro_node(shielded.macro(token[0])))
        done = token.end()
    after = text[done:].strip() if done else text
    return [*content, paragraph(after)] if after or not content else content
