"""Service hooks seen from outside, and what people do beside work items: code, runs, releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_azure_devops.sandbox import changes, code, delivery, links, releases
from devlog_azure_devops.sandbox.delivery import Deployment, Environment, Pipeline, Run
from devlog_azure_devops.sandbox.releases import Release, Rollout
from devlog_azure_devops.sandbox.state import State


class Deliveries(State):
    """Verbs for service hooks; `doubled_webhooks` and `forged_webhooks` are switches."""

    def add_branch(self, name: str, project: str | None = None) -> str:
        """Make a branch in the project's repository and return its newest commit."""
        with self.world.writing():
            found = self._repository(project)
            commit = code.commit_id(self.world, found.id, _branch(name))
            return found.branches.setdefault(_branch(name), commit)

    def add_repository(self, name: str, project: str | None = None) -> str:
        """Make another repository with a main branch and return its id."""
        with self.world.writing():
            there = self.project(project)
            id = self.world.guid("repository", there.id, name)
            main = {"refs/heads/main": code.commit_id(self.world, id, 0)}
            code.repositories(self.world)[id] = code.Repository(id, name, there, main)
            return id

    def pull_request(
        self, title: str, source: str, by: str, items: list[int] | None = None,
        project: str | None = None, description: str = "", files: list[str] | None = None,
    ) -> int:  # fmt: skip
        """Open a pull request from a branch to main, linked with items, and return its number."""
        with self.world.writing():
            found, person, touched = self._repository(project), self.world.user(by), tuple(files or ())
            made = code.add_pull(
                self.world, found, title, _branch(source), "refs/heads/main", person, description,
                files=touched,
            )  # fmt: skip
            for id in items or ():
                code.join(self.world, made, self.item(id), person)
            return made.id

    def link_artifact(self, id: int | str, uri: str, name: str, by: str) -> None:
        """Link an item with a build, a commit, a branch or whatever else has an address of its own."""
        with self.world.writing():
            made = links.made(self.world, "ArtifactLink", uri, None, {"name": name})
            draft = changes.Draft(added=[made])
            changes.commit(self.world, self.item(id), self.world.user(by), draft)

    def settle_pull_request(self, number: int, status: str, by: str) -> None:
        """Let a pull request become completed, abandoned or active again."""
        with self.world.writing():
            found = self.world.shelf("pulls")[int(number)]
            code.change_pull(self.world, found, self.world.user(by), {"status": status})

    def edit_pull_request(self, number: int, by: str, **changes: Any) -> None:
        """Give a pull request another title or description, or make it a draft (`isDraft`)."""
        with self.world.writing():
            code.change_pull(self.world, self.world.shelf("pulls")[int(number)], self.world.user(by), changes)

    def push_to_pull_request(self, number: int, files: list[str], by: str) -> None:
        """Push another commit, with which the pull request changes these files in all."""
        with self.world.writing():
            code.push(self.world, self.world.shelf("pulls")[int(number)], self.world.user(by), tuple(files))

    def add_pipeline(
        self,
        name: str,
        project: str | None = None,
        folder: str = "\\",
        parameters: Sequence[str] = (),
        variables: Sequence[str] = (),
    ) -> int:
        """Make a pipeline that takes parameters and variables of these names, and return its number."""
        with self.world.writing():
            made = Pipeline(self.world.new_id("pipeline"), name, self.project(project), folder)
            made.parameters, made.variables = tuple(parameters), tuple(variables)
            self.world.shelf("pipelines")[made.id] = made
            return made.id

    def run_pipeline(
        self,
        pipeline: int,
        by: str,
        result: str | None = None,
        branch: str = "refs/heads/main",
        commit: str | None = None,
        items: Sequence[int] = (),
        cause: Mapping[str, str] | None = None,
    ) -> int:
        """Run a pipeline, to its end where a result is given, and return the run's number.

        `items` are associated with the run, `cause` is what a pull request tells that it is made for.
        """
        with self.world.writing():
            number, person = self.world.new_id("build"), self.world.user(by)
            version = commit or code.commit_id(self.world, "run", number)
            found = self.world.shelf("pipelines")[int(pipeline)]
            made = Run(number, found, person, branch, self.world.now(), version)
            made.items, made.cause = tuple(map(int, items)), dict(cause or {})
            self.world.shelf("runs")[number] = made
            if result is not None:
                delivery.finish(self.world, made, result)
            return number

    def finish_run(self, run: int, result: str) -> None:
        """Let a run end: succeeded, failed, canceled."""
        with self.world.writing():
            delivery.finish(self.world, self.world.shelf("runs")[int(run)], result)

    def add_environment(self, name: str, by: str = "jane", project: str | None = None) -> int:
        """Make an environment and return its number."""
        with self.world.writing():
            number = self.world.new_id("environment")
            made = Environment(number, name, self.project(project), self.world.now(), self.world.user(by))
            self.world.shelf("environments")[number] = made
            return number

    def deploy(self, environment: int, run: int, result: str | None = "succeeded") -> int:
        """Deploy a run to an environment and return the deployment's number."""
        with self.world.writing():
            number, now = self.world.new_id("deployment"), self.world.now()
            place, ran = (
                self.world.shelf("environments")[int(environment)],
                self.world.shelf("runs")[int(run)],
            )
            made = Deployment(number, place, ran, now, result, now if result else None)
            self.world.shelf("deployments")[number] = made
            return number

    def finish_deployment(self, deployment: int, result: str) -> None:
        """Let a deployment end: succeeded, failed, canceled, skipped."""
        with self.world.writing():
            found = self.world.shelf("deployments")[int(deployment)]
            found.result, found.finished = result, self.world.now()

    def release(
        self,
        name: str,
        stages: dict[str, str],
        by: str = "jane",
        project: str | None = None,
        run: int | None = None,
    ) -> int:
        """Make a classic release of a run with the status of each stage, and return its number."""
        with self.world.writing():
            number = self.world.new_id("release")
            there, person = self.project(project), self.world.user(by)
            now, built = self.world.now(), self.world.shelf("runs")[int(run)] if run is not None else None
            made = Release(number, name, there, f"{there.name} CD", person, now, dict(stages), built)
            self.world.shelf("releases")[number] = made
            for stage, status in stages.items():
                if status not in ("notStarted", "undefined"):
                    id = self.world.new_id("rollout")
                    rollout = Rollout(id, made, stage, status, now)
                    self.world.shelf("rollouts")[id] = rollout
                    releases.tell_of(self.world, rollout)
            return number

    def _repository(self, project: str | None) -> code.Repository:
        """The project's first repository, which has its name."""
        there = self.project(project)
        return next(one for one in code.repositories(self.world).values() if one.project is there)


def _branch(name: str) -> str:
    return name if name.startswith("refs/") else f"refs/heads/{name}"
