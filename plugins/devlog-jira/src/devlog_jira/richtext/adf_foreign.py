"""What only wiki text has, as Cloud can show it: a text may come from a Data Center."""

from __future__ import annotations

from devlog_jira.richtext.adf_nodes import Node
from devlog_jira.richtext.wiki_notation import FORM, GAP


def translated(tree: Node) -> Node:
    """The tree without nodes of wiki text, which Cloud would refuse."""
    content = tree.get("content")
    if not isinstance(content, list):
        return tree
    inside: list[Node] = []
    for node in content:
        inside += _known(node) if isinstance(node, dict) else [node]
    return tree if inside == content else {**tree, "content": _joined(inside)}


def _joined(nodes: list[Node]) -> list[Node]:
    """Words side by side in one node, as Jira keeps them."""
    result: list[Node] = []
    for node in nodes:
        last = result[-1] if result else {}
        if {last.get("type"), node.get("type")} == {"text"} and last.get("marks") == node.get("marks"):
            result[-1] = {**last, "text": f"{last['text']}{node['text']}"}
        else:
            result.append(node)
    return result


def _known(node: Node) -> list[Node]:
    kind = node.get("type")
    words = str((node.get("attrs") or {}).get("text") or "") if kind in ("wiki", "wikiInline") else ""
    if kind == GAP:
        return []
    if kind == FORM:
        # The block itself stands in it, beside its source.
        return list(translated(node).get("content") or [])
    if kind == "wiki":
        return [{"type": "codeBlock", "content": [{"type": "text", "text": words}]}] if words else []
    if kind == "wikiInline":
        marks = {"marks": node["marks"]} if node.get("marks") else {}
        return [{"type": "text", "text": words, **marks}] if words else []
    return [translated(node)]
