"""What `integrations check` finds: who we are, what is missing, and whether the settings fit the project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from devlog_core.model.errors import AuthError, ConfigError
from devlog_core.testing.stage import Answerer, Asked, Reply, Stage
from devlog_jira.account import NEEDED
from devlog_jira.sandbox import JiraSandbox

from .bench import CLOUD
from .desk import Desk, Opener, opened

Performer = Callable[[Answerer], Stage]


def test_a_good_account_misses_nothing(sandbox: JiraSandbox, desk: Desk) -> None:
    """And the standard workflow only lacks words for some statuses."""
    told = desk.service.check()
    assert told.account
    assert set(told.permissions) == set(NEEDED)
    assert told.missing == {}
    assert all(line.startswith("mapping.") or "encrypted" in line for line in told.warnings)


def test_the_account_has_a_name_beside_its_id(sandbox: JiraSandbox, desk: Desk) -> None:
    """On Cloud the account is a row of letters and digits that tells nobody whose token it is."""
    told, user = desk.service.check(), sandbox.world.user("devlog-bot")
    assert told.name == user.display_name
    assert told.account == (user.account_id if sandbox.world.cloud else user.name)


def test_the_other_kind_of_jira_is_refused(sandbox: JiraSandbox, open_desk: Opener) -> None:
    """It would pass the check and fail with the first search."""
    right, wrong = ("cloud", "server") if sandbox.world.cloud else ("server", "cloud")
    assert open_desk(deployment=right).service.check().account
    with pytest.raises(ConfigError, match=f"set `deployment` to {right}"):
        open_desk(deployment=wrong).service.check()


def test_what_the_account_may_not_do_is_named(sandbox: JiraSandbox, desk: Desk) -> None:
    """With the permission as Jira's administrators know it."""
    sandbox.permit("browse", project="SHOP")
    missing = desk.service.check().missing
    assert "read" not in missing
    assert (
        missing["create"] == "the account has not the permission Create Issues in SHOP: ask an administrator"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"project": "SHAP"}, "there is no project SHAP"),
        ({"mapping": {"status": {"done": "Dane"}}}, "mapping.status.done: .* 'Dane'; did you mean 'Done'"),
        ({"mapping": {"priority": {"high": "Hoch"}}}, "mapping.priority.high: .*'Hoch'"),
        ({"custom": {"severity": "Severty"}}, "no field 'Severty'"),
    ],
)
def test_settings_that_do_not_fit_are_named(open_desk: Opener, changes: dict[str, Any], words: str) -> None:
    """Each with its key and what is nearest."""
    with pytest.raises(ConfigError, match=words):
        open_desk(**changes).service.check()


def test_a_project_that_may_not_be_seen_is_the_settings_fault(sandbox: JiraSandbox, desk: Desk) -> None:
    """Jira does not say whether it exists."""
    sandbox.permit("none", project="SHOP")
    with pytest.raises(ConfigError, match=r"no project SHOP .* Browse Projects"):
        desk.service.scope()


def test_what_a_new_issue_needs_is_explained_before_the_first(
    sandbox: JiraSandbox, open_desk: Opener
) -> None:
    """For each type that entries become, with the cure."""
    sandbox.add_field("Severity", "select", ["Grave", "Mild"], required=True)
    missing = open_desk().service.check().missing
    assert "Severity (one of Grave, Mild): set it under `config.create`" in missing["create Bug"]
    assert "create Epic" not in missing
    assert not open_desk(create={"Severity": "Mild"}).service.check().missing


def test_an_expired_token_is_an_auth_error(sandbox: JiraSandbox, desk: Desk) -> None:
    """With its cure."""
    sandbox.revoke()
    with pytest.raises(AuthError, match="valid `token`"):
        desk.service.check()


def test_a_locked_account_says_to_solve_the_captcha(sandbox: JiraSandbox, desk: Desk) -> None:
    """In a browser, which no other message would lead to."""
    sandbox.switch("captcha", True)
    with pytest.raises(AuthError, match="captcha"):
        desk.service.check()


def test_the_scope_is_the_projects_id(sandbox: JiraSandbox, desk: Desk) -> None:
    """Which stays when its key does not."""
    first = desk.service.scope()
    assert first is not None
    sandbox.rename_project("SHOP", "STORE")
    again = opened(sandbox.config("STORE"))
    renamed = again.service.scope()
    assert renamed is not None
    assert renamed.id == first.id


def test_what_was_learnt_is_not_asked_again(sandbox: JiraSandbox, desk: Desk) -> None:
    """For a day; then it may have changed."""
    desk.service.check()
    remote = desk.service.remote
    assert desk.requests(lambda: remote._catalog.statuses) == 0
    again = opened(sandbox.config())
    again.context.kept.update(desk.context.kept)
    assert again.requests(lambda: again.service.remote._catalog.statuses) == 0


