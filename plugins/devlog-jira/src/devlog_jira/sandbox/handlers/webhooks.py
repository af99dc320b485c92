"""Webhooks: those that apps register on Cloud for thirty days, and those that administrators set up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox import jql
from devlog_jira.sandbox.answer import RefusedError, wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.model import Webhook
from devlog_jira.sandbox.shapes.view import stamp
from devlog_jira.sandbox.world import World

LIFE = 30 * 24 * 3600 * 1000
REMEMBERED = 72 * 3600 * 1000
"""Milliseconds for which a failed delivery is listed."""
DYNAMIC = (
    "jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated",
    "comment_deleted", "issue_property_set", "issue_property_deleted",
)  # fmt: skip
SETTABLE = (
    *DYNAMIC, "worklog_created", "worklog_updated", "worklog_deleted", "sprint_created", "sprint_updated",
    "sprint_started", "sprint_closed", "sprint_deleted", "jira:version_released", "issuelink_created",
    "issuelink_deleted", "project_updated", "user_updated", "jira:worklog_updated",
)  # fmt: skip
SEARCHABLE = ("issuekey", "key", "project", "issuetype", "status", "assignee", "reporter", "issue.property")
FILTER = "issue-related-events-section"
FILTERS = ("fieldIdsFilter", "issuePropertyKeysFilter")
NO_APP = "Only Connect and OAuth 2.0 apps can use this operation."
NO_ADMIN = "You are not authorized to perform this operation. Administrator privileges are required."


def register(call: Call) -> Answer:
    """Webhooks for an app; each is taken or refused by itself."""
    _app(call)
    body = call.fields
    url, wanted = body.get("url"), body.get("webhooks")
    if not _address(url):
        raise RefusedError(400, "The URL of the webhook is not valid.")
    if not isinstance(wanted, list) or not wanted:
        raise RefusedError(400, "At least one webhook is needed.")
    for one in wanted:
        events = one.get("events") if isinstance(one, Mapping) else None
        if not isinstance(events, list) or not events or set(events) - set(DYNAMIC):
            raise RefusedError(400, "Each webhook needs events that apps can be told of.")
    return Answer(200, {"webhookRegistrationResult": [_registered(call, str(url), one) for one in wanted]})


def list_registered(call: Call) -> Answer:
    """The webhooks of the app that asks."""
    _app(call)
    mine = [hook for hook in call.world.webhooks.values() if _mine(call, hook)]
    start, most = call.number("startAt", 0), min(call.number("maxResults", 100), 100)
    page = mine[start : start + most]
    return Answer(
        200,
        {
            "maxResults": most,
            "startAt": start,
            "total": len(mine),
            "isLast": start + len(page) >= len(mine),
            "values": [_shape(hook) for hook in page],
        },
    )


def unregister(call: Call) -> Answer:
    """Webhooks taken away; those of others are passed over."""
    for hook in _chosen(call):
        del call.world.webhooks[hook.id]
    return Answer(202)


def refresh(call: Call) -> Answer:
    """Thirty more days for webhooks."""
    expires = call.world.now() + LIFE
    for hook in _chosen(call):
        hook.expires = expires
    return Answer(200, {"expirationDate": stamp(expires)})


def list_failed(call: Call) -> Answer:
    """Deliveries that were given up in the last 72 hours, oldest first."""
    _app(call)
    most = min(call.number("maxResults", 100), 100)
    since = max(call.number("after", 0), call.world.now() - REMEMBERED)
    found = [
        {"id": delivery.id, "body": delivery.body.decode(), "url": delivery.url, "failureTime": at}
        for at, delivery in call.world.undelivered
        if at > since
    ]
    body: dict[str, Any] = {"values": found[:most], "maxResults": most}
    if len(found) > most:
        last = body["values"][-1]["failureTime"]
        body["next"] = f"{call.api}/webhook/failed?after={last}&maxResults={most}"
    return Answer(200, body)


def list_set_up(call: Call) -> Answer:
    """The webhooks that administrators set up."""
    _administrator(call)
    return Answer(200, [_full(call, hook) for hook in call.world.webhooks.values() if _set_up(hook)])


def get_set_up(call: Call) -> Answer:
    """One of them."""
    return Answer(200, _full(call, _hook(call)))


def set_up(call: Call) -> Answer:
    """A webhook of an administrator, for any event, until it is taken away."""
    user = _administrator(call)
    url, events, filters = _settings(call, call.fields)
    number = call.world.new_id("webhook")
    hook = Webhook(number, url, events, filters, user, 0, _details(call, call.fields, {}))
    call.world.webhooks[hook.id] = hook
    return Answer(201, _full(call, hook))


def change(call: Call) -> Answer:
    """Other settings for one of them; what is not named stays."""
    user, hook = _administrator(call), _hook(call)
    body = {"url": hook.url, "events": list(hook.events), "filters": {FILTER: hook.jql}} | dict(call.fields)
    hook.url, hook.events, hook.jql = _settings(call, body)
    hook.details, hook.owner = _details(call, call.fields, hook.details), user
    return Answer(200, _full(call, hook))


def take_down(call: Call) -> Answer:
    """One of them taken away."""
    _administrator(call)
    del call.world.webhooks[_hook(call).id]
    return Answer(204)


def _app(call: Call) -> None:
    if not call.token.oauth or not call.world.cloud:
        raise RefusedError(403, NO_APP)


def _mine(call: Call, hook: Webhook) -> bool:
    return not _set_up(hook) and hook.owner is call.actor


def _set_up(hook: Webhook) -> bool:
    return hook.expires == 0


def _chosen(call: Call) -> list[Webhook]:
    _app(call)
    ids = call.fields.get("webhookIds")
    if not isinstance(ids, list):
        raise RefusedError(400, "The list of webhook ids is missing.")
    return [hook for hook in call.world.webhooks.values() if hook.id in ids and _mine(call, hook)]


def _registered(call: Call, url: str, wanted: Any) -> dict[str, Any]:
    errors = _faults(call.world, wanted)
    if errors:
        return {"errors": errors}
    details = {name: wanted[name] for name in FILTERS if name in wanted}
    client = next((one for one in call.access.clients if one.user is call.actor), None)
    if client is not None:
        details |= {"client_id": client.id, "client_secret": client.secret}
    number, expires = call.world.new_id("webhook"), call.world.now() + LIFE
    events = tuple(wanted["events"])
    hook = Webhook(number, url, events, wanted["jqlFilter"], call.actor, expires, details)
    call.world.webhooks[number] = hook
    return {"createdWebhookId": number}


def _faults(world: World, wanted: Mapping[str, Any]) -> list[str]:
    try:
        fields = jql.parse(str(wanted.get("jqlFilter", "")), world.cloud).fields
    except jql.JqlError as error:
        return list(error.messages)
    unsupported = [name for name in fields if name.lower() not in SEARCHABLE and not name.startswith("cf[")]
    return [f"The clause {name} is unsupported" for name in unsupported]


def _administrator(call: Call) -> Any:
    if call.token.user is None or call.token.role != "admin":
        raise RefusedError(401 if call.token.user is None else 403, NO_ADMIN)
    return call.token.user


def _hook(call: Call) -> Webhook:
    _administrator(call)
    number = call.params["webhook"]
    found = call.world.webhooks.get(int(number)) if number.isdigit() else None
    if found is None or not _set_up(found):
        raise RefusedError(404, f"Webhook with id {number} does not exist.")
    return found


def _settings(call: Call, body: Mapping[str, Any]) -> tuple[str, tuple[str, ...], str]:
    events = body.get("events")
    if not _address(body.get("url")):
        raise wrong(url="The URL of the webhook is not valid.")
    if not isinstance(events, list) or not events or set(events) - set(SETTABLE):
        raise wrong(events="The webhook has to listen to known events.")
    filters = str((body.get("filters") or {}).get(FILTER, ""))
    try:
        jql.parse(filters, call.world.cloud)
    except jql.JqlError as error:
        raise wrong(filters="; ".join(error.messages)) from None
    return str(body["url"]), tuple(events), filters


def _details(call: Call, body: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    kept = {"name": "", "excludeBody": False, "enabled": True, "secret": None} | dict(old)
    told = {name: body[name] for name in kept if name in body}
    if not (kept | told)["name"]:
        raise wrong(name="The name of the webhook is missing.")
    return kept | told | {"updated": call.world.now()}


def _address(url: Any) -> bool:
    parts = urlsplit(url) if isinstance(url, str) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)


def _shape(hook: Webhook) -> dict[str, Any]:
    more = {name: hook.details[name] for name in FILTERS if name in hook.details}
    return {
        "id": hook.id,
        "url": hook.url,
        "jqlFilter": hook.jql,
        **more,
        "events": list(hook.events),
        "expirationDate": stamp(hook.expires),
    }


def _full(call: Call, hook: Webhook) -> dict[str, Any]:
    return {
        "name": hook.details["name"],
        "url": hook.url,
        "excludeBody": hook.details["excludeBody"],
        "filters": {FILTER: hook.jql},
        "events": list(hook.events),
        "enabled": hook.details["enabled"],
        "isSigned": bool(hook.details["secret"]),
        "self": f"{call.world.base}/rest/webhooks/1.0/webhook/{hook.id}",
        "lastUpdatedUser": hook.owner.account_id if call.world.cloud else hook.owner.name,
        "lastUpdatedDisplayName": hook.owner.display_name,
        "lastUpdated": hook.details["updated"],
    }
