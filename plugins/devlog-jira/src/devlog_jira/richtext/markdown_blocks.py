"""From the tokens of a text to the document: blocks in blocks, and comments around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from devlog_core.model.errors import RejectedError
from devlog_core.plugin.richtext.comments import broken
from devlog_jira.richtext.adf_nodes import DEPTH, FENCED, HOLDERS, INLINE, LEAVES, LINES, Node, plain_text
from devlog_jira.richtext.markdown_images import Image, as_block, in_words
from devlog_jira.richtext.markdown_inlines import edited, read_line
from devlog_jira.richtext.markdown_nesting import Nesting
from devlog_jira.richtext.markdown_tables import read_table
from devlog_jira.richtext.markdown_tags import GUARD, Tag, misplaced, tag
from devlog_jira.richtext.markdown_tasks import as_tasks, has_box

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_blocks(tokens: Sequence[Token]) -> list[Node]:
    """The blocks of a text.

    Raises RejectedError where a comment has lost its other half or what stands between two was edited.
    """
    reader = _Reader(tokens)
    blocks = reader.blocks("doc")
    misplaced(reader.tails)
    return blocks


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._nesting = Nesting()
        self._boxed: list[Node] = []
        self.tails: list[Tag] = []

    def blocks(self, kind: str, opened: Tag | None = None) -> list[Node]:
        """The blocks up to the end of the one that they stand in, or to the comment that closes `opened`."""
        self._depth += 1
        if self._depth > DEPTH:
            raise RejectedError(f"the text nests deeper than {DEPTH} levels: flatten it")
        found: list[Node] = []
        while True:
            token = self._next()
            if token is None or token.type.endswith("_close"):
                if opened:
                    broken(tag(opened.node(), "open"))
                break
            if token.type == "adf_block" and token.meta["tag"].form == "close":
                if not opened or token.meta["tag"].name != opened.name:
                    broken(f"<!-- /adf:{token.meta['tag'].name} -->")
                break
            found += self._block(token)
        self._depth -= 1
        return self._nesting.fit(found, kind)

    def _next(self) -> Token | None:
        if self._at >= len(self._tokens):
            return None
        self._at += 1
        return self._tokens[self._at - 1]

    def _block(self, token: Token) -> list[Node]:
        kind = token.type
        if kind == "paragraph_open":
            return self._paragraph()
        if kind == "heading_open":
            return [self._heading(int(token.tag[1]))]
        if kind in {"bullet_list_open", "ordered_list_open"}:
            return [self._list(token)]
        if kind == "blockquote_open":
            return [self._filled({"type": "blockquote"})]
        if kind in {"fence", "code_block"}:
            return [_code(token)]
        if kind == "hr":
            return [{"type": "rule"}]
        if kind == "table_open":
            return [self._table()]
        return [self._ours(token.meta["tag"])]

    def _inline(self) -> Token:
        """The token of a line's content; the one that closes its block is passed over."""
        token = self._tokens[self._at]
        self._at += 2
        return token

    def _paragraph(self) -> list[Node]:
        token = self._inline()
        children = token.children or []
        if token.content.startswith(f"{GUARD}<!--"):
            # The words of another place's comment, which is text here, stand in one piece with the sign.
            rest = children[0].content[1:]
            children = [*([children[0].copy(content=rest)] if rest else []), *children[1:]]
        line = read_line(children, lone_image=True)
        self.tails += line.tails
        said = self._take("paragraph")
        if said:
            return [_holding(said.node(), in_words(line.nodes))]
        blocks = self._split(line.nodes) or [{"type": "paragraph", "content": []}]
        if has_box(token.content) and blocks[0]["type"] == "paragraph":
            self._boxed.append(blocks[0])
        return blocks

    def _split(self, nodes: list[Node]) -> list[Node]:
        """A paragraph, or the blocks that stand in it as comments, each by itself."""
        found: list[Node] = []
        line: list[Node] = []
        for node in [*nodes, None]:
            if node is not None and not _stands_alone(node, len(nodes)):
                line.append(node)
                continue
            line = _trimmed(line) if found or node is not None else line
            if line:
                found.append({"type": "paragraph", "content": line})
                line = []
            if node is not None:
                found.append(self._single(node))
        return found

    def _single(self, node: Node) -> Node:
        if not isinstance(node, Image):
            self._nesting.keep(node)
            return node
        return as_block(node) or {"type": "paragraph", "content": in_words([node])}

    def _heading(self, level: int) -> Node:
        line = read_line(self._inline().children or [])
        self.tails += line.tails
        heading: Node = {"type": "heading", "attrs": {"level": level}}
        said = self._take("heading")
        if said:
            heading = said.node()
            heading["attrs"] = {"level": level, **(said.attrs or {})}
        return _holding(heading, line.nodes)

    def _filled(self, node: Node) -> Node:
        """A block of blocks, with what a comment behind its first line says of it."""
        outer, self.tails = self.tails, []
        content = self.blocks(node["type"])
        said = self._take(node["type"])
        self.tails = outer + self.tails
        return {**(said.node() if said else node), "content": content}

    def _list(self, token: Token) -> Node:
        outer, self.tails = self.tails, []
        node = self._tasks_or_list(token)
        self.tails = outer + self.tails
        return node

    def _tasks_or_list(self, token: Token) -> Node:
        items: list[Node] = []
        boxes: list[Tag | None] = []
        while (opened := self._next()) is not None and opened.type == "list_item_open":
            around, self.tails = self.tails, []
            items.append(self._filled({"type": "listItem"}))
            boxes.append(self._take("taskItem"))
            self.tails = around + self.tails
        if token.type == "ordered_list_open":
            return self._numbered(int(token.attrs.get("start", 1)), items)
        tasks = as_tasks(items, boxes, self._boxed)
        if tasks is not None:
            return self._said_of(tasks)
        misplaced([box for box in boxes if box])
        return self._said_of({"type": "bulletList", "content": items})

    def _said_of(self, node: Node) -> Node:
        said = self._take(node["type"])
        return {**said.node(), "content": node["content"]} if said else node

    def _numbered(self, start: int, items: list[Node]) -> Node:
        said = self._take("orderedList")
        node: Node = said.node() if said else {"type": "orderedList", "attrs": {}}
        if "attrs" in node:
            attrs = {"order": start, **node["attrs"]}
            node["attrs"] = {
                key: value for key, value in attrs.items() if key != "order" or value is not None
            }
        return {**node, "content": items}

    def _table(self) -> Node:
        end = next(i for i in range(self._at, len(self._tokens)) if self._tokens[i].type == "table_close")
        node, tails = read_table(self._tokens[self._at : end])
        self._at = end + 1
        self.tails += tails
        return self._said_of(node)

    def _take(self, kind: str) -> Tag | None:
        """What a comment says of the innermost block of this kind that is now complete."""
        found = self._take_all(kind)
        misplaced(found[1:])
        return found[0] if found else None

    def _take_all(self, kind: str) -> list[Tag]:
        found = [each for each in self.tails if each.name == kind]
        self.tails = [each for each in self.tails if each.name != kind]
        return found

    def _ours(self, found: Tag) -> Node:
        """The node that a comment on a line of its own stands for or opens."""
        node = found.node()
        if found.form == "open":
            self._fill(node, found)
        self._nesting.keep(node)
        return node

    def _fill(self, node: Node, found: Tag) -> None:
        outer, self.tails = self.tails, []
        content = self.blocks(found.name, found)
        misplaced(self.tails)
        self.tails = outer
        if found.whole or found.name not in (HOLDERS | LINES | FENCED):
            if content != shown_blocks(node):
                edited(node)
        elif found.name in FENCED:
            _fenced(node, content)
        elif found.name in LINES:
            node["content"] = _joined(content, node)
        else:
            node["content"] = content


