"""The official structure of ADF as tables, and a checker that names what a document breaks.

Written from Atlassian's published description of the format (nodes, marks, what stands in what) and the JSON
schema that it publishes beside it.
"""

from __future__ import annotations

import re
from typing import Any

Node = dict[str, Any]

LISTS = {"bulletList", "orderedList"}
MEDIA = {"mediaSingle", "mediaGroup"}
INLINES = {
    "text", "hardBreak", "mention", "emoji", "date", "status", "placeholder", "inlineCard", "inlineExtension",
    "mediaInline",
}  # fmt: skip
INNER = {
    "paragraph", "panel", "blockquote", "rule", "heading", "codeBlock", "decisionList", "taskList", "table",
    "blockCard", "embedCard", "extension", *LISTS, *MEDIA,
}  # fmt: skip
CELL = (INNER - {"table"}) | {"nestedExpand"}
CHILDREN: dict[str, set[str]] = {
    "doc": INNER | {"bodiedExtension", "expand", "layoutSection", "syncBlock", "bodiedSyncBlock"},
    "paragraph": INLINES,
    "heading": INLINES,
    "taskItem": INLINES,
    "decisionItem": INLINES,
    "caption": INLINES - {"inlineExtension", "mediaInline"},
    "codeBlock": {"text"},
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "listItem": {"paragraph", "taskList", "mediaSingle", "codeBlock", "extension", *LISTS},
    "blockquote": {"paragraph", "codeBlock", "extension", *LISTS, *MEDIA},
    "panel": {
        "paragraph", "heading", "blockCard", "codeBlock", "taskList", "rule", "decisionList", "extension",
        *LISTS, *MEDIA,
    },
    "expand": INNER | {"nestedExpand"},
    "nestedExpand": INNER - {"table", "blockCard", "embedCard"},
    "bodiedExtension": INNER,
    "bodiedSyncBlock": (INNER - {"extension"}) | {"expand", "layoutSection"},
    "layoutSection": {"layoutColumn"},
    "layoutColumn": INNER | {"expand", "bodiedExtension"},
    "table": {"tableRow"},
    "tableRow": {"tableHeader", "tableCell"},
    "tableHeader": CELL,
    "tableCell": CELL,
    "taskList": {"taskItem", "taskList", "blockTaskItem"},
    "blockTaskItem": {"paragraph", "extension"},
    "decisionList": {"decisionItem"},
    "mediaSingle": {"media", "caption"},
    "mediaGroup": {"media"},
}  # fmt: skip
MAY_BE_EMPTY = {"doc", "paragraph", "heading", "taskItem", "decisionItem", "caption", "codeBlock", "tableRow"}
LEAVES = {
    "text", "hardBreak", "mention", "emoji", "date", "status", "placeholder", "inlineCard", "inlineExtension",
    "mediaInline", "media", "rule", "blockCard", "embedCard", "extension", "syncBlock",
}  # fmt: skip
REQUIRED: dict[str, set[str]] = {
    "heading": {"level"}, "panel": {"panelType"}, "taskList": {"localId"}, "taskItem": {"localId", "state"},
    "blockTaskItem": {"localId", "state"}, "decisionList": {"localId"}, "decisionItem": {"localId", "state"},
    "layoutColumn": {"width"}, "mention": {"id"}, "emoji": {"shortName"}, "date": {"timestamp"},
    "status": {"text", "color"}, "placeholder": {"text"}, "inlineExtension": {"extensionKey",
    "extensionType"},
    "extension": {"extensionKey", "extensionType"}, "bodiedExtension": {"extensionKey", "extensionType"},
    "mediaInline": {"id", "collection"}, "media": {"type"}, "embedCard": {"url", "layout"},
    "mediaSingle": {"layout"}, "syncBlock": {"resourceId", "localId"}, "bodiedSyncBlock": {"resourceId",
    "localId"},
}  # fmt: skip
WORDS = {
    "link", "em", "strong", "strike", "subsup", "underline", "textColor", "annotation", "backgroundColor",
}  # fmt: skip
WITH_CODE = {"code", "link", "annotation"}
MARKS: dict[str, set[str]] = {
    "paragraph": {"alignment", "indentation", "fontSize"},
    "heading": {"alignment", "indentation"},
    "codeBlock": {"breakout"},
    "expand": {"breakout"},
    "layoutSection": {"breakout"},
    "syncBlock": {"breakout"},
    "bodiedSyncBlock": {"breakout"},
    "table": {"fragment"},
    "extension": {"dataConsumer", "fragment"},
    "bodiedExtension": {"dataConsumer", "fragment"},
    "inlineExtension": {"dataConsumer", "fragment"},
    "media": {"link", "annotation", "border", "dataConsumer"},
    "mediaInline": {"link", "annotation", "border", "dataConsumer"},
    "mediaSingle": {"link"},
}
MARK_ATTRS: dict[str, set[str]] = {
    "link": {"href"}, "subsup": {"type"}, "textColor": {"color"}, "backgroundColor": {"color"},
    "annotation": {"id", "annotationType"}, "alignment": {"align"}, "indentation": {"level"},
    "breakout": {"mode"}, "border": {"size", "color"}, "fragment": {"localId"}, "dataConsumer": {"sources"},
    "fontSize": {"fontSize"},
}  # fmt: skip
COLOUR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?")


