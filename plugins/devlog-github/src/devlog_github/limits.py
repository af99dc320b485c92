"""What GitHub's answers say of the account's budget; pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from devlog_core.plugin.limits import Limit, LimitReader, Reply, refused, x_ratelimit

_SECONDARY = ("rate limit", "abuse")


class GitHubLimits(LimitReader):
    """The headers X-RateLimit-*, and a secondary limit that only the words of a 403 tell."""

    def __init__(self, api_url: str) -> None:
        self._root = urlsplit(api_url).path

    def resource(self, method: str, url: str) -> str:
        """Searching has a budget of its own."""
        del method
        path = urlsplit(url).path.removeprefix(self._root)
        return "search" if path.startswith("/search/") else "core"

    def read(self, reply: Reply) -> Limit | None:
        told = reply.text.lower()
        window = x_ratelimit(reply)
        return refused(reply, window, secondary=any(word in told for word in _SECONDARY)) or window
