"""What clients ask first: where the services are, who they are, which projects there are."""

from __future__ import annotations

from typing import Any

from devlog_azure_devops.sandbox import templates
from devlog_azure_devops.sandbox.answer import RefusedError, missing, wrong
from devlog_azure_devops.sandbox.building import build
from devlog_azure_devops.sandbox.call import Call
from devlog_azure_devops.sandbox.handlers.items import listed
from devlog_azure_devops.sandbox.locations import locations
from devlog_azure_devops.sandbox.model import Project, User
from devlog_azure_devops.sandbox.times import stamp
from devlog_core.testing.sandbox.answer import Answer


def options(call: Call) -> Answer:
    """Every address by the id under which the client libraries know it."""
    return listed(locations(call.world.switches.newest_version))


def list_areas(_: Call) -> Answer:
    """None: everything is at the organisation's own address, as a Server says it."""
    return listed([])


def connection_data(call: Call) -> Answer:
    """Who asks, and where."""
    told = _identity(call.actor)
    instance = call.world.guid("instance")
    return Answer(200, {
        "authenticatedUser": told,
        "authorizedUser": told,
        "instanceId": instance,
        "deploymentId": call.world.guid("deployment"),
        "deploymentType": "hosted" if call.world.hosted else "onPremises",
        "locationServiceData": {
            "serviceOwner": "00025394-6065-48ca-87d9-7f5672854ef7",
            "defaultAccessMappingMoniker": "PublicAccessMapping",
            "lastChangeId": 1,
            "lastChangeId64": 1,
        },
    })  # fmt: skip


def list_identities(call: Call) -> Answer:
    """Accounts that a name or a mail address means, or those of some ids."""
    wanted = call.query.get("filtervalue", "").casefold()
    ids = [*call.words("identityIds"), *call.words("subjectDescriptors")]
    users = call.world.users.values()
    if ids:
        return listed([_identity(one) for one in users if one.id in ids or one.descriptor in ids])
    # A filter of General finds what begins so, one of MailAddress only the whole.
    general = call.query.get("searchfilter", "").casefold() == "general"
    found = [
        one
        for one in users
        if one.unique_name.casefold() == wanted
        or (general and wanted and one.display_name.casefold().startswith(wanted))
    ]
    return listed([_identity(one) for one in found])


def list_projects(call: Call) -> Answer:
    """A page of projects by name, with a token for the next in a header."""
    seen = sorted(
        (one for one in call.world.projects.values() if call.may("read", one)), key=lambda one: one.name
    )
    wanted = call.query.get("statefilter", "wellFormed").lower()
    if wanted != "all":
        seen = [one for one in seen if one.state.lower() == wanted]
    most = call.world.switches.project_page
    start = call.number("continuationToken", call.number("$skip", 0))
    top = min(call.number("$top", most), most)
    page = seen[start : start + top]
    more = start + top < len(seen)
    headers = {"X-MS-ContinuationToken": str(start + top)} if more else {}
    return listed([project_json(call, one) for one in page], headers)


def get_project(call: Call) -> Answer:
    """One project, by its id or its name."""
    project = call.project(call.params["project"])
    body = project_json(call, project)
    if call.flag("includeCapabilities"):
        process = templates.PROCESSES[project.process.casefold()]
        body["capabilities"] = {
            "processTemplate": {"templateName": process.name, "templateTypeId": str(process.id)},
            "versioncontrol": {"sourceControlType": "Git", "gitEnabled": "True", "tfvcEnabled": "False"},
        }
    team = next(iter(project.teams.values()), None)
    if team is not None:
        url = f"{call.world.url}/_apis/projects/{project.id}/teams/{team.id}"
        body["defaultTeam"] = {"id": team.id, "name": team.name, "url": url}
    told = {
        "self": f"{call.world.url}/_apis/projects/{project.id}",
        "collection": f"{call.world.url}/_apis/projectCollections/{call.world.guid('collection')}",
        "web": f"{call.world.url}/{project.name.replace(' ', '%20')}",
    }
    return Answer(200, body | {"_links": {name: {"href": url} for name, url in told.items()}})


