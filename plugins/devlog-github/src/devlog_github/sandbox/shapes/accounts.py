"""Users: the short form that stands in everything, and the profile."""

from __future__ import annotations

from typing import Any

from devlog_github.sandbox.model import User
from devlog_github.sandbox.shapes.ids import node_id
from devlog_github.sandbox.stamps import stamp
from devlog_github.sandbox.world import World


def user_json(world: World, user: User) -> dict[str, Any]:
    """The account as it stands inside other records."""
    return world.memo(("user", user.id), lambda: _user(world, user))


def user_or_none(world: World, user: User | None) -> dict[str, Any] | None:
    """The same for an account that may be missing."""
    return None if user is None else user_json(world, user)


def _user(world: World, user: User) -> dict[str, Any]:
    url = f"{world.base}/users/{user.login}"
    shape = {
        "login": user.login,
        "id": user.id,
        "node_id": node_id("U", user.id),
        "avatar_url": f"{world.base}/avatars/u/{user.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{world.base}/{user.login}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": user.kind,
        "user_view_type": "public",
        "site_admin": False,
    }
    if world.switches.old_server:
        del shape["user_view_type"]
    return shape


def profile_json(world: World, user: User) -> dict[str, Any]:
    """The account as its own page shows it."""
    since = stamp(user.created_at)
    return user_json(world, user) | {
        "name": user.login, "company": None, "blog": "", "location": None, "email": None,
        "hireable": None, "bio": None, "twitter_username": None, "notification_email": None,
        "public_repos": 0, "public_gists": 0, "followers": 0, "following": 0, "created_at": since,
        "updated_at": since,
    }  # fmt: skip
