"""Wiki text that was never meant well: unclosed, crossed, deep, endless, or dressed as our own comments."""

from __future__ import annotations

import pytest

from devlog_core.model.errors import RejectedError
from devlog_jira.richtext import codec

WIKI = codec(cloud=False)

CROSSED = [
    "{code}never closed",
    "{quote}open {code}x{quote}",
    "{quote}\n{code}\na\n{code}\n{quote}\n{code}",
    "{panel}{quote}{panel}{quote}",
    "{color:red}a\n\nb{color}",
    "{color:red}{color:blue}x{color}{color}",
    "|{code}\n|a|\n{code}|b|",
    "||{panel}x{panel}||\n|[a|b|c]|!x.png|y!|",
    "* {code}\nx\n{code}\n** {quote}q{quote}",
    "h1. a {code}x{code}",
    "*bold _both* em_",
    "[*a|http://x]*",
    "{{a *b}} c*",
    "*a\nb*",
    "{*}a",
    "[text|",
    "!open.png|thumb",
    "\\",
    "\\\\\\",
    "a\\{code}b{code}",
]

DRESSED = [
    "<!-- adf:panel -->",
    "<!-- /adf:panel -->",
    '<!-- adf:wiki {"text":"x"} -->',
    '<!-- adf:wikiGap {"text":"\\n"} /-->',
    "{code}\n<!-- adf:wikiGap {} /-->\n{code}",
    'x\n\n<!-- wiki {"eol":"crlf"} -->',
    "<!-- wiki {} -->",
    "{noformat}\n```\n<!-- /adf:wiki -->\n```\n{noformat}",
    "|\n```\n<!-- /adf:wiki -->",
    "> quoted\n- listed\n1. counted\n    code",
]

ODD = [
    "a\x00b\x01c\x7f",
    "a\rb\r\nc\n",
    "\r",
    "a\r\n\r\n\nb",
    "\u2028line\u2029",
    "tab\t* \tx",
    "\ufdd00\ufdd1",
    "\ufeffh1. x",
    " \n \n ",
    "\xa0* a",
    "𝟙*a*𝟙 e\u0301*b*",
]


@pytest.mark.parametrize("wiki", [*CROSSED, *DRESSED, *ODD])
def test_it_comes_back_as_it_was(wiki: str) -> None:
    assert WIKI.write(WIKI.read(wiki)) == wiki
    around = f"before\n\n{wiki}\n\nafter"
    assert WIKI.write(WIKI.read(around)) == around


@pytest.mark.parametrize("wiki", DRESSED)
def test_what_looks_like_our_comments_is_words(wiki: str) -> None:
    """Otherwise a stranger's ticket could break, or write, what is not his."""
    text = WIKI.read(f"before\n\n{wiki}\n\nafter")
    assert WIKI.write(text.replace("before", "changed")) == f"changed\n\n{wiki}\n\nafter"


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "*a ",
            "*a*",
            "_*",
            "{{a ",
            "[",
            "[a|",
            "{color:red}",
            "{code}",
            "{code:x}",
            "{quote}a",
            "!a ",
            "http://a",
        ),
        *(
            "*",
            "#",
            "|",
            "|a",
            "|a|\n",
            "\\",
            "\\*",
            "&a;",
            "(",
            "(x)",
            "??a ",
            "{",
            "}",
            "{*}a",
            "{a:",
            "~a^",
        ),
        *(
            "* a\n",
            "h1. a\n",
            "bq. a\n",
            "----\n",
            "\n",
            "\r\n",
            "a\n\n",
            "- a\n* b\n",
            "* a\n{code}\nb\n{code}\n",
        ),
    ],
)
def test_endless_repetition_is_read_in_the_time_of_its_length(unit: str) -> None:
    """A text of the size of a ticket: one that took more than its length would not end here."""
    wiki = unit * (2000 // len(unit))
    assert WIKI.write(WIKI.read(wiki)) == wiki


def test_lists_nest_without_bound() -> None:
    wiki = "\n".join("*" * depth + " x" for depth in range(1, 120))
    assert WIKI.write(WIKI.read(wiki)) == wiki


def test_a_damaged_last_line_is_refused() -> None:
    with pytest.raises(RejectedError, match="damaged"):
        WIKI.write("x\n\n<!-- wiki {oops} -->")


def test_half_a_character_is_refused() -> None:
    with pytest.raises(RejectedError, match="surrogate"):
        WIKI.read("x \ud800")
