"""From the nodes of a document to Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from devlog_jira.richtext.adf_nodes import HOLDERS, LINES, Node
from devlog_jira.richtext.markdown_forms import (
    UnsayableError,
    fence,
    fenced,
    nodes_of,
    opened,
    picture_form,
    rule,
    whole,
)
from devlog_jira.richtext.markdown_lines import Care
from devlog_jira.richtext.markdown_tables import table
from devlog_jira.richtext.markdown_tags import guarded, tag
from devlog_jira.richtext.markdown_tasks import list_id, local_id
from devlog_jira.richtext.markdown_writer import line


class Renderer:
    """Says blocks in Markdown, each as carefully as `care` tells by its id."""

    def __init__(self, care: Mapping[int, Care] | None = None) -> None:
        self._care = care or {}
        self._forms = {
            "paragraph": self._paragraph, "heading": self._heading, "blockquote": self._quote,
            "bulletList": self._list, "orderedList": self._list, "taskList": self._tasks,
        }  # fmt: skip
        self._lone_forms = {
            "codeBlock": fence, "rule": rule, "table": self._table, "mediaSingle": picture_form,
        }  # fmt: skip

    def blocks(self, nodes: Sequence[Node], tails: str = "") -> str:
        """The blocks one below the other; `tails` are the comments that stand behind the first line."""
        said: list[str] = []
        before: str | None = None
        other = False
        for node in nodes:
            kind = "list" if node.get("type") in {"bulletList", "taskList"} else str(node.get("type"))
            other = kind == before and kind in {"list", "orderedList"} and not other
            said.append(self.block(node, "" if said else tails, other))
            before = kind
        return "\n\n".join(said)

    def block(self, node: Node, tails: str = "", other: bool = False) -> str:
        """One block; `other` takes the other bullet, which keeps two lists apart."""
        care = self._care.get(id(node), Care.LIGHT)
        most = Care.HELD if node.get("type") in {"paragraph", "heading"} else Care.MARKED
        if care <= most:
            try:
                return self._plain(node, tails, other)
            except UnsayableError:
                pass
        if tails:
            raise UnsayableError
        return self._held(node, care)

    def _plain(self, node: Node, tails: str, other: bool) -> str:
        """Raises UnsayableError where Markdown has no form for the block."""
        kind = str(node.get("type"))
        if kind in self._forms:
            return self._forms[kind](node, tails, other)
        if tails or kind not in self._lone_forms:
            raise UnsayableError
        return self._lone_forms[kind](node)

    def _held(self, node: Node, care: Care) -> str:
        kind, content = node.get("type"), node.get("content")
        held = isinstance(content, list) and all(isinstance(each, dict) for each in content)
        between: str | None = None
        if care >= Care.WHOLE:
            between = None
        elif kind == "wiki" or kind == "codeBlock":
            between = fenced(node)
        elif kind in HOLDERS and held:
            between = self.blocks(content or [])
        elif kind in LINES and held and content:
            between = line(content, self._of(node))
        if between is None:
            return whole(node, care)
        return "\n".join([opened(node), *([between] if between else []), tag(node, "close")])

    def _of(self, node: Node) -> Care:
        return self._care.get(id(node), Care.LIGHT)

    def _paragraph(self, node: Node, tails: str, other: bool) -> str:
        content = nodes_of(node)
        plain = set(node) == {"type", "content"} and content
        if not content and tails and node == {"type": "paragraph", "content": []}:
            return tails
        own = "" if plain else tag(node, "single", content=not content)
        return guarded(line(content, self._of(node)) + own + tails)

    def _heading(self, node: Node, tails: str, other: bool) -> str:
        content = nodes_of(node)
        attrs = node.get("attrs")
        level = attrs.get("level") if isinstance(attrs, dict) else None
        if type(level) is not int or not 1 <= level <= 6:
            raise UnsayableError
        rest = {
            key: value
            for key, value in node.items()
            if key not in {"attrs", "content"} or not (value or key == "attrs")
        }
        more = {key: value for key, value in (attrs or {}).items() if key != "level"}
        extra = {**rest, **({"attrs": more} if more else {})}
        own = tag(extra, "single") if set(extra) != {"type"} else ""
        words = line(content, self._of(node), breaks=False)
        return f"{'#' * level} {words}{own}{tails}".rstrip(" ")

    def _quote(self, node: Node, tails: str, other: bool) -> str:
        content = _filled(node)
        own = "" if set(node) == {"type", "content"} else tag(node, "single", content=False)
        if own + tails and content[0].get("type") != "paragraph":
            raise UnsayableError
        return "\n".join(
            f"> {each}" if each else ">" for each in self.blocks(content, own + tails).split("\n")
        )

    def _list(self, node: Node, tails: str, other: bool) -> str:
        items = _filled(node)
        if any(item.get("type") != "listItem" for item in items):
            raise UnsayableError
        ordered = node["type"] == "orderedList"
        start = _start(node) if ordered else 1
        tails = _list_tail(node) + tails
        said = []
        for at, item in enumerate(items):
            bullet = f"{start + at}{')' if other else '.'} " if ordered else "* " if other else "- "
            said.append(_indented(bullet, self._item(item, tails if at == 0 else "")))
        return "\n".join(said)

    def _item(self, item: Node, tails: str) -> str:
        content = _filled(item)
        if set(item) != {"type", "content"}:
            tails = tag(item, "single", content=False) + tails
        if content[0] == {"type": "paragraph", "content": []} and not tails:
            content = content[1:]
        elif tails and content[0].get("type") != "paragraph":
            raise UnsayableError
        said = self.blocks(content, tails)
        if len(content) == 2 and content[0].get("type") == "paragraph" and _interrupts(content[1]):
            return said.replace("\n\n", "\n", 1)
        return said

    def _tasks(self, node: Node, tails: str, other: bool) -> str:
        content = _filled(node)
        kinds = [task.get("type") for task in content]
        if kinds[0] != "taskItem" or set(kinds) - {"taskItem", "taskList"}:
            raise UnsayableError
        if node.get("attrs") != {"localId": _tasks_id(content)} or set(node) != {"type", "attrs", "content"}:
            tails = tag(node, "single", content=False) + tails
        said: list[str] = []
        seen: Counter[str] = Counter()
        bullet = "* " if other else "- "
        nested = False
        for task in content:
            if task["type"] == "taskItem":
                said.append(bullet + self._task(task, seen, "" if said else tails))
                nested = False
            else:
                said.append(_indented("  ", self.block(task, "", nested)))
                nested = not nested
        return "\n".join(said)

    def _task(self, task: Node, seen: Counter[str], tails: str) -> str:
        attrs = task.get("attrs")
        state = attrs.get("state") if isinstance(attrs, dict) else None
        content = nodes_of(task)
        if state not in {"TODO", "DONE"} or (not content and "content" in task):
            raise UnsayableError
        more = {key: value for key, value in (attrs or {}).items() if key != "state"}
        own = tag({**task, "attrs": more}, "single", content=False)
        if more == {"localId": local_id(content, seen)} and set(task) <= {"type", "attrs", "content"}:
            own = ""
        box = "[x]" if state == "DONE" else "[ ]"
        words = line(content, self._of(task))
        return _hung(f"{box} {words}{own}{tails}".rstrip(" "))

    def _table(self, node: Node) -> str:
        said = table(node, self._cell)
        if said is None:
            raise UnsayableError
        return said

    def _cell(self, paragraph: Node) -> str:
        content = nodes_of(paragraph)
        plain = set(paragraph) == {"type", "content"} and content
        own = "" if plain else tag(paragraph, "single", content=not content)
        return line(content, self._of(paragraph), breaks=False) + own


def _interrupts(node: Node) -> bool:
    """Whether a list may follow a line of text without an empty line between."""
    kind = node.get("type")
    return kind in {"bulletList", "taskList"} or (kind == "orderedList" and node.get("attrs") == {"order": 1})


def _filled(node: Node) -> list[Node]:
    content = nodes_of(node)
    if not content:
        raise UnsayableError
    return content


def _start(node: Node) -> int:
    attrs = node.get("attrs")
    order = attrs.get("order", 1) if isinstance(attrs, dict) else 1
    if type(order) is not int or not 0 <= order < 999_000_000:
        raise UnsayableError
    return order


def _list_tail(node: Node) -> str:
    attrs = node.get("attrs")
    if node["type"] == "bulletList":
        return "" if set(node) == {"type", "content"} else tag(node, "single", content=False)
    if isinstance(attrs, dict):
        more = {key: value for key, value in attrs.items() if key != "order"}
        more = more if "order" in attrs else {**more, "order": None}
        if not more and set(node) == {"type", "attrs", "content"}:
            return ""
        node = {**node, "attrs": more}
    return tag(node, "single", content=False)


def _tasks_id(content: Sequence[Node]) -> str | None:
    return list_id(content) if all(isinstance(task.get("attrs"), dict) for task in content) else None


def _indented(bullet: str, text: str) -> str:
    first, *rest = text.split("\n")
    inside = " " * len(bullet)
    return "\n".join(
        [
            f"{bullet}{first}".rstrip(" ") if not first else bullet + first,
            *[inside + each if each else "" for each in rest],
        ]
    )


def _hung(text: str) -> str:
    return text.replace("\n", "\n  ")
