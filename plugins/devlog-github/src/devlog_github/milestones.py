"""Milestones: people name them by title, GitHub by number."""

from __future__ import annotations

from devlog_core.model.errors import AuthError, ConfigError, RejectedError, TransientError
from devlog_github.client import Client
from devlog_github.mapping import line
from devlog_github.place import PER_PAGE


class Milestones:
    """The milestones of one repository, read once when one is first set."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, scope: str, title: str) -> int:
        """The number of the milestone with this title, made where there is none."""
        if (scope, title) not in self._numbers:
            self._read(scope)
        if (scope, title) not in self._numbers:
            self._make(scope, title)
        return self._numbers[scope, title]

    def forget(self) -> None:
        """Read them again before the next use."""
        self._numbers.clear()

    def _read(self, scope: str) -> None:
        for answer in self._client.pages(f"/repositories/{scope}/milestones?state=all&per_page={PER_PAGE}"):
            for record in answer.records:
                self._numbers.setdefault((scope, line(str(record["title"]))), int(record["number"]))

    def _make(self, scope: str, title: str) -> None:
        try:
            made = self._client.send("POST", f"/repositories/{scope}/milestones", {"title": title})
        except RejectedError as error:
            if "already_exists" in error.reason or "exists already" in error.reason:
                raise TransientError(
                    f"the milestone {title!r} exists by now; the next try finds it"
                ) from None
            raise RejectedError(error.reason, ("milestone",)) from None
        except (AuthError, ConfigError) as error:
            reason = f"the token may not make the milestone {title!r}: {error}"
            raise RejectedError(reason, ("milestone",)) from None
        self._numbers[scope, title] = int(made.data["number"])
