"""The story, a function a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devlog_core.demo.items import Items
from devlog_core.demo.places import Places
from devlog_core.demo.play import Play, Tracker

_BORN = "Slow down guessing of passwords"


def token_of(name: str) -> str:
    """The variable that holds the token of a tracker."""
    return f"DEMO_{name}_token".upper().replace("-", "_")


class Story:
    """What the steps know of each other."""

    def __init__(self, play: Play, items: Items, settings: dict[str, dict[str, str]]) -> None:
        self.play = play
        self.items = items
        self.settings = settings
        """The `config` table of each tracker, its secrets as references."""
        self.place = play.tracker.name
        self.shown = play.tracker.display_name
        self.entries: dict[str, str] = {}
        """The number here of each item with a cue."""
        self.born = ""

    def steps(self) -> list[Callable[[], None]]:
        """The story in order; the last steps need a second tracker."""
        told = [
            self.begin, self.first_sync, self.apart, self.together,
            self.talk, self.mistake, self.lost_answer, self.commits, self.quiet,
        ]  # fmt: skip
        return [*told, *Places(self.play, self._join).steps()] if len(self.play.trackers) > 1 else told

    def begin(self) -> None:
        """A workspace in a repository, and two places for it."""
        play = self.play
        with play.step("begin", "A workspace, a repository and a tracker"):
            play.say(
                f"The tracker is a simulated {self.shown} on this machine. It already has {self.items.count} "
                f"items, {self.items.comments} comments and {self.items.changes} proposed changes. "
                f"Its token is in the variable {token_of(self.place)}; the settings only name it."
            )
            play.git("init", "--quiet", "--initial-branch=main")
            play.write("README.md", "# The shop\n")
            play.git("add", "README.md")
            play.git("commit", "--quiet", "-m", "Begin the shop")
            play.devlog("init")
            play.devlog("integrations", "add", self.place, *self._pairs(self.place))
            source = play.source.name
            play.devlog("integrations", "add", source, "--set", "path=.", "--set", f"tracker={self.place}")
            play.devlog("integrations", "check", self.place)
            states = {found["name"]: found["status"] for found in play.ask("integrations")}
            play.check(
                "both integrations are active", set(states.values()) == {"active"} and len(states) == 2
            )

    def first_sync(self) -> None:
        """Everything at the tracker becomes entries."""
        play = self.play
        with play.step("first-sync", "The first sync"):
            play.say(
                "devlog reads both places side by side. Every item becomes an entry, every comment a note."
            )
            play.devlog("sync")
            play.devlog("list", "--priority", "critical", "--priority", "high")
            every = play.ask("list", "--all", "--limit", "1000")
            numbers = {link["remote_key"]: str(entry["id"]) for entry in every for link in entry["links"]}
            self.entries = {cue: numbers[key] for cue, key in self.items.keys.items()}
            play.check(
                f"{self.items.count} items became {len(every)} entries", len(every) == self.items.count
            )
            talk = [len(self._entry(cue)["notes"]) for cue in ("apart", "fix")]
            play.check("comments became notes", talk == [2, 2])
            if self.items.changes:
                kinds = [link["kind"] for link in self._entry("address")["links"]]
                play.check("a proposed change hangs on the entry that it fixes", "pull_request" in kinds)
            self._traffic("all of it took", most=self.items.count)

    def apart(self) -> None:
        """One entry, edited on both sides, in different fields."""
        play, number, key = self.play, self.entries["apart"], self.items.keys["apart"]
        title = "Basket shows net prices"
        with play.step("merge", "Both sides change the same entry, in different fields"):
            play.elsewhere("lin", f'gives {self._mention("apart")} the title "{title}" and the label "tax"')
            labels = (*play.sandbox.seen(key).labels, "tax")
            play.edit(key, {"title": title, "labels": labels}, "lin")
            play.devlog("edit", number, "--priority", "high", "--add-label", "checkout")
            play.say("Each field is compared with what both sides last agreed on, labels one by one.")
            play.devlog("sync")
            play.devlog("show", number)
            entry, seen = self._entry("apart"), play.sandbox.seen(key)
            play.check("the entry has the new title and both new labels",
                       entry["title"] == title and {"tax", "checkout"} <= set(entry["labels"]))  # fmt: skip
            play.check(
                f"so has {self.shown}", seen.title == title and {"tax", "checkout"} <= set(seen.labels)
            )
            play.check("the new priority stayed, and no conflict was made of it",
                       entry["priority"] == "high" and not entry["conflicts"])  # fmt: skip
            play.check(f"every label that was there before is still there: {', '.join(labels[:-1])}",
                       set(labels) - set(seen.labels) == set())  # fmt: skip

    def together(self) -> None:
        """One field, edited on both sides."""
        play, number, key = self.play, self.entries["together"], self.items.keys["together"]
        theirs, ours = "Search fails on accents", "Search ignores names with accents"
        with play.step("conflict", "Both sides change the same field"):
            play.elsewhere("mona", f'gives {self._mention("together")} the title "{theirs}"')
            play.edit(key, {"title": theirs}, "mona")
            play.devlog("edit", number, "--title", ours)
            play.say("Neither title may be lost, so devlog does not choose. It ends with exit code 4.")
            play.devlog("sync", code=4)
            play.devlog("conflicts")
            [conflict] = self._entry("together")["conflicts"]
            values = {candidate["place"]: candidate["value"] for candidate in conflict["candidates"]}
            play.check("both values are kept", values == {"local": ours, self.place: theirs})
            play.check("nothing was overwritten", play.sandbox.seen(key).title == theirs)
            play.say("You decide; the next sync takes the decision there.")
            play.devlog("conflicts", "resolve", conflict["id"], "--take", "local")
            play.devlog("sync")
            play.devlog("history", number, "--field", "title")
            play.check(f"{self.shown} shows the title that was chosen", play.sandbox.seen(key).title == ours)
            told = play.ask("history", number, "--field", "title")
            known = {change[side] for change in told for side in ("old", "new")}
            play.check("the journal still has the other one", theirs in known)

    def talk(self) -> None:
        """A note goes out, a comment comes in."""
        play, number, key = self.play, self.entries["talk"], self.items.keys["talk"]
        note, comment = (
            "The mail template has no text for these countries.",
            "I can write it, who translates?",
        )
        with play.step("notes", "A note becomes a comment, a comment becomes a note"):
            play.devlog("note", number, note, "--category", "issue")
            play.elsewhere("sam", f'comments on {self._mention("talk")}: "{comment}"')
            play.sandbox.comment(key, comment, "sam")
            play.say("Each is sent once, and what came from there is not sent back.")
            play.devlog("sync")
            play.devlog("show", number)
            notes, comments = (
                [n["content"] for n in self._entry("talk")["notes"]],
                play.sandbox.seen(key).comments,
            )
            play.check(f"our note is at {self.shown}, once", comments.count(note) == 1)
            play.check("their comment is here, once", notes.count(comment) == 1)

    def mistake(self) -> None:
        """A wrong edit comes in, and is put back on both sides."""
        play, number, key = self.play, self.entries["talk"], self.items.keys["talk"]
        right = self._entry("talk")["title"]
        with play.step("undo", "A wrong edit comes in, and is put back"):
            play.elsewhere("lin", f'gives {self._mention("talk")} the title "asdf"')
            play.edit(key, {"title": "asdf"}, "lin")
            play.devlog("sync")
            run = play.ask("history", number, "--field", "title")[-1]["run"][-8:]
            play.devlog("undo", run, "--dry-run")
            play.say("What a run changed goes back here, and by the next sync at its place.")
            play.devlog("undo", run)
            play.devlog("sync")
            play.devlog("why", number)
            seen = play.sandbox.seen(key)
            play.check(f"{self.shown} shows the title from before", seen.title == right)
            play.check("so does the entry", self._entry("talk")["title"] == right)

    def lost_answer(self) -> None:
        """A new entry goes out over a bad line."""
        play = self.play
        with play.step("lost-answer", "A new entry, and an answer that is lost on the way"):
            play.devlog("new", _BORN, "--type", "bugfix", "--priority", "high", "--label", "login")
            play.elsewhere("the network", "the next answer to a write is lost after the write was done")
            play.sandbox.fault("lost-answer", match="^(POST|PUT|PATCH) ")
            play.say("Asking again blindly would make a second item. devlog looks for the first one instead.")
            play.devlog("sync")
            [entry] = play.ask("list", "--search", _BORN)
            self.born = str(entry["id"])
            keys = [link["remote_key"] for link in entry["links"]]
            play.check(f"the entry is linked to one new item: {', '.join(keys)}", len(keys) == 1)
            play.check("the item shows the entry's title", play.sandbox.seen(keys[0]).title == _BORN)
            play.check("it was sent once", play.traffic()[1] == 1)

    def commits(self) -> None:
        """Commits attach to entries, and close one."""
        play = self.play
        key, mention = self.items.keys["fix"], self._mention("fix")
        with play.step("commits", "A branch, a commit with a trailer, and a commit that closes"):
            ref = self._shown(self.born)["ref"]
            play.say(
                "A commit names its entry by a trailer, by the branch it is on, or closes it by a keyword."
            )
            play.devlog("actions", "run", f"{play.source.name}.create_branch", "--entry", self.born,
                        "--input", "checkout=true")  # fmt: skip
            play.write("login.txt", "wait after three failures\n")
            play.git("add", "login.txt")
            play.git("commit", "--quiet", "-m", "Wait after three failures", "-m", f"Devlog: {ref}")
            play.git("switch", "--quiet", "main")
            play.write("basket.txt", "keep it over login\n")
            play.git("add", "basket.txt")
            play.git("commit", "--quiet", "-m", f"Keep the basket over login, fixes {mention}")
            play.devlog("sync")
            play.devlog("show", self.born)
            kinds = {link["kind"] for link in self._shown(self.born)["links"]}
            play.check(f"one entry lives here, in a branch, in a commit and at {self.shown}",
                       {"item", "branch", "commit"} <= kinds)  # fmt: skip
            play.devlog("show", self.entries["fix"])
            entry = self._entry("fix")
            play.check(f"the commit on main set its entry done: {entry['title']}", entry["status"] == "done")
            play.check(f"and closed {mention} at {self.shown}", play.sandbox.seen(key).closed)

    def quiet(self) -> None:
        """Nothing changed, so nothing is sent."""
        play = self.play
        with play.step("full", "Everything read again: nothing is there twice"):
            play.devlog("sync", "--full")
            every = play.ask("list", "--all", "--limit", "1000")
            play.check(f"{self.items.count} entries from there and 1 from here, as before",
                       len(every) == self.items.count + 1)  # fmt: skip
            play.check("nothing was sent", play.traffic()[1] == 0)
            status = play.ask("status")
            play.check(
                "nothing waits, nothing is in conflict", not status["outbox"] and not status["conflicts"]
            )
        with play.step("quiet", "A sync with nothing to do"):
            play.devlog("sync")
            self._traffic(f"{self.shown} counted", most=2)

    def _join(self, tracker: Tracker) -> None:
        self.play.devlog("integrations", "add", tracker.name, *self._pairs(tracker.name))

    def _pairs(self, name: str) -> list[str]:
        return [part for key, value in self.settings[name].items() for part in ("--set", f"{key}={value}")]

    def _traffic(self, what: str, most: int) -> None:
        requests, writes = self.play.traffic()
        self.play.check(
            f"{what} {requests} requests (at most {most}) and {writes} writes",
            requests <= most and not writes,
        )

    def _entry(self, cue: str) -> dict[str, Any]:
        return self._shown(self.entries[cue])

    def _shown(self, number: str) -> dict[str, Any]:
        found: dict[str, Any] = self.play.ask("show", number)
        return found

    def _mention(self, cue: str) -> str:
        return self.play.sandbox.seen(self.items.keys[cue]).mention
