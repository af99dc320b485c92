"""What can happen to a workspace of some issues, and how many requests the sync after it may send.

The table in docs/reference/benchmarks.md and the test that keeps it are both made of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.rig import Rig
from devlog_core.testing.sandbox import Moment

ISSUES, COMMENTS = 120, 1
K = 5
"""How many issues or entries change at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of sync, with the most that it may cost."""

    name: str
    requests: int
    writes: int
    formula: str = ""
    """How the requests come about, where the number does not say it."""
    play: Callable[[Rig], tuple[int, int]]
    """Brings the case about and syncs; returns the requests and the writes of that sync."""
    after: int = 2
    """The most requests of the sync that follows, which must write nothing."""
    code: int = 0
    """How the sync that follows ends: 4 while a conflict is open."""


def _linked(rig: Rig, issues: int = ISSUES) -> list[str]:
    """A repository of issues that is linked and at rest; returns the keys."""
    keys = rig.seed(issues, COMMENTS)
    rig.connect("github", "acme/shop")
    rig.sync()
    rig.sync()
    return keys


def _first_pull(rig: Rig) -> tuple[int, int]:
    rig.seed(ISSUES, COMMENTS)
    rig.connect("github", "acme/shop")
    return rig.sync()


def _nothing(rig: Rig) -> tuple[int, int]:
    _linked(rig)
    return rig.sync()


def _there(change: Callable[[Rig, str], object]) -> Callable[[Rig], tuple[int, int]]:
    def play(rig: Rig) -> tuple[int, int]:
        for key in _linked(rig)[:K]:
            change(rig, key)
        return rig.sync()

    return play


def _here(*arguments: str) -> Callable[[Rig], tuple[int, int]]:
    """The same command on some entries, whose ids run from 1; `ID` stands for each."""

    def play(rig: Rig) -> tuple[int, int]:
        _linked(rig)
        for number in range(1, K + 1):
            rig.devlog(*(str(number) if word == "ID" else word for word in arguments))
        return rig.sync()

    return play


def _new_there(rig: Rig) -> tuple[int, int]:
    _linked(rig)
    rig.hub.seed([{"title": f"new {n}"} for n in range(K)])
    return rig.sync()


def _conflict(rig: Rig) -> tuple[int, int]:
    key = _linked(rig)[0]
    rig.devlog("edit", "1", "--title", "ours")
    rig.hub.edit(key, {"title": "theirs"}, by="alice")
    return rig.sync(code=4)


def _decided(rig: Rig) -> tuple[int, int]:
    _conflict(rig)
    (conflict,) = rig.devlog("conflicts", "list")
    rig.devlog("conflicts", "resolve", conflict["id"], "--take", "local")
    return rig.sync()


def _both_sides(rig: Rig) -> tuple[int, int]:
    key = _linked(rig)[0]
    rig.devlog("edit", "1", "--priority", "high")
    rig.hub.edit(key, {"title": "theirs"}, by="alice")
    return rig.sync()


def _lost(rig: Rig) -> tuple[int, int]:
    _linked(rig)
    rig.devlog("new", "once only")
    rig.hub.fault("lost-answer", match=r"^POST .*/issues$")
    return rig.sync()


def _stale(rig: Rig) -> tuple[int, int]:
    key = _linked(rig)[0]
    rig.devlog("edit", "1", "--priority", "high")
    with _just_before(rig, rf"/issues/{key}", lambda: rig.hub.edit(key, {"title": "theirs"}, by="alice")):
        return rig.sync()


@contextmanager
def _just_before(rig: Rig, path: str, act: Callable[[], object]) -> Iterator[None]:
    """Let a person act once, just before the first request to that path is answered."""
    done: list[bool] = []

    def watch(moment: Moment) -> None:
        if not done and moment.phase == "before" and moment.path.partition("?")[0].endswith(path):
            done.append(True)
            act()

    rig.hub.on_request(watch)
    yield
    done.append(True)


def _census(rig: Rig) -> tuple[int, int]:
    _linked(rig)
    return _counted_now(rig)


def _census_after_writes(rig: Rig) -> tuple[int, int]:
    _here("edit", "ID", "--title", "ours")(rig)
    return _counted_now(rig)


def _counted_now(rig: Rig) -> tuple[int, int]:
    """A sync for which a census is due."""
    rig.devlog("config", "set", "integrations.github.auto.reconcile", "0s")
    found = rig.sync()
    rig.devlog("config", "set", "integrations.github.auto.reconcile", "24h")
    return found


def _deleted(rig: Rig) -> tuple[int, int]:
    for key in _linked(rig)[:K]:
        rig.hub.delete(key)
    return _counted_now(rig)


def _full(rig: Rig) -> tuple[int, int]:
    _linked(rig)
    return rig.sync("--full")


def _one_entry(rig: Rig) -> tuple[int, int]:
    _linked(rig)
    rig.devlog("edit", "1", "--title", "ours")
    return rig.sync("--entry", "1")


def _mirrored(rig: Rig) -> None:
    rig.seed(K, COMMENTS)
    rig.connect("github", "acme/shop")
    rig.connect("other", "acme/api", mirror='["github"]')
    rig.sync()
    rig.sync()
    rig.sync()


def _mirror_new(rig: Rig) -> tuple[int, int]:
    _mirrored(rig)
    rig.hub.seed([{"title": f"new {n}"} for n in range(K)])
    return rig.sync()


def _mirror_edit(rig: Rig) -> tuple[int, int]:
    _mirrored(rig)
    for key in range(1, K + 1):
        rig.hub.edit(str(key), {"title": f"theirs {key}"}, by="alice")
    return rig.sync()


def _retitle(rig: Rig, key: str) -> None:
    rig.hub.edit(key, {"title": f"theirs {key}"}, by="alice")


def _remark(rig: Rig, key: str) -> None:
    rig.hub.comment(key, "seen", by="alice")


def _close(rig: Rig, key: str) -> None:
    rig.hub.edit(key, {"state": "closed"}, by="alice")


_CHANGED = f"2 + 2 for each of {K}"
SCENARIOS = (
    Scenario(name=f"first pull of {ISSUES} issues with {ISSUES} comments", requests=5, writes=0,
             formula="⌈issues/100⌉ + ⌈comments/100⌉ + 1", play=_first_pull),
    Scenario(name="nothing changed", requests=2, writes=0, play=_nothing),
    Scenario(name=f"{K} titles changed there", requests=2, writes=0, play=_there(_retitle)),
    Scenario(name=f"{K} issues commented on there", requests=2, writes=0, play=_there(_remark)),
    Scenario(name=f"{K} issues closed there", requests=2, writes=0, play=_there(_close)),
    Scenario(name=f"{K} new issues there", requests=2, writes=0, play=_new_there),
    Scenario(name=f"{K} titles changed here", requests=2 + 2 * K, writes=K, formula=_CHANGED,
             play=_here("edit", "ID", "--title", "ours")),
    Scenario(name=f"a label added to {K} entries here", requests=2 + 2 * K, writes=K, formula=_CHANGED,
             play=_here("edit", "ID", "--add-label", "ours")),
    Scenario(name=f"{K} entries put in progress here", requests=2 + 2 * K, writes=K, formula=_CHANGED,
             play=_here("edit", "ID", "--status", "in-progress")),
    Scenario(name=f"{K} entries closed here", requests=2 + 2 * K, writes=K, formula=_CHANGED,
             play=_here("close", "ID")),
    Scenario(name=f"a note on each of {K} entries here", requests=2 + K, writes=K,
             formula=f"2 + 1 for each of {K}", play=_here("note", "ID", "seen here")),
    Scenario(name=f"{K} new entries here", requests=2 + K, writes=K, formula=f"2 + 1 for each of {K}",
             play=_here("new", "new here")),
    Scenario(name=f"{K} new entries here that are closed already", requests=2 + 2 * K, writes=2 * K,
             formula=_CHANGED, play=_here("new", "new here", "--status", "done")),
    Scenario(name="other fields of one entry changed on both sides", requests=4, writes=1, play=_both_sides),
    Scenario(name="the same title changed on both sides: a conflict", requests=2, writes=0, code=4,
             play=_conflict),
    Scenario(name="the conflict decided", requests=4, writes=1, play=_decided),
    Scenario(name="the answer to a create is lost", requests=4, writes=1, play=_lost),
    Scenario(name="an issue changes between being read and being written", requests=7, writes=1, play=_stale),
    Scenario(name=f"a census of {ISSUES} issues", requests=4, writes=0, formula="2 + ⌈issues/100⌉",
             play=_census),
    Scenario(name=f"a census after {K} titles were changed here", requests=5, writes=0,
             formula="2 + ⌈issues/100⌉ + 1 for what the writes replaced", play=_census_after_writes),
    Scenario(name=f"a census that misses {K} deleted issues", requests=4 + K, writes=0,
             formula=f"2 + ⌈issues/100⌉ + 1 for each of {K}", play=_deleted),
    Scenario(name="`--full`", requests=4, writes=0, formula="⌈issues/100⌉ + ⌈comments/100⌉", play=_full),
    Scenario(name="`--entry` after a change here", requests=4, writes=1, play=_one_entry),
    Scenario(name=f"{K} new issues at one of two mirrored integrations", requests=4 + 2 * K,
             writes=K, after=4,
             formula=f"2 for each integration + 2 for each of {K}", play=_mirror_new),
    Scenario(name=f"{K} titles changed at one of two mirrored integrations", requests=4 + 2 * K,
             writes=K, after=4,
             formula=f"2 for each integration + 2 for each of {K}", play=_mirror_edit),
)  # fmt: skip


def table() -> str:
    """The scenarios in Markdown, as docs/reference/benchmarks.md shows them."""
    rows = [("the sync after", "requests", "of them writes", "how they come about")]
    rows += [(one.name, str(one.requests), str(one.writes), one.formula) for one in SCENARIOS]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---|---|---|---|", *lines[1:]])
