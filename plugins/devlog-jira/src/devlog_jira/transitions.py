"""Bringing an issue to a status, by one transition of its workflow or by several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from devlog_core.model.errors import DevlogError, GoneError, RejectedError, StaleError
from devlog_core.model.fields import CLOSED_STATUSES
from devlog_jira.answer import Answer
from devlog_jira.client import Client
from devlog_jira.custom import CustomField, RichText, allowed, write
from devlog_jira.vocabulary import GIVEN_UP, Goal, Vocabulary, among, folded
from devlog_jira.walks import Walks
from devlog_jira.workflow import DONE, Map, Spot, Step, next_step, steps_of

Record = Mapping[str, Any]
EXPAND = "transitions,transitions.fields"
MOST_STEPS = 8
KNOWN = "workflows"
FIELD = ("status",)
FINISHED = ("Done", "Fixed")
"""Resolutions that say that the work was done, the one to write first."""


def rank(spot: Spot, status: str, words: Vocabulary) -> int | None:
    """How well a status of Jira's shows an entry's, 0 best; None where it does not."""
    goal = words.goal(status)
    names = [name.casefold() for name in goal.names]
    if names:
        # Another status of the same category may mean something else, such as dropped and not done.
        return names.index(spot.name.casefold()) if spot.name.casefold() in names else None
    shown = words.status(spot.name, spot.category, next(iter(goal.resolutions), None))
    return 0 if spot.category == goal.category and shown == words.express("status", status) else None


class Walker:
    """Takes issues through their workflows."""

    def __init__(self, client: Client, walks: Walks, text: RichText) -> None:
        self._client = client
        self._walks = walks
        self._text = text

    def plan(self, record: Record, status: str, words: Vocabulary) -> list[Step] | None:
        """The transitions that are allowed, None where the issue shows that status of an entry already.

        Raises RejectedError where it is seen already that no way leads there.
        """
        here, resolution = _stand(record)
        if words.status(here.name, here.category, resolution) == words.express("status", status):
            return None
        steps = self._offered(record)
        self._choose(here, steps, status, words, self._map(record), {here.id})
        return steps

    def walk(self, record: Record, steps: list[Step], status: str, words: Vocabulary) -> None:
        """Bring the issue, as it was just read with the transitions allowed, to that status of an entry.

        Raises RejectedError for `status` where the workflow or a screen does not let it, and StaleError
        where somebody moves it meanwhile.
        """
        here, _ = _stand(record)
        known = self._map(record)
        visited = {here.id}
        for _ in range(MOST_STEPS):
            known = self._learnt(record, known, here, steps)
            step = self._choose(here, steps, status, words, known, visited)
            if rank(step.to, status, words) is None:
                self._walks.through(record, step.to.id, self._client.now())
            self._take(record, here, step, self._given(step, status, words))
            here = step.to
            if rank(here, status, words) is not None:
                self._walks.arrived(str(record["id"]))
                return
            visited.add(here.id)
            steps = self._steps(record)
        raise self._stuck(here, steps, status, "the way there is too long")

    def step(self, record: Record, name: str) -> bool:
        """Take the transition with this name, or one to the status of that name; False where it stands there.

        Raises RejectedError where none is allowed, or where its screen wants more than the settings give.
        """
        here, _ = _stand(record)
        if here.name.casefold() == name.casefold():
            return False
        steps = self._offered(record)
        found = [one for one in steps if name.casefold() in (one.name.casefold(), one.to.name.casefold())]
        if not found:
            raise self._stuck(here, steps, name)
        given = self._told(found[0])
        lacking = [one for one in found[0].required() if one not in given]
        if lacking:
            raise self._stuck(here, steps, name, _wants(found[0], lacking))
        self._take(record, here, found[0], given)
        return True

    def _offered(self, record: Record) -> list[Step]:
        """The transitions that came with the issue, or else asked for; with what their screens hold."""
        came = record.get("transitions")
        if isinstance(came, list) and all("fields" in one for one in came):
            return steps_of(came)
        return self._steps(record)

    def _choose(
        self, here: Spot, steps: Sequence[Step], status: str, words: Vocabulary, known: Map, visited: set[str]
    ) -> Step:
        best = sorted(steps, key=lambda step: _or_last(rank(step.to, status, words)))
        lacking = {step.id: self._lacking(step, status, words) for step in best}
        passable = [step for step in best if not lacking[step.id]]
        step = next_step(
            passable,
            known,
            lambda spot: rank(spot, status, words) is not None,
            frozenset(visited),
            status in CLOSED_STATUSES,
        )
        if step is None:
            wants = (_wants(one, lacking[one.id]) for one in best if lacking[one.id])
            raise self._stuck(here, steps, status, *wants)
        return step

    def _stuck(self, here: Spot, steps: Sequence[Step], status: str, *why: str) -> RejectedError:
        named = ", ".join(f"{step.name} (to {step.to.name})" for step in steps) or "none"
        right = [] if steps else ["the account may lack the permission Transition Issues"]
        told = "; ".join([f"allowed: {named}", *right, *why])
        return RejectedError(f"no transition leads from {here.name!r} to what shows {status}; {told}", FIELD)

    def _take(self, record: Record, here: Spot, step: Step, fields: Mapping[str, Any]) -> None:
        body: dict[str, Any] = {"transition": {"id": step.id}}
        if fields:
            body["fields"] = dict(fields)
        where = self._client.path("issue", str(record["id"]), "transitions")
        answer = self._client.send("POST", where, body, accept=(400, 404, 409, 413, 422))
        if answer.status >= 400:
            raise self._refused(record, here, step, answer)

    def _refused(self, record: Record, here: Spot, step: Step, answer: Answer) -> DevlogError:
        key = record.get("key")
        if answer.status == 409:
            return StaleError(f"{key} is being changed by somebody else: {answer.message}")
        if answer.status == 404:
            return GoneError(f"{key} was deleted, or the account may not see it any more")
        now = self._steps(record)
        if all(step.id != other.id for other in now):
            # It was allowed a moment ago: somebody has moved the issue.
            return StaleError(f"{key} was moved from {here.name!r} while it was to be changed")
        return RejectedError(
            f"Jira did not take the transition {step.name!r} from {here.name!r}: {answer.message}", FIELD
        )

    def _steps(self, record: Record) -> list[Step]:
        where = self._client.path("issue", str(record["id"]), "transitions")
        answer = self._client.get(where, {"expand": "transitions.fields"})
        return steps_of(answer.data.get("transitions"))

    def _lacking(self, step: Step, status: str, words: Vocabulary) -> list[str]:
        """What the screen wants and nobody gives, with the values it would take."""
        try:
            given = self._given(step, status, words)
        except RejectedError as error:
            return [error.reason]
        told = []
        for name in step.required():
            if name not in given:
                values = allowed(step.fields[name])
                choice = f" (one of {', '.join(values)})" if values else ""
                told.append(f"{step.fields[name].get('name') or name}{choice}")
        return told

    def _given(self, step: Step, status: str, words: Vocabulary) -> dict[str, Any]:
        """What is told to the screen of a transition: nothing that is not on it."""
        goal, given = words.goal(status), self._told(step)
        if "resolution" in step.fields and goal.resolutions and rank(step.to, status, words) is not None:
            chosen = _resolution(goal, allowed(step.fields["resolution"]))
            if chosen is not None:
                given["resolution"] = {"name": chosen}
        if "resolution" in step.required() and "resolution" not in given and step.to.category == DONE:
            usual = _usual(status, allowed(step.fields["resolution"]))
            given |= {} if usual is None else {"resolution": {"name": usual}}
        return given

    def _told(self, step: Step) -> dict[str, Any]:
        """What the settings give for the fields on a transition's screen."""
        given: dict[str, Any] = {}
        for name, value in self._settings(step).items():
            for identity, record in step.fields.items():
                if name.casefold() in (identity.casefold(), str(record.get("name")).casefold()):
                    field = CustomField.of(name, {**record, "id": identity})
                    given[identity] = write(field, value, self._text, self._client.cloud)
        return given

    def _settings(self, step: Step) -> dict[str, Any]:
        found: dict[str, Any] = {}
        told = {name.casefold(): table for name, table in self._client.config.transitions.items()}
        for name in ("*", step.to.name.casefold(), step.name.casefold()):
            found |= told.get(name, {})
        return found

    def _map(self, record: Record) -> dict[str, list[Spot]]:
        kept = (self._client.context.state.get(KNOWN) or {}).get(_type_of(record)) or {}
        return {
            here: [Spot(id=one[0], name=one[1], category=one[2]) for one in spots]
            for here, spots in kept.items()
        }

    def _learnt(
        self, record: Record, known: dict[str, list[Spot]], here: Spot, steps: Sequence[Step]
    ) -> dict[str, list[Spot]]:
        """The map of the workflow with what is allowed here; remembered where it is news."""
        seen = sorted({step.to.id: step.to for step in steps}.values(), key=lambda spot: spot.id)
        if known.get(here.id) == seen:
            return known
        known = {**known, here.id: seen}
        state = self._client.context.state
        kept = {one: [[to.id, to.name, to.category] for to in spots] for one, spots in known.items()}
        state[KNOWN] = {**(state.get(KNOWN) or {}), _type_of(record): kept}
        return known


def _wants(step: Step, lacking: Sequence[str]) -> str:
    return f"{step.name!r} wants {', '.join(lacking)}: give it under `config.transitions`"


def _stand(record: Record) -> tuple[Spot, str | None]:
    fields = record["fields"]
    return Spot.of(fields["status"]), (fields.get("resolution") or {}).get("name")


def _type_of(record: Record) -> str:
    return str(((record.get("fields") or {}).get("issuetype") or {}).get("id") or "")


def _or_last(place: int | None) -> int:
    return 1_000 if place is None else place


def _resolution(goal: Goal, values: Sequence[str]) -> str | None:
    if not values:
        return goal.resolutions[0]
    return next(iter(among(goal.resolutions, values)), None)


def _usual(status: str, values: Sequence[str]) -> str | None:
    """The resolution to give where a screen requires one and the settings name none."""
    if status not in CLOSED_STATUSES:
        return None
    found = among(GIVEN_UP if status == "cancelled" else FINISHED, values)
    given_up = {folded(name) for name in GIVEN_UP}
    others = [] if status == "cancelled" else [one for one in values if folded(one) not in given_up]
    return next(iter([*found, *others]), None)
