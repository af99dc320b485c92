"""What a fault does to an answer, before the request is applied or after."""

from __future__ import annotations

from devlog_core.testing.sandbox.faults import LATER, TROUBLE, Fault, retry_after
from devlog_github.sandbox.access import Token
from devlog_github.sandbox.answer import DOCS, Answer, RefusedError
from devlog_github.sandbox.world import World

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
LIMITS = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"


def instead(world: World, token: Token, resource: str, fault: Fault) -> Answer | None:
    """The answer that a server in trouble gives in place of serving; None for other faults."""
    if fault.name in TROUBLE:
        return trouble(int(fault.name))
    if fault.name in LATER:
        after = retry_after(fault, world.clock.now())
        return RefusedError(429, SECONDARY, headers=after, docs=LIMITS).answer()
    name, _, status = fault.name.rpartition("-")
    if name == "rate-limit":
        seconds = int(fault.argument) if fault.argument else None
        token.ledger.exhaust(resource, world.clock.now(), seconds)
        return exceeded(token, int(status)).answer()
    if name == "secondary":
        after = {"Retry-After": fault.argument} if fault.argument else {}
        return RefusedError(
            int(status), SECONDARY, headers=after, docs=f"{LIMITS}#about-secondary-rate-limits"
        ).answer()
    return None


def trouble(status: int) -> Answer:
    """A server error as GitHub words it; the gateway in front of it speaks HTML."""
    if status == 502:
        page = "<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
        return Answer(502, page, {"Content-Type": "text/html"})
    message = "Server Error" if status == 500 else "Service unavailable"
    return Answer(status, {"message": message, "documentation_url": DOCS})


def exceeded(token: Token, status: int = 403) -> RefusedError:
    """The refusal when the primary limit is used up."""
    who = f"user ID {token.user.id}." if token.user else "127.0.0.1."
    return RefusedError(
        status, f"API rate limit exceeded for {who}", docs=f"{LIMITS}#about-primary-rate-limits"
    )


def bent(answer: Answer, fault: Fault) -> Answer:
    """An answer that says something else than the truth."""
    if fault.name == "wrong-type":
        return Answer(200, "<html><body>Sign in to the network</body></html>", {"Content-Type": "text/html"})
    if isinstance(answer.body, list) and fault.name == "empty-list":
        return Answer(200, [])
    if isinstance(answer.body, list) and fault.name == "duplicate-item":
        return Answer(200, answer.body[:1] + answer.body, answer.headers)
    if fault.name in TROUBLE and fault.applied:
        return trouble(int(fault.name))
    return answer
