"""Pages that show what devlog prints, played against a simulated GitHub or Jira."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.conftest import ROOT
from tests.docs.played import play
from tests.integration.depot import Depot
from tests.integration.desk import Desk
from tests.integration.hub import Hub

PAGES = [
    ROOT / "docs" / "how-to" / f"{name}.md"
    for name in (
        "adopt-items",
        "deletions",
        "limits",
        "mend-a-store",
        "moves-and-renames",
        "shrink-guard",
        "time",
    )
]


@pytest.fixture
def hub() -> Iterator[Hub]:
    """GitHub with the repositories acme/shop and acme/api."""
    running = Hub("acme/shop", "acme/api")
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_shows_what_comes(page: Path, tmp_path: Path, hub: Hub) -> None:
    """Otherwise a reader who does as the page says sees something else."""
    desk = Desk(tmp_path / "work")
    desk.connect("github", hub.settings())
    count = 0
    for command in play(page, desk, hub):
        assert not command.differs, command.differs
        count += 1
    assert count > 2, "the page shows no command"


@pytest.fixture
def jira() -> Iterator[Depot]:
    """Jira Cloud with the project SHOP and the account of the page."""
    running = Depot("SHOP")
    running.add_user("devlog-bot", email="ada@acme.org")
    running.start()
    yield running
    running.stop()


def test_the_page_on_jira_shows_what_comes(tmp_path: Path, jira: Depot) -> None:
    """Otherwise somebody with a project of their own stops at the first command that answers otherwise."""
    page = tmp_path / "jira.md"
    text = (ROOT / "docs" / "how-to" / "jira.md").read_text(encoding="utf-8")
    page.write_text(text.replace("=https://acme.atlassian.net", f"={jira.world.base}"), encoding="utf-8")
    desk = Desk(tmp_path / "work", JIRA_TOKEN="sandbox-token")
    # The page itself adds the integration; later steps change what it added.
    desk.settings["integrations"] = {"jira": {"config": jira.settings(email="ada@acme.org")}}
    count = 0
    for command in play(page, desk, jira, "jira"):
        assert not command.differs, command.differs
        count += 1
    assert count > 15, "the page shows too little"
