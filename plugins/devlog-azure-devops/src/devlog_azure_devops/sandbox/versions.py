"""Which version of the interface a request asks for, and whether it is there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from devlog_azure_devops.sandbox.answer import SERVICES, RefusedError
from devlog_azure_devops.sandbox.world import World
from devlog_core.testing.sandbox.wire import Request

WRITTEN = re.compile(r"(\d+)\.(\d+)(-preview(?:\.\d+)?)?$")
ACCEPTED = re.compile(r"api-version=([^;,\s]+)", re.IGNORECASE)
OPEN = ("GET", "OPTIONS", "HEAD")
"""Methods that do without a version."""


def settle(world: World, request: Request, query: Mapping[str, str], preview: bool) -> str:
    """The version that serves a request; raises RefusedError where it is missing, unknown or too new."""
    found = ACCEPTED.search(request.headers.get("Accept", ""))
    asked = query.get("api-version") or (found[1] if found else "")
    if not asked:
        if request.method in OPEN:
            return ""
        told = (
            f'No api-version was supplied for the "{request.method}" request. The version must be supplied '
            'either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query '
            'parameter (e.g. "?api-version=1.0").'
        )
        raise RefusedError(400, told, "VssVersionNotSpecifiedException", SERVICES, 3000)
    read = WRITTEN.match(asked)
    if read is None:
        told = f"The api-version {asked} is not valid."
        raise RefusedError(400, told, "VssInvalidApiResourceVersionException", SERVICES, 3000)
    number = (int(read[1]), int(read[2]))
    newest = tuple(int(part) for part in world.switches.newest_version.split("."))
    if number > newest:
        told = (
            f"The requested REST API version of {read[1]}.{read[2]} is out of range for this server. "
            f"The latest REST API version this server supports is {world.switches.newest_version}."
        )
        raise RefusedError(400, told, "VssVersionOutOfRangeException", SERVICES, 3000)
    if read[3] is None and (preview or (number == newest and number[1])):
        told = (
            f'The requested version "{asked}" of the resource is under preview. The -preview flag must be '
            f'supplied in the api-version for such requests. For example: "{asked}-preview"'
        )
        raise RefusedError(400, told, "VssInvalidPreviewVersionException", SERVICES, 3000)
    return asked
