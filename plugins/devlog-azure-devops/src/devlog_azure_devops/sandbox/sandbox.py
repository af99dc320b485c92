"""The sandbox itself: starting, stopping and filling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_azure_devops.sandbox.deliveries import Deliveries
from devlog_azure_devops.sandbox.planning import Planning
from devlog_azure_devops.sandbox.playing import Playing
from devlog_azure_devops.sandbox.seeding import plant
from devlog_azure_devops.sandbox.steering import Steering
from devlog_azure_devops.sandbox.world import FORMS, Switches
from devlog_core.plugin.playing import PlayableSandbox
from devlog_core.testing.sandbox.delivering import DELIVERING
from devlog_core.testing.sandbox.steering import STEERING


class AzureDevOpsSandbox(Playing, Planning, Steering, Deliveries, PlayableSandbox):
    """Azure DevOps' REST interface, as Services or as a Server of 2020 has it, on loopback and in memory.

    An id is a work item's number.
    """

    FORMS = tuple(FORMS)
    VERBS = (
        "seed", "read", "edit", "reformat", "comment", "edit_comment", "delete_comment",
        "delete", "restore", "destroy",
        "move", "retype", "copy", "link", "unlink", "hyperlink", "config", *STEERING,
        "add_project", "rename_project", "add_user", "add_area", "add_iteration", "add_field", "require",
        "add_state", "restrict", "add_token", "permit", "narrow", "revoke", "limit",
        *DELIVERING, "pull_request",
        "settle_pull_request", "add_pipeline", "run_pipeline", "finish_run", "add_environment",
        "deploy", "finish_deployment", "release",
        "add_team", "lay_out", "rename_column", "move_card", "rename_iteration", "plan",
    )  # fmt: skip

    def __init__(
        self, projects: Sequence[str] = ("Shop",), process: str = "Agile", form: str = "services"
    ) -> None:
        if form not in FORMS:
            raise ValueError(f"no form {form!r}; there are {', '.join(FORMS)}")
        super().__init__(form)
        for name in projects:
            self.add_project(name, process)

    def formed(self, form: str) -> AzureDevOpsSandbox:
        """Another Azure DevOps, Services or a Server."""
        return AzureDevOpsSandbox(form=form)

    @property
    def switches(self) -> Switches:
        """Behaviour that varies; change it by `switch`."""
        return self.world.switches

    def config(self, project: str | None = None) -> dict[str, Any]:
        """The integration's `config` table for a project, the first unless told."""
        token = next(iter(self.access.tokens), "")
        return {"organization_url": self.world.url, "project": self.project(project).name, "token": token}

    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        """Put items in place, in the provider's terms, and return their numbers."""
        with self.world.writing():
            return [str(plant(self.world, self.project(item.get("project")), item).id) for item in items]
