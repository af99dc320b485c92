"""Jira's query language as far as people and this plugin use it: issues that fit a text, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cmp_to_key
from typing import TypeVar

from devlog_jira.sandbox.jql_clauses import Test, sort_key, test_of
from devlog_jira.sandbox.jql_parse import parse
from devlog_jira.sandbox.jql_terms import Context, Kind, Named, Term, among
from devlog_jira.sandbox.jql_tree import Clause, JqlError, Node, Query, Sort

__all__ = ["Context", "JqlError", "Kind", "Named", "Query", "Term", "among", "parse", "select"]

T = TypeVar("T")
UNBOUNDED = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."


def select(issues: Iterable[T], query: Query, context: Context[T], identity: Callable[[T], int]) -> list[T]:
    """The issues that a query means, in its order and then by `identity`; raises JqlError.

    Without an order the newest come first, as a higher id is a later one.
    """
    fits = _condition(query.where, context)
    found = [issue for issue in issues if fits(issue)]
    if not query.order:
        return sorted(found, key=identity, reverse=True)
    found.sort(key=identity)
    for sort in reversed(query.order):
        _arrange(found, sort, context)
    return found


def _condition(node: Node | None, context: Context[T]) -> Test[T]:
    if node is None:
        return lambda _: True
    if isinstance(node, Clause):
        return test_of(node, context)
    # Every part is looked at before any issue is, so that a wrong part is refused however many fit.
    tests = [_condition(part, context) for part in node.parts]
    if node.every:
        return lambda issue: all(test(issue) for test in tests)
    return lambda issue: any(test(issue) for test in tests)


def _arrange(found: list[T], sort: Sort, context: Context[T]) -> None:
    term = context.term(sort.field)
    sign = -1 if (term.descending if sort.descending is None else sort.descending) else 1
    keys = {id(issue): [sort_key(term.kind, value) for value in term.values(issue)] for issue in found}

    def compare(one: T, other: T) -> int:
        mine, theirs = keys[id(one)], keys[id(other)]
        # Nothing comes after everything, so a descending order begins with it.
        if not mine or not theirs:
            return sign * (bool(theirs) - bool(mine))
        return sign * ((mine > theirs) - (mine < theirs))

    found.sort(key=cmp_to_key(compare))
