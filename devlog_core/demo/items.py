"""The items that the demo begins with."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib.resources import files
from typing import Any

from devlog_core.model.times import now
from devlog_core.plugin.playing import PlayableSandbox


class Items:
    """What was put into the sandbox, and the items that the story is about."""

    def __init__(self, sandbox: PlayableSandbox) -> None:
        self.count = 0
        self.comments = 0
        self.changes = 0
        self.keys: dict[str, str] = {}
        """The key of each item that has a cue."""
        text = files("devlog_core.demo").joinpath("shop.toml").read_text(encoding="utf-8")
        for item in tomllib.loads(text)["items"]:
            self._put(sandbox, item)

    def _put(self, sandbox: PlayableSandbox, item: dict[str, Any]) -> None:
        mentions = {cue: sandbox.seen(key).mention for cue, key in self.keys.items()}
        description = item.get("description", "")
        if "branch" in item:
            description = description.format(**mentions)
        comments = [_dated(comment) for comment in item.get("comments", ())]
        words = sandbox.phrase(_dated(item) | {"description": description, "comments": comments})
        if not words:
            return
        [key] = sandbox.seed([words])
        self.changes += "branch" in item
        self.count += "branch" not in item
        self.comments += len(comments)
        if "cue" in item:
            self.keys[item["cue"]] = key


def _dated(written: dict[str, Any]) -> dict[str, Any]:
    at = (now() - timedelta(days=written["days"])).replace(microsecond=0)
    return {key: value for key, value in written.items() if key not in ("days", "cue")} | {"at": at}
