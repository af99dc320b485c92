"""Documents of every node and mark, drawn by the official structure; and Markdown as people type it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from .schema import CHILDREN

Node = dict[str, Any]
Draws = st.SearchStrategy[Any]

NASTY = [
    "-->", "--", "<!-- adf:panel -->", "<!-- /adf:panel -->", "<!--", "<!-- note -->", "`", "``", "*",
    "<!-- html:td /-->", "<!-- /html:u -->", "**", "_",
    "~~", "[", "](", "]:", "![", "<br>", "<b>", "</details>", "&amp;", "&#10;", "\\", "|", "---", "- ",
    "1. ", "# ",
    "> ", "\n", "\t", "\r", "\x00", "\x0b", "\u00a0", "\u2028", "é", "😀", "http://a.b/c(d)", "https://x.y/_z_",
    "snake_case", " ", "  ", "[ ] ", "+", "=", "===", "~~~", "```", "a", "word", "two words", "$x$",
    "@you", "#12",
]  # fmt: skip
ODD = st.lists(st.sampled_from(NASTY), min_size=1, max_size=5).map("".join)
PLAIN = st.sampled_from(
    ["one", "two words", "A sentence, with a comma.", "5 < 6 & 7", "x*y", "(brackets)", "Ünï 😀"]
)
WORDS = st.one_of(
    PLAIN, PLAIN, ODD, st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-9, 9), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(WORDS, inner, max_size=2)),
    max_leaves=3,
)
COLOURS = st.sampled_from(["#ff5630", "#36B37E", "#deebff"])
URLS = st.sampled_from([
    "https://example.com", "http://a.b/c_(d)?x=1&y=2", "mailto:a@b.c", "/rel", "#x", "https://e.x/a b", "x|y",
    "https://e.x/-->", "javascript:x()", "https://é.x/ü", "https://e.x/&amp;", "<z>", "https://e.x/\\",
])  # fmt: skip


def _mark(kind: str, attrs: Draws | None = None) -> Draws:
    return (
        st.just({"type": kind}) if attrs is None else attrs.map(lambda drawn: {"type": kind, "attrs": drawn})
    )


MARKS: dict[str, Draws] = {
    "strong": _mark("strong"), "em": _mark("em"), "strike": _mark("strike"), "underline": _mark("underline"),
    "link": _mark("link", st.one_of(
        st.fixed_dictionaries({"href": URLS}, optional={"title": WORDS}),
        st.fixed_dictionaries({"href": URLS, "collection": WORDS, "id": WORDS}),
    )),
    "subsup": _mark("subsup", st.fixed_dictionaries({"type": st.sampled_from(["sub", "sup"])})),
    "textColor": _mark("textColor", st.fixed_dictionaries({"color": COLOURS})),
    "backgroundColor": _mark("backgroundColor", st.fixed_dictionaries({"color": COLOURS})),
    "annotation": _mark("annotation", st.fixed_dictionaries({
        "id": WORDS, "annotationType": st.just("inlineComment"),
    })),
    "alignment": _mark("alignment", st.fixed_dictionaries({"align": st.sampled_from(["center", "end"])})),
    "indentation": _mark("indentation", st.fixed_dictionaries({"level": st.integers(1, 6)})),
    "breakout": _mark("breakout", st.fixed_dictionaries({"mode": st.sampled_from(["wide", "full-width"])})),
    "border": _mark("border", st.fixed_dictionaries({"size": st.integers(1, 3), "color": COLOURS})),
    "fragment": _mark("fragment", st.fixed_dictionaries({"localId": WORDS}, optional={"name": WORDS})),
    "dataConsumer": _mark("dataConsumer", st.fixed_dictionaries({
        "sources": st.lists(WORDS, min_size=1, max_size=2),
    })),
    "fontSize": _mark("fontSize", st.just({"fontSize": "small"})),
}  # fmt: skip
UNKNOWN_MARK = st.dictionaries(WORDS, VALUES, max_size=2).map(
    lambda attrs: {"type": "futureMark", "attrs": attrs}
)
OF_BLOCKS = {
    "paragraph": ["alignment", "indentation", "fontSize"], "heading": ["alignment", "indentation"],
    "codeBlock": ["breakout"], "expand": ["breakout"], "layoutSection": ["breakout"], "table": ["fragment"],
    "syncBlock": ["breakout"], "bodiedSyncBlock": ["breakout"], "extension": ["dataConsumer", "fragment"],
    "bodiedExtension": ["dataConsumer", "fragment"], "inlineExtension": ["dataConsumer", "fragment"],
    "media": ["link", "annotation", "border", "dataConsumer"], "mediaInline": ["link", "border",
    "annotation"],
}  # fmt: skip
EXTENSION = {"extensionKey": WORDS, "extensionType": WORDS}
FILE = {"id": WORDS, "collection": WORDS}
ATTRS: dict[str, Draws] = {
    "heading": st.fixed_dictionaries({"level": st.integers(1, 6)}),
    "orderedList": st.fixed_dictionaries({}, optional={"order": st.integers(0, 12)}),
    "codeBlock": st.fixed_dictionaries({}, optional={"language": st.sampled_from(["python", "c++", "a b",
    "`"])}),
    "panel": st.fixed_dictionaries(
        {"panelType": st.sampled_from(["info", "note", "tip", "warning", "error", "success", "custom"])},
        optional={"panelIcon": WORDS, "panelColor": COLOURS},
    ),
    "expand": st.fixed_dictionaries({}, optional={"title": WORDS}),
    "nestedExpand": st.fixed_dictionaries({}, optional={"title": WORDS}),
    "layoutColumn": st.just({"width": 50}),
    "table": st.fixed_dictionaries(
        {"isNumberColumnEnabled": st.booleans(), "layout": st.sampled_from(["default", "wide"])},
        optional={"width": st.just(760.5), "displayMode": st.just("fixed")},
    ),
    "tableCell": st.fixed_dictionaries({}, optional={
        "colspan": st.integers(1, 3), "rowspan": st.integers(1, 3), "background": COLOURS,
        "colwidth": st.just([90]),
    }),
    "taskList": st.fixed_dictionaries({"localId": WORDS}),
    "taskItem": st.fixed_dictionaries({"localId": WORDS, "state": st.sampled_from(["TODO", "DONE"])}),
    "decisionList": st.fixed_dictionaries({"localId": WORDS}),
    "decisionItem": st.fixed_dictionaries({"localId": WORDS, "state": st.just("DECIDED")}),
    "mention": st.fixed_dictionaries({"id": WORDS}, optional={"text": WORDS, "accessLevel": st.just("")}),
    "emoji": st.fixed_dictionaries({"shortName": st.just(":grin:")}, optional={"text": st.just("😀"),
    "id": WORDS}),
    "date": st.fixed_dictionaries({"timestamp": st.one_of(st.just("1582152559000"), WORDS)}),
    "status": st.fixed_dictionaries({"text": WORDS, "color": st.sampled_from(["neutral", "green"])}),
    "placeholder": st.fixed_dictionaries({"text": WORDS}),
    "inlineCard": st.one_of(st.fixed_dictionaries({"url": URLS}), st.fixed_dictionaries({"data": VALUES})),
    "blockCard": st.one_of(st.fixed_dictionaries({"url": URLS}), st.fixed_dictionaries({"data": VALUES})),
    "embedCard": st.fixed_dictionaries({"url": URLS, "layout": st.just("center")},
    optional={"width": st.just(80)}),
    "inlineExtension": st.fixed_dictionaries(EXTENSION, optional={"parameters": VALUES, "text": WORDS}),
    "extension": st.fixed_dictionaries(EXTENSION, optional={"parameters": VALUES, "text": WORDS}),
    "bodiedExtension": st.fixed_dictionaries(EXTENSION, optional={"parameters": VALUES}),
    "mediaInline": st.fixed_dictionaries(FILE, optional={"type": st.just("image"), "data": VALUES}),
    "media": st.one_of(
        st.fixed_dictionaries({"type": st.just("file"), **FILE}, optional={"width": st.just(10),
            "alt": WORDS}),
        st.fixed_dictionaries({"type": st.just("external"), "url": URLS}, optional={"alt": WORDS}),
    ),
    "mediaSingle": st.fixed_dictionaries({"layout": st.sampled_from(["center", "wide"])}),
    "syncBlock": st.fixed_dictionaries({"resourceId": WORDS, "localId": WORDS}),
    "bodiedSyncBlock": st.fixed_dictionaries({"resourceId": WORDS, "localId": WORDS}),
}  # fmt: skip
ATTRS["tableHeader"] = ATTRS["tableCell"]
ATTRS["blockTaskItem"] = ATTRS["taskItem"]
BARE = {"mediaGroup"}
SMALL = {"layoutSection": 2, "mediaSingle": 1}
FUTURE = st.one_of(
    st.just({"type": "futureBlock"}),
    st.builds(
        lambda attrs: {"type": "futureBlock", "attrs": attrs}, st.dictionaries(WORDS, VALUES, max_size=2)
    ),
    st.builds(
        lambda words: {"type": "we-ird", "content": [{"type": "text", "text": words}], "more": {"--": ">"}},
        WORDS,
    ),
)


@st.composite
def documents(draw: st.DrawFn, depth: int = 3) -> Node:
    """A document that the official structure allows, with nodes, marks and attributes of the future in it."""
    count = draw(st.integers(0, 4))
    content: list[Node] = [draw(nodes("doc", depth)) for _ in range(count)]
    return {"type": "doc", "version": 1, "content": content}


@st.composite
def nodes(draw: st.DrawFn, parent: str, depth: int) -> Node:
    """A node that may stand in a node of the parent's type."""
    kinds = sorted(CHILDREN[parent])
    if depth <= 0:
        kinds = [kind for kind in kinds if kind not in CHILDREN or kind in {"paragraph", "heading"}] or kinds
    if parent == "mediaSingle":
        kinds = ["media"]
    if parent in {"doc", "paragraph"} and draw(st.integers(0, 30)) == 0:
        return draw(FUTURE)
    return draw(node(draw(st.sampled_from(kinds)), depth - 1))


