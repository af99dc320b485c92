"""Making versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox.answer import Answer
from devlog_jira.sandbox.answer import wrong
from devlog_jira.sandbox.call import Call
from devlog_jira.sandbox.model import Project, Version
from devlog_jira.sandbox.shapes.catalog import version_json
from devlog_jira.sandbox.world import World


def post_version(call: Call) -> Answer:
    """A new version of a project, which needs an administrator of it."""
    wanted = call.fields
    key = wanted.get("projectId") or wanted.get("project")
    if not key:
        raise wrong(projectId="Project must be specified to create a version.")
    project = call.project(str(key))
    call.need("admin", project, "create versions in this project")
    name = wanted.get("name")
    if not isinstance(name, str) or not name.strip():
        raise wrong(name="You must specify a valid version name")
    if any(version.name.casefold() == name.strip().casefold() for version in project.versions):
        raise wrong(name="A version with this name already exists in this project.")
    return Answer(201, version_json(call.view, make_version(call.world, project, name.strip(), wanted)))


def make_version(world: World, project: Project, name: str, wanted: Mapping[str, Any]) -> Version:
    """A version with the details named."""
    made = Version(
        world.new_id("version"), project, name, wanted.get("description"), bool(wanted.get("released")),
        bool(wanted.get("archived")), wanted.get("startDate"), wanted.get("releaseDate"),
    )  # fmt: skip
    project.versions = (*project.versions, made)
    return made
