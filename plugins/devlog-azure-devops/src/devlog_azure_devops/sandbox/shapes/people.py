"""Accounts in answers."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox.model import User
from devlog_azure_devops.sandbox.world import World


def person(world: World, user: User) -> dict[str, Any]:
    """An account as most answers have it."""
    avatar = f"{world.url}/_apis/GraphProfile/MemberAvatars/{user.descriptor}"
    return {
        "displayName": user.display_name,
        "url": f"{world.base}/vssps/_apis/Identities/{user.id}",
        "_links": {"avatar": {"href": avatar}},
        "id": user.id,
        "uniqueName": user.unique_name,
        "imageUrl": avatar,
        "descriptor": user.descriptor,
    }


def reviser(world: World, user: User) -> dict[str, Any]:
    """An account as updates have it."""
    return person(world, user) | {"name": user.combined}
