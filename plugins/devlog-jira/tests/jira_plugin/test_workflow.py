"""Which transition is taken, on workflows as teams draw them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devlog_jira.workflow import Spot, Step, next_step, steps_of

TO_DO = Spot(id="1", name="To Do", category="new")
DOING = Spot(id="2", name="In Progress", category="indeterminate")
REVIEW = Spot(id="3", name="Review", category="indeterminate")
DONE = Spot(id="4", name="Done", category="done")
DROPPED = Spot(id="5", name="Dropped", category="done")


def step(to: Spot) -> Step:
    """A transition without a screen."""
    return Step(id=f"to-{to.id}", name=f"To {to.name}", to=to)


def chosen(
    *steps: Step,
    known: dict[str, list[Spot]] | None = None,
    target: Spot = DONE,
    visited: tuple[Spot, ...] = (TO_DO,),
) -> str | None:
    """The name of the status that is gone to."""
    found = next_step(
        steps, known or {}, lambda spot: spot.id == target.id, frozenset(s.id for s in visited),
        target.category == "done",
    )  # fmt: skip
    return found.to.name if found else None


def test_the_direct_way_is_taken_whatever_else_there_is() -> None:
    """Each status on the way sends mails to people."""
    assert chosen(step(DOING), step(DROPPED), step(DONE)) == "Done"


def test_a_known_way_is_taken_before_an_unknown_one() -> None:
    """What was seen at other issues spares wandering."""
    known = {REVIEW.id: [DONE], DOING.id: [TO_DO]}
    assert chosen(step(DOING), step(REVIEW), known=known) == "Review"


def test_the_shortest_known_way_is_taken() -> None:
    """Every step is a request, and an entry in the issue's history."""
    known = {DOING.id: [REVIEW], REVIEW.id: [DONE]}
    assert chosen(step(DOING), step(REVIEW), known=known) == "Review"


def test_into_the_unknown_it_goes_by_open_work() -> None:
    """A ticket that is to be done is not dropped first."""
    assert chosen(step(DROPPED), step(DOING)) == "In Progress"


def test_an_issue_is_not_closed_on_its_way_to_open_work() -> None:
    """Closing it would resolve it and tell everybody."""
    assert chosen(step(DROPPED), target=REVIEW) is None


def test_a_closed_status_may_lead_to_a_closed_status() -> None:
    """Resolved stands before Closed in many workflows."""
    assert chosen(step(DROPPED)) == "Dropped"


def test_nothing_is_visited_twice() -> None:
    """Otherwise the ticket goes in circles."""
    assert chosen(step(TO_DO), step(DOING), visited=(TO_DO, DOING)) is None


def test_what_is_known_to_lead_nowhere_is_not_entered() -> None:
    """The map of the workflow says that there is no way."""
    known = {DOING.id: [TO_DO], REVIEW.id: [DOING]}
    assert chosen(step(DOING), step(REVIEW), known=known) is None


def test_what_jira_says_is_unavailable_is_no_way() -> None:
    """It lists such transitions when it is asked for all."""
    to = {"id": "4", "name": "Done", "statusCategory": {"key": "done"}}
    listed = [
        {"id": "1", "name": "Close", "to": to, "isAvailable": False},
        {"id": "2", "name": "End", "to": to},
    ]
    assert [found.name for found in steps_of(listed)] == ["End"]


@given(
    st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=4), max_size=8), st.integers(0, 7)
)
def test_a_walk_ends_and_finds_what_is_known_to_be_reachable(graph: dict[int, set[int]], goal: int) -> None:
    """Whatever the workflow, there is no loop, and a map that shows a way is enough to go it."""
    spots = {n: Spot(id=str(n), name=str(n), category="indeterminate") for n in range(8)}
    known = {str(n): [spots[m] for m in sorted(graph.get(n, ()))] for n in range(8)}
    reachable, queue = {0}, [0]
    while queue:
        for after in graph.get(queue.pop(), ()):
            if after not in reachable:
                reachable.add(after)
                queue.append(after)
    here, visited, steps = 0, {"0"}, 0
    while here != goal:
        found = next_step(
            [step(spots[n]) for n in sorted(graph.get(here, ()))], known,
            lambda spot: spot.id == str(goal), frozenset(visited), False,
        )  # fmt: skip
        if found is None:
            break
        here, steps = int(found.to.id), steps + 1
        visited.add(found.to.id)
        assert steps < 8
    assert (here == goal) == (goal in reachable)
