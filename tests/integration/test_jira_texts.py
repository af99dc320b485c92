"""Texts between GitHub, Jira Cloud and Jira Data Center: an edit changes what was edited, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk
from tests.integration.hub import Hub, shown

NAMES = ("github", "cloud", "server")
GITHUB = """> [!NOTE]
> An alert, a note[^1] and [a reference][home].

7. seven
8. eight

- [x] done
- plain

[^1]: said below
[home]: https://example.com "Home"

Head
====

*stars* and _lines_"""
ENDS = '<!-- wiki {"eol":"crlf"} -->'
PERSON = {"type": "mention", "attrs": {"id": "x1", "text": "@Jane"}}
PANEL = {
    "type": "panel",
    "attrs": {"panelType": "warning"},
    "content": [{"type": "paragraph", "content": [PERSON, {"type": "text", "text": " look"}]}],
}
MEDIA = {
    "type": "mediaSingle",
    "attrs": {"layout": "center"},
    "content": [{"type": "media", "attrs": {"id": "u", "type": "file", "collection": "c"}}],
}
CLOUD = {"type": "doc", "version": 1, "content": [PANEL, MEDIA]}
SERVER = "h1. Head\r\n\r\nline {color:red}red{color}\r\n\r\n{jira:x} [~jane]\r\n# x"


@pytest.fixture
def depots() -> Iterator[dict[str, Depot]]:
    """Jira as Cloud and as Data Center at once."""
    running = {name: Depot("SHOP", deployment=name) for name in NAMES[1:]}
    for depot in running.values():
        depot.start()
    yield running
    for depot in running.values():
        depot.stop()


@pytest.fixture
def three(make_desk: Callable[..., Desk], hub: Hub, depots: dict[str, Depot]) -> Desk:
    """A workspace in which every place mirrors the two others."""
    desk = make_desk()
    desk.connect("github", hub.settings(), mirror=["cloud", "server"])
    for name, depot in depots.items():
        others = [other for other in NAMES if other != name]
        desk.connect(name, depot.settings(), plugin="jira", mirror=others)
    return desk


def step(desk: Desk, hub: Hub, depots: dict[str, Depot]) -> int:
    """One sync, a minute later, and how much was written in it."""
    hub.advance(60)
    for depot in depots.values():
        depot.advance(60)
    report = desk.near()
    return sum(report[name]["writes"] for name in NAMES)


def settle(desk: Desk, hub: Hub, depots: dict[str, Depot]) -> None:
    """Two syncs carry everything everywhere, and the third has nothing to write."""
    step(desk, hub, depots)
    step(desk, hub, depots)
    assert step(desk, hub, depots) == 0


def add(depot: Depot, key: str, words: str) -> None:
    """A person writes another paragraph below the text."""
    raw = depot.read(key)["fields"]["description"]
    if isinstance(raw, str):
        # As a browser sends it.
        raw = "\r\n".join([*raw.splitlines(), "", words])
    else:
        text = {"type": "text", "text": words}
        raw = {**raw, "content": [*raw["content"], {"type": "paragraph", "content": [text]}]}
    depot.edit(key, {"description": raw}, by="jane")


def test_an_edit_anywhere_leaves_what_only_others_can_say(
    three: Desk, hub: Hub, depots: dict[str, Depot]
) -> None:
    """Otherwise an edit in Jira rewords a text of GitHub's, and one in Data Center takes Cloud's pictures."""
    cloud, server = depots["cloud"], depots["server"]
    hub.seed([{"title": "from github", "body": GITHUB}])
    cloud.seed([{"summary": "from cloud", "description": CLOUD}])
    server.seed([{"summary": "from server", "description": SERVER}])
    settle(three, hub, depots)
    titles = [f"from {name}" for name in NAMES]
    for name, depot in depots.items():
        for title in titles:
            add(depot, depot.titled(title), f"added at {name}")
        settle(three, hub, depots)
    for title in titles:
        issue = hub.titled(title)
        body = hub.read(issue)["body"]
        head, mark, uid = body.partition("\n\n<!-- devlog:")
        hub.edit(issue, {"body": f"{head}\n\nadded at github{mark}{uid}"}, by="alice")
    settle(three, hub, depots)
    added = ("added at cloud", "added at server", "added at github")
    text = shown(hub.read(hub.titled("from github")))["description"]
    assert text.replace(f"{ENDS}\n\n", "") == "\n\n".join((GITHUB, *added))
    assert cloud.read(cloud.titled("from cloud"))["fields"]["description"]["content"] == [
        PANEL,
        MEDIA,
        *({"type": "paragraph", "content": [{"type": "text", "text": words}]} for words in added),
    ]
    assert server.read(server.titled("from server"))["fields"]["description"] == "\r\n\r\n".join(
        (SERVER, *added)
    )
