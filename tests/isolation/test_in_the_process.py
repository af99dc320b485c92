"""Plugins that do harm within devlog's own process, as far as that can be told."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.isolation.conftest import SECRET, Den, wicked

TOLD = {
    "depart": ("plugin", "p-depart: its plugin tried to end the program; tell its author"),
    "mute": ("plugin", "MuteError, which cannot be shown"),
    "scrawl": ("rejected", "no [2Jgood: ? at all"),
    "tell": ("plugin", "p-tell: ValueError: no good: ********"),
}


def test_whatever_is_raised_is_told_in_one_line(make_den: Callable[[], Den]) -> None:
    """Otherwise a run that read nothing would be called good, or one text end the sync of all places."""
    den = make_den()
    den.environ["WICKED_TOKEN"] = f"{SECRET}\nsecond-{SECRET}"
    for harm in TOLD:
        isolated = wicked(f"p-{harm}", harm)
        settings, _, config = isolated.partition(f"[integrations.p-{harm}.limits]")
        den.write(settings.replace('isolation = "process"', "") + config[config.index("[") :])
    done = den.run("-v", "sync", "--json")
    runs = {run["integration"]: run for run in json.loads(done.stdout)["runs"]}
    assert runs["good"]["status"] == "ok"
    for harm, (kind, said) in TOLD.items():
        run = runs[f"p-{harm}"]
        assert (run["status"], [error["kind"] for error in run["errors"]]) == ("failed", [kind]), run
        assert said in run["errors"][0]["message"]
        assert "\n" not in run["errors"][0]["message"]
    assert SECRET not in done.stdout
