"""What a team does with its boards and iterations while devlog is not looking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from devlog_azure_devops.sandbox import changes, trees, wef
from devlog_azure_devops.sandbox.building import add_team, board_fields
from devlog_azure_devops.sandbox.changes import Draft
from devlog_azure_devops.sandbox.model import Board, Column, Node, Team
from devlog_azure_devops.sandbox.renaming import ITERATION, repath
from devlog_azure_devops.sandbox.state import State


class Planning(State):
    """Verbs that lay out boards, move cards on them and rename iterations."""

    def add_team(self, name: str, project: str | None = None) -> str:
        """Make a team with boards of its own for the area of its name, which is made too; returns its id."""
        with self.world.writing():
            there = self.project(project)
            if trees.child(there.areas, name) is None:
                there.areas.children.append(self.world.new_node(name))
            made = add_team(self.world, there, name)
            made.iterations = [node.identifier for node in there.iterations.children]
            return made.id

    def lay_out(
        self, board: str, columns: Sequence[Mapping[str, Any]], lanes: Sequence[str] = (),
        team: str | None = None, project: str | None = None,
    ) -> None:  # fmt: skip
        """Give a board columns (`name`, `state` and perhaps `split`, `limit`), the first and last of which
        are for what comes in and what is done, and lanes beside the usual one."""
        with self.world.writing():
            whose, found = self._board(board, team, project)
            found.columns = [
                self._column(found, whose, number, len(columns) - 1, one)
                for number, one in enumerate(columns)
            ]
            found.rows = [
                found.rows[0],
                *((self.world.guid("row", found.id, lane), lane) for lane in lanes),
            ]
            self._settle(found, project)

    def rename_column(
        self, board: str, old: str, new: str, team: str | None = None, project: str | None = None
    ) -> None:
        """Give a column another name; the cards in it follow without a revision."""
        with self.world.writing():
            _, found = self._board(board, team, project)
            column = next(one for one in found.columns if one.name == old)
            column.name = new
            name = f"{found.extension}Column"
            for item in self.world.items.values():
                if item.fields.get(name) == old:
                    item.fields = {**item.fields, name: new}
            self._settle(found, project)

    def move_card(
        self, id: str | int, column: str, by: str, board: str | None = None, lane: str | None = None,
        done: bool | None = None, team: str | None = None,
    ) -> None:  # fmt: skip
        """Drag a card to a column of a board, the first that shows it unless told; its state follows."""
        with self.world.writing():
            item = self.item(id)
            shown = [
                one
                for whose, one in wef.boards(item)
                if board in (None, one.name) and team in (None, whose.name)
            ]
            if not shown or column not in [one.name for one in shown[0].columns]:
                raise ValueError(f"no board shows work item {id} with a column {column!r}")
            own: dict[str, Any] = {"Column": column}
            own |= {"Lane": lane} if lane is not None else {}
            own |= {"Column.Done": done} if done is not None else {}
            fields = {f"{shown[0].extension}{name}": value for name, value in own.items()}
            fields |= wef.entered(item, fields)
            changes.commit(self.world, item, self.world.user(by), Draft(fields=fields))

    def rename_iteration(self, path: str, new: str, project: str | None = None) -> None:
        """Give an iteration another name; paths of items follow without a revision."""
        with self.world.writing():
            there = self.project(project)
            whole = f"{there.iterations.name}\\{path}"
            node: Node | None = trees.find(there.iterations, whole)
            if node is None:
                raise KeyError(path)
            node.name = new
            repath(self.world, there, ITERATION, whole, f"{whole.rpartition(chr(92))[0]}\\{new}")

    def plan(self, path: str, team: str | None = None, project: str | None = None) -> None:
        """Let a team, the first unless told, plan in an iteration."""
        with self.world.writing():
            there = self.project(project)
            node = trees.find(there.iterations, f"{there.iterations.name}\\{path}")
            if node is None:
                raise KeyError(path)
            self._team(team, project).iterations.append(node.identifier)

    def _team(self, name: str | None, project: str | None) -> Team:
        teams = list(self.project(project).teams.values())
        return teams[0] if name is None else next(one for one in teams if one.name == name)

    def _board(self, name: str, team: str | None, project: str | None) -> tuple[Team, Board]:
        whose = self._team(team, project)
        return whose, next(one for one in whose.boards.values() if one.name == name)

    def _column(self, board: Board, team: Team, number: int, last: int, told: Mapping[str, Any]) -> Column:
        kind = "incoming" if number == 0 else "outgoing" if number == last else "inProgress"
        id = self.world.guid("column", team.id, board.name, told["name"])
        states = dict.fromkeys(board.types, str(told["state"]))
        return Column(id, told["name"], kind, states, told.get("limit", 0), bool(told.get("split")))

    def _settle(self, board: Board, project: str | None) -> None:
        """Let the board's fields take its new names, and the cards stand where they belong.

        That is no change of theirs, and makes no revision.
        """
        there = self.project(project)
        board_fields(self.world, board, [there.types[name.casefold()] for name in board.types])
        for item in self.world.items.values():
            if item.project is there:
                wef.place(item)
                last = replace(item.last, fields=dict(item.fields))
                item.revisions = (*item.revisions[:-1], last)
