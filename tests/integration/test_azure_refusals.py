"""What is wrong with the settings or the account: one line with the cure, and nothing half done."""

from __future__ import annotations

from typing import Any

from tests.integration.desk import Desk, quiet
from tests.integration.works import Works

PAGES = {
    "page": ("no-organization", "config", ("no Azure DevOps answers at", "(404)", "`organization_url`")),
    "sign-in": ("sign-in", "auth", ("answered 203 with a page to sign in at", "valid `token`")),
    "sign-in-200": ("sign-in-200", "auth", ("answered 200 with a page to sign in at", "valid `token`")),
    "redirect": ("redirect", "auth", ("refused the credentials", "302", "valid `token`")),
    "stranger": ("unauthorized", "auth", ("refused the credentials", "TF400813", "valid `token`")),
    "scope": ("403", "auth", ("may not read", "403", "the scope Work Items")),
}
"""By what answers a project's first request."""
WRONG: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "organisation": (
        {"organization_url": "{base}/nowhere"}, "config",
        ("no Azure DevOps answers at", "/nowhere", "`organization_url`"),
    ),
    "inside": (
        {"organization_url": "{base}/sandbox/Shop"}, "config",
        ("no Azure DevOps answers at", "/sandbox/Shop", "without the project"),
    ),
    "project": ({"project": "Shpo"}, "config", ("no project 'Shpo'", "did you mean `Shop`?")),
    "custom": ({"custom": {"points": "Story Pionts"}}, "config", ("did you mean `Story Points`?",)),
    "expired": ({"token": "${OLD_TOKEN}"}, "auth", ("refused the credentials", "valid `token`")),
    "fails": ({"credential_command": "false"}, "auth", ("ended with 1", "run it by hand")),
    "silent": ({"credential_command": "true"}, "auth", ("printed no token",)),
    "absent": ({"credential_command": "no-such-command -x"}, "config", ("cannot be run", "no-such-command")),
    "odd": ({"credential_command": "printf '\\377 x'"}, "auth", ("characters that no token",)),
}  # fmt: skip


def test_each_wrong_setting_is_told_with_its_cure_and_holds_up_nobody(azure_desk: Desk, works: Works) -> None:
    """Otherwise a slip is a riddle, or one bad integration takes the others with it."""
    desk, wanted = azure_desk, {}
    desk.environ["OLD_TOKEN"] = "old-token"
    works.add_token("old-token", "devlog-bot", lifetime=60)
    works.seed([{"title": "there"}])
    for name, (fault, kind, words) in PAGES.items():
        works.add_project(f"P-{name}")
        works.fault(fault, 99, match=rf"projects/P-{name}\?")
        desk.connect(name, works.settings(f"P-{name}"), plugin="azure-devops")
        wanted[name] = (kind, words)
    for number, (name, (changes, kind, words)) in enumerate(WRONG.items()):
        works.add_project(f"W{number}")
        config = works.settings(f"W{number}") | {
            key: value.format(base=works.world.base) if key == "organization_url" else value
            for key, value in changes.items()
        }
        if "credential_command" in config:
            del config["token"]
        desk.connect(name, config, plugin="azure-devops")
        wanted[name] = (kind, words)
    works.add_project("Q")
    works.seed([{"title": "there", "project": "Q"}])
    query = {"query": "[System.AreaPth] UNDER 'Q'"}
    desk.connect("query", works.settings("Q"), plugin="azure-devops", filter=query)
    wanted["query"] = ("config", ("filter.query", "TF51005", "AreaPth"))
    works.advance(3600)
    made = desk.new("made here", "--to", "project")["ref"]
    works.clear_requests()
    runs = desk.sync(code=3)
    assert runs["azure"]["errors"] == []
    assert runs["azure"]["pulled"]["created"] == 1
    assert works.writes() == []
    for name, (kind, words) in wanted.items():
        (error,) = runs[name]["errors"]
        assert (name, runs[name]["status"], error["kind"]) == (name, "failed", kind), error
        assert [word for word in words if word not in error["message"]] == [], error
        assert "\n" not in error["message"]
        assert "-token" not in error["message"].replace("${OLD_TOKEN}", "")
    for name in ("organisation", "project", "expired", "absent", "query"):
        check = desk.here("integrations", "check", name)
        kind, words = wanted[name]
        assert (check.code, check.err.count("\n")) == ({"config": 3, "auth": 1}[kind], 1), str(check)
        assert [word for word in words if word not in check.err] == []
    assert sorted(entry["title"] for entry in desk.entries()) == ["made here", "there"]
    desk.settings["integrations"] = {
        "project": desk.settings["integrations"]["project"] | {"config": works.settings("W2")}
    }
    desk.write()
    assert desk.near()["project"]["pushed"]["created"] == 1
    assert works.titled("made here", "W2") == desk.show(made)["links"][0]["remote_key"]


