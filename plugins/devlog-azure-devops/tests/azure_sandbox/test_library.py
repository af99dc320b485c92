"""The client library that the plugin stands on works against the sandbox."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import requests

from devlog_azure_devops.sandbox import AzureDevOpsSandbox


@pytest.fixture
def clients(sandbox: AzureDevOpsSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The library's clients of version 7.1, whose cache is kept out of the way."""
    opened: list[requests.Session | requests.Response] = []
    send = requests.Session.send

    def noted(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        answer = send(session, request, **how)
        opened.extend((answer, session))
        return answer

    # It opens a session for each client and streams each answer, and closes neither.
    monkeypatch.setattr(requests.Session, "send", noted)
    monkeypatch.setitem(os.environ, "AZURE_DEVOPS_CACHE_DIR", str(tmp_path))
    connect = import_module("azure.devops.connection").Connection
    basic = import_module("msrest.authentication").BasicAuthentication
    connection = connect(base_url=sandbox.world.url, creds=basic("", sandbox.config()["token"]))
    yield connection.clients_v7_1
    for one in opened:
        one.close()


def operation(path: str, value: Any, op: str = "add") -> Any:
    """One operation of a patch."""
    models = import_module("azure.devops.v7_1.work_item_tracking.models")
    return models.JsonPatchOperation(op=op, path=path, value=value)


def test_items_by_the_library(clients: Any, sandbox: AzureDevOpsSandbox) -> None:
    """Made, changed, found, read in batches, commented, deleted."""
    models = import_module("azure.devops.v7_1.work_item_tracking.models")
    failure = import_module("azure.devops.exceptions").AzureDevOpsServiceError
    wit = clients.get_work_item_tracking_client()
    made = wit.create_work_item([operation("/fields/System.Title", "Pay")], "Shop", "User Story")
    assert made.fields["System.State"] == "New"
    body = [operation("/rev", 1, "test"), operation("/fields/System.State", "Active")]
    assert wit.update_work_item(body, made.id).rev == 2
    with pytest.raises(failure, match="VS403351") as stale:
        wit.update_work_item(body, made.id)
    assert stale.value.type_key == "TestPatchOperationFailedException"
    found = wit.query_by_wiql(models.Wiql(query="SELECT [System.Id] FROM WorkItems ORDER BY [System.Id]"))
    assert [one.id for one in found.work_items] == [made.id]
    batch = wit.get_work_items_batch(models.WorkItemBatchGetRequest(ids=[made.id], fields=["System.Title"]))
    assert batch[0].fields == {"System.Title": "Pay"}
    said = wit.add_comment(models.CommentCreate(text="hi"), "Shop", made.id)
    assert [one.text for one in wit.get_comments("Shop", made.id).comments] == ["hi"]
    assert wit.delete_comment("Shop", made.id, said.id) is None
    assert [one.rev for one in wit.get_revisions(made.id)] == [1, 2, 3, 4]
    assert wit.delete_work_item(made.id, "Shop").code == 200
    assert sandbox.read(made.id)["deleted"]


def test_everything_around_by_the_library(clients: Any, sandbox: AzureDevOpsSandbox) -> None:
    """Projects, types, trees, teams, boards, code and pipelines."""
    pull = sandbox.pull_request("Pay", "pay", "jane")
    run = sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", "succeeded")
    wit, work = clients.get_work_item_tracking_client(), clients.get_work_client()
    assert [one.name for one in clients.get_core_client().get_projects()] == ["Shop"]
    assert "Bug" in [one.name for one in wit.get_work_item_types("Shop")]
    assert wit.get_work_item_type_states("Shop", "Bug")[0].category == "Proposed"
    assert wit.get_classification_node("Shop", "iterations", depth=1).children[0].name == "Iteration 1"
    assert "Custom.Team" not in [one.reference_name for one in wit.get_work_item_fields()]
    context = import_module("azure.devops.v7_1.work.models").TeamContext(project="Shop", team="Shop Team")
    assert "Stories" in [one.name for one in work.get_boards(context)]
    assert work.get_team_iterations(context)[0].path == "Shop\\Iteration 1"
    git = clients.get_git_client()
    repository = git.get_repositories("Shop")[0]
    assert git.get_pull_request(repository.id, pull).source_ref_name == "refs/heads/pay"
    assert clients.get_build_client().get_build("Shop", run).result == "succeeded"
    assert clients.get_pipelines_client().list_pipelines("Shop")[0].name == "CI"


def test_what_is_built_and_deployed_by_the_library(clients: Any, sandbox: AzureDevOpsSandbox) -> None:
    """Runs with parameters, lists by time with a token, work items of builds, environments, releases."""
    models = import_module("azure.devops.v7_1.pipelines.models")
    failure = import_module("azure.devops.exceptions").AzureDevOpsServiceError
    pipeline = sandbox.add_pipeline("CI", parameters=["level"])
    pipelines, build = clients.get_pipelines_client(), clients.get_build_client()
    asked = models.RunPipelineParameters(
        template_parameters={"level": "full"},
        resources=models.RunResourcesParameters(
            repositories={"self": models.RepositoryResourceParameters(ref_name="refs/heads/pay")}
        ),
    )
    made = pipelines.run_pipeline(asked, "Shop", pipeline)
    assert made.state == "inProgress"
    with pytest.raises(failure, match="Unexpected parameter 'who'"):
        pipelines.run_pipeline(
            models.RunPipelineParameters(template_parameters={"who": "x"}), "Shop", pipeline
        )
    assert [one.id for one in build.get_builds("Shop", status_filter="notStarted,inProgress")] == [made.id]
    sandbox.finish_run(made.id, "succeeded")
    [item] = sandbox.seed([{"title": "Pay"}])
    second = sandbox.run_pipeline(pipeline, "jane", "failed", items=[int(item)])
    ended = {"status_filter": "completed", "query_order": "finishTimeAscending"}
    assert [one.id for one in build.get_builds("Shop", **ended, top=1)] == [made.id]
    assert [one.id for one in build.get_builds("Shop", **ended)] == [made.id, second]
    assert build.get_build("Shop", made.id).source_branch == "refs/heads/pay"
    assert [one.id for one in build.get_build_work_items_refs("Shop", second)] == [item]
    place = sandbox.add_environment("production")
    sandbox.deploy(place, second)
    agents = clients.get_task_agent_client()
    assert [one.name for one in agents.get_environments("Shop")] == ["production"]
    [deployed] = agents.get_environment_deployment_execution_records("Shop", place)
    assert (deployed.owner.id, deployed.result) == (second, "succeeded")
    sandbox.release("Release-1", {"production": "succeeded"}, run=second)
    [rolled] = clients.get_release_client().get_deployments("Shop")
    assert rolled.release.artifacts[0].definition_reference["version"].id == str(second)


def test_pull_requests_by_the_library(clients: Any, sandbox: AzureDevOpsSandbox) -> None:
    """Made once for two branches, linked, labelled, looked into, completed."""
    models = import_module("azure.devops.v7_1.git.models")
    failure = import_module("azure.devops.exceptions").AzureDevOpsServiceError
    git = clients.get_git_client()
    repository = git.get_repositories("Shop")[0]
    [item] = sandbox.seed([{"title": "Pay"}])
    asked = models.GitPullRequest(
        title="Pay", source_ref_name="refs/heads/pay", target_ref_name="refs/heads/main",
        work_item_refs=[models.ResourceRef(id=item)],
    )  # fmt: skip
    with pytest.raises(failure, match="TF401398"):
        git.create_pull_request(asked, repository.id)
    sandbox.add_branch("pay")
    made = git.create_pull_request(asked, repository.id).pull_request_id
    with pytest.raises(failure, match="TF401179") as twice:
        git.create_pull_request(asked, repository.id)
    assert twice.value.type_key == "GitPullRequestExistsException"
    linked = git.get_pull_request(repository.id, made, include_work_item_refs=True).work_item_refs
    assert [one.id for one in linked] == [item]
    sandbox.push_to_pull_request(made, ["pay.py"], by="jane")
    iterations = git.get_pull_request_iterations(repository.id, made)
    changes = git.get_pull_request_iteration_changes(repository.id, made, iterations[-1].id).change_entries
    assert [one.additional_properties["item"]["path"] for one in changes] == ["/pay.py"]
    label = models.WebApiCreateTagRequestData(name="urgent")
    assert git.create_pull_request_label(label, repository.id, made).name == "urgent"
    done = git.update_pull_request(models.GitPullRequest(status="completed"), repository.id, made)
    assert (done.status, bool(done.closed_date)) == ("completed", True)
    search = models.GitPullRequestSearchCriteria(status="completed")
    assert [one.pull_request_id for one in git.get_pull_requests_by_project("Shop", search)] == [made]
