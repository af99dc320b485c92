"""From a commit on an entry's branch to what runs where, by the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.desk import Desk
from tests.integration.repo import Repo
from tests.integration.works import Works


@pytest.fixture
def repo(tmp_path: Path, azure_desk: Desk, works: Works) -> Repo:
    """A small repository beside Azure DevOps, whose pipelines and deployments are followed."""
    made = Repo(tmp_path / "repo")
    made.commit("begin")
    followed = works.settings(follow=["pipelines", "deployments"])
    azure_desk.connect("azure", followed, plugin="azure-devops")
    azure_desk.connect("git", {"path": str(made.path), "tracker": "azure"}, plugin="git")
    return made


def stand(entry: dict[str, Any], kind: str) -> dict[str, str]:
    """How the entry's builds or deployments stand, by what people call them."""
    return {link["remote_key"]: link["state"] for link in entry["links"] if link["kind"] == kind}


def test_an_entry_shows_its_builds_and_its_deployments(azure_desk: Desk, works: Works, repo: Repo) -> None:
    """Otherwise nobody can tell from the entry whether the work has arrived."""
    desk = azure_desk
    ref = desk.new("Pay by card")["ref"]
    desk.sync()
    [sha] = repo.commit(f"Pay\n\nDevlog: {ref}", branch=f"devlog/{ref}-pay")
    pipeline = works.add_pipeline("CI")
    test, production = works.add_environment("test"), works.add_environment("production")
    run = works.run_pipeline(pipeline, "jane", branch="refs/heads/main", commit=sha)
    deployed = works.deploy(test, run, None)
    works.advance(60)
    assert desk.sync()["azure"]["errors"] == []
    entry = desk.show(ref)
    assert list(stand(entry, "build").values()) == ["running"]
    assert stand(entry, "deployment") == {"test": "running"}
    works.finish_deployment(deployed, "succeeded")
    works.finish_run(run, "succeeded")
    works.deploy(production, run, "failed")
    works.advance(60)
    desk.sync()
    entry = desk.show(ref)
    assert list(stand(entry, "build").values()) == ["succeeded"]
    assert stand(entry, "deployment") == {"production": "failed", "test": "succeeded"}
    card, _ = desk.start("show", ref, json_=False).communicate()
    section = card.partition("Deployments")[2]
    assert [line.split()[1:4] for line in section.strip().splitlines()[:2]] == [
        ["production", "failed", "CI"], ["test", "succeeded", "CI"],
    ]  # fmt: skip
    assert "_environments/" in section
    works.advance(600)
    ran = desk.sync()["azure"]
    assert (ran["pulled"]["read"], ran["writes"], ran["requests"]) == (0, 0, 7)


def test_a_pipeline_is_run_for_an_entry(azure_desk: Desk, works: Works, repo: Repo) -> None:
    """On the entry's branch, and with one line where it cannot be."""
    desk = azure_desk
    ref = desk.new("Pay by card")["ref"]
    repo.commit(f"Pay\n\nDevlog: {ref}", branch=f"devlog/{ref}-pay")
    works.add_pipeline("Deploy", parameters=["level"])
    desk.sync()
    asked = ("actions", "run", "azure-devops.run_pipeline", "--entry", ref, "--input")
    made = desk.do(*asked, "pipeline=Deploy", "--input", 'parameters={"level": "full"}')
    assert (made["branch"], made["state"]) == (f"devlog/{ref}-pay", "running")
    works.finish_run(made["run"], "failed")
    assert (
        desk.do("actions", "run", "azure-devops.get_run", "--input", f"run={made['run']}")["state"]
        == "failed"
    )
    works.advance(60)
    desk.sync()
    assert stand(desk.show(ref), "build") == {made["number"]: "failed"}
    refused = desk.here(*asked, "pipeline=Deplyo")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "did you mean `Deploy`?" in refused.err


def test_a_missing_scope_is_told_and_stops_nothing_else(azure_desk: Desk, works: Works, repo: Repo) -> None:
    """The run is partial, its work items are read, and the check names the scope."""
    desk = azure_desk
    del repo
    works.narrow("environment")
    [item] = works.seed([{"title": "Pay", "type": "Task"}])
    ran = desk.sync(code=1)["azure"]
    [error] = ran["errors"]
    assert (error["kind"], "Environment (read" in error["message"]) == ("rejected", True)
    assert ran["status"] == "partial"
    assert desk.show(desk.of(item, "azure"))["title"] == "Pay"
    checked = desk.here("integrations", "check", "azure")
    assert "Environment (read" in checked.out + checked.err
