"""Lists of tasks: a list whose every item begins with a box."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from uuid import UUID, uuid5

from devlog_jira.richtext.adf_nodes import Node
from devlog_jira.richtext.markdown_tags import Tag

_SPACE = UUID("3b3ff0b4-6a0e-5d0f-9a37-6f1a51c9f1d4")
_BOX = re.compile(r"\[([ xX])\](?:[ \t]+|$)")
WORDS = {"[ ]": "TODO", "[x]": "DONE", "[X]": "DONE"}


def has_box(source: str) -> bool:
    """Whether the Markdown of an item's first line begins with a box."""
    return _BOX.match(source) is not None


def as_tasks(items: Sequence[Node], tags: Sequence[Tag | None], boxed: Sequence[Node]) -> Node | None:
    """The list of tasks that these items of a list make; None where one of them is more than a task."""
    known = {id(node) for node in boxed}
    content: list[Node] = []
    for item, said in zip(items, tags, strict=True):
        first, *rest = item["content"]
        if set(item) != {"type", "content"} or id(first) not in known or set(first) != {"type", "content"}:
            return None
        if any(node["type"] != "taskList" for node in rest):
            return None
        content += [_task(first["content"], said), *rest]
    return with_ids({"type": "taskList", "content": content}) if content else None


def _task(nodes: list[Node], said: Tag | None) -> Node:
    """A task without its box; `localId` is None where nothing says it."""
    box = nodes[0]["text"][:3]
    left = nodes[0]["text"][3:].lstrip(" \t")
    first: list[Node] = [{**nodes[0], "text": left}] if left else []
    node: Node = said.node() if said else {"type": "taskItem"}
    node["attrs"] = {"localId": None, **node.get("attrs", {}), "state": WORDS[box]}
    inside = [*first, *nodes[1:]]
    return {**node, "content": inside} if inside else node


def with_ids(tasks: Node) -> Node:
    """The list with an id for every task that has none, worked out from its words, and one for itself."""
    seen: Counter[str] = Counter()
    content = []
    for task in tasks["content"]:
        if task["type"] == "taskItem" and task["attrs"].get("localId") is None:
            task = {**task, "attrs": {**task["attrs"], "localId": local_id(task.get("content", []), seen)}}
        content.append(task)
    return {"type": "taskList", "attrs": {"localId": list_id(content)}, "content": content}


def local_id(nodes: Sequence[Node], seen: Counter[str]) -> str:
    """The id of a task of these words; a second one of the same words gets another."""
    words = json.dumps(nodes, sort_keys=True)
    seen[words] += 1
    return str(uuid5(_SPACE, f"{seen[words]} {words}"))


def list_id(content: Sequence[Node]) -> str:
    """The id of a list of these tasks."""
    return str(uuid5(_SPACE, " ".join(str(task["attrs"].get("localId")) for task in content)))