@st.composite
def node(draw: st.DrawFn, kind: str, depth: int) -> Node:
    """A node of this type."""
    if kind == "text":
        return draw(texts())
    made: Node = {"type": kind}
    attrs = draw(ATTRS[kind]) if kind in ATTRS else {}
    if kind not in BARE and draw(st.integers(0, 3)) == 0:
        attrs = {**attrs, **draw(st.sampled_from([{"localId": "l-1"}, {"futureAttr": [1, "-->"]}]))}
    if attrs or (kind != "hardBreak" and kind not in BARE and draw(st.booleans())):
        made["attrs"] = attrs
    if kind in OF_BLOCKS and draw(st.integers(0, 4)) == 0:
        made["marks"] = [draw(MARKS[draw(st.sampled_from(OF_BLOCKS[kind]))])]
    if kind in CHILDREN and kind != "codeBlock":
        least = 0 if CHILDREN[kind] & {"text"} else 1
        count = SMALL.get(kind) or draw(st.integers(least, 3))
        content: list[Node] = [draw(nodes(kind, depth)) for _ in range(count)]
        if kind == "mediaSingle" and draw(st.booleans()):
            content.append(draw(node("caption", depth)))
        if kind == "listItem" and content[0]["type"] in {"bulletList", "orderedList", "taskList"}:
            content.insert(0, {"type": "paragraph", "content": []})
        keep_empty: bool = draw(st.booleans())
        if content or keep_empty:
            made["content"] = content
    if kind == "codeBlock":
        made["content"] = [{"type": "text", "text": draw(WORDS)}] if draw(st.booleans()) else []
    return made


