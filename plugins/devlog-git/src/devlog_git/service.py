"""One repository's history as remote changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from devlog_core.model.errors import ConfigError
from devlog_core.model.remote import AccountInfo, Cursor, Mode, Scope, SyncPage
from devlog_git.account import account
from devlog_git.actions import ActingService
from devlog_git.cursor import read_cursor
from devlog_git.mapping import BranchNames
from devlog_git.pages import Pages
from devlog_git.reading import Reading, census
from devlog_git.state import Place, State
from devlog_git.telling import Teller
from devlog_git.things import Translator

# A census holds nothing but ids.
_CENSUS_FACTOR = 20


class GitService(ActingService):
    """Reads commits and entries' branches: each is told once, and again when something else is true of it."""

    _told: tuple[State | None, State, Teller] | None = None

    @cached_property
    def _names(self) -> BranchNames:
        return BranchNames(prefix=self.config.branch_prefix, trackers=self.config.trackers)

    @cached_property
    def _pages(self) -> Pages:
        return Pages(self.config.page_size)

    @cached_property
    def _census_pages(self) -> Pages:
        return Pages(self.config.page_size * _CENSUS_FACTOR)

    def check(self) -> AccountInfo:
        """Whose name commits get, and what is missing for which action."""
        return account(self.repository, self.history.state(), self.config)

    def scope(self) -> Scope | None:
        """The repository by its first commit; None while it is empty or shallow."""
        root = self.history.root(self.history.state())
        return Scope(id=root, name=self.web().name or self.repository.path.name, host="git") if root else None

    def close(self) -> None:
        """End what a reading may have left running."""
        self._pages.close()
        self._census_pages.close()

    def fetch_page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """What is reachable now and was not when the cursor was made, or, for a census, all that is."""
        known = read_cursor(cursor)
        pages = self._census_pages if mode == "census" else self._pages
        place = known if isinstance(known, Place) else None
        if place is not None and not pages.at(place) and self._lost(place.new):
            known, place = place.old, None
        if place is None:
            before = known if isinstance(known, State) and mode == "delta" else None
            state = self.history.state(before)
            if before == state:
                return SyncPage(mode=mode, next=cursor, as_of=self.context.clock())
            place = self._begin(before, state)
        return self._census(place) if mode == "census" else self._changes(place, mode)

    def _changes(self, place: Place, mode: Mode) -> SyncPage:
        steps, after = self._pages.take(
            place, lambda: Reading(self.history, place.old, place.new, self._names).steps()
        )
        page = self._teller(place).page(steps, mode, self.context.clock(), self.config.max_files)
        data = after.to_json() if after else place.new.to_json()
        return replace(page, next=Cursor(data=data), more=after is not None, total=place.total)

    def _census(self, place: Place) -> SyncPage:
        steps, after = self._census_pages.take(place, lambda: census(self.history, place.new, self._names))
        teller = self._teller(place)
        return SyncPage(
            mode="census",
            present=tuple(teller.ref(step) for step in steps),
            next=Cursor(data=after.to_json()) if after else None,
            more=after is not None,
            as_of=self.context.clock(),
            total=place.total,
        )

    def _begin(self, before: State | None, new: State) -> Place:
        """The start of a reading up to the present state."""
        if lost := self._lost(new):
            raise ConfigError(
                f"{self.repository.where}: a branch names {lost[0]}, which is missing; run `git fsck` there"
            )
        old = before if before is not None and self._comparable(before, new) else None
        if before is not None and old is None:
            self.context.log.info("git.read_again", integration=self.integration.name)
        seen = self.history.existing(old.shas) if old else ()
        return Place(new=new, old=old, total=self.history.count(new.shas, without=seen))

    def _comparable(self, old: State, new: State) -> bool:
        """Whether what is new can be told from what was seen, rather than read all again."""
        if old.meaning != new.meaning or old.shallow != new.shallow:
            return False
        seen = self.history.existing(old.shas)
        return not old.tips or (bool(seen) and self.history.intact(seen, without=new.shas))

    def _lost(self, state: State) -> list[str]:
        return [sha for sha, kind in self.history.kinds(state.shas).items() if kind == "missing"]

    def _teller(self, place: Place) -> Teller:
        """What tells the steps; root and remote are asked for once in a reading, not for each page."""
        if self._told is None or self._told[:2] != (place.old, place.new):
            translator = Translator(
                scope=self.history.root(place.new) or "", web=self.web(), names=self._names
            )
            teller = Teller(self.repository, translator, place.old, place.new)
            self._told = place.old, place.new, teller
        return self._told[2]
