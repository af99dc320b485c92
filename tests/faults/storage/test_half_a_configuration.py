"""A settings file that ends too early: it is valid as it is, or refused with its line, and nothing runs."""

from __future__ import annotations

import os
import re
import time

import pytest

from devlog_core.files import PART
from tests.integration.desk import Desk
from tests.integration.hub import Hub

PLACE = re.compile(r"config\.toml:\d+")


def whole(desk: Desk, hub: Hub) -> bytes:
    """The settings of a workspace as people write them: comments, several tables, maps."""
    desk.connect("github", hub.settings(), fields={"status": "remote"}, filter={"labels": ["ui"]})
    text = (desk.inner / "config.toml").read_text(encoding="utf-8")
    return f"# Settings of the shop\n{text}\n[people.ada]\nemail = 'ada@example.org'\n".encode()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("step", [23, pytest.param(1, marks=pytest.mark.long)])
def test_settings_cut_at_any_byte(desk: Desk, hub: Hub, step: int) -> None:
    """Otherwise half a file means other settings than anybody wrote, or takes the way to mend it too."""
    text = whole(desk, hub)
    entry = desk.new("kept")["ref"]
    hub.clear_requests()
    refused = 0
    for end in range(0, len(text) + 1, step):
        (desk.inner / "config.toml").write_bytes(text[:end])
        listed = desk.here("list", "--all")
        assert listed.code in (0, 3), f"cut at {end}: {listed}"
        if listed.code == 0:
            assert [one["ref"] for one in listed.json] == [entry]
        else:
            refused += 1
            lines = listed.err.splitlines()
            assert PLACE.search(lines[0]), f"cut at {end}: {listed}"
            for command in (("new", "another"), ("sync",), ("note", entry, "text")):
                assert desk.here(*command).code == 3, f"cut at {end}: {command}"
            assert hub.requests() == []
        for command in (("config",), ("doctor",), ("plugins",)):
            done = desk.here(*command)
            assert done.code in (0, 3), f"cut at {end}: {done}"
            assert "Traceback" not in done.err, f"cut at {end}: {done}"
            if listed.code == 3 and command == ("doctor",):
                (found, *_) = [one for one in done.json if one["check"] == "configuration"]
                assert PLACE.search(found["message"]), f"cut at {end}: {done}"
                assert found["cure"]
    assert refused
    (desk.inner / "config.toml").write_bytes(text)
    assert [one["ref"] for one in desk.entries()] == [entry]


def test_files_that_were_being_written_are_cleared_away(desk: Desk) -> None:
    """Otherwise a cut leaves a lock that keeps everybody from changing the settings."""
    old = time.time() - 3600
    left = [desk.inner / "config.toml.lock", desk.inner / "cache" / f".config.json.0{PART}"]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_text("half")
        os.utime(path, (old, old))
    fresh = desk.inner / f".export.json.1{PART}"
    fresh.write_text("somebody writes this now")
    told = [found for found in desk.here("doctor").json if found["check"] == "leftovers"]
    assert [found["cure"] for found in told] == ["devlog doctor --fix"] * 2
    desk.here("doctor", "--fix")
    assert [path.exists() for path in (*left, fresh)] == [False, False, True]
    assert [found for found in desk.here("doctor").json if found["check"] == "leftovers"] == []
