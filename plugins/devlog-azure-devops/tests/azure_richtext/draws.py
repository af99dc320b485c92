"""HTML and Markdown, drawn at random."""

# ruff: noqa: E501

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

WORDS = st.sampled_from([
    "word", "two words", " ", "", "a ", " b", "1. x", "- x", "# h", "*s*", "_e_", "a_b_c", "`c`", "[x](y)", "|", "\\",
    "&amp;", "&lt;b&gt;", "&nbsp;", "\xa0", "&quot;", '"', "'", "&#39;", "&copy;", "&", "&unknown;", "<", ">", "\n",
    "\r\n", "\t", "---", "===", "~~", "https://a.b/c_d", "#12", "@jane", "😀", "é", "&#8288;", "\u2060", "☐ x", "[ ] x",
    "<!-- x -->", "<!-- html:td /-->", "<!-- /adf:panel -->", "<!-->", "<br>", "<br/>", "<br />", "+ x", "a&amp;b",
])  # fmt: skip
ATTRS = st.sampled_from([
    "", ' style="color:red"', " class=x", ' STYLE="a"', " style='x'", ' align="center" hidden', ' title="a &quot;&amp; b"',
    ' onclick="x()"', ' style="text-align:center"', ' colspan="2"', ' id="--&gt;"', ' id="a>b"', " ",
])  # fmt: skip
_LEAVES = st.sampled_from([
    '<img src="https://a.b/c.png" alt="pic">', '<img src="https://a.b/c_d.png?fileName=x.png" style="width:1px">',
    "<img src=x onerror=alert(1)>", '<a href="#" data-vss-mention="version:2.0,1-2">@Jane Doe</a>',
    '<a href="https://a.b/_workitems/edit/12/" data-vss-mention="version:1.0">#12</a>', "<input type=checkbox>",
    "<script>alert(1)</script>", "<hr>", "<wbr>", "<svg><path/></svg>", "<style>p{}</style>", "</p>", "</b>", "<p>",
    "<code>a`b</code>", "<code>x</code>", "<pre>a\n b</pre>", "<pre><code>x &lt; y\n</code></pre>", "<div><br></div>",
    '<pre><code class="language-c">x</code></pre>', "<p>&nbsp;</p>", "<div></div>", "<li>", "<td>", "<table>",
])  # fmt: skip
_INLINE = ["b", "i", "u", "s", "strong", "em", "del", "span", "font", "sub", "code", "label"]
_BLOCK = [
    "div",
    "p",
    "h1",
    "h3",
    "blockquote",
    "section",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "td",
    "pre",
    "tbody",
]


def _element(names: list[str], inside: SearchStrategy[str]) -> SearchStrategy[str]:
    plain = st.tuples(st.sampled_from(names), st.one_of(st.just(""), ATTRS), inside)
    return plain.map(lambda drawn: f"<{drawn[0]}{drawn[1]}>{drawn[2]}</{drawn[0]}>")


def _several(inside: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.lists(inside, max_size=4).map("".join)


_LINK = st.tuples(
    st.sampled_from(
        ["https://a.b", "https://a.b/c_(d)?x=1&amp;y=2", "javascript:x()", "file://x", "#a", "", "a b"]
    ),
    ATTRS,
    WORDS,
).map(lambda drawn: f'<a href="{drawn[0]}"{drawn[1]}>{drawn[2]}</a>')
INLINE = st.recursive(
    st.one_of(WORDS, WORDS, _LEAVES, _LINK), lambda x: _element(_INLINE, _several(x)), max_leaves=6
)
LINES = st.sampled_from(["div", "p"]).flatmap(lambda name: _element([name], _several(INLINE)))


def _list(item: SearchStrategy[str]) -> SearchStrategy[str]:
    items = st.lists(st.tuples(ATTRS, item).map(lambda d: f"<li{d[0]}>{d[1]}</li>"), max_size=3)
    return st.tuples(st.sampled_from(["ul", "ol", 'ol start="3"']), items).map(
        lambda d: f"<{d[0]}>{''.join(d[1])}</{d[0][:2]}>"
    )


def _table(cell: SearchStrategy[str]) -> SearchStrategy[str]:
    cells = st.lists(st.tuples(ATTRS, cell).map(lambda d: f"<td{d[0]}>{d[1]}</td>"), max_size=3)
    rows = st.lists(cells.map(lambda d: f"<tr>{''.join(d)}</tr>"), max_size=3)
    return st.tuples(ATTRS, rows).map(lambda d: f"<table{d[0]}><tbody>{''.join(d[1])}</tbody></table>")


_BASE = st.one_of(LINES, _several(INLINE), _LEAVES, WORDS)
BLOCKS = st.recursive(
    _BASE,
    lambda x: st.one_of(_list(_several(x)), _table(_several(x)), _element(_BLOCK, _several(x))),
    max_leaves=8,
)
BETWEEN = st.sampled_from(["", "", "", "\n", " ", "<div><br></div>", "<p><br></p>", "<br>"])
HTML = st.lists(st.tuples(BLOCKS, BETWEEN).map("".join), max_size=5).map("".join)
"""HTML as editors write it, and as nobody should."""

_PIECES = st.sampled_from([
    "word", " ", "\n", "\n\n", "\n\n\n", "**", "*", "_", "~~", "`", "```\n", "# ", "- ", "1. ", "3) ", "> ", "    ", "  ",
    "| a | b |\n|---|:-:|\n| c | d |\n", "[x](https://a.b)", "![p](https://a.b/c.png)", "<https://a.b>", "---\n",
    "<br>", "<u>", "</u>", "<b>", "</b>", "<sub>x</sub>", "&nbsp;", "&amp;", "\\", "|", "[ ] ", "[x] ", "<script>",
    "<!-- note -->", "\n<!-- note -->\n", "<!-- adf:mention {} -->@J<!-- /adf:mention -->", "<!-- half", "<!-->", "-->",
    "[a]: https://a.b\n", "[a]", "&#8288;", "\t", "é", "😀", "javascript:x()", "[y](javascript:x())", "☐ ", "&#10;",
    "\r\n", "<span>", "</span>", "<div>", "#12", "@jane", "\xa0",
])  # fmt: skip
MARKDOWN = st.lists(_PIECES, max_size=14).map("".join)
"""What a person may type."""