def shown_blocks(node: Node) -> list[Node]:
    """What stands between the two comments of a node that is embedded as a block."""
    if node.get("type") == "rule":
        return [{"type": "rule"}]
    words = plain_text(node)
    return [{"type": "paragraph", "content": [{"type": "text", "text": words}]}] if words else []


def _holding(node: Node, nodes: list[Node]) -> Node:
    return {**node, "content": nodes} if nodes else node


def _stands_alone(node: Node, count: int) -> bool:
    """Whether a node within a line is a block: a known one, or an unknown one that has the line to itself."""
    kind = node["type"]
    if kind in INLINE:
        return False
    return count == 1 or kind in LEAVES or kind in FENCED


def _trimmed(line: list[Node]) -> list[Node]:
    """A line without the breaks around a block that stood in it."""
    while line and line[0] == {"type": "hardBreak"}:
        line = line[1:]
    while line and line[-1] == {"type": "hardBreak"}:
        line = line[:-1]
    return line


def _code(token: Token) -> Node:
    node: Node = {"type": "codeBlock", "attrs": {}}
    language = token.info.strip()
    if language:
        node["attrs"]["language"] = language
    text = token.content.removesuffix("\n")
    node["content"] = [{"type": "text", "text": text}] if text else []
    return node


def _fenced(node: Node, content: list[Node]) -> None:
    """Puts the text of the one fence between a node's comments into the node."""
    if len(content) != 1 or content[0]["type"] != "codeBlock":
        edited(node)
    fence = content[0]
    if node["type"] == "wiki":
        text = "".join(each["text"] for each in fence["content"])
        node["attrs"] = {**node.get("attrs", {}), "text": text}
        return
    language = fence["attrs"].get("language")
    if language and isinstance(node.get("attrs"), dict):
        node["attrs"] = {**node["attrs"], "language": language}
    if fence["content"]:
        node["content"] = fence["content"]


def _joined(content: list[Node], node: Node) -> list[Node]:
    """The lines between a node's comments as one."""
    found: list[Node] = []
    for block in content:
        if block["type"] != "paragraph" or set(block) - {"type", "content"}:
            edited(node)
        found += [{"type": "hardBreak"}] if found else []
        found += block.get("content", [])
    return found
