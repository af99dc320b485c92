"""What a stream is: a list of things that attach to entries, read page by page from a state of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from devlog_azure_devops.answer import Answer
from devlog_azure_devops.client import Client
from devlog_core.model.errors import RejectedError, TransientError
from devlog_core.model.remote import Event, Rejected, RemoteThing

Record = Mapping[str, Any]
State = Mapping[str, Any]
"""Where a stream stands, as plain JSON; only the stream understands it."""
_REFUSED = (401, 403)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one page of a stream brought, and where it goes on."""

    refs: tuple[RemoteThing, ...] = ()
    events: tuple[Event, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    state: State
    """Equal to the state that was given where nothing is new."""
    more: bool = False


class Stream(Protocol):
    """One kind of things beside the work items."""

    name: str
    """As `follow` of the settings calls it."""

    def page(self, state: State | None) -> Part:
        """The next page behind `state`; without one it reads what exists, and tells no events of that.

        Raises an error where the list cannot be read to its end; the state before is then kept, so that
        the next sync asks for the same again.
        """
        ...

    def lacks(self) -> tuple[str, ...]:
        """Why it cannot be read, asked by few requests however long it is; empty where it can."""
        ...


def refusal(asking: Callable[[], object]) -> tuple[str, ...]:
    """Why a list may not be read; empty where it may."""
    try:
        asking()
    except RejectedError as error:
        return (error.reason,)
    return ()


def ask(client: Client, path: str, params: Mapping[str, Any] | None = None, *, scope: str) -> Answer:
    """One page of a list; a refusal names the scope or permission that is missing.

    Work items were read with the same token just before, so that a 401 speaks of its scope too.
    """
    answer = client.get(path, params, accept=_REFUSED)
    if answer.status in _REFUSED:
        raise RejectedError(
            f"the account may not read it ({answer.status} {answer.message}): give the token the scope "
            f"{scope} and the account that permission, or take it out of `follow`"
        )
    if not isinstance(answer.data, Mapping) or not isinstance(answer.data.get("value"), list):
        raise TransientError("Azure DevOps answered without a list: the next sync tries again")
    return answer


def paged(
    client: Client, path: str, params: Mapping[str, Any], *, scope: str
) -> Iterator[tuple[Answer, list[Record]]]:
    """The pages of a list to its end, with their records; the last answer has no continuation token.

    Raises TransientError where a token comes again, since that list would never end.
    """
    token, met = "", set[str]()
    while token not in met:
        met.add(token)
        where = {"continuationToken": token} if token else {}
        answer = ask(client, path, {**params, **where}, scope=scope)
        yield answer, [one for one in answer.values if isinstance(one, Mapping)]
        token = following(answer)
        if not token:
            return
    raise TransientError("Azure DevOps answered with the same pages again: the next sync tries again")


def following(answer: Answer) -> str:
    """The token of the page behind an answer; empty behind the last."""
    return answer.headers.get("x-ms-continuationtoken", "")
