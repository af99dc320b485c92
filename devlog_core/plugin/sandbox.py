"""What a plugin's simulator of its remote system offers to demos, tests and `devlog sandbox`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class Sandbox(ABC):
    """A stateful simulator of one remote system, reached over a real loopback socket.

    The same verbs are served by JSON POST to `/_sandbox/NAME`, with the method's
    arguments as the body's keys and its answer under `result`.
    """

    FORMS: ClassVar[Sequence[str]] = ()
    """The forms in which the system exists, such as hosted and installed; empty where there is but one."""

    def formed(self, form: str) -> Sandbox:
        """A new simulator of the system in one of its `FORMS`."""
        raise NotImplementedError(f"there is no form {form}")

    @abstractmethod
    def start(self, port: int = 0) -> str:
        """Begin to serve on loopback and return the base URL; port 0 takes a free one."""

    @abstractmethod
    def stop(self) -> None:
        """End serving and release the port; calling it again does nothing."""

    @abstractmethod
    def config(self) -> dict[str, Any]:
        """The integration's `config` table that reaches this sandbox."""

    @abstractmethod
    def seed(self, items: Sequence[Mapping[str, Any]]) -> list[str]:
        """Create items as a person would and return the keys that people see, in order."""

    @abstractmethod
    def edit(self, id: str, values: Mapping[str, Any], by: str) -> None:
        """Change fields of one item in the provider's own terms, as the person `by`."""

    @abstractmethod
    def comment(self, id: str, text: str, by: str) -> str:
        """Add a comment as the person `by` and return the comment's id."""

    @abstractmethod
    def delete(self, id: str) -> None:
        """Remove an item for good, as an administrator would."""

    @abstractmethod
    def read(self, id: str) -> dict[str, Any]:
        """One item with its comments, in the provider's own shape."""

    @abstractmethod
    def fault(self, name: str, times: int = 1, match: str | None = None) -> None:
        """Make the next `times` requests fail by `name`; `match` is a regex on `METHOD /path`."""

    @abstractmethod
    def requests(self) -> list[dict[str, Any]]:
        """Every request served so far as `{method, path, status}`, oldest first.

        One that only asks though its method writes, such as a search by POST, has `asks` true besides.
        """
