"""What a team has: its boards and the iterations that it plans in, asked of the provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from devlog_azure_devops.boards import forms
from devlog_azure_devops.boards.layout import Layout, same
from devlog_azure_devops.boards.tree import nodes
from devlog_azure_devops.boards.tree import paths as tree_paths
from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.client import Client
from devlog_azure_devops.mapping import BROKEN, why
from devlog_core.model.errors import ConfigError, TransientError, UsageError
from devlog_core.model.times import parse_time
from devlog_core.plugin.nearest import choices, hint

Record = Mapping[str, Any]
CURRENT, BACKLOG = ("current", "@current", "@currentiteration"), "backlog"
_PART = "board"
_SOON = timedelta(minutes=1)
_PAGE = 100


class Team:
    """Lookups for the team of the settings, or for the project's default team."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog
        self._heard: tuple[Any, Layout] | None = None

    @property
    def name(self) -> str | None:
        """The team's name in the settings; None for the project's default team."""
        return self._client.config.team

    def board(self) -> Layout | None:
        """The board of the settings as it was lately; None where they name none.

        Raises ConfigError where the team has no such board.
        """
        name = self._client.config.board
        if name is None:
            return None
        return self._kept(name)

    def board_now(self) -> Layout | None:
        """The same as it is now, asked once for all that is written at one time."""
        name, now = self._client.config.board, self._client.now()
        if name is None:
            return None
        if self._heard is None or not timedelta() <= now - self._heard[0] < _SOON:
            self._catalog.drop(_PART)
            self._heard = (now, self._kept(name))
        return self._heard[1]

    def layout(self, name: str) -> Layout:
        """A board by its name or its id; raises ConfigError where the team has none of that name."""
        return self._record(name)

    def layouts(self) -> list[Layout]:
        """Every board of the team."""
        return [self.layout(str(one["id"])) for one in self._list("boards")]

    def names(self) -> list[str]:
        """The names of the team's boards."""
        return [str(one.get("name") or "") for one in self._list("boards")]

    def iterations(self) -> list[forms.Iteration]:
        """The iterations that the team plans in, in its order."""
        return [_iteration(one) for one in self._list("teamsettings/iterations")]

    def path(self, named: str) -> str:
        """The path below the project of the iteration that is meant; raises UsageError where there is none.

        It is one of the team's by its name or path, else any of the project's by its path.
        """
        if named.strip().casefold() == BACKLOG:
            return self._backlog()
        known = self.iterations()
        if named.strip().casefold() in CURRENT:
            found = next((one for one in known if one.timeframe == "current"), None)
            if found is None:
                raise UsageError(
                    f"no iteration of {self._shown} runs now: give one of them dates, or name one"
                )
            return found.path
        wanted = _below(named, self._catalog.project["name"])
        paths = [one.path for one in known]
        fitting = [path for path in paths if same(path, wanted)]
        fitting = fitting or [one.path for one in known if same(one.name, named)]
        if not fitting:
            paths = tree_paths(self._client, self._catalog.project["id"], "iterations")
            fitting = [path for path in paths if same(path, wanted)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise UsageError(f"{named!r} is one of {', '.join(fitting)}: name its path")
        names = {path: path for path in paths} | {path.rpartition("\\")[2]: path for path in reversed(paths)}
        raise UsageError(
            f"there is no iteration {named!r} in {self._catalog.project['name']}{hint(named, names)}"
        )

    def unknown(self) -> Iterator[str]:
        """What the settings name and is not there, with the nearest that is."""
        config = self._client.config
        if config.team is None and config.board is None:
            return
        try:
            if config.board is not None:
                self._record(config.board)
            else:
                self._list("boards")
        except ConfigError as error:
            yield str(error)

    @property
    def _shown(self) -> str:
        return f"the team {self.name}" if self.name else "the default team"

    def _where(self, what: str) -> str:
        project = self._catalog.project["id"]
        team = f"/{quote(self.name, safe='')}" if self.name else ""
        return f"/{project}{team}/_apis/work/{what}"

    def _kept(self, name: str) -> Layout:
        return Layout.of_json(self._catalog.part(_PART, lambda: self._record(name).json()))

    def _record(self, name: str) -> Layout:
        answer = self._client.get(self._where(f"boards/{quote(name, safe='')}"), accept=(400, 404))
        if answer.status == 200:
            return self._read(answer.data, name)
        listed = self.names()
        raise ConfigError(f"board: {self._shown} has no board {name!r}{choices(name, listed)}")

    def _read(self, record: Any, name: str) -> Layout:
        try:
            return Layout.of(record)
        except BROKEN as error:
            raise TransientError(f"the board {name!r} cannot be read: {why(error)}") from None

    def _list(self, what: str) -> list[Any]:
        answer = self._client.get(self._where(what), accept=(404,))
        if answer.status == 404:
            raise self._no_team(answer.message)
        return [one for one in answer.values if isinstance(one, Mapping)]

    def _no_team(self, told: str) -> ConfigError:
        project, listed = self._catalog.project, list[str]()
        if self.name is None:
            return ConfigError(f"team: {project['name']} has no default team ({told}): set `config.team`")
        while True:
            asked = {"$top": _PAGE, "$skip": len(listed)}
            page = self._client.get(f"/_apis/projects/{project['id']}/teams", asked).values
            listed += [str(one.get("name") or "") for one in page if isinstance(one, Mapping)]
            if len(page) < _PAGE:
                break
        return ConfigError(f"team: {project['name']} has no team {self.name!r}{choices(self.name, listed)}")

    def _backlog(self) -> str:
        answer = self._client.get(self._where("teamsettings"), accept=(404,))
        if answer.status == 404:
            raise self._no_team(answer.message)
        wanted = str((answer.data.get("backlogIteration") or {}).get("id") or "")
        for node, path in nodes(self._client, self._catalog.project["id"], "iterations"):
            if str(node.get("identifier") or "") == wanted:
                return path
        raise UsageError(f"{self._shown} has no backlog iteration: set one in its settings")


def _iteration(record: Record) -> forms.Iteration:
    told = record.get("attributes") or {}
    start, finish = (str(told.get(name) or "") for name in ("startDate", "finishDate"))
    return forms.Iteration(
        id=str(record.get("id") or ""),
        name=str(record.get("name") or ""),
        path=str(record.get("path") or "").strip("\\").partition("\\")[2],
        # They are dates alone, kept as midnight in UTC.
        start=parse_time(start).date() if start else None,
        finish=parse_time(finish).date() if finish else None,
        timeframe=told.get("timeFrame"),
    )


def _below(text: str, project: str) -> str:
    """A path below the project, also where it begins with the project, with either stroke."""
    parts = [part.strip() for part in text.replace("/", "\\").split("\\") if part.strip()]
    return "\\".join(parts[1:] if len(parts) > 1 and same(parts[0], project) else parts)
