"""What a handler gives back, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from devlog_core.testing.sandbox import answer

DOCS = "https://docs.github.com/rest"


@dataclass(slots=True)
class Answer(answer.Answer):
    """An HTTP answer before it is encoded; `modified` is the Last-Modified second."""

    modified: int | None = None


class RefusedError(answer.RefusedError):
    """A request that GitHub would refuse, in the words and the shape it would use."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        docs: str = DOCS,
    ) -> None:
        super().__init__(status, message, errors, headers)
        self.docs = docs

    def answer(self) -> Answer:
        """The refusal as an answer."""
        body: dict[str, Any] = {"message": self.message}
        if self.errors is not None:
            body["errors"] = self.errors
        body |= {"documentation_url": self.docs, "status": str(self.status)}
        return Answer(self.status, body, dict(self.headers))


def not_found() -> RefusedError:
    """The answer for what is missing, and for what one may not know about."""
    return RefusedError(404, "Not Found")


def invalid(resource: str, field: str, code: str = "invalid", **more: Any) -> RefusedError:
    """A 422 that names one field."""
    return RefusedError(
        422, "Validation Failed", [{"resource": resource, "field": field, "code": code, **more}]
    )


def malformed(text: str) -> RefusedError:
    """A 422 for a body that does not fit the schema at all."""
    return RefusedError(422, f"Invalid request.\n\n{text}")
