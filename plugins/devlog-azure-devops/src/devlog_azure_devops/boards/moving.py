"""Moving a work item to a column of a board and to an iteration, never written blind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.boards import card, forms
from devlog_azure_devops.boards.layout import Layout
from devlog_azure_devops.boards.team import Team
from devlog_azure_devops.client import PATCH, Client
from devlog_azure_devops.cures import rejected
from devlog_azure_devops.fetching import work_item
from devlog_azure_devops.mapping import ITERATION, PROJECT, STATE, Source, below
from devlog_core.model.errors import GoneError, RejectedError, UsageError
from devlog_core.model.remote import RemoteRef

Record = Mapping[str, Any]
Operation = dict[str, Any]
REFUSED = (400, 413, 422)


class Mover:
    """Moves work items on the boards and between the iterations of one team.

    No request says anything of an item's rank, so its place among the others stays what it was.
    """

    def __init__(self, client: Client, source: Source, team: Team) -> None:
        self._client = client
        self._source = source
        self._team = team

    def to_column(self, form: forms.MoveToColumn) -> forms.Placed:
        """Put a card into a column, and into a lane and a half of it where told."""
        board = self._board(form.board)
        record = self._read(form.item)
        wanted = {card.COLUMN: form.column}
        told: dict[str, Any] = {"lane": card.LANE, "done": card.DONE}
        wanted |= {
            field: getattr(form, name) for name, field in told.items() if name in form.model_fields_set
        }
        there = card.standing(board, record["fields"])
        new = {
            name: value for name, value in wanted.items() if card.express(board, name, value) != there[name]
        }
        if card.DONE in new and card.COLUMN not in new and new[card.DONE] is None:
            del new[card.DONE]
        kind = self._source.kind(record["fields"])
        operations = card.moved(board, new, record, kind, self._source.words)
        after = self._send(record, operations, card.names(board)) if operations else record
        stands = card.standing(board, after["fields"])
        missed = [name for name in new if stands[name] != card.express(board, name, new[name])]
        if missed:
            raise RejectedError(
                f"Azure DevOps took the change of work item {record['id']} and shows it in "
                f"{stands[card.COLUMN]!r} of the board {board.name} all the same",
                missed,
            )
        return forms.Placed(
            item=str(after["id"]),
            board=board.name,
            column=str(stands[card.COLUMN]),
            lane=stands[card.LANE],
            done=stands[card.DONE],
            state=str(after["fields"].get(STATE) or ""),
            changed=bool(operations),
        )

    def to_iteration(self, form: forms.MoveToIteration) -> forms.Planned:
        """Plan a work item for an iteration, or put it back to the backlog."""
        record = self._read(form.item)
        held = record["fields"].get(PROJECT)
        if held != self._source.project:
            raise UsageError(
                f"work item {record['id']} is in {held} now, and the iterations are those of "
                f"{self._source.project}"
            )
        path = self._team.path(form.iteration)
        changed = (below(str(record["fields"].get(ITERATION) or "")) or "") != path
        if changed:
            whole = f"{self._source.project}\\{path}" if path else self._source.project
            operation = {"op": "add", "path": f"/fields/{ITERATION}", "value": whole}
            self._send(record, [operation], {})
        return forms.Planned(item=str(record["id"]), iteration=path, changed=changed)

    def _board(self, named: str | None) -> Layout:
        name = named or self._client.config.board
        if name is None:
            raise UsageError(
                f"name the board, or set `config.board`: there are {', '.join(self._team.names())}"
            )
        return self._team.layout(name)

    def _read(self, item: str) -> Record:
        number = item.lstrip("#")
        record = work_item(self._client, self._source, RemoteRef(id=number, scope=self._source.scope))
        if record is None:
            raise GoneError(f"there is no work item {number}, or the account may not see it")
        return record

    def _send(self, record: Record, operations: list[Operation], names: Mapping[str, str]) -> Record:
        tested = [{"op": "test", "path": "/rev", "value": int(record["rev"])}, *operations]
        where = f"/_apis/wit/workItems/{record['id']}"
        answer = self._client.send("PATCH", where, tested, None, PATCH, accept=REFUSED)
        if answer.status >= 400:
            raise rejected(answer, names)
        after: Record = answer.data
        return after
