"""What a refusal of Azure DevOps means, as the error that names its cure; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from requests.structures import CaseInsensitiveDict

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.limits import AzureDevOpsLimits
from devlog_core.model.errors import (
    AuthError,
    ConfigError,
    DevlogError,
    GoneError,
    RateLimitedError,
    RejectedError,
    StaleError,
    TransientError,
)
from devlog_core.plugin.limits import UNTOLD, Reply
from devlog_core.plugin.ratelimit import retry_after

FIELDS = {
    "System.Title": "title", "System.Description": "description",
    "Microsoft.VSTS.TCM.ReproSteps": "description", "System.State": "status", "System.Reason": "status",
    "System.WorkItemType": "type", "Microsoft.VSTS.Common.Priority": "priority", "System.Tags": "labels",
    "System.AssignedTo": "assignees", "System.IterationPath": "milestone",
    "Microsoft.VSTS.Scheduling.DueDate": "due", "Microsoft.VSTS.Scheduling.OriginalEstimate": "estimate",
    "Microsoft.VSTS.Common.AcceptanceCriteria": "acceptance_criteria",
}  # fmt: skip
"""The provider's fields and the entry's."""
SHOWN = {
    "title": "title", "description": "description", "repro steps": "description", "state": "status",
    "reason": "status", "work item type": "type", "priority": "priority", "tags": "labels",
    "assigned to": "assignees", "iteration path": "milestone", "due date": "due",
    "original estimate": "estimate", "acceptance criteria": "acceptance_criteria",
}  # fmt: skip
"""The same by the names that people see, which many refusals use."""
TOO_MANY = "VS402337"
NOWHERE = "HttpException"
"""The refusal of an address that the service does not know."""
SIGN_IN = (
    "set a valid `token` with the scope Work Items (read and write), which expires after a year at most, "
    "or let `credential_command` print one that is valid"
)
_MOMENT = timedelta(seconds=1)
_NAMED = (
    re.compile(r"[Ff]ields? '?((?:System|Microsoft|Custom|WEF_\w+)\.[\w.]+)'?"),
    re.compile(r"for (?:the )?field '?([A-Z][\w ]*?)'?[.,:]"),
    re.compile(r"[Ff]ield '([^']+)'"),
)
_PROJECT = ("ProjectDoesNotExist", "ProjectNotFound")


def cure(answer: Answer, where: str, now: datetime, *, writing: bool) -> DevlogError:
    """The error for a refused request about `where`; `now` is our own clock, in which waiting is told."""
    status = answer.status
    if status == 429 or "TF400733" in answer.message:
        return limited(answer, where, now)
    if status in (401, 203) or 300 <= status < 400:
        told = answer.message if answer.data is not None else f"status {status}"
        return AuthError(f"Azure DevOps refused the credentials for {where} ({told}): {SIGN_IN}")
    if status == 403:
        return _forbidden(answer, where, writing=writing)
    if status in (404, 410):
        return missing(answer, where)
    if status in (409, 412):
        return StaleError(f"{where} was changed since it was read ({answer.message})")
    if status in (400, 413, 414, 422):
        return rejected(answer)
    later = retry_after(answer.headers.get("retry-after"), now)
    return TransientError(
        f"Azure DevOps answered {status} for {where}: {answer.message}; the next sync tries again", later
    )


def limited(answer: Answer, where: str, now: datetime) -> RateLimitedError:
    """The wait that a refusal for too much consumption asks for."""
    reply = Reply(status=429, headers=CaseInsensitiveDict(answer.headers), text="", heard_at=now)
    found = AzureDevOpsLimits().read(reply)
    # A second more than told: their times have no fractions.
    until = (found.until if found and found.until else now + UNTOLD) + _MOMENT
    return RateLimitedError(
        until, f"Azure DevOps' limit for {where} is reached until {until:%Y-%m-%d %H:%M:%S} UTC"
    )


def rejected(answer: Answer, names: Mapping[str, str] | None = None) -> RejectedError:
    """Which of the entry's fields the process did not take, and why.

    `names` adds fields of the entry by the provider's reference names and by what people see.
    """
    known = {**FIELDS, **SHOWN, **(names or {})}
    found = [known.get(name) or known.get(name.casefold()) for name in dict.fromkeys(_at_fault(answer))]
    fields = list(dict.fromkeys(name for name in found if name))
    if answer.status == 413:
        return RejectedError(
            f"Azure DevOps did not take it: it is too long ({answer.message}); shorten it",
            fields or ["description"],
        )
    return RejectedError(f"Azure DevOps did not take it: {answer.message}", fields)


def is_query_fault(answer: Answer) -> bool:
    """Whether a query was refused for its text."""
    return answer.status == 400 and answer.code != TOO_MANY


def missing(answer: Answer, where: str) -> DevlogError:
    """What it means that something is not there."""
    if answer.data is None or answer.kind == NOWHERE:
        return nobody(answer, where)
    if any(name in answer.kind for name in _PROJECT) or "TF200016" in answer.message:
        return ConfigError(f"{answer.message} Correct `project`, or give the account access to it at {where}")
    if "WorkItemTypeNotFound" in answer.kind or "VS402323" in answer.message:
        return RejectedError(f"Azure DevOps did not take it: {answer.message}", ("type",))
    return GoneError(f"{where}: {answer.message}")


def nobody(answer: Answer, where: str) -> ConfigError:
    """The error where no organisation answers, or nothing that is one."""
    return ConfigError(
        f"no Azure DevOps answers at {where} ({answer.status}): correct `organization_url`, which names the "
        "organisation or the server's collection alone, without the project"
    )


def _at_fault(answer: Answer) -> Iterator[str]:
    """The names of the fields that a refusal is about."""
    more = answer.data.get("customProperties") if isinstance(answer.data, Mapping) else None
    if isinstance(more, Mapping):
        yield from _told(more)
    for pattern in _NAMED:
        for found in pattern.finditer(answer.message):
            yield found[1].strip()


def _told(more: Mapping[str, Any]) -> Iterator[str]:
    if more.get("FieldReferenceName"):
        yield str(more["FieldReferenceName"])
    for one in more.get("RuleValidationErrors") or ():
        if isinstance(one, Mapping) and one.get("fieldReferenceName"):
            yield str(one["fieldReferenceName"])


def _forbidden(answer: Answer, where: str, *, writing: bool) -> DevlogError:
    told = answer.message
    if writing:
        # The rights of one area may differ from those of the project, so the others still go out.
        return RejectedError(f"the account may not do this in {where} (403 {told}): ask for the permission")
    return AuthError(
        f"the account may not read {where} (403 {told}): give it access to the project, or the token the "
        "scope Work Items (read and write)"
    )
