"""Who we are at the tracker, and which project this is.

Change: the addresses, and what is missing for which feature, with the way to get it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from devlog_core.model.errors import PluginError
from devlog_core.model.remote import AccountInfo, Scope

if TYPE_CHECKING:
    from devlog_example.client import ExampleClient
    from devlog_example.config import ExampleConfig


def check(
    client: ExampleClient,
    config: ExampleConfig,
) -> AccountInfo:
    """What `devlog integrations check` tells, for one request."""
    me = client.get(f"/projects/{config.project}/me")
    rights = tuple(str(right) for right in me.listed("rights"))
    missing: dict[str, str] = {}
    # [writing
    if "write" not in rights:
        missing["writing"] = (
            "the token may only read: make one that may write, or set direction = 'pull'"
        )
    # writing]
    # [webhooks
    if config.webhook_secret is None:
        missing["webhooks"] = "set `webhook_secret`, and give the tracker the same"
    # webhooks]
    return AccountInfo(
        account=str(me.told("login") or ""),
        name=str(me.told("name") or ""),
        permissions=rights,
        missing=missing,
    )


def scope(
    client: ExampleClient,
    config: ExampleConfig,
) -> Scope:
    """The project by the id that it keeps, so that another one under its name is noticed."""
    found = client.get(f"/projects/{config.project}")
    if not found.told("id"):
        raise PluginError(f"{client.host} tells no id of the project {config.project}")
    return Scope(id=str(found.told("id")), name=config.project, host=client.host)
