"""A text of a Data Center's that goes to Jira Cloud too."""

from __future__ import annotations

import pytest

from devlog_jira.richtext import codec
from devlog_jira.sandbox.texts import well_formed

CLOUD, SERVER = codec(cloud=True), codec(cloud=False)


@pytest.mark.parametrize(
    "wiki",
    [
        "{code}\nnever closed\n{panel}\n*b _i",
        "{noformat}\nx\n{noformat}\n{html}<b>{html}\n{jira:x}",
        "|\n\n||H|| ||\n|a|b\nc|",
        "{quote}\n\n{quote}",
        "one\\\\two ??cited??\n\n\n\nthree",
        "* {unknown:x} in a list\n# other",
        "line\r\n\r\nline\r\n",
    ],
)
def test_cloud_takes_what_only_wiki_text_can_say(wiki: str) -> None:
    """Otherwise Cloud refuses the whole issue for a node that it does not know."""
    text = SERVER.read(wiki)
    body = CLOUD.write(text)
    assert well_formed(body)
    assert "wiki" not in str(body)
    assert CLOUD.write(CLOUD.read(body)) == body
    assert SERVER.write(text) == wiki


def test_words_beside_notation_stay_one_text() -> None:
    """Jira joins them, and its answer would look like an edit."""
    body = CLOUD.write(SERVER.read("see ??cited?? there"))
    assert body["content"] == [
        {"type": "paragraph", "content": [{"type": "text", "text": "see ??cited?? there"}]}
    ]
