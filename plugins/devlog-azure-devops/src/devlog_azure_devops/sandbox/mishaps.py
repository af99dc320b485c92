"""What a fault does to an answer, before the request is applied or after."""

from __future__ import annotations

from devlog_azure_devops.sandbox.answer import SERVICES, RefusedError
from devlog_azure_devops.sandbox.limits import blocked, spoken
from devlog_azure_devops.sandbox.world import World
from devlog_core.testing.sandbox.answer import Answer, html
from devlog_core.testing.sandbox.faults import LATER, TROUBLE, WIRE, Fault, lists_bent, retry_after

REFUSALS = {
    "403": ("VS403496: Access is denied.", "AccessDeniedException"),
    "404": (
        "TF401232: Work item 0 does not exist, or you do not have permissions to read it.",
        "WorkItemUnauthorizedAccessException",
    ),
    "409": (
        "TF26071: This work item has been changed by someone else since you opened it.",
        "WorkItemRevisionMismatchException",
    ),
    "412": (
        "VS403351: Test Operation for path /rev failed, value 2 was not equal to test value 1.",
        "TestPatchOperationFailedException",
    ),
    "413": ("The request body is too large.", "RequestEntityTooLargeException"),
}
KNOWN = {
    *WIRE,
    *TROUBLE,
    *LATER,
    *REFUSALS,
    "401",
    "429",
    "blocked",
    "sign-in",
    "sign-in-200",
    "redirect",
    "no-organization",
    "unauthorized",
    "empty-list",
    "duplicate-item",
    "delayed",
}
LISTS = ("value", "values", "workItems", "comments")


def sign_in() -> Answer:
    """The page at which people sign in, which says 203 to a program."""
    return html(203, "Azure DevOps Services | Sign In")


PAGES = {
    "sign-in-200": (200, "Sign in to your account", {}),
    "redirect": (302, "Object moved", {"Location": "https://spsprodeus21.vssps.visualstudio.com/_signin"}),
    "no-organization": (404, "Azure DevOps Services | Unavailable", {}),
}
"""What stands in front of the interface and answers people: after a company's sign-on, or an unknown name."""


def nobody() -> Answer:
    """The refusal of a client that nobody knows."""
    told = {"WWW-Authenticate": 'Bearer, Basic realm="sandbox"'}
    return Answer(401, None, told | {"X-TFS-ProcessId": "15e86e8d-57b8-4572-85f3-b9333c300edf"})


def instead(world: World, fault: Fault) -> Answer | None:
    """The answer that a server in trouble gives in place of serving; None for other faults."""
    now = world.clock.now()
    if fault.name in TROUBLE:
        return trouble(int(fault.name))
    if fault.name == "sign-in":
        return sign_in()
    if fault.name in PAGES:
        status, title, headers = PAGES[fault.name]
        page = html(status, title)
        return Answer(page.status, page.body, {**page.headers, **headers})
    if fault.name == "unauthorized":
        told = "TF400813: The user '' is not authorized to access this resource."
        return RefusedError(401, told, "UnauthorizedRequestException", SERVICES, 3000).answer()
    if fault.name == "401":
        return nobody()
    if fault.name in LATER:
        return blocked(retry_after(fault, now)).answer()
    if fault.name == "429":
        # Without an argument nothing says when to come back.
        return blocked({"Retry-After": fault.argument} if fault.argument else {}).answer()
    if fault.name == "blocked":
        return blocked(spoken(200, 0, now + int(fault.number(60)))).answer()
    if fault.name in REFUSALS:
        return RefusedError(int(fault.name), *REFUSALS[fault.name]).answer()
    return None


def trouble(status: int) -> Answer:
    """A server error; the gateway in front speaks HTML."""
    if status == 502:
        return html(502, "502 Bad Gateway")
    if status == 503:
        return html(503, "TF400898: The service is unavailable")
    told = "TF400898: An Internal Error Occurred. Activity Id: 0dafdc50-f9cf-4b55-b970-38fa8c1f0be1."
    return RefusedError(status, told, "InternalServerErrorException", SERVICES, 0).answer()


def bent(answer: Answer, fault: Fault, now: int) -> Answer:
    """An answer that says something else than the truth."""
    if fault.name in TROUBLE and fault.applied:
        return trouble(int(fault.name))
    if fault.name == "delayed":
        seconds = fault.number(5)
        told = spoken(200, 0, now + int(seconds)) | {
            "X-RateLimit-Delay": f"{seconds:.3f}",
            "Retry-After": str(int(seconds)),
        }
        return Answer(answer.status, answer.body, answer.headers | told)
    return lists_bent(answer, fault, LISTS)
