"""How a handler says no, in the shape that every service of the provider shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from devlog_core.testing.sandbox import answer
from devlog_core.testing.sandbox.answer import Answer

TRACKING = "Microsoft.TeamFoundation.WorkItemTracking.Server"
SERVICES = "Microsoft.VisualStudio.Services.WebApi"


class RefusedError(answer.RefusedError):
    """A refusal with the key by which clients tell cases apart."""

    def __init__(
        self,
        status: int,
        message: str,
        key: str = "VssServiceException",
        space: str = TRACKING,
        event: int = 3200,
        properties: Mapping[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, {"typeKey": key}, headers)
        self.key, self.space, self.event = key, space, event
        self.properties = properties

    def body(self) -> dict[str, Any]:
        """What it says."""
        custom = {} if self.properties is None else {"customProperties": dict(self.properties)}
        return {
            "$id": "1",
            **custom,
            "innerException": None,
            "message": self.message,
            "typeName": f"{self.space}.{self.key}, {self.space}",
            "typeKey": self.key,
            "errorCode": 0,
            "eventId": self.event,
        }

    def answer(self) -> Answer:
        """The refusal as an answer."""
        return Answer(self.status, self.body(), dict(self.headers))


def unseen(id: int | str) -> RefusedError:
    """The answer for an item that is missing, and for one that the asker may not know about."""
    told = f"TF401232: Work item {id} does not exist, or you do not have permissions to read it."
    return RefusedError(404, told, "WorkItemUnauthorizedAccessException")


def no_project(name: str) -> RefusedError:
    """The answer for a project that is missing or hidden."""
    told = (
        f"TF200016: The following project does not exist: {name}. Verify that the name of the project is "
        "correct and that the project exists on the specified Azure DevOps Server."
    )
    return RefusedError(
        404, told, "ProjectDoesNotExistWithNameException", "Microsoft.TeamFoundation.Core.WebApi", 3000
    )


def stale(path: str, is_value: Any, wanted: Any) -> RefusedError:
    """The answer where a `test` of a patch fails: nothing of the patch is applied."""
    told = (
        f"VS403351: Test Operation for path {path} failed, value {is_value} was not equal "
        f"to test value {wanted}."
    )
    return RefusedError(412, told, "TestPatchOperationFailedException", f"{SERVICES}.Patch", 0)


def wrong(message: str, key: str = "VssPropertyValidationException") -> RefusedError:
    """The answer to a request that makes no sense."""
    return RefusedError(400, message, key, SERVICES, 0)


def missing(message: str, key: str) -> RefusedError:
    """The answer for anything else that is not there."""
    return RefusedError(404, message, key)


class RuleError(Exception):
    """One field that breaks a rule of its type."""

    def __init__(self, reference: str, flags: str, message: str) -> None:
        super().__init__(message)
        self.reference, self.flags, self.message = reference, flags, message

    def told(self) -> dict[str, Any]:
        """The part of the refusal that is about this field."""
        return {
            "fieldReferenceName": self.reference,
            "fieldStatusFlags": self.flags,
            "errorMessage": self.message,
            "fieldStatusCode": 524289,
            "ruleValidationErrors": None,
        }


def broken(rules: list[RuleError]) -> RefusedError:
    """The refusal of a work item that breaks rules, one field or several."""
    first, more = rules[0], len(rules) - 1
    message = first.message
    if more:
        several = "One additional error" if more == 1 else f"{more} additional errors"
        message += (
            f" {several} occurred during validation of the work item."
            " Please correct all errors and try again."
        )
    properties = {
        "FieldReferenceName": None if more else first.reference,
        "FieldStatusFlags": "none" if more else first.flags,
        "ErrorMessage": message,
        "FieldStatusCode": 0 if more else 524289,
        "RuleValidationErrors": [rule.told() for rule in rules],
    }
    return RefusedError(400, message, "RuleValidationException", properties=properties)


def spelled(name: str, *flags: str) -> str:
    """How a broken rule is told for a field by its name."""
    return f"TF401320: Rule Error for field {name}. Error code: {', '.join(flags)}."
