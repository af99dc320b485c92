"""What Jira's notation reads like in Markdown, and that it is the same notation when written back."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext import codec

WIKI = codec(cloud=False)

MEDIA = '<!-- adf:mediaInline {"type":"file","id":"x.png","alt":"x.png","params":"w=1"} -->'
SAID = [
    ("", ""),
    ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
    ("h1. Title", "# Title"),
    ("h6. Title", "###### Title"),
    ("h2. Title\ntext at once", "## Title\ntext at once"),
    ("*strong* _em_ -gone- {{code}}", "**strong** *em* ~~gone~~ `code`"),
    ("*_both_* _*both*_", "**_both_** _**both**_"),
    ("un{*}believ{*}able", "un**believ**able"),
    ("snake_case_name a-b-c 2 * 3 * 4 5*3*2", "snake_case_name a-b-c 2 * 3 * 4 5\\*3\\*2"),
    ("\\*not\\* \\{code}", "\\*not\\* {code}"),
    ("a -- b --- c :-)", "a -- b --- c :-)"),
    ("C:\\temp and \\\\server\\share", "C:\\temp and \\\\\\server\\share"),
    ("[text|https://a.b/c]", "[text](https://a.b/c)"),
    ("[text|https://a.b/c|tip]", '[text](https://a.b/c "tip")'),
    ("see (https://a.b/c_d).", "see (<https://a.b/c_d>)."),
    ("[#top] [^log.txt] [KEY-1]", "[top](#top) [log.txt](^log.txt) [KEY-1](KEY-1)"),
    ("[mailto:a@b.c] [Mail|mailto:a@b.c]", "[a@b.c](mailto:a@b.c) [Mail](mailto:a@b.c)"),
    ("[INFO] KEY-1 [ ]", "\\[INFO\\] KEY-1 \\[ \\]"),
    ("!https://a.b/x.png!", "![](https://a.b/x.png)"),
    ("!https://a.b/x.png|alt=a plan!", "![a plan](https://a.b/x.png)"),
    ("* a\n** b\n** c\n* d", "- a\n  - b\n  - c\n- d"),
    ("# a\n#* b\n# c", "1. a\n   - b\n2. c"),
    ("* a\nmore", "- a\n  more"),
    ("* a\n{code}\nx\n\n* y\n{code}\n* b", "- a\n\n  ```\n  x\n\n  * y\n  ```\n- b"),
    ("* [ ] open\n* [x] done", "- [ ] open\n- [x] done"),
    ("bq. said", "> said"),
    ("{quote}\none\n\ntwo\n{quote}", "> one\n>\n> two"),
    ("{code}\nx\n{code}", "```\nx\n```"),
    ("{code:java}\nint x; // *no*\n{code}", "```java\nint x; // *no*\n```"),
    ("{noformat}\nx\n{noformat}", "```noformat\nx\n```"),
    ("text:\n{code}\nx\n{code}\nmore", "text:\n```\nx\n```\nmore"),
    ("||A||B||\n|1|2|", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
    ("||A||\n|one\\\\two|", "| A |\n| --- |\n| one<br>two |"),
    ("||A||B||\n|a \\| b|[x|https://a.b]|", "| A | B |\n| --- | --- |\n| a \\| b | [x](https://a.b) |"),
    ("above\n\n----\nbelow", "above\n\n---\nbelow"),
    ("a\n\n\n\nb", "a\n\n\n\nb"),
    ("<b>html</b> & more", "<b>html</b> & more"),
]

COMMENTED = [
    ("+new+", "<!-- adf:underline -->new<!-- /adf:underline -->"),
    ("a ^2^", 'a <!-- adf:subsup {"type":"sup"} -->2<!-- /adf:subsup -->'),
    ("a ~2~", 'a <!-- adf:subsup {"type":"sub"} -->2<!-- /adf:subsup -->'),
    ("{color:red}hot{color}", '<!-- adf:textColor {"color":"red"} -->hot<!-- /adf:textColor -->'),
    ("[~jane]", '<!-- adf:mention {"id":"jane","text":"@jane"} -->@jane<!-- /adf:mention -->'),
    ("(/)", '<!-- adf:emoji {"shortName":":check_mark:","text":"✅"} -->✅<!-- /adf:emoji -->'),
    ("??who??", '<!-- adf:wikiInline {"text":"??who??"} -->??who??<!-- /adf:wikiInline -->'),
    ("{anchor:x}y", '<!-- adf:wikiInline {"text":"{anchor:x}"} -->{anchor:x}<!-- /adf:wikiInline -->y'),
    (
        "!x.png|w=1!",
        f"{MEDIA}📎 x.png<!-- /adf:mediaInline -->",
    ),
    (
        "{panel:bgColor=#deebff}\nx\n{panel}",
        '<!-- adf:panel {"panelType":"info"} -->\nx\n<!-- /adf:panel -->',
    ),
    (
        "{panel:title=T}\nx\n{panel}",
        '<!-- adf:panel {"panelType":"custom","params":"title=T"} -->\nx\n<!-- /adf:panel -->',
    ),
    (
        "one\\\\two",
        '<!-- adf:wikiForm {"text":"one\\\\\\\\two"} -->\none\ntwo\n<!-- /adf:wikiForm -->',
    ),
]

SPELLED = [
    (" * a\n ** b", "- a\n  - b", {"indent": " "}),
    ("- a\n- b", "- a\n- b", {"bullet": "-"}),
    ("{quote}\nq\n{quote}", "> q", {"quote": "block"}),
    ("{quote}q{quote}", "> q", {"quote": "inline"}),
    ("|| A ||\n| 1 |", "| A |\n| --- |\n| 1 |", {"pad": " "}),
    ("[https://a.b]", "<https://a.b>", {"url": "bracket"}),
    ("a\r\nb\r\n\r\nc", "a\nb\n\nc", {"eol": "crlf"}),
    ("\n\na  \n", "a", {"lead": "\n\n", "tail": "  \n"}),
]


@pytest.mark.parametrize(("wiki", "markdown"), [*SAID, *COMMENTED])
def test_notation_reads_as_markdown_and_comes_back(wiki: str, markdown: str) -> None:
    assert WIKI.read(wiki) == markdown
    assert WIKI.write(markdown) == wiki


@pytest.mark.parametrize(("wiki", "markdown", "spelling"), SPELLED)
def test_another_spelling_is_told_in_the_last_line(
    wiki: str, markdown: str, spelling: dict[str, str]
) -> None:
    text = WIKI.read(wiki)
    said, _, comment = text.partition("\n\n<!-- wiki ")
    assert said == markdown
    assert all(f'"{key}":' in comment for key in spelling)
    assert comment.count(":") == len(spelling)
    assert WIKI.write(text) == wiki


TYPED = [
    ("**b** *i* ~~s~~ `c` ***x***", "*b* _i_ -s- {{c}} _*x*_"),
    ("a**b** **b**a un**bel**ievable", "a{*}b{*} {*}b{*}a un{*}bel{*}ievable"),
    ("\\*lit\\* 2 * 3 a_b_c", "\\*lit\\* 2 * 3 a_b_c"),
    ("{code} {{x}} [x](y|z)", "\\{code} \\{\\{x}} [x|y%7Cz]"),
    ("h1. x", "h1&#46; x"),
    ("bq. x", "bq&#46; x"),
    ("\\- x\n\\# y", "\\- x\n\\# y"),
    ("|a|", "\\|a|"),
    ("!important! wow!", "\\!important! wow!"),
    ("(x) :)", "\\(x) :)"),
    ("\\\\\\*x\\*", "&#92;\\*x\\*"),
    ("&amp;copy;", "&amp;copy;"),
    ("> q\n> r", "{quote}\nq\nr\n{quote}"),
    ("> ### head", "bq. *head*"),
    ("1. a\n\n   more\n\n2. b", "# a\nmore\n# b"),
    ("- a\n  - b\n    1. c", "* a\n** b\n**# c"),
    ("| a |\n|---|\n| x<br>y\\|z |", "||a||\n|x\\\\ y\\|z|"),
    ("![alt](https://a.b/x.png)", "!https://a.b/x.png|alt=alt!"),
    ("text ![alt](https://a.b/x.png)", "text [alt|https://a.b/x.png]"),
    ("```c++\nx\n```", "{code:c++}\nx\n{code}"),
    ("```\n{code}\n```", "{code}\n\\{code}\n{code}"),
    ("`C:\\` `a\\*b`", "{{C:&#92;}} {{a&#92;\\*b}}"),
    ("[a\\]b](http://x)", "[a\\]b|http://x]"),
    ("[https://a.b](https://a.b)/c", "[https://a.b]/c"),
    ("**https://a.b/c**", "*[https://a.b/c]*"),
    ("[https://a.b](http://x/y)", "[https://a.b|http://x/y]"),
    ("`see https://a.b/c.`", "{{see https://a.b/c.}}"),
    ("| a\\\\ |\n|---|", "||a&#92;||"),
    ("| a\\| |\n|---|", "||a\\| ||"),
    ("- a\n\n# h", "* a\n\nh1. h"),
    ("- a\n1. b", "* a\n# b"),
]


@pytest.mark.parametrize(("markdown", "wiki"), TYPED)
def test_what_is_typed_in_markdown_is_notation_for_the_same(markdown: str, wiki: str) -> None:
    assert WIKI.write(markdown) == wiki
    assert WIKI.write(WIKI.read(wiki)) == wiki


CLOUD_ONLY = [
    ('<!-- adf:status {"text":"DONE","color":"green"} -->DONE<!-- /adf:status -->', "DONE"),
    ('<!-- adf:date {"timestamp":"1700000000000"} -->2023-11-14<!-- /adf:date -->', "2023-11-14"),
    ('<!-- adf:mention {"id":"712020:ab","text":"@Jane"} -->@Jane<!-- /adf:mention -->', "@Jane"),
    ('<!-- adf:expand {"title":"More"} -->\ntext\n<!-- /adf:expand -->', "{panel:title=More}\ntext\n{panel}"),
]


@pytest.mark.parametrize(("markdown", "wiki"), CLOUD_ONLY)
def test_what_only_jira_cloud_has_is_said_in_words(markdown: str, wiki: str) -> None:
    assert WIKI.write(markdown) == wiki


def test_a_body_that_is_no_text_is_refused() -> None:
    assert WIKI.read(None) == ""
    with pytest.raises(RejectedError, match="deployment"):
        WIKI.read({"type": "doc"})
