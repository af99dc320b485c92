"""What an answer's headers say of the account's budget, read by the plugin and heard by the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from requests.structures import CaseInsensitiveDict

from devlog_core.model.codec import from_json, to_json
from devlog_core.model.times import parse_time
from devlog_core.plugin.limits import Limit, LimitReader, Reply


def read_limit(reader: LimitReader, told: Mapping[str, Any]) -> Any:
    """What the plugin's reader says of an answer that the core describes."""
    reply = Reply(
        status=told["status"],
        headers=CaseInsensitiveDict(told["headers"]),
        text=told["text"],
        heard_at=parse_time(told["heard_at"]),
    )
    return to_json(reader.read(reply))


class ToldLimits(LimitReader):
    """A reader that stands in the core for the plugin's own; what it cannot know beforehand it asks."""

    def __init__(self, ask: Callable[[Mapping[str, Any]], Any]) -> None:
        self._ask = ask
        self.writes = True
        """Whether the present request changes something, as the plugin said with it."""
        self.counted_on = ""

    def reads(self, method: str, url: str) -> bool:
        return not self.writes

    def resource(self, method: str, url: str) -> str:
        return self.counted_on

    def read(self, reply: Reply) -> Limit | None:
        told = {
            "status": reply.status,
            "headers": dict(reply.headers),
            "text": reply.text,
            "heard_at": to_json(reply.heard_at),
        }
        return from_json(Limit, self._ask(told))
