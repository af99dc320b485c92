"""Who looks, and in which version of the interface: what every shape depends on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from devlog_jira.sandbox.model import User
from devlog_jira.sandbox.world import World


@dataclass(frozen=True, slots=True)
class View:
    """The eyes that an answer is made for; times are written in the zone of the account that asks."""

    world: World
    version: int
    user: User | None

    @property
    def api(self) -> str:
        """The address of the interface."""
        return f"{self.world.base}/rest/api/{self.version}"

    def time(self, milliseconds: int) -> str:
        """A time as Jira writes it."""
        return stamp(milliseconds, self.user.zone if self.user else "Etc/UTC")

    def time_or_none(self, milliseconds: int | None) -> str | None:
        """The same for a time that may be missing."""
        return None if milliseconds is None else self.time(milliseconds)


def stamp(milliseconds: int, zone: str = "Etc/UTC") -> str:
    """A time as Jira writes it, such as `2025-03-01T12:00:00.000+0000`."""
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(milliseconds=milliseconds % 1000)
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}{local:%z}"
