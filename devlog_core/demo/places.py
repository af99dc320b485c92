"""The end of the story: one entry at every tracker at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from devlog_core.demo.play import Play, Tracker
from devlog_core.plugin.playing import Seen

_TITLE = "Refunds fail for gift cards"
_LONGER = "Refunds fail for gift cards and vouchers"
_COMMENT = "Vouchers too, says the desk."
_ABOUT = "A refund to a gift card ends in an error.\n\n- the card is charged\n- the *order* stays open"
_STATUS = "blocked"
"""A status for which a tracker seldom has a word of its own."""
_CLASH = ("Refunds to gift cards are lost", "Gift cards: no refund")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The entry at one tracker."""

    tracker: Tracker
    key: str

    @property
    def seen(self) -> Seen:
        return self.tracker.sandbox.seen(self.key)

    @property
    def shown(self) -> str:
        return self.tracker.shown


class Places:
    """The steps that need a second tracker."""

    def __init__(self, play: Play, add: Callable[[Tracker], None]) -> None:
        self._play = play
        self._add = add
        """Makes an integration of a tracker."""
        self._number = ""
        self._places: list[_Place] = []

    def steps(self) -> list[Callable[[], None]]:
        """These steps in order."""
        return [self.both, self.unsaid, self.clash]

    def both(self) -> None:
        """One entry at every tracker: what is changed at one reaches the others."""
        play = self._play
        others = play.trackers[1:]
        with play.step("both", f"One entry at {_listed([each.shown for each in play.trackers])}"):
            play.say(
                f"{_listed([each.shown for each in others])} {'joins' if len(others) == 1 else 'join'}, "
                "simulated too. What was born here goes to every tracker that takes new items; what came "
                "from one goes to another only where settings say so."
            )
            for other in others:
                self._add(other)
            play.devlog("new", _TITLE, "--type", "bugfix")
            play.devlog("sync")
            [entry] = play.ask("list", "--search", _TITLE)
            self._number = str(entry["id"])
            keys = {link["integration"]: link["remote_key"] for link in entry["links"]}
            self._places = [_Place(tracker=each, key=keys[each.name]) for each in play.trackers]
            mentions = [f"{place.seen.mention} at {place.shown}" for place in self._places]
            self._everywhere(f"it is {_listed(mentions)}", lambda seen: seen.title == _TITLE)
            self._change_everywhere()
            play.devlog("sync")
            play.devlog("show", self._number)
            self._everywhere("the new title is everywhere", lambda seen: seen.title == _LONGER)
            self._everywhere("the comment is everywhere, once", lambda seen: seen.comments == (_COMMENT,))
            if len(self._places) > len(("title", "comment")):
                self._everywhere("so is the new text, spelled alike", lambda seen: seen.description == _ABOUT)
            self._no_echo()

    def unsaid(self) -> None:
        """A status that one of the places cannot say never comes back as an edit."""
        play = self._play
        with play.step("unsaid", "A status that not every place has a word for"):
            play.devlog("edit", self._number, "--status", _STATUS)
            play.devlog("sync")
            last = self._places[-1]
            self._edit(last, {"title": _TITLE}, f'gives {last.seen.mention} the title "{_TITLE}"', "lin")
            play.say("So that item is read anew, and with it the status that it shows.")
            play.devlog("sync")
            entry = self._entry()
            states = [f"{place.shown} says {place.seen.state!r}" for place in self._places]
            play.check(f"the entry is {_STATUS} still; {'; '.join(states)}", entry["status"] == _STATUS)
            self._everywhere("the title is everywhere", lambda seen: seen.title == _TITLE)
            self._no_echo()

    def clash(self) -> None:
        """A title changed at two places at once is one conflict with a candidate of each place."""
        play = self._play
        one, other = self._places[-2:]
        with play.step("clash", f"A title changed at {one.shown} and at {other.shown} at once"):
            for place, title, by in zip((one, other), _CLASH, ("mona", "sam"), strict=True):
                self._edit(place, {"title": title}, f'gives {place.seen.mention} the title "{title}"', by)
            play.devlog("sync", code=4)
            play.devlog("conflicts")
            [conflict] = self._entry()["conflicts"]
            values = {found["place"]: found["value"] for found in conflict["candidates"]}
            titles = {place.tracker.name: place.seen.title for place in self._places}
            play.check(
                "it is one conflict, with what each place says as its candidates",
                values.pop("local") in _CLASH and values == titles,
            )
            play.check("nothing was overwritten", (one.seen.title, other.seen.title) == _CLASH)
            play.devlog("conflicts", "resolve", conflict["id"], "--take", other.tracker.name)
            play.devlog("sync")
            self._everywhere("the title that was taken is everywhere", lambda seen: seen.title == _CLASH[1])
            self._no_echo()
            self._quiet()

    def _change_everywhere(self) -> None:
        """Somebody at each of the first three places changes something of its own."""
        first, second, *rest = self._places
        self._play.elsewhere("sam", f'comments on {first.seen.mention}: "{_COMMENT}"', at=first.shown)
        first.tracker.sandbox.comment(first.key, _COMMENT, "sam")
        self._edit(second, {"title": _LONGER}, f'gives {second.seen.mention} the title "{_LONGER}"', "mona")
        for third in rest[:1]:
            self._edit(
                third, {"description": _ABOUT}, f"describes {third.seen.mention} with a list in it", "lin"
            )

    def _edit(self, place: _Place, values: Mapping[str, Any], what: str, by: str) -> None:
        self._play.elsewhere(by, what, at=place.shown)
        sandbox = place.tracker.sandbox
        sandbox.edit(place.key, sandbox.phrase(values), by)

    def _everywhere(self, what: str, holds: Callable[[Seen], bool]) -> None:
        missing = [place.shown for place in self._places if not holds(place.seen)]
        self._play.check(f"{what} (not at {_listed(missing)})" if missing else what, not missing)

    def _no_echo(self) -> None:
        play, before = self._play, self._play.counts()
        play.devlog("sync")
        play.check("the sync after writes nothing: no place gets back what came from it",
                   not play.traffic(before)[1])  # fmt: skip

    def _quiet(self) -> None:
        play, before = self._play, self._play.counts()
        play.devlog("sync")
        for each in play.trackers:
            requests, writes = play.traffic(before, each.name)
            play.check(
                f"and then {each.shown} counts {requests} requests (at most 2) and {writes} writes",
                requests <= 2 and not writes,
            )

    def _entry(self) -> dict[str, Any]:
        found: dict[str, Any] = self._play.ask("show", self._number)
        return found


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
