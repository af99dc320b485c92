"""Which Jira it is, and where its interface is reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from devlog_core.model.errors import ConfigError
from devlog_core.model.times import parse_time, rfc3339
from devlog_jira.config import JiraConfig

KEPT = "dialect"
SITE = "site"
SERVER_INFO = "/rest/api/2/serverInfo"
"""What both kinds answer, to anybody."""
LIFE = timedelta(days=7)
"""How long what was found out is believed; a server that moves to the Cloud changes its address anyway."""


class Dialect:
    """Cloud or Server, remembered between runs."""

    def __init__(self, config: JiraConfig, state: MutableMapping[str, Any]) -> None:
        self._config = config
        self._state = state
        self._cloud: bool | None = None
        if config.deployment != "auto" or config.oauth:
            self._cloud = config.deployment != "server"

    def cloud(self, ask: Callable[[], Any], now: datetime) -> bool:
        """Whether it is Jira Cloud; `ask` reads serverInfo where nobody knows yet."""
        if self._cloud is None:
            self._cloud = self._remembered(now)
        if self._cloud is None:
            self._cloud = is_cloud(ask(), self._config.url)
            known = {"url": self._config.url, "cloud": self._cloud, "at": rfc3339(now)}
            self._state[KEPT] = known
        return self._cloud

    def _remembered(self, now: datetime) -> bool | None:
        kept = self._state.get(KEPT) or {}
        if kept.get("url") != self._config.url or not fresh(kept, now, LIFE):
            return None
        return bool(kept["cloud"])

    def site(self, ask: Callable[[], Any]) -> str:
        """The site's cloud id for OAuth 2.0; `ask` reads which sites the account opened to the app."""
        if self._config.cloud_id:
            return self._config.cloud_id
        kept = self._state.get(SITE) or {}
        if kept.get("url") != self._config.url:
            kept = {"url": self._config.url, "id": site_of(ask(), self._config.url)}
            self._state[SITE] = kept
        return str(kept["id"])


def fresh(kept: Mapping[str, Any], now: datetime, life: timedelta) -> bool:
    """Whether something remembered with its time `at` is younger than `life`."""
    try:
        return timedelta() <= now - parse_time(str(kept["at"])) < life
    except (KeyError, ValueError):
        return False


def is_cloud(told: Any, url: str) -> bool:
    """What serverInfo says; servers before 7 name no deployment."""
    if not isinstance(told, Mapping) or not (told.get("version") or told.get("baseUrl")):
        raise ConfigError(f"no Jira answers at {url}: correct `url`, with its path if it has one")
    return told.get("deploymentType") == "Cloud"


def site_of(told: Any, url: str) -> str:
    """The id of the site with this address among those that the app may reach; raises ConfigError."""
    sites = [site for site in told if isinstance(site, Mapping)] if isinstance(told, list) else []
    for site in sites:
        if _host(str(site.get("url") or "")) == _host(url):
            return str(site["id"])
    names = ", ".join(sorted(str(site.get("url")) for site in sites)) or "none"
    raise ConfigError(f"the app may not reach {url}: correct `url` (it may reach {names}), or sign in anew")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()