def test_who_we_are_is_asked_again_before_something_is_looked_for(perform: Performer) -> None:
    """A token may have been changed for another account's, whose comments would then not be looked at."""
    accounts = iter(["a-1", "a-2"])
    stage = perform(lambda asked: Reply(body={"accountId": next(accounts)}))
    desk = opened({"url": stage.url, "project": "SHOP", "token": "t", "deployment": "cloud"})
    catalog = desk.service.remote._catalog
    assert (catalog.me["account"], catalog.me["account"]) == ("a-1", "a-1")
    assert catalog.ask_me() == "a-2"
    assert catalog.me["account"] == "a-2"
    assert len(stage.asked) == 2


def test_a_lone_token_on_cloud_is_doubted(perform: Performer) -> None:
    """API tokens go with an e-mail; an access token does not."""
    bodies: dict[str, Any] = {
        "serverInfo": CLOUD, "myself": {"accountId": "a-1"}, "mypermissions": {"permissions": {}},
        "SHOP": {"id": "1", "key": "SHOP", "name": "Shop"}, "1": {"issueTypes": []},
        "statuses": [], "priority": [],
    }  # fmt: skip

    def answer(asked: Asked) -> Reply:
        return Reply(body=bodies[asked.path.rpartition("/")[2]])

    told = opened({"url": perform(answer).url, "project": "SHOP", "token": "t"}).service.check()
    assert any("`email`" in line for line in told.warnings)


def hooks(listed: Any, made: Any) -> Answerer:
    """A server that keeps webhooks."""

    def answer(asked: Asked) -> Reply:
        if asked.path.endswith("serverInfo"):
            return Reply(body=CLOUD)
        if asked.path.endswith("/refresh"):
            return Reply(body={"expirationDate": "2026-02-01T00:00:00.000+0000"})
        return Reply(body=listed) if asked.method == "GET" else Reply(201, made)

    return answer


URL = "https://devlog.acme.org/webhooks/jira"


def registering(stage: Stage, **config: Any) -> Desk:
    """A service with a secret."""
    return opened({"url": stage.url, "project": "SHOP", "token": "t", "webhook_secret": "s"} | config)


def test_a_webhook_is_registered_with_its_secret(perform: Performer) -> None:
    """For the project's issues."""
    stage = perform(hooks([], {"self": "https://x/rest/webhooks/1.0/webhook/72", "events": ["a"]}))
    found = registering(stage).service.register_webhook(URL)
    assert (found.id, found.url) == ("72", URL)
    sent = stage.asked[-1].body
    assert sent["secret"] == "s"
    assert sent["filters"] == {"issue-related-events-section": "project = SHOP"}
    assert {"jira:issue_updated", "comment_created", "worklog_deleted", "sprint_closed"} <= set(
        sent["events"]
    )


def test_an_equal_webhook_is_not_doubled(perform: Performer) -> None:
    """It is returned."""
    stage = perform(hooks([], {"self": "x/72"}))
    registering(stage).service.register_webhook(URL)
    kept = {**stage.asked[-1].body, "self": "https://x/rest/webhooks/1.0/webhook/72", "enabled": True}
    again = perform(hooks([{**kept, "url": "https://other"}, kept], {}))
    assert registering(again).service.register_webhook(URL).id == "72"
    assert [asked.method for asked in again.asked] == ["GET"]


def test_without_a_secret_no_webhook_is_registered(perform: Performer) -> None:
    """Its deliveries would all be refused."""
    with pytest.raises(ConfigError, match="webhook_secret"):
        registering(perform(hooks([], {})), webhook_secret=None).service.register_webhook(URL)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_who_may_not_register_is_told_who_may(perform: Performer, status: int) -> None:
    """Only administrators do."""
    stage = perform(lambda asked: Reply(status, {"errorMessages": ["no"]}))
    with pytest.raises(AuthError, match="administrator"):
        registering(stage).service.register_webhook(URL)


def test_an_apps_webhook_is_prolonged(perform: Performer, tmp_path: Any) -> None:
    """It lives for 30 days; registering it again gives it 30 more."""
    kept: list[Any] = []

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/token":
            return Reply(body={"access_token": "a", "refresh_token": "r"})
        if asked.path.endswith("/refresh"):
            return Reply(body={"expirationDate": "2026-02-01T00:00:00.000+0000"})
        if asked.method == "POST":
            kept.extend({"id": 1000, "url": asked.body["url"], **one} for one in asked.body["webhooks"])
            return Reply(body={"webhookRegistrationResult": [{"createdWebhookId": 1000}]})
        return Reply(body={"values": kept, "startAt": 0, "total": len(kept), "isLast": True})

    stage = perform(answer)
    desk = opened(
        {
            "url": "https://acme.atlassian.net", "project": "SHOP", "client_id": "x", "client_secret": "y",
            "refresh_token": "r", "refresh_token_kept_in": f"file:{tmp_path}/refresh", "cloud_id": "c-1",
            "token_url": f"{stage.url}/oauth/token", "api_url": stage.url,
        }
    )  # fmt: skip
    first, second = (desk.service.register_webhook(URL) for _ in range(2))
    assert first == second
    assert first.expires_at is not None
    assert len(kept) == 1
    assert stage.paths().count("PUT /ex/jira/c-1/rest/api/3/webhook/refresh") == 2
