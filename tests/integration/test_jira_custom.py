"""Custom fields of each kind, by the real command, in both directions."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.integration.depot import Depot
from tests.integration.desk import Desk, quiet

KINDS = ("number", "date", "datetime", "string", "text", "url", "select", "multi-select", "labels", "cascade")
FIRST = {
    "number": 3, "date": "2026-03-31", "datetime": "2026-03-31T12:00:00Z", "string": "a line",
    "text": "some **bold** words", "url": "https://example.com/a", "select": "A",
    "multi-select": ["A", "B"], "labels": ["one", "two"], "cascade": ["Europe", "Paris"],
}  # fmt: skip
SECOND = {
    "number": 4.5, "date": "2026-04-01", "datetime": "2026-04-01T08:30:00Z", "string": "another line",
    "text": "- an item\n- another", "url": "https://example.com/b", "select": "B",
    "multi-select": ["C"], "labels": ["three"], "cascade": ["Asia"],
}  # fmt: skip
OPTIONS = {"select": "ABC", "multi-select": "ABC", "cascade": [["Europe", ["Paris", "Rome"]], ["Asia", []]]}


def in_jiras_words(depot: Depot, kind: str, account: str) -> object:
    """What a request of somebody's says for the second value."""
    value = SECOND.get(kind, account)
    if kind == "text":
        return depot.written(str(value))
    if kind == "datetime":
        return "2026-04-01T10:30:00.000+0200"
    return value


@pytest.mark.parametrize("depot", ["cloud", pytest.param("server", marks=pytest.mark.long)], indirect=True)
def test_each_kind_of_custom_field_crosses_in_both_directions(
    make_desk: Callable[..., Desk], depot: Depot
) -> None:
    """Otherwise a kind is read in one form and sent in another, and comes back as a change."""
    desk, other = make_desk("ours"), make_desk("other")
    for kind in (*KINDS, "user"):
        depot.add_field(f"My {kind}", kind, OPTIONS.get(kind, ()))
    jane, ada = depot.add_user("jane"), depot.add_user("ada")
    names = {kind: f"My {kind}" for kind in (*KINDS, "user")}
    for each in (desk, other):
        each.connect("jira", depot.settings(custom=names), plugin="jira")
    first, second = FIRST | {"user": ada}, SECOND | {"user": jane}
    ref = desk.new("made here")["ref"]
    desk.edit(ref, *(part for kind, value in first.items() for part in ("--set", setting(kind, value))))
    assert desk.show(ref)["custom"] == first
    assert desk.near()["jira"]["errors"] == []
    key = depot.titled("made here")
    assert desk.show(ref)["custom"] == first
    depot.advance(600)
    assert desk.near()["jira"]["writes"] == 0
    depot.advance(600)
    depot.edit(key, {names[kind]: in_jiras_words(depot, kind, jane) for kind in names}, by="jane")
    desk.near()
    assert desk.show(ref)["custom"] == second
    desk.edit(ref, *(part for kind, value in first.items() for part in ("--set", setting(kind, value))))
    assert desk.near()["jira"]["errors"] == []
    depot.advance(600)
    # Read by a workspace that was told nothing.
    other.near()
    assert other.show(other.of(key, "jira"))["custom"] == first
    desk.near()
    assert quiet(desk.near()["jira"])
    desk.edit(ref, *(part for kind in names for part in ("--set", f"custom.{kind}=")))
    desk.near()
    depot.advance(600)
    desk.near()
    assert desk.show(ref)["custom"] == {}
    ids = [name for name, one in depot.world.fields.items() if one.name in names.values()]
    fields = depot.read(key)["fields"]
    assert [name for name in ids if fields.get(name)] == []


def setting(kind: str, value: object) -> str:
    """As the option `--set` takes it."""
    return f"custom.{kind}={value if isinstance(value, str) else json.dumps(value)}"
