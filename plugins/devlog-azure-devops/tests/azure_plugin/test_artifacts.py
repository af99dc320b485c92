"""What a work item is linked to beside work items attaches to its entry, and costs nothing while quiet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from devlog_azure_devops import reading
from devlog_azure_devops.artifacts import artifact_of, thing_from
from devlog_azure_devops.pulls.linked import MOST, Linked
from devlog_azure_devops.pulls.records import digest_of, events_of, thing_of
from devlog_azure_devops.sandbox import AzureDevOpsSandbox
from devlog_azure_devops.streams.origin import Origin
from devlog_core.model.remote import Cursor, RemoteThing, SyncPage, Target
from devlog_core.testing.stage import Reply

from .desk import Desk, Opener
from .test_client import Performer, client
from .test_replay import source

PROJECT, REPOSITORY, SHA = (
    "b810b0b0-a954-403b-9795-f0c9d0c9cfe9",
    "75055255-180d-40f6-819c-5dd61686a788",
    "9" * 40,
)


def things(pages: list[SyncPage]) -> dict[str, RemoteThing]:
    """What a reading attaches, by id."""
    return {one.ref.id: one for page in pages for one in page.refs}


def kept(cursor: Cursor | None) -> Cursor:
    """The cursor as the store gives it back."""
    assert cursor is not None
    return Cursor(data=json.loads(json.dumps(cursor.data)))


@pytest.mark.parametrize(
    ("uri", "kind", "id", "key"),
    [
        (f"vstfs:///Git/PullRequestId/{PROJECT}%2f{REPOSITORY}%2f57", "pull_request", "pull/57", "!57"),
        (f"vstfs:///Git/PullRequestId/{PROJECT}/{REPOSITORY}/57", "pull_request", "pull/57", "!57"),
        (f"vstfs:///Git/Commit/{PROJECT}%2F{REPOSITORY}%2F{SHA}", "commit", SHA, SHA[:10]),
        (
            f"vstfs:///Git/Ref/{PROJECT}%2F{REPOSITORY}%2FGBfeature%2Flogin",
            "branch",
            f"{REPOSITORY}/refs/heads/feature/login",
            "feature/login",
        ),
        ("vstfs:///Build/Build/2727", "build", "build/2727", "2727"),
    ],
)
def test_each_kind_of_address_is_understood(uri: str, kind: str, id: str, key: str) -> None:
    """With small and capital escapes, as the provider and people write them."""
    found = artifact_of(uri)
    assert found is not None
    thing = thing_from(found, (Target(integration="boards", key="3"),), "https://dev.azure.com/acme", PROJECT)
    assert (thing.kind, thing.ref.id, thing.ref.key) == (kind, id, key)
    assert thing.ref.url.startswith(f"https://dev.azure.com/acme/{PROJECT}/")


@pytest.mark.parametrize(
    "uri",
    [
        f"vstfs:///Git/Ref/{PROJECT}%2F{REPOSITORY}%2FGTv1", "vstfs:///Build/Build/none",
        f"vstfs:///Git/PullRequestId/{PROJECT}%2F{REPOSITORY}", "vstfs:///Wiki/WikiPage/a%2Fb%2Fc",
        "https://example.com", "",
    ],
)  # fmt: skip
def test_other_addresses_attach_nothing(uri: str) -> None:
    """Tags, wiki pages and what is malformed."""
    assert artifact_of(uri) is None


def test_a_pull_request_shows_up_with_what_it_tells(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """Once: nothing is asked for it again while its work item changes."""
    [number] = sandbox.seed([{"type": "Task", "title": "Login"}])
    cursor = kept(desk.read()[-1].next)
    pull = sandbox.pull_request("Mend the login", "feature/login", by="jane", items=[int(number)])
    pages = desk.read(cursor, "delta")
    thing = things(pages)[f"pull/{pull}"]
    assert (thing.kind, thing.title, thing.author) == ("pull_request", "Mend the login", "jane@example.com")
    assert thing.targets == (Target(integration="boards", key=number),)
    assert (thing.data["state"], thing.data["source"], thing.data["target"]) == (
        "active",
        "feature/login",
        "main",
    )
    cursor = kept(pages[-1].next)
    assert desk.requests(lambda: desk.read(cursor, "delta")) == 2
    sandbox.advance(600)
    sandbox.edit(number, {"System.Title": "Other"}, by="jane")
    quiet = kept(desk.read(cursor, "delta")[-1].next)
    sandbox.advance(600)
    sandbox.edit(number, {"System.Title": "Again"}, by="jane")
    # The two lists and the work item itself.
    assert desk.requests(lambda: desk.read(quiet, "delta")) == 3
    assert things(desk.read()).keys() == {f"pull/{pull}"}


@pytest.mark.parametrize("status", ["401", "403", "404"])
def test_what_may_not_be_seen_is_told_as_far_as_the_link_does(
    desk: Desk, sandbox: AzureDevOpsSandbox, status: str
) -> None:
    """A private repository, or a token without the scope, holds up no work item."""
    [number] = sandbox.seed([{"type": "Task", "title": "Login"}])
    pull = sandbox.pull_request("Secret", "feature/x", by="jane", items=[int(number)])
    sandbox.fault(status, times=9, match="/git/pullrequests/")
    pages = desk.read()
    thing = things(pages)[f"pull/{pull}"]
    assert (thing.title, thing.targets) == ("", (Target(integration="boards", key=number),))
    assert thing.data["number"] == pull
    assert [item.ref.id for page in pages for item in page.items] == [number]


def test_a_number_that_there_cannot_be_holds_up_no_work_item(perform: Performer) -> None:
    """The provider refuses to read it, as it would refuse a query that is wrong."""
    stage = perform(lambda asked: Reply(400, body={"message": "The value is not valid for Int32."}))
    uri = f"vstfs:///Git/PullRequestId/{PROJECT}%2F{REPOSITORY}%2F99999999999"
    [thing] = Linked(client(stage), source()).things([(uri, "3")])
    assert (thing.ref.id, thing.title) == ("pull/99999999999", "")


def test_many_pull_requests_take_few_requests(
    desk: Desk, sandbox: AzureDevOpsSandbox, open_desk: Opener
) -> None:
    """None is left out, also when the reading is killed between its pages."""
    numbers = sandbox.seed([{"type": "Task", "title": f"Task {n}"} for n in range(MOST + 30)])
    pulls = [
        sandbox.pull_request(f"Pull {number}", f"topic/{number}", by="jane", items=[int(number)])
        for number in numbers
    ]
    seen: list[SyncPage] = []
    assert desk.requests(lambda: seen.extend(desk.read())) < 40
    assert things(seen).keys() == {f"pull/{pull}" for pull in pulls}
    first = desk.service.fetch_page(None, "snapshot")
    rest = open_desk().read(kept(first.next), "snapshot")
    assert things([first, *rest]) == things(seen)


def test_a_cursor_does_not_grow_with_what_items_are_linked_to(
    desk: Desk, sandbox: AzureDevOpsSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is stored with every page: what one page leaves over is described before further items are read."""
    monkeypatch.setattr(reading, "MOST", 2)
    monkeypatch.setattr(reading, "BATCH", 2)
    commits = []
    for number in sandbox.seed([{"type": "Task", "title": f"Task {n}"} for n in range(8)]):
        for n in range(4):
            commits.append(f"{number}{n}".zfill(40))
            uri = f"vstfs:///Git/Commit/{PROJECT}%2F{REPOSITORY}%2F{commits[-1]}"
            sandbox.link_artifact(number, uri, "Fixed in Commit", "jane")
    pages = desk.read()
    assert sorted(things(pages)) == sorted(commits)
    owed = [len(page.next.data.get("reading", {}).get("owed", ())) for page in pages if page.next]
    assert max(owed) < 2 * 4


