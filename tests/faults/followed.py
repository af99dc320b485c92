"""What a sync of Azure DevOps may meet beside work items: pull requests, runs and deployments."""

from __future__ import annotations

from tests.faults.pair import Pair
from tests.faults.stage import Scene
from tests.faults.tickets import connect, of
from tests.faults.yard import Yard
from tests.forks import FastDesk

FOLLOW = ["pull_requests", "pipelines", "deployments"]


def _followed(desk: FastDesk, pair: Pair) -> None:
    yard = pair.tickets
    assert isinstance(yard, Yard)
    built, merged = yard.there("built", "c"), yard.there("merged")
    pipeline, test, live = yard.add_pipeline("CI"), yard.add_environment("test"), yard.add_environment("live")
    yard.run_pipeline(pipeline, "bob", "failed")
    connect(desk, pair, mirror=False)
    desk.settings["integrations"]["tickets"]["config"]["follow"] = FOLLOW
    desk.write()
    desk.sync()
    branch = f"refs/heads/devlog/{of(desk, pair, 'built')}-pay"
    pull = yard.pull_request("Pay", branch, "bob", items=[int(merged)])
    run = yard.run_pipeline(pipeline, "bob", branch=branch, items=[int(built)])
    deployed = yard.deploy(test, run, None)
    pair.advance(60)
    desk.sync()
    # Since then: what ran has ended, what was open is merged, and there is more of each.
    yard.finish_run(run, "succeeded")
    yard.finish_deployment(deployed, "succeeded")
    yard.deploy(live, run, "failed")
    yard.settle_pull_request(pull, "completed", "bob")
    yard.run_pipeline(pipeline, "bob", "failed", branch=branch)
    yard.pull_request("Pay more", f"{branch}-more", "alice", items=[int(built)])
    yard.rename(merged, "merged there")
    desk.edit(of(desk, pair, "built"), "--title", "built here")
    desk.do("note", of(desk, pair, "built"), "n")
    pair.advance(60)


FOLLOWED = {
    "Azure DevOps": Scene(
        id="followed, Azure DevOps",
        name="what is followed beside work items, with Azure DevOps",
        make=lambda: Pair(Yard()),
        prepare=_followed,
        asks=9,
    )
}
