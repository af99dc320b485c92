"""What stands between entries: parents and dependencies, drawn here and there; and the law of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from devlog_core.model.entry import Entry
from devlog_core.testing.stories import draws
from devlog_core.testing.stories.place import Item, LinkPlace
from devlog_core.testing.stories.step import step
from devlog_core.testing.stories.world import World


class Relating(RuleBasedStateMachine):
    """What people do about parents and dependencies; never in a circle, which places refuse."""

    world: World
    _entry: Callable[[int], Entry | None]
    _key: Callable[[str, int], str | None]

    @step(entry=draws.number, other=draws.number, kind=draws.kind)
    def relate(self, entry: int, other: int, kind: str) -> None:
        """Let an entry name another one, or no longer."""
        one, two = self._entry(entry), self._entry(other)
        if one and two and (one.uid < two.uid or (kind == "related-to" and one.uid != two.uid)):
            named = {"kind": kind, "entry": two.uid}
            held = list(one.value("dependencies"))
            left = [each for each in held if each != named]
            values: dict[str, Any] = {"dependencies": left if named in held else [*held, named]}
            if kind == "parent":
                one, values = two, {"parent": None if two.value("parent") == one.uid else one.uid}
            self.world.change(one, values)

    @step(place=draws.place, item=draws.number, other=draws.number, kind=draws.kind)
    def person_relates(self, place: str, item: int, other: int, kind: str) -> None:
        """Link two items, or no longer."""
        there, one, two = self.world.places[place], self._key(place, item), self._key(place, other)
        if not one or not two or one == two or not isinstance(there, LinkPlace):
            return
        entries = {link.ref.id: link.entry for link in self.world.links() if link.integration == place}
        above, below = (entries.get(there.read(each).id, "") for each in (one, two))
        if kind == "related-to":
            there.relate(one, kind, two)
        elif above and below and above < below:
            there.relate(*((two, kind, one) if kind == "parent" else (one, kind, two)))


def relations_agree(
    name: str, entry: Entry, item: Item, named: dict[str, str], contested: set[str]
) -> list[str]:
    """Law 5: what stands between entries stands between those of their items that are `named`."""
    wrong, known = [], set(named.values())
    if "parent" in set(item.values) - contested:
        ours, shown = entry.value("parent"), item.values["parent"]
        waits = (ours and ours not in named) or (shown and shown not in known)
        if not waits and (named[ours] if ours else None) != shown:
            wrong.append(f"{name} {item.key}: parent is {ours} here and {shown} there ({entry.ref})")
    if "dependencies" in set(item.values) - contested:
        here = [(one["kind"], named.get(one["entry"])) for one in entry.value("dependencies")]
        there = [(one["kind"], one["entry"]) for one in item.values["dependencies"]]
        here, there = sorted(one for one in here if one[1]), sorted(one for one in there if one[1] in known)
        if here != there:
            wrong.append(f"{name} {item.key}: dependencies are {here} here and {there} there ({entry.ref})")
    return wrong