@st.composite
def texts(draw: st.DrawFn) -> Node:
    """Words with marks that may stand together."""
    made: Node = {"type": "text", "text": draw(WORDS)}
    if draw(st.booleans()):
        if draw(st.integers(0, 4)) == 0:
            names = [
                *draw(st.lists(st.sampled_from(["link", "annotation"]), unique=True, max_size=1)),
                "code",
            ]
        else:
            words = ["strong", "em", "strike", "underline", "link", "subsup", "textColor", "backgroundColor"]
            names = draw(
                st.lists(st.sampled_from([*words, "annotation", "strong", "em"]), unique=True, max_size=3)
            )
        marks = [{"type": "code"} if name == "code" else draw(MARKS[name]) for name in names]
        if draw(st.integers(0, 12)) == 0:
            marks.append(draw(UNKNOWN_MARK))
        if marks:
            made["marks"] = marks
    return made


PIECES = st.sampled_from([
    "text", "**bold**", "_it_", "`code`", "[a](http://b.c)", "<http://a.b>",
    "![i](http://i.j/k.png \"t\")", "<br>",
    "# H", "## H ##", "- a", "* b", "  - c", "1. one", "7) seven", "> q", "> > qq", "> # h", "- # h",
    "- > q", "- ---",
    "- | a |\n  |---|", "---", "===", "***", "```py\nx = 1\n```", "~~~\n\ty\n~~~", "    code",
    "| a | b |\n|---|:-:|",
    "| c \\| d | `e\\|f` |", "- [ ] todo", "- [x] done\n  - [ ] sub", "- [ ] t\n\n  more", "<div>",
    "<!-- note -->",
    "<!-- devlog:12 -->", "<details>\n<summary>s</summary>", "&amp; &copy; &#35;", "\\*no\\*", "[ref]",
    "[ref]: http://r.s",
    "~~gone~~", "***both***", "**a *b* c**", "a\\\nb", "a  \nb", "\ttab", "- - - x", "[![b](http://i.j)](http://k.l)",
    "![rel](./x.png)", "**[l](u)**", "`` a`b ``", "<a@b.c>", "a|b", "- a\n\n      code", "1986\\. x",
    "😀 é \u00a0",
    "**bold `c` x**", "- ![i](http://i.j)", "> ```\n> c\n> ```", "> ---", "> | a |\n> |---|\n> | b |",
    "\x00", "  ",
    "- a\n  > b", "<!-- a\nb -->", "*", "[", "]", "<", ">", "&", "~", "+", "-", "1.", "#", "\u2028", "-->",
])  # fmt: skip
MARKDOWN = st.one_of(
    st.lists(st.tuples(PIECES, st.sampled_from(["\n", "\n\n", " ", "", "\r\n"])), max_size=8).map(
        lambda pairs: "".join(piece + end for piece, end in pairs)
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
