"""Steps of a reading, filled with what the repository holds, as one page for the core."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from devlog_core.model.remote import Event, Mode, Rejected, RemoteRef, RemoteThing, SyncPage
from devlog_git.objects import Unreadable, read_commits, read_files
from devlog_git.reading import Step
from devlog_git.repository import Repository
from devlog_git.state import State
from devlog_git.things import Translator
from devlog_git.triggers import branch_event, commit_events


class Teller:
    """Makes pages of one repository between two of its states."""

    def __init__(self, repository: Repository, translator: Translator, old: State | None, new: State) -> None:
        self._repository = repository
        self._translator = translator
        self._old = old
        self._new = new

    def ref(self, step: Step) -> RemoteRef:
        """How the thing of a step is addressed."""
        translator = self._translator
        return translator.branch_ref(step.id) if step.kind == "branch" else translator.commit_ref(step.id)

    def page(self, steps: Sequence[Step], mode: Mode, now: datetime, max_files: int) -> SyncPage:
        """All that the steps say, without a cursor."""
        refs: list[RemoteThing] = [
            self._translator.branch(step.id) for step in steps if step.kind == "branch" and not step.gone
        ]
        events = [self._branch_event(step, now) for step in steps if step.kind == "branch"]
        told = [step for step in steps if step.kind == "commit" and not step.gone]
        shas = [step.id for step in told]
        files = read_files(self._repository, shas, max_files)
        rejected: list[Rejected] = []
        for step, found in zip(told, read_commits(self._repository, shas), strict=True):
            if isinstance(found, Unreadable):
                rejected.append(Rejected(key=found.sha, reason=found.reason))
                continue
            thing = self._translator.commit(
                found,
                files.get(step.id),
                on_default=step.on_default,
                news=self._old is not None,
                owners=step.owners,
            )
            refs.append(thing)
            events.extend(commit_events(thing, now, fresh=step.fresh))
        return SyncPage(
            mode=mode,
            refs=tuple(refs),
            # What was there before anybody listened is history, not news.
            events=tuple(events) if self._old else (),
            gone=tuple(self.ref(step) for step in steps if step.gone),
            rejected=tuple(rejected),
            as_of=now,
        )

    def _branch_event(self, step: Step, now: datetime) -> Event:
        state = self._old if step.gone and self._old else self._new
        return branch_event(
            step.id,
            next(iter(self._translator.names.targets(step.id)), None),
            self.ref(step).url,
            now,
            gone=step.gone,
            tip=" ".join(state.branch_shas(step.id)),
        )