def test_a_linked_build_tells_how_it_stands(desk: Desk, sandbox: AzureDevOpsSandbox) -> None:
    """All new ones by one request; commits and branches, which tell nothing more, by none."""
    [number] = sandbox.seed([{"type": "Task", "title": "Login"}])
    pipeline = sandbox.add_pipeline("CI")
    builds = [sandbox.run_pipeline(pipeline, "jane", result) for result in ("failed", "succeeded")]
    cursor = kept(desk.read()[-1].next)
    for build in builds:
        sandbox.link_artifact(number, f"vstfs:///Build/Build/{build}", "Build", "jane")
    sandbox.link_artifact(number, f"vstfs:///Git/Ref/{PROJECT}%2F{REPOSITORY}%2FGBmain", "Branch", "jane")
    pages: list[SyncPage] = []
    # The two lists, the work item, and the builds.
    assert desk.requests(lambda: pages.extend(desk.read(cursor, "delta"))) == 4
    found = things(pages)
    assert [found[f"build/{build}"].data["state"] for build in builds] == ["failed", "succeeded"]
    assert {one.kind for one in found.values()} == {"build", "branch"}
    assert all(Target(integration="boards", key=number) in one.targets for one in found.values())
    sandbox.fault("401", match="/build/builds")
    blind = things(desk.read(cursor, "delta"))
    assert (blind.keys(), blind[f"build/{builds[0]}"].data) == (found.keys(), {})


def test_recorded_pull_requests_go_through(shared: Path) -> None:
    """Of a real service: made, changed, given up, taken up again; it completes after it has answered."""
    file = shared / "data/replay/azure-devops"
    name = "pull_request_createUpdateVoteListAbandonReactivateCompleteReviewers.json"
    told = [json.loads(one["response"]["body"] or "null") for one in json.loads((file / name).read_text())]
    records = [one for one in told if isinstance(one, dict) and "pullRequestId" in one]
    origin = Origin(integration="boards", scope="p", project="P", url="https://dev.azure.com/exampleorg")
    found = [thing_of(record, origin) for record in records]
    states = [one.data["state"] for one in found]
    assert [state for state, _ in groupby(states)] == ["active", "abandoned", "active"]
    assert {(one.ref.key, one.author, one.data["source"]) for one in found} == {
        ("!57", "user1@example.com", "testbranch")
    }
    now = datetime(2025, 1, 10, tzinfo=UTC)
    happened = [
        event.name.rpartition(".")[2]
        for record, thing in zip(records, found, strict=True)
        for event in events_of(record, thing, new=False, at=now, known=digest_of(records[0]))
    ]
    assert {"updated", "abandoned"} == set(happened)
