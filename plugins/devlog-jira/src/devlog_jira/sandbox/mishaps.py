"""What a fault does to an answer, before the request is applied or after."""

from __future__ import annotations

from devlog_core.testing.sandbox.answer import Answer, html
from devlog_core.testing.sandbox.faults import LATER, TROUBLE, WIRE, Fault, lists_bent, retry_after
from devlog_jira.sandbox.answer import RefusedError
from devlog_jira.sandbox.limits import TOLD, spoken
from devlog_jira.sandbox.world import World

REASONS = {
    "quota-global": "jira-quota-global-based",
    "quota-tenant": "jira-quota-tenant-based",
    "burst": "jira-burst-based",
    "per-issue": "jira-per-issue-on-write",
}
"""The limits that Cloud tells apart."""
REFUSALS = {
    "401": "Unauthorized; scope does not match",
    "403": "You do not have permission to perform this operation.",
    "404": "Issue does not exist or you do not have permission to see it.",
    "409": "The issue was changed by somebody else meanwhile.",
    "413": "The entered text is too long. It exceeds the allowed limit of 32,767 characters.",
}
KNOWN = {
    *WIRE, *TROUBLE, *LATER, *REASONS, *REFUSALS,
    "429", "limit-reset", "login-page", "empty-list", "duplicate-item", "stale-list",
}  # fmt: skip
LISTS = ("issues", "values", "comments", "worklogs")


def instead(world: World, fault: Fault) -> Answer | None:
    """The answer that a server in trouble gives in place of serving; None for other faults."""
    now = world.clock.now()
    if fault.name in TROUBLE:
        return trouble(int(fault.name))
    if fault.name == "login-page":
        return html(200, "Log in - Jira")
    if fault.name in LATER:
        return RefusedError(429, TOLD, headers=retry_after(fault, now)).answer()
    if fault.name == "429":
        # Without an argument nothing says when to come back.
        after = {"Retry-After": fault.argument} if fault.argument else {}
        return RefusedError(429, TOLD, headers=after).answer()
    if fault.name == "limit-reset":
        spent = spoken(100, 0, now + int(fault.number(60)))
        return RefusedError(429, TOLD, headers=spent | {"RateLimit-Reason": REASONS["quota-global"]}).answer()
    if fault.name in REASONS:
        after = {"Retry-After": str(int(fault.number(5))), "RateLimit-Reason": REASONS[fault.name]}
        return RefusedError(429, TOLD, headers=after).answer()
    if fault.name in REFUSALS:
        return RefusedError(int(fault.name), REFUSALS[fault.name]).answer()
    return None


def trouble(status: int) -> Answer:
    """A server error; the gateway in front of Jira speaks HTML."""
    if status == 502:
        return html(502, "502 Bad Gateway")
    text = "Internal server error" if status == 500 else "Service Unavailable"
    return RefusedError(status, text).answer()


def bent(answer: Answer, fault: Fault) -> Answer:
    """An answer that says something else than the truth."""
    if fault.name in TROUBLE and fault.applied:
        return trouble(int(fault.name))
    if fault.name == "login-page":
        return html(200, "Log in - Jira")
    return lists_bent(answer, fault, LISTS)
