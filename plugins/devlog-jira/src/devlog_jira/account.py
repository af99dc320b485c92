"""Who we are at Jira, what that allows, and whether the settings fit the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from devlog_core.model.errors import ConfigError, RejectedError
from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES
from devlog_core.model.remote import AccountInfo, Scope
from devlog_jira.catalog import Catalog
from devlog_jira.client import Client
from devlog_jira.createmeta import CreateMeta, with_defaults
from devlog_jira.custom import RichText
from devlog_jira.dialect import SERVER_INFO, is_cloud
from devlog_jira.mapping import host_of
from devlog_jira.vocabulary import Offered, Vocabulary

NEEDED = {
    "BROWSE_PROJECTS": ("read", "Browse Projects"),
    "CREATE_ISSUES": ("create", "Create Issues"),
    "EDIT_ISSUES": ("write", "Edit Issues"),
    "TRANSITION_ISSUES": ("status", "Transition Issues"),
    "ASSIGN_ISSUES": ("assignees", "Assign Issues"),
    "SCHEDULE_ISSUES": ("due", "Schedule Issues"),
    "LINK_ISSUES": ("dependencies", "Link Issues"),
    "ADD_COMMENTS": ("notes", "Add Comments"),
    "EDIT_OWN_COMMENTS": ("edited notes", "Edit Own Comments"),
    "DELETE_OWN_COMMENTS": ("deleted notes", "Delete Own Comments"),
    "WORK_ON_ISSUES": ("worklogs", "Work On Issues"),
    "EDIT_OWN_WORKLOGS": ("edited worklogs", "Edit Own Worklogs"),
    "DELETE_OWN_WORKLOGS": ("deleted worklogs", "Delete Own Worklogs"),
}
_VALUES = {"status": STATUSES, "priority": PRIORITIES, "type": TYPES}


def scope_of(client: Client, catalog: Catalog) -> Scope:
    """The project that carries the configured key now, remembered for requests that need its id."""
    found = catalog.present_project()
    catalog.keep_project(found)
    return Scope(id=found["id"], name=found["name"] or found["key"], host=host_of(client.config.url))


def check(client: Client, catalog: Catalog, text: RichText) -> AccountInfo:
    """The account, its permissions in the project, and how the settings fit the project.

    Raises ConfigError where the settings name what the project does not have.
    """
    _known_kind(client)
    catalog.forget()
    me = catalog.me
    held = permissions(client, catalog.project["id"])
    missing = {
        feature: f"the account has not the permission {name} in {client.config.project}: ask an administrator"
        for key, (feature, name) in NEEDED.items()
        if held.get(key) is False
    }
    offered = catalog.offered()
    words = Vocabulary(client.config.mapping, offered)
    unknown = list(words.unknown())
    if unknown:
        raise ConfigError("; ".join(unknown))
    catalog.custom()
    if "create" not in missing:
        missing |= unfillable(client, catalog, words, text)
    return AccountInfo(
        account=me["account"] or me["name"],
        name=me["name"],
        permissions=tuple(sorted(key for key, value in held.items() if value)),
        missing=missing,
        warnings=(*losses(words, offered), *_own_kind(client)),
    )


def _known_kind(client: Client) -> None:
    """Refuse a `deployment` that is not the server's: half of its interface would answer, and no search."""
    config = client.config
    if config.deployment == "auto" or config.oauth:
        return
    cloud = is_cloud(client.get(SERVER_INFO).data, config.url)
    if cloud != client.cloud:
        kind, right = ("Jira Cloud", "cloud") if cloud else ("a Jira server", "server")
        raise ConfigError(f"deployment: {config.url} is {kind}: set `deployment` to {right}, or leave it out")


def permissions(client: Client, project: str) -> dict[str, bool]:
    """Whether the account holds each permission; those that the server does not know are left out."""
    keys = ",".join(NEEDED)
    # Servers give all permissions, whatever is asked for, and refuse none that they do not know.
    answer = client.get(
        f"{client.api}/mypermissions", {"projectId": project, "permissions": keys}, accept=(400,)
    )
    told = answer.data.get("permissions") if isinstance(answer.data, Mapping) else None
    if not isinstance(told, Mapping):
        return {}
    return {key: bool(told[key].get("havePermission")) for key in NEEDED if key in told}


def unfillable(
    client: Client, catalog: Catalog, words: Vocabulary, text: RichText
) -> Iterator[tuple[str, str]]:
    """What the project requires of a new issue and neither an entry nor the settings are sure to give."""
    meta, listed = CreateMeta(client), {one["name"]: one["id"] for one in catalog.types}
    written = dict.fromkeys(name for value in TYPES for name in words.names("type", value)[:1])
    for name in written:
        if name not in listed:
            continue
        wanted = meta.wanted(catalog.project["id"], listed[name], name)
        try:
            with_defaults(wanted, {"summary": name}, client.config.create, text, client.cloud)
        except RejectedError as error:
            yield f"create {name}", error.reason


def losses(words: Vocabulary, offered: Offered) -> Iterable[str]:
    """What the maps cannot tell apart, in both directions."""
    for field, values in _VALUES.items():
        groups: dict[str, list[str]] = {}
        for value in values:
            if field != "status" and not words.names(field, value):
                yield (
                    f"mapping.{field}: the project has no word for {value}: name one, or entries with it are "
                    "set aside"
                )
                continue
            groups.setdefault(words.express(field, value), []).append(value)
        for shown, several in groups.items():
            if several != [shown]:
                yield f"mapping.{field}: {', '.join(several)} read back as {shown}"
    yield from _inward(words, offered)


def _inward(words: Vocabulary, offered: Offered) -> Iterable[str]:
    """Names of the project's that are read as one value, of which only the first is ever written."""
    groups: dict[str, list[str]] = {}
    for name, category in offered.statuses:
        groups.setdefault(words.status(name, category), []).append(name)
    for value, names in groups.items():
        if len(names) > 1:
            yield f"mapping.status: {', '.join(names)} are all read as {value}"


def _own_kind(client: Client) -> Iterable[str]:
    config = client.config
    if client.cloud and not config.oauth and config.email is None:
        yield "API tokens of Jira Cloud go with the `email` of their account: set it if requests are refused"
    if client.cloud is False and not config.url.startswith("https://"):
        yield "`url` is not encrypted: the token can be read on its way"
