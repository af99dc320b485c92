"""Where a work item stands on a board: read from its fields, and the patch that moves it; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_azure_devops.boards.layout import Column, Layout
from devlog_azure_devops.process import Kind
from devlog_azure_devops.vocabulary import Vocabulary
from devlog_core.model.errors import RejectedError
from devlog_core.plugin.nearest import hint

FIELDS = COLUMN, LANE, DONE = "custom.board_column", "custom.board_lane", "custom.board_done"
STATE, REASON, TYPE = "System.State", "System.Reason", "System.WorkItemType"
Record = Mapping[str, Any]
Operation = dict[str, Any]


def standing(board: Layout, fields: Record) -> dict[str, Any]:
    """The entry's column, lane and done; None each where the board does not show the work item."""
    column = _kept(board, fields)
    known = board.column(column or "")
    # What no column stands for, such as a state for what was given up, keeps the column it was in.
    hidden = known is not None and str(fields.get(STATE)) not in board.states(str(fields.get(TYPE)))
    if column is None or hidden:
        return dict.fromkeys(FIELDS)
    done = fields.get(board.done_field)
    split = known.split if known else bool(done)
    return {
        COLUMN: column,
        LANE: fields.get(board.lane_field) or board.usual,
        DONE: bool(done) if split else None,
    }


def express(board: Layout, field: str, value: Any) -> Any:
    """What is read after a value was written."""
    if field == DONE:
        return value
    text = _text(value)
    if field == COLUMN:
        column = board.column(text)
        return column.name if column else value
    return (board.lane(text) or value) if text else board.usual


def names(board: Layout) -> dict[str, str]:
    """The entry's fields by the reference names of the board's."""
    told = {board.column_field: COLUMN, board.lane_field: LANE, board.done_field: DONE}
    return {reference: field for reference, field in told.items() if reference}


def moved(
    board: Layout, wanted: Mapping[str, Any], record: Record, kind: Kind, words: Vocabulary
) -> list[Operation]:
    """What brings a work item to the column, lane and half of a column that are wanted.

    A new column brings its state along, so that what the service makes of the one and of the other cannot
    differ. Where a status is wanted beside it that is another state, the column is refused: the newer wish
    could be either of them, and the status alone moves the card too.
    """
    told = [name for name in FIELDS if name in wanted]
    if not told:
        return []
    column = _shown(board, record, kind, told)
    operations: list[Operation] = []
    if COLUMN in wanted:
        column = _column(board, wanted[COLUMN])
        operations += _state(board, column, wanted, record["fields"], kind, words)
        operations.append(_put(board.column_field, column.name))
    if LANE in wanted:
        operations.append(_lane(board, wanted[LANE]))
    if DONE in wanted:
        operations += _done(board, column, wanted[DONE], bool(record["fields"].get(board.done_field)))
    return operations


def _shown(board: Layout, record: Record, kind: Kind, told: list[str]) -> Column | None:
    """The column in which the board shows the work item; raises RejectedError where it does not."""
    if all(column.state(kind.name) is None for column in board.columns):
        raise RejectedError(
            f"the board {board.name} shows no {kind.name}, only {', '.join(board.types)}", told
        )
    at = _kept(board, record["fields"])
    if at is None:
        raise RejectedError(
            f"the board {board.name} does not show work item {record['id']}: its area is none of the team's",
            told,
        )
    return board.column(at)


def _kept(board: Layout, fields: Record) -> str | None:
    """The column that the work item's fields name; None where the board is not for its type and area."""
    column = fields.get(board.column_field)
    return None if not column or fields.get(board.marker) is False else str(column)


def _column(board: Layout, value: Any) -> Column:
    column, listed = board.column(_text(value)), [one.name for one in board.columns]
    if not _text(value):
        raise RejectedError(
            f"a card of the board {board.name} is always in a column: name one of {', '.join(listed)}",
            (COLUMN,),
        )
    if column is None:
        raise RejectedError(
            f"the board {board.name} has no column {value!r}, only {', '.join(listed)}"
            f"{hint(_text(value), listed)}",
            (COLUMN,),
        )
    return column


def _state(
    board: Layout, column: Column, wanted: Record, fields: Record, kind: Kind, words: Vocabulary
) -> list[Operation]:
    state = column.state(kind.name)
    if state is None:
        raise RejectedError(
            f"the column {column.name} of the board {board.name} stands for no state of a {kind.name}",
            (COLUMN,),
        )
    if "status" not in wanted:
        changed = state != fields.get(STATE) or kind.name != fields.get(TYPE)
        return [_put(STATE, state)] if changed else []
    status, goal = wanted["status"], words.goal(kind, wanted["status"])
    if goal is not None and goal.state == state:
        return [_put(STATE, state), *([_put(REASON, goal.reason)] if goal.reason else [])]
    meant = words.status(kind.name, state)
    if meant == status:
        return [_put(STATE, state)]
    raise RejectedError(
        f"the column {column.name} of the board {board.name} stands for {meant}, and the status is to be "
        f"{status}: set one of them, the other follows",
        (COLUMN,),
    )


def _lane(board: Layout, value: Any) -> Operation:
    text = _text(value)
    if not text or text == board.usual:
        return _put(board.lane_field, None)
    lane = board.lane(text)
    if lane is None:
        told = f"only {', '.join(board.lanes)}" if board.lanes else "and no other but the usual one"
        raise RejectedError(
            f"the board {board.name} has no lane {value!r}, {told}{hint(text, board.lanes)}", (LANE,)
        )
    return _put(board.lane_field, None if lane == board.usual else lane)


def _done(board: Layout, column: Column | None, value: Any, held: bool) -> list[Operation]:
    if value is None:
        # What is emptied is not done.
        return [_put(board.done_field, False)] if held and column and column.split else []
    if not isinstance(value, bool):
        raise RejectedError(f"done is true or false, not {value!r}", (DONE,))
    if column is None or not column.split:
        shown = f"the column {column.name}" if column else "the card's column"
        raise RejectedError(f"{shown} of the board {board.name} is not split into Doing and Done", (DONE,))
    return [_put(board.done_field, value)]


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, bool) else " ".join(str(value).split())


def _put(reference: str, value: Any) -> Operation:
    if value is None:
        return {"op": "remove", "path": f"/fields/{reference}"}
    return {"op": "add", "path": f"/fields/{reference}", "value": value}
