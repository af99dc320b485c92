"""The tutorial for plugin authors, done as it says: every file written, every command typed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from devlog_core.testing.distribution import lay_out
from tests.docs.conftest import ROOT, Block, blocks
from tests.docs.pages import named
from tests.docs.typed import Terminal, missing, scripts, terminal

PAGE = ROOT / "docs" / "plugins" / "tutorial.md"
_PORT = "8701"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="the tutorial is for bash")


class Desk:
    """A new author's folder, with the plugin as installed as an editable one is."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.project = home / "devlog-kanboard"
        site = home / "site"
        python = f'"{sys.executable}"'
        tools = {"pytest": "-m pytest -p no:cacheprovider", "ruff": "-m ruff", "mypy": "-m mypy"}
        bin_ = scripts(
            home / "bin",
            devlog=f"{python} -m devlog_core",
            python=python,
            **{name: f"{python} {words}" for name, words in tools.items()},
        )
        self.environ = {
            "PATH": os.pathsep.join((str(bin_), os.environ["PATH"])),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "PYTHONPATH": os.pathsep.join((str(site), str(self.project / "src"), str(ROOT))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DEVLOG_USER": "ada",
            "COLUMNS": "120",
            "NO_PROXY": "127.0.0.1",
        }
        self._site = site
        self._served: subprocess.Popen[str] | None = None
        self.port = ""

    def install(self) -> None:
        """What `pip install -e` leaves behind, from what the project says of itself now."""
        readme = (self.project / "README.md").read_text(encoding="utf-8")
        more = f"Summary: Kanboard for devlog.\nRequires-Dist: devlog-core>=0.1\n\n{readme}"
        points = "[devlog.plugins]\nkanboard = devlog_kanboard:plugin\n"
        lay_out(self._site, "devlog-kanboard", points, version="0.1.0", more=more)

    def serve(self, line: str) -> None:
        """Start what the page has in another terminal, at a port that is free."""
        self._served = subprocess.Popen(
            ["bash", "-c", f"exec {line.replace(_PORT, '0')} --json"], cwd=self.home, env=self.environ,
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self._served.stdout is not None
        for printed in self._served.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", printed):
                self.port = found[1]
                return
        raise AssertionError("the sandbox did not begin to serve")

    def close(self) -> None:
        """End what was started."""
        if self._served is not None:
            self._served.terminate()
            self._served.communicate(timeout=30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A folder with what `devlog plugins new kanboard` makes."""
    made = Desk(tmp_path)
    try:
        yield made
    finally:
        made.close()


def _do(desk: Desk, shell: Terminal, block: Block, *, long: bool) -> None:
    kind, _, how = block.info.partition(" ")
    if kind == "console" and how == "background":
        desk.serve(block.text.strip().removeprefix("$ "))
    elif kind == "console" and (long or "long" not in how):
        text = block.text.replace(_PORT, desk.port or _PORT)
        told = list(missing(text, shell, fails="fails" in how))
        assert not told, f"{PAGE.name}:{block.line}\n" + "\n\n".join(told)
    elif name := named(block):
        path = desk.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        desk.install()


def _follow(desk: Desk, *, long: bool) -> int:
    """Do the whole page; how many files it has."""
    with terminal(desk.home, desk.environ) as shell:
        code, said = shell.type("devlog plugins new kanboard && cd devlog-kanboard")
        assert code == 0, said
        for block in blocks(PAGE):
            _do(desk, shell, block, long=long)
        if long:
            for check in ("ruff check", "ruff format --check", "mypy"):
                code, said = shell.type(check)
                assert code == 0, "\n".join(said)
    return sum(bool(named(block)) for block in blocks(PAGE))


def test_the_tutorial_makes_a_plugin_that_keeps_the_contract(desk: Desk) -> None:
    """Otherwise an author who does as the page says has something that does not work, and no idea why."""
    assert _follow(desk, long=False) > 12


@pytest.mark.long
@pytest.mark.timeout(600)
def test_every_step_of_the_tutorial_stands_by_itself(desk: Desk) -> None:
    """Otherwise an author meets an error halfway that the page does not tell of."""
    assert _follow(desk, long=True) > 12
