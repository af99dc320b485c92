"""Who we are at Azure DevOps, what that allows, and whether the settings fit the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from devlog_azure_devops import wiql
from devlog_azure_devops.boards.team import Team
from devlog_azure_devops.boards.tree import paths
from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.client import Client
from devlog_azure_devops.discussion import OLD
from devlog_azure_devops.listing import Lister
from devlog_azure_devops.mapping import CRITERIA, DUE, ESTIMATE, PRIORITY, TITLE, host_of
from devlog_azure_devops.process import Kind, Process
from devlog_azure_devops.vocabulary import Vocabulary
from devlog_core.model.errors import ConfigError, DevlogError
from devlog_core.model.fields import PRIORITIES, STATUSES, TYPES
from devlog_core.model.remote import AccountInfo, Scope
from devlog_core.plugin.nearest import hint, nearest

_OPTIONAL = {
    PRIORITY: "priority", DUE: "due", ESTIMATE: "estimate", CRITERIA: "acceptance_criteria",
}  # fmt: skip
# These the provider fills by itself, though it calls them required.
_FILLED = frozenset(
    {
        TITLE, "System.AreaId", "System.AreaPath", "System.IterationId", "System.IterationPath",
        "System.State", "System.Reason", "System.WorkItemType", "System.TeamProject", "System.Id",
        "System.Rev",
    }
)  # fmt: skip


def scope_of(client: Client, catalog: Catalog) -> Scope:
    """The project that carries the configured name now, remembered for requests that need its id."""
    found = catalog.present_project()
    catalog.keep_project(found)
    return Scope(id=found["id"], name=found["name"], host=host_of(client.config.organization_url))


def check(client: Client, catalog: Catalog, team: Team, query: str) -> AccountInfo:
    """The account, what it lacks, and how the settings fit the project's process.

    Raises ConfigError where the settings name what the project does not have.
    """
    client.forget_version()
    catalog.forget()
    me = catalog.me
    process = catalog.process
    words = Vocabulary(client.config.mapping, process)
    unknown = [*unknown_names(words), *_unknown_paths(client, catalog), *team.unknown()]
    if unknown:
        raise ConfigError("; ".join(unknown))
    catalog.custom()
    for name in client.config.create:
        catalog.field(name, "create")
    lister = Lister(client, catalog.project["id"])
    if query:
        lister.selected(wiql.those_of([0], wiql.condition(query)))
    missing = dict(unfillable(client, words))
    try:
        if lister.revisions(None, client.now()) is None:
            missing["deletions"] = (
                "the reporting interface does not answer: deleted work items are seen by full readings alone"
            )
    except DevlogError as error:
        missing["deletions"] = str(error)
    if not client.has_comments:
        missing["notes"] = OLD
    return AccountInfo(
        account=me["account"] or me["name"],
        name=me["name"],
        missing=missing,
        warnings=(*losses(words), *absent_fields(words), *_own_kind(client)),
    )


def written(words: Vocabulary) -> list[Kind]:
    """The types that entries are written as."""
    names = dict.fromkeys(name for value in TYPES for name in words.names("type", value)[:1])
    return [words.process.kind(name) for name in names]


def unfillable(client: Client, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """What the process requires of a new work item and neither an entry nor the settings are sure to give."""
    for kind in written(words):
        wanted = [
            name
            for name in kind.required
            if name not in _FILLED and name not in client.config.create and not name.startswith("System.")
        ]
        if wanted:
            shown = ", ".join(f"{kind.fields.get(name) or name} ({name})" for name in wanted)
            yield f"create {kind.name}", f"it requires {shown}: give values under `config.create`"


def unknown_names(words: Vocabulary) -> Iterable[str]:
    """Names in the settings that the process does not have, each with the nearest that it has."""
    process: Process = words.process
    known = {"status": process.states, "type": tuple(kind.name for kind in process.kinds)}
    for field, listed in known.items():
        for value, names in words.given(field).items():
            for name in names:
                plain = name.partition(":")[0].strip() if field == "status" else name
                if listed and plain.casefold() not in {one.casefold() for one in listed}:
                    close = nearest(plain, listed)
                    meant = f"; did you mean {close!r}?" if close else f"; it has {', '.join(listed)}"
                    what = "state" if field == "status" else "work item type"
                    yield f"mapping.{field}.{value}: the process has no {what} {plain!r}{meant}"


def _unknown_paths(client: Client, catalog: Catalog) -> Iterator[str]:
    for name, group in (("area", "areas"), ("iteration", "iterations")):
        path = getattr(client.config, name)
        if path:
            steps = "/".join(quote(step, safe="") for step in path.split("\\"))
            where = f"/{catalog.project['id']}/_apis/wit/classificationnodes/{group}/{steps}"
            if client.get(where, accept=(404,)).status == 404:
                known = paths(client, catalog.project["id"], group)
                project, _, below = path.partition("\\")
                if project.casefold() == catalog.project["name"].casefold() and below in ("", *known):
                    instead = f"write '{below}'" if below else f"leave `{name}` out"
                    yield f"{name}: '{path}' begins with the project, which goes without saying: {instead}"
                    continue
                told = f"{name}: the project has no {name} path '{path}'{hint(path, known)}"
                yield f"{told}; create it, or correct it"


def losses(words: Vocabulary) -> Iterable[str]:
    """What the maps cannot tell apart, by type where it depends on that."""
    for field, values in (("priority", PRIORITIES), ("type", TYPES)):
        groups: dict[str, list[str]] = {}
        for value in values:
            if not words.names(field, value):
                yield (
                    f"mapping.{field}: the process has no word for {value}: name one, or entries with it are "
                    "set aside"
                )
                continue
            groups.setdefault(words.express(field, value), []).append(value)
        for shown, several in groups.items():
            if several != [shown]:
                yield f"mapping.{field}: {', '.join(several)} read back as {shown}"
    for kind in written(words):
        yield from _lost_states(words, kind)


def _lost_states(words: Vocabulary, kind: Kind) -> Iterable[str]:
    groups: dict[str, list[str]] = {}
    for value in STATUSES:
        goal = words.goal(kind, value)
        if goal is None:
            yield f"mapping.status: a {kind.name} has no state for {value}: entries with it are set aside"
            continue
        groups.setdefault(words.status(kind.name, goal.state, goal.reason), []).append(value)
    for shown, several in groups.items():
        if several != [shown]:
            yield f"mapping.status: of a {kind.name}, {', '.join(several)} read back as {shown}"


def absent_fields(words: Vocabulary) -> Iterable[str]:
    """Fields of an entry that some type does not have."""
    for reference, field in _OPTIONAL.items():
        lacking = [kind.name for kind in written(words) if not kind.has(reference)]
        if lacking:
            yield f"{field}: {', '.join(lacking)} has no field {reference}: it is not written there"


def _own_kind(client: Client) -> Iterable[str]:
    if not client.config.organization_url.startswith("https://"):
        yield "`organization_url` is not encrypted: the token can be read on its way"
