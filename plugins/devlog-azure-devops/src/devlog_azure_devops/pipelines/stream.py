"""The stream of pipeline runs."""

from __future__ import annotations

from devlog_azure_devops.mapping import BROKEN, why
from devlog_azure_devops.pipelines.records import Record, run_events, run_of
from devlog_azure_devops.pipelines.runs import Runs
from devlog_azure_devops.streams.origin import Origin
from devlog_azure_devops.streams.stream import Part, State, refusal
from devlog_core.model.remote import Rejected, RemoteThing


class Pipelines:
    """Runs that are going on and that have ended, as builds of entries."""

    name = "pipelines"

    def __init__(self, runs: Runs, origin: Origin) -> None:
        self._runs = runs
        self._origin = origin

    def page(self, state: State | None) -> Part:
        """The next page of runs; the work items of a run are asked for when it has ended, one request each.

        Of a history they are not: work items tell themselves what they were built in.
        """
        news = self._runs.page(state)
        made = [self._made(one) for one in news.running]
        ended = [self._made(one, associated=not news.history) for one in news.ended]
        told = [run for run in ended if isinstance(run, RemoteThing)]
        made += ended
        return Part(
            refs=tuple(run for run in made if isinstance(run, RemoteThing)),
            events=() if news.history else tuple(event for run in told for event in run_events(run)),
            rejected=tuple(run for run in made if isinstance(run, Rejected)),
            state=news.state,
            more=news.more,
        )

    def lacks(self) -> tuple[str, ...]:
        return refusal(self._runs.now)

    def _made(self, record: Record, *, associated: bool = False) -> RemoteThing | Rejected:
        try:
            # Before anything is asked about it, it has to be a build at all.
            run_of(record, self._origin)
            items = self._runs.items(record["id"]) if associated else ()
            return run_of(record, self._origin, items)
        except BROKEN as error:
            return Rejected(key=f"{self.name} {record.get('id', '?')}", reason=why(error))