def broken_rules(doc: Node) -> list[str]:
    """What in a document Jira would refuse, outermost first; nodes of no known type are left alone."""
    found = [] if doc.get("version") == 1 and doc.get("type") == "doc" else ["it is no document of version 1"]
    waiting = [doc]
    while waiting:
        node = waiting.pop(0)
        kind = node["type"]
        if kind not in CHILDREN and kind not in LEAVES:
            continue
        found += [
            f"{kind}: {fault}" for fault in (*_own(node, kind), *_inside(node, kind), *_marked(node, kind))
        ]
        waiting += node.get("content", [])
    return found


def _own(node: Node, kind: str) -> list[str]:
    attrs = node.get("attrs", {})
    faults = [f"wants the attribute {name}" for name in sorted(REQUIRED.get(kind, set()) - set(attrs))]
    if kind == "text" and not node.get("text"):
        faults.append("is empty")
    if kind == "heading" and attrs.get("level") not in range(1, 7):
        faults.append("has no level of 1 to 6")
    if kind == "media" and not ({"url"} <= set(attrs) or {"id", "collection"} <= set(attrs)):
        faults.append("names neither a file nor an address")
    if kind in {"inlineCard", "blockCard"} and not {"url", "data", "datasource"} & set(attrs):
        faults.append("names no address")
    return faults


def _inside(node: Node, kind: str) -> list[str]:
    content = node.get("content")
    if kind in LEAVES:
        return ["has children"] if content else []
    if (
        kind in {"paragraph", "heading", "taskItem", "decisionItem", "caption", "codeBlock"}
        and content is None
    ):
        return []
    if not isinstance(content, list):
        return ["has no content"]
    faults = [] if content or kind in MAY_BE_EMPTY else ["is empty"]
    known = [child["type"] for child in content if child["type"] in CHILDREN or child["type"] in LEAVES]
    faults += [f"holds a {child}" for child in known if child not in CHILDREN[kind]]
    if kind == "mediaSingle" and known[:1] != ["media"]:
        faults.append("does not begin with its medium")
    if kind == "listItem" and known[:1] and known[0] in {*LISTS, "taskList"}:
        faults.append("begins with a list")
    return faults


def _marked(node: Node, kind: str) -> list[str]:
    marks = node.get("marks", [])
    names = [mark["type"] for mark in marks]
    faults = [
        f"has the mark {name} twice" for name in sorted({name for name in names if names.count(name) > 1})
    ]
    allowed = (WITH_CODE if "code" in names else WORDS) if kind == "text" else MARKS.get(kind, set())
    faults += [f"has the mark {name}" for name in names if name in {*MARK_ATTRS, *WORDS, "code"} - allowed]
    for mark in marks:
        missing = MARK_ATTRS.get(mark["type"], set()) - set(mark.get("attrs", {}))
        faults += [f"the mark {mark['type']} wants {name}" for name in sorted(missing)]
        colour = mark.get("attrs", {}).get("color")
        if mark["type"] in {"textColor", "backgroundColor", "border"} and not COLOUR.fullmatch(str(colour)):
            faults.append(f"the colour {colour} is none")
    return faults
