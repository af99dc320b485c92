"""What came to which environment: by runs and by classic releases, completely, and told once."""

from __future__ import annotations

import pytest

from devlog_azure_devops.catalog import Catalog
from devlog_azure_devops.pipelines import places
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_core.model.errors import RejectedError
from devlog_core.model.remote import RemoteThing, SyncPage, Target
from devlog_core.testing.stage import Asked, Reply

from .desk import Desk, Opener
from .test_client import Performer, client
from .test_pipelines import SHA, events, last

FOLLOW = ["deployments"]
OWN = "https://dev.azure.com/acme"


@pytest.fixture
def desk(open_desk: Opener) -> Desk:
    """A service for Shop that follows its deployments."""
    return open_desk(follow=FOLLOW)


def things(pages: list[SyncPage]) -> dict[str, RemoteThing]:
    """The deployments of a reading by their environment, as they were told last."""
    return {one.ref.key: one for page in pages for one in page.refs if one.kind == "deployment"}


def test_an_environment_shows_what_was_deployed_last(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """A quiet reading asks no environment; a deployment is told when it ended, with what it is made of."""
    run = sandbox.run_pipeline(
        sandbox.add_pipeline("CI"), "jane", "succeeded", branch="refs/heads/pay", commit=SHA
    )
    place, empty = sandbox.add_environment("production"), sandbox.add_environment("test")
    sandbox.deploy(place, run, "failed")
    begun = desk.read()
    assert set(things(begun)) == {"production"}
    assert not events(begun)
    cursor = last(desk.read(last(begun), "delta"))
    pages: list[SyncPage] = []
    assert desk.requests(lambda: pages.extend(desk.read(cursor, "delta"))) == 5
    assert pages[0].next == cursor

    [item] = sandbox.seed([{"type": "Task", "title": "Pay"}])
    pipeline = sandbox.add_pipeline("CD")
    second = sandbox.run_pipeline(pipeline, "jane", branch="refs/heads/pay", commit=SHA, items=[int(item)])
    deployed = sandbox.deploy(place, second, None)
    first = desk.read(cursor, "delta")
    assert things(first)["production"].data["state"] == "running"
    assert not events(first)
    sandbox.finish_deployment(deployed, "succeeded")
    sandbox.deploy(empty, second, "skipped")
    pages = desk.read(last(first), "delta")
    [shown] = things(pages).values()
    assert (shown.ref.key, shown.data["state"], shown.data["run"]) == ("production", "succeeded", str(second))
    assert {
        Target(branch="pay"),
        Target(commit=SHA),
        Target(integration="boards", key=item),
        Target(integration="boards", build=f"build/{second}"),
    } == set(shown.targets)
    assert shown.ref.id == things(begun)["production"].ref.id
    [event] = events(pages)
    assert (event.name, event.data["deployment"]["environment"]) == ("azure-devops.deployment", "production")
    assert not events(desk.read(last(pages), "delta"))


def test_a_deployment_that_ends_after_its_run_is_told(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Otherwise it would be shown as running until another run comes along."""
    run = sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", branch="refs/heads/pay", commit=SHA)
    deployed = sandbox.deploy(sandbox.add_environment("production"), run, None)
    cursor = last(desk.read())
    sandbox.finish_run(run, "succeeded")
    cursor = last(desk.read(cursor, "delta"))
    cursor = last(desk.read(cursor, "delta"))
    sandbox.finish_deployment(deployed, "succeeded")
    pages = desk.read(cursor, "delta")
    assert things(pages)["production"].data["state"] == "succeeded"
    cursor = last(pages)
    assert last(desk.read(cursor, "delta")) == cursor


def test_every_deployment_is_read(
    desk: Desk, sandbox: AzureDevOpsSandbox, open_desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over pages of both lists, each page by a process that knows only the cursor."""
    monkeypatch.setattr(places, "PAGE", 3)
    sandbox.switch("build_page", 2)
    pipeline = sandbox.add_pipeline("CI")
    runs = [sandbox.run_pipeline(pipeline, "jane", "succeeded") for _ in range(5)]
    for name in ("one", "two", "three"):
        place = sandbox.add_environment(name)
        for run in runs:
            sandbox.deploy(place, run)
    found: list[tuple[str, str]] = []
    cursor, more = None, True
    while more:
        page = open_desk(follow=FOLLOW).service.fetch_page(cursor, "snapshot")
        found += [(one.ref.key, one.data["run"]) for one in page.refs]
        cursor, more = last([page]), page.more
    assert sorted(found) == sorted((name, str(run)) for name in ("one", "two", "three") for run in runs)
    assert [run for name, run in found if name == "one"] == [str(run) for run in runs]


def test_classic_releases_deploy_too(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """By the branch, the commit and the build that the release is made of."""
    run = sandbox.run_pipeline(
        sandbox.add_pipeline("CI"), "jane", "succeeded", branch="refs/heads/pay", commit=SHA
    )
    sandbox.release("Release-1", {"production": "succeeded"})
    begun = desk.read()
    assert not events(begun)
    sandbox.advance(60)
    sandbox.release(
        "Release-2", {"test": "succeeded", "production": "inProgress", "other": "notStarted"}, run=run
    )
    pages = desk.read(last(begun), "delta")
    assert {name: one.data["state"] for name, one in things(pages).items()} == {
        "test": "succeeded",
        "production": "running",
    }
    assert things(pages)["production"].ref.id == things(begun)["production"].ref.id
    assert set(things(pages)["test"].targets) == {
        Target(branch="pay"), Target(commit=SHA), Target(integration="boards", build=f"build/{run}"),
    }  # fmt: skip
    assert [event.data["deployment"]["what"] for event in events(pages)] == ["Shop CD Release-2"]


@pytest.mark.parametrize(("lacking", "other"), [("environment", "release"), ("release", "environment")])
def test_without_one_scope_the_other_list_is_read(
    desk: Desk, sandbox: AzureDevOpsSandbox, lacking: str, other: str
) -> None:
    """What is missing is told by name; once it is given, all that was there before is history."""
    run = sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", "succeeded")
    sandbox.deploy(sandbox.add_environment("environment"), run)
    sandbox.release("Release-1", {"release": "succeeded"}, run=run)
    sandbox.narrow(lacking)
    begun = desk.read()
    assert set(things(begun)) == {other}
    assert [lacking in bad.reason.lower() for page in begun for bad in page.rejected] == [True]
    assert lacking in desk.service.check().missing["deployments"].lower()
    sandbox.narrow()
    pages = desk.read(last(begun), "delta")
    assert lacking in things(pages)
    assert not events(pages)
    assert not desk.read(last(pages), "delta")[0].rejected


def test_an_environment_that_is_closed_to_us_closes_no_other(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """It is told by its name, and the classic releases behind it are read too."""
    run = sandbox.run_pipeline(sandbox.add_pipeline("CI"), "jane", "succeeded")
    closed, open_ = sandbox.add_environment("closed"), sandbox.add_environment("open")
    for place in (closed, open_):
        sandbox.deploy(place, run)
    sandbox.release("Release-1", {"release": "succeeded"}, run=run)
    sandbox.fault("403", match=f"/environments/{closed}/")
    pages = desk.read()
    assert set(things(pages)) == {"open", "release"}
    assert [bad.key for page in pages for bad in page.rejected] == ["deployments closed"]


@pytest.mark.parametrize(
    ("own", "told", "safe"),
    [
        (OWN, "", True),
        (OWN, "https://vsrm.dev.azure.com/acme/", True),
        (OWN, "https://acme.vsrm.visualstudio.com/", True),
        ("https://acme.visualstudio.com", "https://acme.vsrm.visualstudio.com/", True),
        ("http://tfs.acme.org/tfs/Main", "http://tfs.acme.org/tfs/Main/", True),
        (OWN, "https://vsrm.dev.azure.com.evil.example/acme/", False),
        (OWN, "https://evil.example\\@vsrm.dev.azure.com/acme/", False),
        (OWN, "http://vsrm.dev.azure.com/acme/", False),
        ("https://tfs.acme.org/tfs/Main", "https://evil.visualstudio.com/", False),
    ],
)
def test_the_token_goes_to_no_host_that_is_not_the_providers(own: str, told: str, safe: bool) -> None:
    """Releases are at a host that an answer names; our credentials would be sent there."""
    if safe:
        assert places.service_root(told, own) == told.rstrip("/")
        return
    with pytest.raises(RejectedError, match="no host of Azure DevOps"):
        places.service_root(told, own)


def test_a_server_that_names_itself_is_asked_for_releases(perform: Performer) -> None:
    """Also without encryption, as within a company: the address that it tells is a whole one."""

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("/ResourceAreas"):
            return Reply(body={"value": [{"name": "Release", "locationUrl": stage.url}]})
        return Reply(body={"id": "p", "name": "Shop"} if "/projects/" in asked.path else {"value": []})

    stage = perform(answer)
    asking = client(stage)
    assert places.Places(asking, Catalog(asking)).releases(None)[0] == []
    assert stage.asked[-1].path.endswith("/p/_apis/release/deployments")
