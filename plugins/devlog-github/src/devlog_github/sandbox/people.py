"""Who may be assigned, and which labels and milestones a request means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from devlog_github.sandbox.answer import invalid
from devlog_github.sandbox.inputs import MOST_ASSIGNEES
from devlog_github.sandbox.model import Label, Milestone, Repository, User
from devlog_github.sandbox.world import World


def assignable(repository: Repository) -> set[str]:
    """Logins, in lower case, of those who may be assigned."""
    owner = {repository.owner.login.lower()} if repository.owner.kind == "User" else set()
    return owner | set(repository.collaborators)


def pick_assignees(world: World, repository: Repository, logins: Sequence[str]) -> tuple[User, ...]:
    """Those of the named who may be assigned; the others are dropped in silence, as GitHub does."""
    allowed = assignable(repository)
    chosen: dict[str, User] = {}
    for login in logins:
        if login.lower() in allowed:
            chosen[login.lower()] = world.user(login)
        elif world.switches.strict_assignees:
            raise invalid("Issue", "assignees", value=login)
    return tuple(chosen.values())[:MOST_ASSIGNEES]


def pick_labels(world: World, repository: Repository, names: Sequence[str]) -> tuple[Label, ...]:
    """The labels of those names, made where they are new; case does not tell two labels apart."""
    return tuple({name.lower(): ensure_label(world, repository, name) for name in names}.values())


def ensure_label(world: World, repository: Repository, name: str) -> Label:
    """The repository's label of that name."""
    found = repository.labels.get(name.lower())
    if found is None:
        found = repository.labels[name.lower()] = Label(world.new_id("label"), name)
    return found


def pick_milestone(repository: Repository, number: Any) -> Milestone | None:
    """The milestone of that number; null and the empty string mean none."""
    if number in (None, ""):
        return None
    wanted = int(number) if isinstance(number, str) and number.isdigit() else number
    found = None if isinstance(wanted, bool) else repository.milestones.get(wanted)
    if found is None:
        raise invalid("Issue", "milestone", value=number)
    return found


def make_milestone(world: World, repository: Repository, title: str, creator: User) -> Milestone:
    """A new open milestone with the next number."""
    number = max(repository.milestones, default=0) + 1
    now = world.clock.now()
    made = Milestone(world.new_id("milestone"), number, title, creator, now, now)
    repository.milestones[number] = made
    return made
