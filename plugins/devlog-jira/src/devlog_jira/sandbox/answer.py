"""How a handler says no, in Jira's shapes."""

from __future__ import annotations

from collections.abc import Mapping

from devlog_core.testing.sandbox import answer
from devlog_core.testing.sandbox.answer import Answer

UNSEEN = "Issue does not exist or you do not have permission to see it."


class RefusedError(answer.RefusedError):
    """A request that Jira would refuse, with its messages and with what is wrong about which field."""

    def __init__(
        self,
        status: int,
        *messages: str,
        errors: Mapping[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        shown = dict(errors or {})
        told = "; ".join([*messages, *(f"{name}: {text}" for name, text in shown.items())])
        super().__init__(status, told, shown, headers)
        self.messages = messages

    def answer(self) -> Answer:
        """The refusal as an answer."""
        body = {"errorMessages": list(self.messages), "errors": self.errors}
        return Answer(self.status, body, dict(self.headers))


class PlainError(RefusedError):
    """A refusal that never reached Jira: whoever stands in front of it answers with a text."""

    def answer(self) -> Answer:
        """The refusal as plain text."""
        headers = {"Content-Type": "text/plain;charset=UTF-8"} | self.headers
        return Answer(self.status, self.message, headers)


def unseen() -> RefusedError:
    """The answer for an issue that is missing, and for one that the asker may not know about."""
    return RefusedError(404, UNSEEN)


def no_project(key: str) -> RefusedError:
    """The answer for a project that is missing or that the asker may not know about."""
    return RefusedError(404, f"No project could be found with key '{key}'.")


def wrong(**errors: str) -> RefusedError:
    """A 400 that names what is wrong about which field."""
    return RefusedError(400, errors=errors)
