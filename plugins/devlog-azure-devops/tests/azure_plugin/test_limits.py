"""What answers say of the account's budget is understood, and nothing is read into it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from requests.structures import CaseInsensitiveDict

from devlog_azure_devops.limits import AzureDevOpsLimits
from devlog_core.plugin.limits import UNTOLD, Limit, Reply

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
NEAR = {"X-RateLimit-Limit": "200", "X-RateLimit-Remaining": "20", "X-RateLimit-Reset": "1767268860"}


def read(status: int, **headers: str) -> Limit | None:
    """What a reader makes of an answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = Reply(status=status, headers=CaseInsensitiveDict(named), heard_at=NOW)
    return AzureDevOpsLimits().read(reply)


def test_consumption_that_is_left_is_no_count_of_requests() -> None:
    """The unit is the load that a request makes, which nobody can foresee."""
    assert read(200, **NEAR) is None
    assert read(200) is None


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (200, {"Retry_After": "5"}, 5),
        (200, {"X_RateLimit_Delay": "2.5"}, 2.5),
        (429, {"Retry_After": "30"}, 30),
        (503, {"Retry_After": "30"}, 30),
        (429, {}, UNTOLD.total_seconds()),
    ],
)
def test_a_wait_is_obeyed(status: int, headers: dict[str, str], seconds: float) -> None:
    """Also where the answer came, only late."""
    found = read(status, **headers)
    assert found is not None
    assert found.until == NOW + timedelta(seconds=seconds)


def test_nothing_left_waits_for_the_window() -> None:
    """A refusal tells when it ends."""
    found = read(429, X_RateLimit_Remaining="0", X_RateLimit_Reset=str(int(NOW.timestamp()) + 90))
    assert found is not None
    assert found.until == NOW + timedelta(seconds=90)


def test_a_refusal_of_rights_is_no_limit() -> None:
    """Waiting would not help."""
    assert read(403, X_RateLimit_Remaining="0") is None


@pytest.mark.parametrize("header", ["x", "-1", "1e400", ""])
def test_a_delay_that_makes_no_sense_is_none(header: str) -> None:
    """It never stops a run."""
    assert read(200, X_RateLimit_Delay=header) is None
