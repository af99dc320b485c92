"""Reading work items first and then each stream that is followed, with one cursor for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from devlog_azure_devops.mapping import BROKEN, why
from devlog_azure_devops.streams.stream import Part, State, Stream
from devlog_core.model.errors import DevlogError, RateLimitedError, RejectedError
from devlog_core.model.remote import Cursor, Mode, Rejected, SyncPage
from devlog_core.model.times import parse_time, rfc3339

Items = Callable[[Cursor | None, Mode], SyncPage]
_STATES, _STAGE = "streams", "streaming"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A reading whose work items are read: the streams that are done with, and the provider's time."""

    done: tuple[str, ...] = ()
    as_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A cursor taken apart: that of the work items, the state of each stream, and the stage."""

    items: Cursor | None = None
    states: Mapping[str, State] = field(default_factory=dict)
    stage: Stage | None = None

    @staticmethod
    def read(cursor: Cursor | None, names: Sequence[str]) -> Where:
        """The place of a cursor; states of streams that are not followed any more are let go."""
        if cursor is None:
            return Where()
        data = dict(cursor.data)
        states, stage = data.pop(_STATES, None) or {}, data.pop(_STAGE, None)
        return Where(
            items=Cursor(data=data),
            states={name: states[name] for name in names if name in states},
            stage=Stage(done=tuple(stage["done"]), as_of=stage["as_of"]) if stage else None,
        )

    def cursor(self) -> Cursor | None:
        """The cursor that continues here."""
        if self.items is None:
            return None
        data: dict[str, Any] = dict(self.items.data)
        if self.states:
            data[_STATES] = {name: dict(state) for name, state in self.states.items()}
        if self.stage is not None:
            data[_STAGE] = {"done": list(self.stage.done), "as_of": self.stage.as_of}
        return Cursor(data=data)


class Following:
    """One step of a reading for each call: of the work items, and with their last page of the streams.

    A stream that fails is told and asked again by the next sync; it never holds up the work items.
    """

    def __init__(self, items: Items, streams: Sequence[Stream]) -> None:
        self._items = items
        self._streams = tuple(streams)

    def page(self, cursor: Cursor | None, mode: Mode) -> SyncPage:
        """The next page; a census counts work items alone."""
        where = Where.read(cursor, [stream.name for stream in self._streams])
        if mode == "census":
            return self._items(where.items, mode)
        if where.stage is None:
            page = self._items(where.items, mode)
            where = replace(where, items=page.next)
            if page.more or not self._streams:
                return replace(page, next=where.cursor())
            where = replace(where, stage=Stage(as_of=rfc3339(page.as_of) if page.as_of else None))
        else:
            as_of = where.stage.as_of
            page = SyncPage(mode=mode, as_of=parse_time(as_of) if as_of else None)
        return self._streamed(page, where)

    def missing(self) -> dict[str, str]:
        """The streams that cannot be read, and what each lacks."""
        found: dict[str, str] = {}
        for stream in self._streams:
            told = stream.lacks()
            found |= {stream.name: "; ".join(told)} if told else {}
        return found

    def _streamed(self, page: SyncPage, where: Where) -> SyncPage:
        """The page with what the streams bring, up to the first that has more than one page."""
        stage = where.stage or Stage()
        for stream in self._streams:
            if stream.name in stage.done:
                continue
            part = _asked(stream, where.states.get(stream.name))
            if isinstance(part, Part):
                where = replace(where, states={**where.states, stream.name: part.state})
                page = _with(page, part)
                if part.more:
                    return replace(page, next=replace(where, stage=stage).cursor(), more=True)
            else:
                told = Rejected(key=stream.name, reason=str(part))
                page = replace(page, rejected=(*page.rejected, told))
            stage = replace(stage, done=(*stage.done, stream.name))
        return replace(page, next=replace(where, stage=None).cursor(), more=False)


def _with(page: SyncPage, part: Part) -> SyncPage:
    return replace(
        page,
        refs=(*page.refs, *part.refs),
        events=(*page.events, *part.events),
        rejected=(*page.rejected, *part.rejected),
    )


def _asked(stream: Stream, state: State | None) -> Part | DevlogError:
    try:
        return stream.page(state)
    except RateLimitedError:
        # That concerns the account and not this one list.
        raise
    except DevlogError as error:
        # A refused sign-in too: work items were read with the same credentials just before.
        return error
    except BROKEN as error:
        return RejectedError(f"the list is not as described: {why(error)}")
