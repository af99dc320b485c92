"""From a WIQL text to what it says."""

from __future__ import annotations

from collections.abc import Sequence

from devlog_azure_devops.sandbox.wiql_tree import (
    Clause,
    FieldName,
    Join,
    Macro,
    Node,
    Not,
    Operand,
    Query,
    Value,
)
from devlog_azure_devops.sandbox.wiql_words import WiqlError, Word, unexpected, words

SIGNS = ("=", "<>", "<", "<=", ">", ">=")
LONGEST = 32_000
"""Characters that a query may have."""


def parse(text: str) -> Query:
    """The query; raises WiqlError where the text is none."""
    if len(text) > LONGEST:
        told = f"VS402335: The query text exceeds the longest length of {LONGEST} characters."
        raise WiqlError(told, "WorkItemTrackingQueryTextTooLongException")
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._words = words(text)
        self._at = 0

    def query(self) -> Query:
        self._due("SELECT")
        columns = [self._field()]
        while self._sign(","):
            columns.append(self._field())
        self._due("FROM")
        source = self._next("word").text.casefold()
        if source == "workitemlinks":
            raise WiqlError("TF51007: Queries for links are not served here: ask for WorkItems.")
        if source != "workitems":
            raise unexpected(source)
        where = self._or() if self._word("WHERE") else None
        order: list[tuple[str, bool]] = []
        if self._word("ORDER"):
            self._due("BY")
            order.append(self._sort())
            while self._sign(","):
                order.append(self._sort())
        as_of = self._next("text").text if self._word("ASOF") else None
        if self._at < len(self._words):
            raise unexpected(self._words[self._at].text)
        return Query(tuple(columns), where, tuple(order), as_of)

    def _or(self) -> Node:
        parts = [self._and()]
        while self._word("OR"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Join(False, tuple(parts))

    def _and(self) -> Node:
        parts = [self._unary()]
        while self._word("AND"):
            parts.append(self._unary())
        return parts[0] if len(parts) == 1 else Join(True, tuple(parts))

    def _unary(self) -> Node:
        if self._word("NOT"):
            return Not(self._unary())
        if self._sign("("):
            found = self._or()
            self._close()
            return found
        return self._clause()

    def _clause(self) -> Clause:
        start = self._at
        ever = self._word("EVER")
        field = self._field()
        operator = self._operator()
        if operator in ("IN", "NOT IN"):
            operands = self._list()
        else:
            operands = () if operator.startswith("IS ") else (self._operand(),)
        if ever:
            operator = f"EVER {operator}"
        begin = self._words[start].place
        end = self._words[self._at].place if self._at < len(self._words) else len(self._text)
        return Clause(field, operator, tuple(operands), self._text[begin:end].strip())

    def _operator(self) -> str:
        word = self._peek()
        if word is not None and word.kind == "sign" and word.text in SIGNS:
            self._at += 1
            return word.text
        if self._word("IS"):
            return (
                "IS NOT EMPTY" if self._word("NOT") and self._due("EMPTY") else self._due("IS EMPTY", "EMPTY")
            )
        if self._word("WAS"):
            return self._due("EVER =", "EVER")
        if self._word("EVER"):
            return "EVER ="
        lead = "NOT " if self._word("NOT") else ""
        for name in ("IN", "UNDER"):
            if self._word(name):
                return lead + name
        if self._word("CONTAINS"):
            return lead + ("CONTAINS WORDS" if self._word("WORDS") else "CONTAINS")
        raise unexpected(word.text if word else "end of query")

    def _list(self) -> Sequence[Operand]:
        if not self._sign("("):
            raise unexpected("IN without a list")
        told = [self._operand()]
        while self._sign(","):
            told.append(self._operand())
        self._close()
        return told

    def _operand(self) -> Operand:
        word = self._next()
        if word.kind == "macro":
            return self._macro(word)
        if word.kind == "field":
            return FieldName(word.text)
        if word.kind in ("text", "number") or word.text.casefold() in ("true", "false"):
            return Value(word.text)
        raise unexpected(word.text)

    def _macro(self, word: Word) -> Macro:
        days = 0.0
        if self._sign("("):
            days = float(self._next("text").text.rstrip("d") or 0)
            self._close()
        following = self._peek()
        if following is not None and following.kind == "sign" and following.text in ("+", "-"):
            self._at += 1
            days = float(self._next("number").text) * (1 if following.text == "+" else -1)
        elif following is not None and following.kind == "number" and following.text.startswith("-"):
            self._at += 1
            days = float(following.text)
        return Macro(word.text.casefold(), days)

    def _sort(self) -> tuple[str, bool]:
        field = self._field()
        if self._word("DESC"):
            return field, True
        self._word("ASC")
        return field, False

    def _field(self) -> str:
        word = self._next()
        if word.kind == "field" or (word.kind == "word" and "." in word.text):
            return word.text.strip()
        raise unexpected(word.text)

    def _close(self) -> None:
        if not self._sign(")"):
            raise unexpected("a missing parenthesis")

    def _peek(self) -> Word | None:
        return self._words[self._at] if self._at < len(self._words) else None

    def _next(self, kind: str | None = None) -> Word:
        word = self._peek()
        if word is None or (kind is not None and word.kind != kind):
            raise unexpected(word.text if word else "end of query")
        self._at += 1
        return word

    def _word(self, name: str) -> bool:
        word = self._peek()
        if word is None or word.kind != "word" or word.text.upper() != name:
            return False
        self._at += 1
        return True

    def _sign(self, sign: str) -> bool:
        word = self._peek()
        if word is None or word.kind != "sign" or word.text != sign:
            return False
        self._at += 1
        return True

    def _due(self, told: str, name: str | None = None) -> str:
        if not self._word(name or told):
            word = self._peek()
            raise unexpected(word.text if word else "end of query")
        return told
