"""Making a plugin of one's own: what is refused, and that a refusal leaves nothing behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Devlog


def test_a_plugin_is_made_in_a_folder_of_its_name(empty: Devlog) -> None:
    """Somebody who only gives a name finds the distribution where he stands."""
    made = empty.json("plugins", "new", "task-hub")
    assert (made["name"], made["distribution"]) == ("task-hub", "devlog-task-hub")
    assert made["path"] == str(empty.cwd / "devlog-task-hub")
    found = sorted(path for path in Path(made["path"]).rglob("*") if path.is_file())
    assert made["files"] == [path.relative_to(made["path"]).as_posix() for path in found]
    assert "src/devlog_task_hub/service.py" in made["files"]
    assert os.access(Path(made["path"]) / "ci.sh", os.X_OK)


def test_what_comes_next_is_told_in_commands(empty: Devlog) -> None:
    """Otherwise the first thing that an author does is to search the documents."""
    told = empty.ok("plugins", "new", "task-hub", "--out", "my plugins/hub")
    assert f"cd '{empty.cwd}/my plugins/hub'" in told
    for wanted in ("pip install -e '.[test]'", "pytest", "devlog sandbox task-hub"):
        assert f"  {wanted}\n" in told


@pytest.mark.parametrize(
    "name", ["", "Hub", "9lives", "a_b", "a--b", "-a", "a-", "a.b", "a/b", "ä", "x" * 31, "../out"]
)
def test_a_name_that_cannot_be_one_is_refused(empty: Devlog, name: str) -> None:
    """Otherwise pip, the entry point or Python would refuse it later, and less clearly."""
    said = empty.refused("plugins", "new", "--", name, code=2)
    assert "small letters, digits and single dashes" in said
    assert not [*empty.cwd.glob("devlog*"), *empty.cwd.parent.glob("out")]


@pytest.mark.parametrize("name", ["core", "local", "devlog"])
def test_a_word_of_our_own_is_refused(empty: Devlog, name: str) -> None:
    """Otherwise devlog-core would be shadowed, or an origin would mean two things."""
    assert "devlog's own" in empty.refused("plugins", "new", name, code=2)


def test_the_name_of_an_installed_plugin_is_refused(empty: Devlog) -> None:
    """Otherwise both fail to load as soon as the new one is installed."""
    assert "installed already" in empty.refused("plugins", "new", "sample", code=2)
    assert not list(empty.cwd.glob("devlog-*"))


def test_what_is_there_already_is_never_touched(empty: Devlog) -> None:
    """Otherwise a second try would overwrite the work of an afternoon."""
    target = empty.cwd / "devlog-hub"
    target.mkdir()
    (target / "notes.txt").write_text("mine", encoding="utf-8")
    said = empty.refused("plugins", "new", "hub", code=2)
    assert "is there already" in said
    assert "--out" in said
    assert [path.name for path in target.rglob("*")] == ["notes.txt"]
    assert "is there already" in empty.refused(
        "plugins", "new", "hub", "--out", str(target / "notes.txt"), code=2
    )
    assert (target / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_an_empty_folder_is_taken(empty: Devlog) -> None:
    """A repository's folder is often made before what stands in it."""
    (empty.cwd / "hub").mkdir()
    made = empty.json("plugins", "new", "hub", "--out", "hub")
    assert "pyproject.toml" in made["files"]
    assert not [path.name for path in empty.cwd.iterdir() if path.name.startswith(".hub-")]


def test_nothing_is_half_made(empty: Devlog) -> None:
    """Otherwise a full disk leaves a plugin that is broken for no reason that anybody sees."""
    (empty.cwd / "file").write_text("in the way", encoding="utf-8")
    said = empty.refused("plugins", "new", "hub", "--out", "file/hub", code=1)
    assert str(empty.cwd / "file") in said
    assert [path.name for path in empty.cwd.iterdir()] == ["file"]
