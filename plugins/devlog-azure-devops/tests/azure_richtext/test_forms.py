"""What stands where: HTML as the editor writes it, and the Markdown that it is read as."""

from __future__ import annotations

import pytest

from devlog_azure_devops.richtext import codec

CODEC = codec("html")
PARAGRAPHS = '\n\n<!-- html {"line":"p"} -->'
FORMS = [
    ("<div>one <b>two</b> <i>three</i> <s>four</s></div>", "one **two** *three* ~~four~~"),
    ("<div>a</div><div>b</div><div><br></div><div>c</div>", "a\nb\n\nc"),
    ("<div>a</div><div><br></div><ul><li>b</li></ul>", "a\n\n\n- b"),
    ("<p>a<br>b</p><p>c</p>", f"a\nb\n\nc{PARAGRAPHS}"),
    ("bare<br>text", 'bare\ntext\n\n<!-- html {"line":""} -->'),
    ("<div>a&nbsp;b</div>", "a\xa0b"),
    ("<div>x <u>y</u> <sub>z</sub></div>", "x <u>y</u> <sub>z</sub>"),
    (
        '<div>x <span style="color:red">y</span></div>',
        'x <!-- html:span {"style":"color:red"} -->y<!-- /html:span -->',
    ),
    ("<h2>Title</h2><hr>", "## Title\n\n---"),
    ("<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>", "- a\n  1. b\n- c"),
    ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
    ('<ol start="3"><li>a</li></ol>', "3. a"),
    ("<ul><li>☐ a</li><li>☑ b</li></ul>", "- [ ] a\n- [x] b"),
    ("<ul><li><div>a</div></li></ul>", "- a<!-- html:div /-->"),
    ('<pre><code class="language-c">a &lt; b</code></pre>', "```c\na < b\n```"),
    ("<blockquote><div>a</div><div><br></div><div>b</div></blockquote>", "> a\n>\n> b"),
    ("<ul><li>a<pre><code>b</code></pre></li></ul>", "- a\n\n  ```\n  b\n  ```"),
    ("<ul><li>a</li></ul><ol><li>b</li></ol>", "- a\n\n1. b"),
    (
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b|c</td></tr></tbody></table>",
        "| a |\n| --- |\n| b\\|c |",
    ),
    (
        '<table><tbody><tr><td colspan="2">a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>',
        (
            '| a<!-- html:td {"colspan":"2"} /--> | <!-- html:pad /--> |\n| --- | --- |\n| b | c |\n\n'
            '<!-- html {"table":"tbody-td"} -->'
        ),
    ),
    ('<div>x <img src="https://a.b/c.png" alt="d"></div>', "x ![d](https://a.b/c.png)"),
    ('<div>x <a href="https://a.b/c_d">e</a></div>', "x [e](https://a.b/c_d)"),
    (
        '<div>x <a href="https://a.b/_workitems/edit/12/" data-vss-mention="version:1.0">#12</a></div>',
        'x [#12](https://a.b/_workitems/edit/12/)<!-- html:a {"data-vss-mention":"version:1.0"} /-->',
    ),
    (
        '<div>x <a href="#" data-vss-mention="version:2.0,1-2">@Jane</a></div>',
        (
            'x <!-- html:mention "\\u003ca href=\\"#\\" data-vss-mention=\\"version:2.0,1-2\\"\\u003e@Jane'
            '\\u003c/a\\u003e" -->@Jane<!-- /html:mention -->'
        ),
    ),
    ("<div>a<!-- adf:panel {} -->b</div>", "a<!-- adf:panel {} -->b"),
    (
        '<div class="x"><p>a</p><p>b</p></div>',
        f'<!-- html:div {{"class":"x"}} -->\na\n\nb\n<!-- /html:div -->{PARAGRAPHS}',
    ),
    (
        "<div>a<p>b</p>",
        (
            '<!-- html:block "\\u003cdiv\\u003ea\\u003cp\\u003eb\\u003c/p\\u003e" -->\n'
            "a\nb\n<!-- /html:block -->"
        ),
    ),
]


@pytest.mark.parametrize(("html", "text"), FORMS)
def test_html_is_read_as_this_and_written_back(html: str, text: str) -> None:
    assert CODEC.read(html) == text
    assert CODEC.write(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<div>a</div><div><br></div><div>b</div>"),
        ("**a** _b_ `c`", "<div><b>a</b> <i>b</i> <code>c</code></div>"),
        ("- a\n\n  b", "<ul><li><div>a</div><div><br></div><div>b</div></li></ul>"),
        ("- a\n\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("<script>x</script>", "<div>&lt;script&gt;x&lt;/script&gt;</div>"),
        ("<u>half", "<div>&lt;u&gt;half</div>"),
        ("[x](javascript:y)", "<div>[x](javascript:y)</div>"),
        (
            "|a|\n|:-:|\n|b|",
            (
                '<table><thead><tr><th style="text-align:center">a</th></tr></thead>'
                '<tbody><tr><td style="text-align:center">b</td></tr></tbody></table>'
            ),
        ),
        ("#12 and @jane", "<div>#12 and @jane</div>"),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_clean_html(text: str, html: str) -> None:
    assert CODEC.write(text) == html
    assert CODEC.write(CODEC.read(html)) == html


def test_markdown_fields_pass_as_they_are() -> None:
    text = "# a\r\n<div>b</div> &nbsp; <!-- html:block -->"
    assert codec("Markdown").read(text) == text == codec("markdown").write(text)


def test_nothing_is_nothing() -> None:
    assert CODEC.read(None) == CODEC.read("") == codec("markdown").read(None) == ""
