"""The whole demo: finds the plugins, sets the scene, plays the story, and sums up."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from devlog_core.demo.items import Items
from devlog_core.demo.play import Play, Run, Tracker
from devlog_core.demo.record import Broken
from devlog_core.demo.story import Story, token_of
from devlog_core.demo.surroundings import surroundings
from devlog_core.demo.telling import Silent
from devlog_core.model.errors import UsageError
from devlog_core.plugin.config import secret_keys
from devlog_core.plugin.manifest import Manifest
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.plugin.registry import Plugins

_NAME = "shop"
_PROPOSED = {"title": "A change", "branch": "change"}


def perform(run: Run, teller: Silent, *, keep: bool) -> dict[str, Any]:
    """Play the demo and return what happened; `run` is the command line.

    Raises UsageError where a plugin or git is missing.
    """
    plugins, begun = Plugins(), time.monotonic()
    trackers = _trackers(plugins)
    source = _source(plugins)
    with surroundings(_NAME, keep=keep) as root, _serving(trackers):
        play = Play(run=run, teller=teller, root=root, trackers=trackers, source=source)
        settings = {each.name: _settings(each) for each in trackers}
        story = Story(play, Items(play.sandbox), settings)
        held = _play(story)
        document = _document(play, story, held, time.monotonic() - begun, root if keep else None)
    _sum_up(play, document)
    return document


def failure(document: dict[str, Any]) -> str | None:
    """What did not hold, in one line; None where everything did."""
    for step in document["steps"]:
        for check in step["checks"]:
            if not check["ok"]:
                return f"the demo stopped at `{step['title']}`: this does not hold: {check['what']}"
    return None


def _play(story: Story) -> bool:
    try:
        for step in story.steps():
            step()
    except Broken:
        return False
    return True


def _trackers(plugins: Plugins) -> list[Tracker]:
    """All that can be played on; those first that have room for proposed changes, which the story shows."""
    found: list[Tracker] = []
    for manifest in plugins.manifests():
        if manifest.kind == "tracker" and manifest.status == "available":
            sandbox = plugins.sandbox(manifest.name)
            if isinstance(sandbox, PlayableSandbox):
                found.append(Tracker(manifest=manifest, sandbox=sandbox))
    if not found:
        wanted = "a plugin whose sandbox it can play on"
        raise UsageError(f"the demo needs {wanted}, and none is installed; see `devlog plugins`")
    return sorted(found, key=lambda tracker: not tracker.sandbox.phrase(_PROPOSED))


def _source(plugins: Plugins) -> Manifest:
    for manifest in plugins.manifests():
        if manifest.kind == "source" and {"path", "tracker"} <= manifest.schema.get("properties", {}).keys():
            return manifest
    raise UsageError("the demo needs the plugin for repositories; `pip install devlog-git`")


def _settings(tracker: Tracker) -> dict[str, str]:
    """The `config` table with its secret in a variable, as it ought to be."""
    secrets = secret_keys(dict(tracker.manifest.schema))
    settings, variable = {}, token_of(tracker.name)
    for key, value in tracker.sandbox.config().items():
        if key in secrets:
            os.environ[variable] = str(value)
        settings[key] = f"env:{variable}" if key in secrets else str(value)
    return settings


@contextmanager
def _serving(trackers: Sequence[Tracker]) -> Iterator[None]:
    with ExitStack() as stack:
        for tracker in trackers:
            tracker.sandbox.start()
            stack.callback(tracker.sandbox.stop)
        yield


def _document(play: Play, story: Story, held: bool, seconds: float, root: Path | None) -> dict[str, Any]:
    return {
        "ok": held,
        "seconds": round(seconds, 1),
        "workspace": root and str(root),
        "steps": [step.document() for step in play.steps],
        "figures": {
            "items": story.items.count,
            "comments": story.items.comments,
            "checks": sum(len(step.checks) for step in play.steps),
            "requests": sum(step.requests for step in play.steps),
            "writes": sum(step.writes for step in play.steps),
        },
    }


def _sum_up(play: Play, document: dict[str, Any]) -> None:
    teller, figures = play.teller, document["figures"]
    rows = [
        (
            step.title,
            f"{sum(check['ok'] for check in step.checks)} of {len(step.checks)}" if step.checks else "none",
            str(step.requests),
            str(step.writes),
            f"{step.seconds:.1f} s",
        )
        for step in play.steps
    ]
    total = ("all", str(figures["checks"]), str(figures["requests"]), str(figures["writes"]))
    teller.table(
        ("what happened", "held", "requests", "writes", "time"), [*rows, (*total, f"{document['seconds']} s")]
    )
    if not document["ok"]:
        teller.prose(
            "A step did not hold; the line that begins with FAILED says which. That is a defect: report it."
        )
    else:
        teller.prose("Every step held. The same with an account and values of your own:")
        for line in _own(play):
            teller.command(line)
    if document["workspace"]:
        teller.prose(f"The workspace is kept in {document['workspace']}; the simulated places have stopped.")


def _own(play: Play) -> Iterator[str]:
    """What to type to connect the same kind of place with a token of one's own."""
    manifest = play.tracker
    properties, secrets = manifest.schema.get("properties", {}), secret_keys(dict(manifest.schema))
    pairs = [
        f"--set {key}={(properties[key].get('examples') or [key.upper()])[0]}"
        for key in manifest.schema.get("required", ())
        if key not in secrets
    ]
    for key in [key for key in properties if key in secrets][:1]:
        variable = f"{manifest.name}_{key}".upper().replace("-", "_")
        pairs.append(f"--set {key}=env:{variable}")
        yield f"export {variable}=..."
    yield "devlog init"
    yield " ".join(["devlog integrations add", manifest.name, *pairs])
    yield "devlog sync --pull"
