"""Where deployments go, and the lists of them, each read to its end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.client import Client
from devlog_azure_devops.streams.stream import Record, State, paged
from devlog_core.model.errors import RejectedError
from devlog_core.model.times import parse_time, rfc3339

ENVIRONMENTS, RELEASES = "Environment (read and manage)", "Release (read)"
PAGE = 100
_OVERLAP = timedelta(minutes=5)
_OURS = (".visualstudio.com", ".dev.azure.com")
_NAME = re.compile(r"[a-z0-9.-]+")


class Places:
    """The environments of one project, and its classic releases."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog
        self._scope = catalog.project["id"]

    def environments(self) -> list[tuple[str, str]]:
        """Each environment's id and name."""
        found = self._all(f"/{self._scope}/_apis/distributedtask/environments", "$top", 1, ENVIRONMENTS)
        return [(str(one["id"]), str(one.get("name") or one["id"])) for one in found if one.get("id")]

    def deployments(self, environment: str, mark: State | None) -> tuple[list[Record], State]:
        """What is new or stands otherwise since a mark, the oldest first, and the new mark.

        The provider lists the newest first; where it does not, the list is read to its end.
        """
        last, open_ = (int(mark["last"]), mark["open"]) if mark else (0, {})
        floor = min([last + 1, *map(int, open_)])
        where = (
            f"/{self._scope}/_apis/distributedtask/environments/{environment}/environmentdeploymentrecords"
        )
        found = self._all(where, "top", 1, ENVIRONMENTS, floor)
        known = {id: one for one in found if (id := _id(one))}
        fresh = [one for one in found if not _id(one)]
        fresh += [
            one
            for id, one in sorted(known.items())
            if id > last or (str(id) in open_ and open_[str(id)] != _stand(one))
        ]
        going = {str(id): _stand(one) for id, one in known.items() if not one.get("result") and id >= floor}
        return fresh, {"last": max([last, *known]), "open": going}

    def releases(self, mark: State | None) -> tuple[list[Record], State]:
        """Deployments of classic releases modified since a mark, the oldest first, and the new mark."""
        since, seen = (mark["since"], mark["seen"]) if mark else (None, {})
        told = {"minModifiedTime": rfc3339(parse_time(since) - _OVERLAP)} if since else {}
        root = service_root(self._catalog.areas.get("release", ""), self._client.config.organization_url)
        where = f"{root}/{self._scope}/_apis/release/deployments"
        found = self._all(where, "$top", 2, RELEASES, more={"queryOrder": "ascending", **told})
        times = {str(one.get("id")): str(one["lastModifiedOn"]) for one in found if _dated(one)}
        known: dict[str, str] = seen | times
        moments = [*known.values(), *filter(None, (since,))]
        # One that says it was modified in times to come hides none until then; sooner only asks for more.
        now = rfc3339(self._client.now())
        newest = min(max(moments, key=parse_time), now, key=parse_time) if moments else None
        edge = parse_time(newest) - _OVERLAP if newest else None
        kept = {id: at for id, at in known.items() if edge and parse_time(at) >= edge}
        # What tells no time is set aside by itself, where it is understood.
        fresh = [
            one for one in found if not _dated(one) or seen.get(name := str(one.get("id"))) != times[name]
        ]
        fresh.sort(key=lambda one: (str(one.get("lastModifiedOn") or ""), _id(one)))
        return fresh, {"since": newest, "seen": kept}

    def newest_releases(self) -> list[Record]:
        """Deployments of classic releases that were modified within minutes."""
        return self.releases({"since": rfc3339(self._client.now()), "seen": {}})[0]

    def _all(
        self,
        path: str,
        top: str,
        preview: int,
        scope: str,
        floor: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> list[Record]:
        """Every page, or those down to an id as long as they come in falling order."""
        found: list[Record] = []
        params = {top: PAGE, "api-version": self._client.preview(preview), **(more or {})}
        for _, records in paged(self._client, path, params, scope=scope):
            found += records
            if floor is not None and _falls_below(found, floor):
                break
        return found


def service_root(told: str, organization: str) -> str:
    """Where a service is, as the provider tells it; empty where it is beside the rest, as with a server.

    Raises RejectedError where that would be a host to which our credentials do not belong: what a server of
    one's own is signed in with is nothing for Azure DevOps Services either.
    """
    host, own = urlsplit(told), urlsplit(organization)
    if not told or (host.scheme, host.netloc) == (own.scheme, own.netloc):
        return told.rstrip("/")
    if not (_hosted(host) and _hosted(own)):
        raise RejectedError(f"releases are said to be at {told}, which is no host of Azure DevOps: not asked")
    return told.rstrip("/")


def _hosted(address: SplitResult) -> bool:
    """Whether it is one of Azure DevOps Services; nothing but a plain name, which all read alike."""
    name = address.netloc.lower()
    return address.scheme == "https" and _NAME.fullmatch(name) is not None and f".{name}".endswith(_OURS)


def _stand(record: Record) -> str:
    return f"{record.get('startTime') or ''} {record.get('result') or ''}".strip()


def _falls_below(found: list[Record], floor: int) -> bool:
    ids = [id for one in found if (id := _id(one))]
    return bool(ids) and ids[-1] < floor and ids == sorted(ids, reverse=True)


def _id(record: Record) -> int:
    """Its number; 0 where it has none."""
    found = record.get("id")
    return found if isinstance(found, int) else 0


def _dated(record: Record) -> bool:
    try:
        return bool(parse_time(str(record["lastModifiedOn"])))
    except (KeyError, ValueError):
        return False