def test_what_the_settings_may_not_say_is_refused_before_anything_is_asked(
    azure_desk: Desk, works: Works
) -> None:
    """Otherwise a URL copied from the browser, or a whole query, is found out by a refusal there."""
    desk = azure_desk
    before = (desk.inner / "config.toml").read_text()
    for told, words in (
        (("organization_url=https://dev.azure.com/acme/Shop",), ("without the project", "acme/Shop")),
        (("organization_url=dev.azure.com/acme",), ("expected a URL",)),
        (("project=Shop/Web",), ("name of a project", "Shop/Web")),
    ):
        pairs = {"organization_url": "https://dev.azure.com/acme", "project": "Shop", "token": "env:T"}
        pairs |= dict(one.split("=", 1) for one in told)
        done = desk.here(
            "integrations", "add", "other", "--plugin", "azure-devops",
            *(f"--set={key}={value}" for key, value in pairs.items()),
        )  # fmt: skip
        assert (done.code, done.err.count("\n")) == (3, 1), str(done)
        assert [word for word in words if word not in done.err] == []
    assert (desk.inner / "config.toml").read_text() == before
    whole = {"query": "SELECT [System.Id] FROM WorkItems"}
    desk.connect("azure", works.settings(), plugin="azure-devops", filter=whole)
    (error,) = desk.near(code=3)["azure"]["errors"]
    assert "give the condition alone" in error["message"]
    desk.connect("azure", works.settings(token="sandbox-token"), plugin="azure-devops")
    done = desk.here("sync")
    assert done.code == 0
    assert "integrations.azure.config.token holds a secret in plain text" in done.err
    assert "sandbox-token" not in done.err + done.out


def test_names_that_the_process_lacks_are_named_with_the_nearest(azure_desk: Desk, works: Works) -> None:
    """Otherwise a slip in a map shows when the first entry is refused."""
    desk = azure_desk
    works.add_area("Web")
    given = {"status": {"in-review": "Reslved"}, "type": {"docs": "Documentation", "feature": "User Stroy"}}
    wrong: dict[str, Any] = {"mapping": given, "area": "Wbe", "iteration": "Sprint 9"}
    desk.connect("azure", works.settings(**wrong), plugin="azure-devops")
    check = desk.here("integrations", "check", "azure")
    assert (check.code, check.err.count("\n")) == (3, 1)
    for told in (
        "mapping.status.in-review: the process has no state 'Reslved'; did you mean 'Resolved'?",
        "mapping.type.feature: the process has no work item type 'User Stroy'; did you mean 'User Story'?",
        "area: the project has no area path 'Wbe'",
        "iteration: the project has no iteration path 'Sprint 9'",
    ):
        assert told in check.err
    desk.connect("azure", works.settings(area="Shop\\Web"), plugin="azure-devops")
    assert "write 'Web'" in desk.here("integrations", "check", "azure").err
    desk.connect("azure", works.settings(**wrong), plugin="azure-devops")
    works.seed([{"title": "there", "type": "Task", "state": "Active"}])
    desk.near()
    ref = desk.of("1", "azure")
    desk.edit(ref, "--status", "in-review", "--type", "docs", "--title", "renamed")
    made = desk.new("made here", "--type", "task")["ref"]
    run = desk.sync(code=1)["azure"]
    said = {error["entry"]: "" for error in run["errors"]}
    for error in run["errors"]:
        said[error["entry"]] += error["message"]
    assert [word for word in ("'in-review'", "config.mapping.status") if word not in said[ref]] == []
    assert [word for word in ("'docs'", "config.mapping.type") if word not in said[ref]] == []
    assert "`config.iteration`" in said[made]
    assert works.shown("1")["title"] == "renamed"
    assert works.keys() == ["1"]
    right: dict[str, Any] = {
        "mapping": {"status": {"in-review": "Resolved"}, "type": {"docs": "Epic"}},
        "area": "Web",
    }
    desk.connect("azure", works.settings(**right), plugin="azure-devops")
    for row in desk.do("outbox", "list"):
        desk.do("outbox", "retry", str(row["row"]))
    desk.near()
    fields = works.read(works.titled("made here"))["fields"]
    assert fields["System.AreaPath"] == "Shop\\Web"
    works.advance(600)
    desk.near()
    assert quiet(desk.near()["azure"])