def list_properties(call: Call) -> Answer:
    """What is known of a project beside: its process."""
    project = call.project(call.params["project"])
    process = templates.PROCESSES[project.process.casefold()]
    told = {
        "System.ProcessTemplateType": str(process.id),
        "System.Process Template": process.name,
        "System.CurrentProcessTemplateId": str(process.id),
        "System.SourceControlGitEnabled": "True",
    }
    wanted = [name.casefold() for name in call.words("keys")]
    told = {
        name: value
        for name, value in told.items()
        if not wanted or name.casefold() in wanted or "*" in wanted
    }
    return listed([{"name": name, "value": value} for name, value in told.items()])


def list_processes(call: Call) -> Answer:
    """The processes that a project may follow."""
    return listed([_process(call, one) for one in templates.PROCESSES.values()])


def get_process(call: Call) -> Answer:
    """One process."""
    found = next((one for one in templates.PROCESSES.values() if str(one.id) == call.params["process"]), None)
    if found is None:
        raise missing(
            f"VS402362: The process {call.params['process']} does not exist.", "ProcessNotFoundException"
        )
    return Answer(200, _process(call, found))


def post_project(call: Call) -> Answer:
    """A new project, made by an operation that is asked for until it is done."""
    if call.token.role != "admin":
        raise RefusedError(
            403,
            "TF50309: Access denied: Create new projects.",
            "ProjectAccessDeniedException",
        )
    name = str(call.fields.get("name") or "")
    if not name or call.world.project(name) is not None:
        raise wrong(
            f"TF200019: The following project already exists: {name}.", "ProjectAlreadyExistsException"
        )
    wanted = (call.part("capabilities").get("processTemplate") or {}).get("templateTypeId")
    found = next((one for one in templates.PROCESSES.values() if str(one.id) == wanted), None)
    if found is None:
        raise wrong(
            "VS402362: The process template of the project does not exist.", "ProcessNotFoundException"
        )
    build(call.world, name, found.name, str(call.fields.get("description") or ""))
    return _operation(call, name)


def delete_project(call: Call) -> Answer:
    """Remove a project with all that it holds."""
    project = call.project(call.params["project"])
    if not call.may("admin", project):
        raise RefusedError(
            403, "TF50309: Access denied: Delete team project.", "ProjectAccessDeniedException"
        )
    del call.world.projects[project.id]
    for item in [one for one in call.world.items.values() if one.project is project]:
        del call.world.items[item.id]
    return _operation(call, project.name)


def get_operation(call: Call) -> Answer:
    """How far an operation has come."""
    id = call.params["operation"]
    left = call.world.operations.get(id)
    if left is None:
        raise missing(f"The operation {id} does not exist.", "OperationNotFoundException")
    call.world.operations[id] = left - 1
    url = f"{call.world.url}/_apis/operations/{id}"
    status = "inProgress" if left > 0 else "succeeded"
    return Answer(200, {"id": id, "status": status, "url": url, "_links": {"self": {"href": url}}})


def project_json(call: Call, project: Project) -> dict[str, Any]:
    """A project as lists have it."""
    told: dict[str, Any] = {"id": project.id, "name": project.name}
    if project.description:
        told["description"] = project.description
    return told | {
        "url": f"{call.world.url}/_apis/projects/{project.id}",
        "state": project.state,
        "revision": project.revision,
        "visibility": "private",
        "lastUpdateTime": stamp(project.updated),
    }


def _identity(user: User) -> dict[str, Any]:
    account = {"$type": "System.String", "$value": user.unique_name}
    return {
        "id": user.id,
        "descriptor": f"Microsoft.IdentityModel.Claims.ClaimsIdentity;{user.unique_name}",
        "subjectDescriptor": user.descriptor,
        "providerDisplayName": user.display_name,
        "isActive": True,
        "members": [],
        "memberOf": [],
        "memberIds": [],
        "properties": {"Account": account, "Mail": account},
        "resourceVersion": 2,
        "metaTypeId": 0,
    }


def _operation(call: Call, name: str) -> Answer:
    id = call.world.guid("operation", name, len(call.world.operations))
    call.world.operations[id] = call.world.switches.slow_projects
    url = f"{call.world.url}/_apis/operations/{id}"
    return Answer(202, {"id": id, "status": "notSet", "url": url})


def _process(call: Call, one: templates.Process) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "description": one.description,
        "isDefault": one.name == "Basic",
        "type": "system",
        "url": f"{call.world.url}/_apis/process/processes/{one.id}",
        "name": one.name,
    }
