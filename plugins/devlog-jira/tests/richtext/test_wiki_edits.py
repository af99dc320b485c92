"""An edit of one paragraph in Markdown leaves the notation of every other block as it was."""

from __future__ import annotations

import pytest

from devlog_jira.richtext import codec, dropped

WIKI = codec(cloud=False)

BODY = """h2. Steps
Open *the* page,\\\\then wait:

 # first
 #* nested {color:red}red{color}

{code:title=Run.java|borderStyle=solid}
run();
{code}
EDIT me, please.


||A | B||
|{unknown:x}| \\*star\\* |

{quote}said{quote}
[~jane] wrote  "[https://a.b/c]"
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_one_paragraph_is_edited(ends: str) -> None:
    wiki = BODY.replace("\n", ends)
    text = WIKI.read(wiki)
    edited = text.replace("EDIT me, please.", "Edited *by* hand, `a*b`.")
    assert edited != text
    assert WIKI.write(edited) == wiki.replace("EDIT me, please.", "Edited _by_ hand, {{a*b}}.")
    assert dropped(text, edited) == []


def test_a_paragraph_is_put_in_and_another_taken_out() -> None:
    text = WIKI.read(BODY)
    more = text.replace("EDIT me, please.", "One.\n\nTwo.")
    assert WIKI.write(more) == BODY.replace("EDIT me, please.", "One.\n\nTwo.")
    less = text.replace("\nEDIT me, please.\n", "")
    assert WIKI.write(less) == BODY.replace("\nEDIT me, please.\n", "")


def test_words_that_stand_with_their_source_are_edited() -> None:
    """Otherwise what a person sees and changes would be overruled by a source that nobody sees."""
    text = WIKI.read("keep\n\none\\\\two\n\nkeep")
    assert "wikiForm" in text
    edited = text.replace("\none\n", "\nsix\n")
    assert WIKI.write(edited) == "keep\n\nsix\ntwo\n\nkeep"
    assert dropped(text, edited) == []


def test_raw_wiki_text_is_edited_in_its_fence() -> None:
    text = WIKI.read("before\n\n|\n\nafter")
    assert "<!-- adf:wiki -->\n```\n|\n```" in text
    assert WIKI.write(text.replace("```\n|\n```", "```\n||\n```")) == "before\n\n||\n\nafter"


def test_what_was_taken_out_is_named() -> None:
    text = WIKI.read("[~jane] {anchor:x} +new+")
    assert dropped(text, "gone") == ["mention @jane", "wikiInline {anchor:x}", "underline"]


def test_the_last_line_may_be_deleted() -> None:
    text = WIKI.read(" * a\r\n * b\r\n")
    said, _, _ = text.partition("\n\n<!-- wiki ")
    assert WIKI.write(said) == "* a\n* b"
    assert dropped(text, said) == []


@pytest.mark.parametrize("between", ["\n\n", "\n"])
def test_who_writes_on_at_the_end_writes_below_a_comment(between: str) -> None:
    """Otherwise the comment that says how lines end is shown to everybody in Jira."""
    text = WIKI.read("one\r\n\r\ntwo")
    assert text.endswith("-->")
    assert WIKI.write(f"{text}{between}three") == "one\r\n\r\ntwo\r\n\r\nthree"


def test_such_a_comment_in_a_code_block_is_code() -> None:
    code = '```\n<!-- wiki {"eol":"crlf"} -->\n```\n\nbelow'
    assert WIKI.write(code) == '{code}\n<!-- wiki {"eol":"crlf"} -->\n{code}\n\nbelow'


@pytest.mark.parametrize("text", ["[x]()", "[x](<>)"])
def test_a_link_to_nowhere_is_its_words(text: str) -> None:
    """Otherwise one such link keeps the issue from being made."""
    assert WIKI.write(text) == "x"
